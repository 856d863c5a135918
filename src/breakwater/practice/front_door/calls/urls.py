"""Addresses of calls and advice."""

from django.urls import path

from . import views

urlpatterns = [
    path("mash/calls/new/", views.log, name="call_log"),
    path("mash/advice/", views.consultations, name="consultations"),
    path("mash/advice/new/", views.consult, name="consult"),
    path("mash/advice/<str:public_id>/", views.consultation, name="consultation"),
    path("mash/advice/<str:public_id>/contact/", views.named_after_all, name="named_after_all"),
]
