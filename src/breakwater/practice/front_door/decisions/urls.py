"""Addresses of decisions."""

from django.urls import path

from .views import decisions, second_manager

urlpatterns = [
    second_manager.PassToWorker.path(),
    second_manager.AnswerProposal.path(),
    path("mash/contacts/<str:reference>/decide/", decisions.decide, name="decide"),
]
