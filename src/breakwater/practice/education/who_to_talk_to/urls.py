"""The addresses of who to talk to."""

from django.urls import path

from . import views

urlpatterns = [
    path("who-to-talk-to/", views.who, name="who"),
    path("lists/leads/", views.leads, name="leads"),
    *(view.path() for view in views.VIEWS),
]
