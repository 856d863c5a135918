"""Addresses of allegations."""

from .views import allegations, officers

urlpatterns = [
    view.path()
    for view in (
        allegations.SetApart,
        allegations.Allegations,
        allegations.AllegationPage,
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
]
