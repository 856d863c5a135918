"""The addresses of records of an earlier system."""

from django.urls import path

from .views import files, rows

urlpatterns = [
    path("earlier-records/", files.all_files, name="earlier"),
    files.SendFile.path(),
    path("earlier-records/samples/<str:about>.csv", files.sample, name="earlier_sample"),
    path("earlier-records/rows/", rows.next_row, name="earlier_rows"),
    rows.DecideRow.path(),
    files.ShowFile.path(),
    files.NameColumns.path(),
    files.DropFile.path(),
    files.BeginFileAgain.path(),
    files.UndoFile.path(),
    files.LinesRefused.path(),
]
