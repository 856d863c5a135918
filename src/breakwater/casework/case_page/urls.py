"""The addresses of case page."""

from django.urls import path

from . import views

urlpatterns = [
    path("cases/<str:reference>/", views.case, name="case"),
]
