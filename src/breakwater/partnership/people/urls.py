"""The addresses of rolls, a school's own and the authority's, and of agencies' lists."""

from django.urls import path

from .views import doubtful, listed, lists, rolls

app_name = "people"

urlpatterns = [
    path("rolls/", rolls.all_rolls, name="rolls"),
    path("rolls/new/", rolls.new, name="roll_new"),
    path("rolls/sample.csv", rolls.sample, name="roll_sample"),
    path("rolls/rows/", doubtful.next_row, name="roll_rows"),
    path("rolls/rows/<str:public_id>/", doubtful.row, name="roll_row"),
    path("rolls/places/<str:public_id>/", doubtful.places, name="roll_places"),
    path("rolls/<str:public_id>/", rolls.one, name="roll"),
    path("rolls/<str:public_id>/columns/", rolls.columns, name="roll_columns"),
    path("rolls/<str:public_id>/drop/", rolls.drop, name="roll_drop"),
    path("rolls/<str:public_id>/release/", rolls.release, name="roll_release"),
    path("rolls/<str:public_id>/again/", rolls.again, name="roll_again"),
    path("rolls/<str:public_id>/undo/", rolls.undo, name="roll_undo"),
    path("rolls/<str:public_id>/refused.csv", rolls.refused, name="roll_refused"),
    path("agencies-lists/", lists.all_lists, name="lists"),
    path("agencies-lists/new/", lists.new, name="list_new"),
    path("agencies-lists/sample.csv", lists.sample, name="list_sample"),
    path("agencies-lists/rows/", listed.next_row, name="list_rows"),
    path("agencies-lists/rows/<str:public_id>/", listed.row, name="list_row"),
    path("agencies-lists/versions/<str:public_id>/", lists.version, name="list_version"),
    path("agencies-lists/versions/<str:public_id>/columns/", lists.columns, name="list_columns"),
    path("agencies-lists/versions/<str:public_id>/drop/", lists.drop, name="list_drop"),
    path("agencies-lists/versions/<str:public_id>/again/", lists.again, name="list_again"),
    path("agencies-lists/versions/<str:public_id>/undo/", lists.undo, name="list_undo"),
    path("agencies-lists/versions/<str:public_id>/refused.csv", lists.refused, name="list_refused"),
    path("agencies-lists/<str:public_id>/", lists.one, name="list"),
    path("agencies-lists/<str:public_id>/change/", lists.change, name="list_change"),
    path("agencies-lists/<str:public_id>/send/", lists.send, name="list_send"),
]
