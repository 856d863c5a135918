"""Addresses of strategy discussions."""

from django.urls import path

from . import views

urlpatterns = [
    path("mash/contacts/<str:reference>/strategy/", views.call, name="strategy_call"),
    path("strategy/<str:reference>/", views.strategy, name="strategy"),
    path("strategy/<str:reference>/ask/", views.ask, name="strategy_ask"),
    path("strategy/<str:reference>/said/<str:public_id>/", views.said, name="strategy_said"),
    path("strategy/<str:reference>/record/", views.record, name="strategy_record"),
    path("strategy/<str:reference>/worker/", views.tell_worker, name="strategy_tell_worker"),
    path("strategy/<str:reference>/circulate/", views.circulate, name="strategy_circulate"),
    path("strategy/<str:reference>/actions/", views.action, name="strategy_action"),
    path("strategy/<str:reference>/actions/<str:public_id>/", views.action_done, name="strategy_action_done"),
    path("strategy/<str:reference>/not-held/", views.not_held, name="strategy_not_held"),
    path("strategy/<str:reference>/conclude/", views.conclude, name="strategy_conclude"),
]
