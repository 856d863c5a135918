"""The addresses of agencies' lists."""

from django.urls import path

from .views import lists, rows, versions

urlpatterns = [
    path("agencies-lists/", lists.all_lists, name="lists"),
    lists.NewList.path(),
    path("agencies-lists/sample.csv", versions.sample, name="list_sample"),
    path("agencies-lists/rows/", rows.next_row, name="list_rows"),
    rows.DecideRow.path(),
    versions.ShowVersion.path(),
    versions.NameListColumns.path(),
    versions.DropVersion.path(),
    versions.BeginVersionAgain.path(),
    versions.UndoVersion.path(),
    versions.ListLinesRefused.path(),
    lists.ShowList.path(),
    lists.ChangeList.path(),
    versions.SendVersion.path(),
]
