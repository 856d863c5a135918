"""The addresses of rolls, a school's own and the authority's."""

from django.urls import path

from .views import rolls, rows

urlpatterns = [
    rolls.AllRolls.path(),
    rolls.SendRoll.path(),
    path("rolls/sample.csv", rolls.sample, name="roll_sample"),
    path("rolls/rows/", rows.next_row, name="roll_rows"),
    rows.DecideRow.path(),
    path("rolls/places/<str:public_id>/", rows.places, name="roll_places"),
    rolls.ShowRoll.path(),
    rolls.NameRollColumns.path(),
    rolls.DropRoll.path(),
    rolls.ReleaseRoll.path(),
    rolls.BeginRollAgain.path(),
    rolls.UndoRoll.path(),
    rolls.RollLinesRefused.path(),
]
