"""Addresses of what goes over the boundary."""

from django.urls import path

from . import views

urlpatterns = [
    path("mash/from-another-authority/", views.take_in, name="take_in_passed"),
    views.PassOn.path(),
    path("mash/contacts/<str:reference>/passed/", views.passing, name="passing"),
    path("mash/contacts/<str:reference>/passed/file/", views.file, name="passing_file"),
]
