"""The addresses of rolls, a school's own and the authority's."""

from django.urls import path

from .views import rolls, rows

urlpatterns = [
    path("rolls/", rolls.all_rolls, name="rolls"),
    path("rolls/new/", rolls.new, name="roll_new"),
    path("rolls/sample.csv", rolls.sample, name="roll_sample"),
    path("rolls/rows/", rows.next_row, name="roll_rows"),
    path("rolls/rows/<str:public_id>/", rows.row, name="roll_row"),
    path("rolls/places/<str:public_id>/", rows.places, name="roll_places"),
    path("rolls/<str:public_id>/", rolls.one, name="roll"),
    path("rolls/<str:public_id>/columns/", rolls.columns, name="roll_columns"),
    path("rolls/<str:public_id>/drop/", rolls.drop, name="roll_drop"),
    path("rolls/<str:public_id>/release/", rolls.release, name="roll_release"),
    path("rolls/<str:public_id>/again/", rolls.again, name="roll_again"),
    path("rolls/<str:public_id>/undo/", rolls.undo, name="roll_undo"),
    path("rolls/<str:public_id>/refused.csv", rolls.refused, name="roll_refused"),
]
