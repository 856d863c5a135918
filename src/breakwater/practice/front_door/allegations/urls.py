"""Addresses of allegations."""

from django.urls import path

from .views import allegations, officers

urlpatterns = [
    path("designated-officer/<str:reference>/", allegations.allegation, name="allegation"),
    *(
        view.path()
        for view in (
            allegations.SetApart,
            allegations.Allegations,
            officers.TakeUp,
            officers.Decide,
            officers.SayWhoItIs,
            officers.NameWhoMayKnow,
            officers.TellEmployer,
            officers.RecordSafety,
            officers.RecordMeeting,
            officers.RecordReferral,
            officers.AddAction,
            officers.SettleOrganisation,
            officers.LiftStrike,
            officers.TellMash,
        )
    ),
]
