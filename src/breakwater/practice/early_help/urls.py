"""The addresses of early help."""

from django.urls import path

from .views import advice, agreements, board, closing, episode, leads, moves

app_name = "early_help"

urlpatterns = [
    path("early-help/", board.episodes, name="episodes"),
    path("early-help/advice/", advice.log, name="advice_log"),
    path("early-help/advice/new/", advice.new, name="advice_new"),
    path("early-help/advice/<str:public_id>/", advice.advice, name="advice"),
    path("early-help/advice/<str:public_id>/follow-up/", advice.follow_up, name="advice_follow_up"),
    path("early-help/advice/<str:public_id>/named/", advice.named, name="advice_named"),
    path("early-help/<str:reference>/advice/new/", advice.new_in_episode, name="advice_in"),
    path("early-help/<str:reference>/", episode.episode, name="episode"),
    path("early-help/<str:reference>/coordinate/", episode.coordinate, name="coordinate"),
    path("early-help/<str:reference>/agreement/", agreements.agreement, name="agreement"),
    path("early-help/<str:reference>/lead/", leads.lead, name="lead"),
    path("early-help/<str:reference>/step-up/", moves.step_up, name="step_up"),
    path("early-help/<str:reference>/close/", closing.close, name="close"),
]
