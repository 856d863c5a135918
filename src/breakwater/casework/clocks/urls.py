"""The addresses of clocks."""

from django.urls import path

from . import views

urlpatterns = [
    path("cases/<str:reference>/clocks/<str:rule>/", views.explain, name="explain"),
    path("clocks/", views.clocks_list, name="clocks"),
]
