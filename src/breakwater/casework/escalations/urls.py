"""The addresses of escalations."""

from django.urls import path

from . import views

urlpatterns = [
    path("disagreements/", views.escalations_list, name="escalations"),
    path("disagreements/new/", views.find, name="escalation_find"),
    path("disagreements/new/<str:reference>/", views.new, name="escalation_new"),
    path("disagreements/<str:reference>/", views.escalation, name="escalation"),
    path("disagreements/<str:reference>/answer/", views.answer, name="escalation_answer"),
    path("disagreements/<str:reference>/further/", views.further, name="escalation_further"),
    path("disagreements/<str:reference>/settle/", views.settle, name="escalation_settle"),
]
