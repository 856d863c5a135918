"""The addresses of consultations."""

from django.urls import path

from . import views

urlpatterns = [
    path("lists/consultations/", views.consultations, name="consultations"),
    path("lists/consultations/<str:public_id>/", views.one, name="consultation"),
    path("lists/consultations/<str:public_id>/asked-again/", views.again, name="consultation_again"),
    path("lists/consultations/<str:public_id>/contact/", views.contact, name="consultation_contact"),
    path("lists/files/", views.files, name="files"),
    path("lists/<str:public_id>/consultation/", views.new, name="consultation_new"),
]
