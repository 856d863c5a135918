"""Addresses of allegations."""

from django.urls import path

from .views import allegations, officers

urlpatterns = [
    path("mash/contacts/<str:reference>/set-apart/", allegations.set_apart, name="set_apart"),
    path("designated-officer/", allegations.allegations, name="allegations"),
    path("designated-officer/<str:reference>/", allegations.allegation, name="allegation"),
    path("designated-officer/<str:reference>/take-up/", allegations.take_up, name="allegation_take_up"),
    path("designated-officer/<str:reference>/decide/", allegations.decide, name="allegation_decide"),
    *(
        view.path()
        for view in (
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
