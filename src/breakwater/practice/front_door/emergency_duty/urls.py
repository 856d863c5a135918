"""Addresses of emergency duty."""

from django.urls import path

from . import views

urlpatterns = [
    path("duty/", views.duty, name="duty"),
    path("duty/alarms/<str:public_id>/", views.acknowledge, name="duty_acknowledge"),
    views.RecordAction.path(),
    path("mash/overnight/", views.overnight, name="overnight"),
    path("mash/overnight/<int:number>/", views.pick_up, name="pick_up"),
]
