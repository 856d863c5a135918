"""Addresses of decisions."""

from django.urls import path

from .views import decisions, second_manager

urlpatterns = [
    path("mash/contacts/<str:reference>/open-case/", second_manager.open_case, name="open_case"),
    path("mash/contacts/<str:reference>/second/", second_manager.second, name="second"),
    path("mash/contacts/<str:reference>/decide/", decisions.decide, name="decide"),
]
