"""Addresses of the screen on the wall."""

from django.urls import path

from . import views

urlpatterns = [
    path("mash/wall/", views.wall, name="wall"),
]
