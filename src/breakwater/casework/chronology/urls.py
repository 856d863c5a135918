"""The addresses of chronology."""

from django.urls import path

from . import views

urlpatterns = [
    path("people/<str:public_id>/chronology/", views.chronology, name="chronology"),
]
