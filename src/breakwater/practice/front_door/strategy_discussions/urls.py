"""Addresses of strategy discussions."""

from . import views

urlpatterns = [
    view.path()
    for view in (
        views.DiscussionPage,
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
]
