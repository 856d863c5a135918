"""The addresses of duplicates."""

from django.urls import path

from . import views

urlpatterns = [
    path("pairs/how-sure/", views.how_sure, name="pairs_how_sure"),
    *(view.path() for view in views.VIEWS),
]
