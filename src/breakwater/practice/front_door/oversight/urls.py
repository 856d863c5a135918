"""Addresses of oversight."""

from django.urls import path

from . import views

urlpatterns = [
    path("mash/contacts/<str:reference>/known/<int:number>/", views.known_then, name="known_then"),
    path("mash/samples/", views.samples, name="samples"),
    path("mash/samples/<str:public_id>/", views.sample, name="sample"),
    *(view.path() for view in (views.EnterOversight, views.RecordDissent, views.JudgeSample)),
]
