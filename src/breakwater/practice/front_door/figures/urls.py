"""Addresses of figures."""

from django.urls import path

from . import views

urlpatterns = [
    path("mash/figures/", views.figures, name="figures"),
    path("mash/figures/work-out/", views.work_out, name="figures_work_out"),
    path("mash/figures/contacts/", views.contacts, name="figures_contacts"),
]
