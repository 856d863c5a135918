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
    path("policies/manuals/new/", keeping.new_manual, name="new_manual"),
    path("policies/new/", keeping.new, name="new"),
    path("policies/import/", word.take_in, name="import"),
    path("policies/reading/", reading.rounds, name="rounds"),
    path("policies/asked/", agencies.asked, name="asked"),
    path("policies/drafts/<str:public_id>/", writing.draft, name="draft"),
    path("policies/drafts/<str:public_id>/settle/", writing.settle, name="settle"),
    path("policies/drafts/<str:public_id>/give-up/", writing.give_up, name="give_up"),
    path("policies/drafts/<str:public_id>/consult/", writing.consult, name="consult"),
    path("policies/drafts/<str:public_id>/close/", writing.close, name="close"),
    path("policies/drafts/<str:public_id>/comments/", agencies.comments, name="comments"),
    path("policies/comments/<str:public_id>/", agencies.answer, name="answer"),
    path("policies/versions/<str:public_id>/ratify/", deciding.ratify, name="ratify"),
    path("policies/versions/<str:public_id>/decision/", deciding.correct_decision, name="correct_decision"),
    path("policies/versions/<str:public_id>/force/", deciding.force_now, name="force"),
    path("policies/versions/<str:public_id>/reading/", reading.ask, name="reading"),
    path("policies/questions/<str:public_id>/", deciding.question, name="question"),
    path("policies/questions/<str:public_id>/anew/", deciding.question_anew, name="question_anew"),
    path("policies/<str:public_id>/", keeping.chapter, name="chapter_kept"),
    path("policies/<str:public_id>/write/", writing.write, name="write"),
    path("policies/<str:public_id>/review/", keeping.review, name="review"),
    path("policies/<str:public_id>/withdraw/", deciding.withdraw, name="withdraw"),
    path("policies/<str:public_id>/correct/", deciding.correct, name="correct"),
    path("policies/<str:public_id>/vary/<slug:anchor>/", deciding.vary, name="vary"),
]
