"""Addresses of emergency duty."""

from django.urls import path

from . import views

urlpatterns = [
    path("duty/", views.duty, name="duty"),
    path("mash/overnight/", views.overnight, name="overnight"),
    *(view.path() for view in (views.Acknowledge, views.RecordAction)),
]
