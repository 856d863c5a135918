"""Addresses of information requests."""

from django.urls import path

from .views import answers, desks, requests

urlpatterns = [
    path("area/desks/", desks.desks, name="desks"),
    path("requests/", answers.requests, name="requests"),
    *(
        view.path()
        for view in (
            desks.KeepDesk,
            answers.AnswerRequest,
            answers.HoldNothing,
            answers.DeclineToShare,
            answers.AskBack,
            answers.TakeRequest,
            requests.AskOthers,
            requests.AskedRequest,
            requests.Reply,
            requests.AddPerson,
            requests.CloseRequest,
            requests.SendDraft,
        )
    ),
]
