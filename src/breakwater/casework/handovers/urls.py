"""The addresses of handovers."""

from django.urls import path

from .views import answers, family, handovers, holdings, offers, workers

urlpatterns = [
    *(view.path() for view in (*offers.OPERATIONS, workers.NameWorker, *answers.OPERATIONS, family.TellFamily)),
    *(view.path() for view in (handovers.Handovers, handovers.Given)),
    path("handovers/<str:reference>/", handovers.handover, name="handover"),
    path("handovers/<str:reference>/family/letter/", family.letter, name="handover_letter"),
    path("leaving/", holdings.own, name="leaving"),
    path("leaving/team/", holdings.team, name="leaving_team"),
]
