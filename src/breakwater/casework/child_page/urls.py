"""The addresses of child page."""

from django.urls import path

from . import views

urlpatterns = [
    path("people/search/", views.search, name="search"),
    path("people/<str:public_id>/", views.person, name="person"),
]
