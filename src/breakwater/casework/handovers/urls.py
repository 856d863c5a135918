"""The addresses of handovers."""

from django.urls import path

from .views import family, handovers, holdings, offers, workers

urlpatterns = [
    path("cases/<str:reference>/close/", offers.close, name="close"),
    path("cases/<str:reference>/offer/", offers.offer, name="offer"),
    path("cases/<str:reference>/move/", offers.move, name="move"),
    path("cases/<str:reference>/worker/", workers.worker, name="worker"),
    path("handovers/", handovers.handovers_list, name="handovers"),
    path("handovers/<str:reference>/", handovers.handover, name="handover"),
    path("handovers/<str:reference>/accept/", handovers.accept, name="accept"),
    path("handovers/<str:reference>/decline/", handovers.decline, name="decline"),
    path("handovers/<str:reference>/withdraw/", handovers.withdraw, name="withdraw"),
    path("handovers/<str:reference>/ask/", handovers.ask, name="ask"),
    path("handovers/<str:reference>/actions/", handovers.say_where, name="handover_actions"),
    path("handovers/<str:reference>/family/", family.tell_family, name="handover_family"),
    path("handovers/<str:reference>/family/letter/", family.letter, name="handover_letter"),
    path("handovers/<str:reference>/instead/", handovers.instead, name="instead"),
    path("leaving/", holdings.own, name="leaving"),
    path("leaving/team/", holdings.team, name="leaving_team"),
]
