"""The addresses of consultations."""

from django.urls import path

from . import views

urlpatterns = [
    path("lists/consultations/", views.consultations, name="consultations"),
    path("lists/files/", views.files, name="files"),
    *(view.path() for view in views.VIEWS),
]
