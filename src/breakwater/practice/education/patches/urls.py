"""The addresses of patches."""

from django.urls import path

from . import views

urlpatterns = [
    path("lists/patches/", views.patches, name="patches"),
    *(view.path() for view in views.VIEWS),
]
