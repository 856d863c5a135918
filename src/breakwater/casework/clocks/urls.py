"""The addresses of clocks."""

from django.urls import path

from . import views

urlpatterns = [
    views.ExplainClock.path(),
    path("clocks/", views.clocks_list, name="clocks"),
]
