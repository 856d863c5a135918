"""Addresses of oversight."""

from django.urls import path

from . import views

urlpatterns = [
    path("mash/contacts/<str:reference>/oversight/", views.enter, name="oversight"),
    path("mash/contacts/<str:reference>/known/<int:number>/", views.known_then, name="known_then"),
    path("mash/contacts/<str:reference>/known/<int:number>/dissent/", views.dissent, name="dissent"),
    path("mash/samples/", views.samples, name="samples"),
    path("mash/samples/<str:public_id>/", views.sample, name="sample"),
    path("mash/samples/contacts/<str:public_id>/", views.judge, name="sample_item"),
]
