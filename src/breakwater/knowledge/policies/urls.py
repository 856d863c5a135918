"""Addresses of chapters for everyone, and of what those who keep them do. People cite a chapter's number: its address carries it."""

from django.urls import path

from .views import agencies, deciding, feeds, keeping, public, reading, word, writing

app_name = "policies"
ONE = "procedures/<slug:manual>/<str:number>/"

urlpatterns = [
    path("procedures/", public.manuals, name="manuals"),
    path("procedures/<slug:area>/", public.manuals, name="manuals_in"),
    path("procedures/<slug:area>/changes/", public.changes, name="changes"),
    path("procedures/read/<str:token>/", reading.read, name="read"),
    path(ONE, public.chapter_shared, name="chapter_shared"),
    path(f"{ONE}versions/", public.versions, name="versions"),
    path(f"{ONE}differences/<str:old>/<str:new>/", public.compare, name="compare"),
    path(f"{ONE}<slug:area>/", public.chapter, name="chapter"),
    path(f"{ONE}<slug:area>/feed/", feeds.chapter_feed, name="chapter_feed"),
    path(f"{ONE}<slug:area>/on/", public.ask_then, name="ask_then"),
    path(f"{ONE}<slug:area>/on/<str:on>/", public.then_alone, name="then_alone"),
    path(f"{ONE}<slug:area>/on/<str:on>/known/<str:known>/", public.then, name="then"),
    path(f"{ONE}<slug:area>/versions/<str:version>/paper/", word.paper, name="paper"),
    path(f"{ONE}<slug:area>/versions/<str:version>/paper/on/<str:on>/", word.paper, name="paper_on"),
    path("policies/", keeping.kept, name="kept"),
    path("policies/reading/", reading.rounds, name="rounds"),
    path("policies/asked/", agencies.asked, name="asked"),
    path("policies/versions/<str:public_id>/reading/", reading.ask, name="reading"),
    *(view.path() for room in (word, agencies, writing, deciding, keeping) for view in room.VIEWS),
]
