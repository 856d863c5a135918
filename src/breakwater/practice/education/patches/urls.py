"""The addresses of patches."""

from django.urls import path

from . import views

urlpatterns = [
    path("lists/patches/", views.patches, name="patches"),
    path("lists/patches/<str:public_id>/cover/", views.cover, name="cover"),
    path("lists/patches/<str:public_id>/cover/<int:number>/end/", views.end_cover, name="end_cover"),
]
