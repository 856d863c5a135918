"""The addresses of calls."""

from django.urls import path

from .views import calls, letters, notes

urlpatterns = [
    path("lists/calls/", calls.calls, name="calls"),
    path("lists/calls/talk/<str:public_id>/keep/", notes.keep, name="keep_talk"),
    *(view.path() for room in (notes, calls, letters) for view in room.VIEWS),
]
