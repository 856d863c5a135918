"""Addresses of the board."""

from django.urls import path

from .views import allocating, board, picking_up

urlpatterns = [
    path("mash/allocate/", allocating.allocate, name="allocate"),
    path("mash/", board.board, name="board"),
    path("mash/contacts/<str:reference>/card/", board.card, name="card"),
    *(view.path() for view in (board.Claim, board.TakeOver, board.Release, picking_up.PickUp)),
]
