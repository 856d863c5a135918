"""The addresses of agencies' lists."""

from django.urls import path

from .views import lists, rows

urlpatterns = [
    path("agencies-lists/", lists.all_lists, name="lists"),
    path("agencies-lists/new/", lists.new, name="list_new"),
    path("agencies-lists/sample.csv", lists.sample, name="list_sample"),
    path("agencies-lists/rows/", rows.next_row, name="list_rows"),
    path("agencies-lists/rows/<str:public_id>/", rows.row, name="list_row"),
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
