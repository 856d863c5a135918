"""The addresses of who to talk to."""

from django.urls import path

from . import views

urlpatterns = [
    path("who-to-talk-to/", views.who, name="who"),
    path("who-to-talk-to/new/", views.new, name="who_new"),
    path("who-to-talk-to/<str:public_id>/", views.edit, name="who_edit"),
    path("who-to-talk-to/<str:public_id>/confirm/", views.confirm, name="who_confirm"),
    path("who-to-talk-to/<str:public_id>/take-out/", views.take_out, name="who_out"),
    path("lists/unanswered/", views.unanswered, name="unanswered"),
    path("lists/leads/", views.leads, name="leads"),
    path("lists/leads/<int:number>/ask/", views.remind_lead, name="remind_lead"),
]
