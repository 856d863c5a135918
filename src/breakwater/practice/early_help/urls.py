"""The addresses of early help."""

from django.urls import path

from . import views

app_name = "early_help"

urlpatterns = [
    path("early-help/", views.episodes, name="episodes"),
    path("early-help/<str:reference>/", views.episode, name="episode"),
    path("early-help/<str:reference>/coordinate/", views.coordinate, name="coordinate"),
    path("early-help/<str:reference>/agreement/", views.agreement, name="agreement"),
    path("early-help/<str:reference>/lead/", views.lead, name="lead"),
    path("early-help/<str:reference>/step-up/", views.step_up, name="step_up"),
    path("early-help/<str:reference>/close/", views.close, name="close"),
]
