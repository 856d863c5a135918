"""The addresses of our list."""

from django.urls import path

from .views import between_calls, lists

urlpatterns = [
    path("our-list/", lists.ours, name="our_list"),
    *(view.path() for view in (*between_calls.VIEWS, *lists.VIEWS)),
]
