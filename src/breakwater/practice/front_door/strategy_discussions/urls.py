"""Addresses of strategy discussions."""

from django.urls import path

from . import views

urlpatterns = [
    path("strategy/<str:reference>/", views.strategy, name="strategy"),
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
            views.TellWorker,
            views.NotHeld,
            views.Conclude,
        )
    ),
]
