"""Addresses of strategy discussions."""

from django.urls import path

from . import views

urlpatterns = [
    path("strategy/<str:reference>/", views.strategy, name="strategy"),
    path("strategy/<str:reference>/worker/", views.tell_worker, name="strategy_tell_worker"),
    *(
        view.path()
        for view in (
            views.CallDiscussion,
            views.AskToTable,
            views.SayAtTable,
            views.RecordDecision,
            views.Circulate,
            views.AddAction,
            views.CompleteAction,
            views.NotHeld,
            views.Conclude,
        )
    ),
]
