"""Addresses of figures."""

from django.urls import path

from . import views

urlpatterns = [
    views.MashFigures.path(),
    path("mash/figures/work-out/", views.WorkOut.as_view(), name="figures_work_out"),
    path("mash/figures/contacts/", views.contacts, name="figures_contacts"),
]
