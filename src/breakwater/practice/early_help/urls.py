"""The addresses of early help."""

from django.urls import path

from .views import agreements, closing, episode, leads, lists, moves

app_name = "early_help"

urlpatterns = [
    path("early-help/", lists.episodes, name="episodes"),
    path("early-help/<str:reference>/", episode.episode, name="episode"),
    path("early-help/<str:reference>/coordinate/", episode.coordinate, name="coordinate"),
    path("early-help/<str:reference>/agreement/", agreements.agreement, name="agreement"),
    path("early-help/<str:reference>/lead/", leads.lead, name="lead"),
    path("early-help/<str:reference>/step-up/", moves.step_up, name="step_up"),
    path("early-help/<str:reference>/close/", closing.close, name="close"),
]
