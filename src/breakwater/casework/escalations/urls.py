"""The addresses of disagreements."""

from django.urls import path

from . import views

urlpatterns = [
    path("disagreements/new/", views.find, name="escalation_find"),
    *(view.path() for view in views.OPERATIONS),
    path("disagreements/<str:reference>/", views.escalation, name="escalation"),
]
