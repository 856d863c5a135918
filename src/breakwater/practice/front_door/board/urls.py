"""Addresses of the board."""

from django.urls import path

from .views import allocating, board

urlpatterns = [
    path("mash/allocate/", allocating.allocate, name="allocate"),
    path("mash/", board.board, name="board"),
    path("mash/contacts/<str:reference>/card/", board.card, name="card"),
    path("mash/contacts/<str:reference>/claim/", board.claim, name="claim"),
    path("mash/contacts/<str:reference>/take-over/", board.take_over, name="take_over"),
    path("mash/contacts/<str:reference>/release/", board.release, name="release"),
]
