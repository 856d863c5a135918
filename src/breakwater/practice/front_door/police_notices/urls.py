"""Addresses of police notices."""

from django.urls import path

from . import views

urlpatterns = [
    views.Notices.path(),
    views.Upload.path(),
    path("mash/notices/sample.csv", views.sample, name="notice_sample"),
    *(view.path() for view in (views.WriteDown, views.Batch, views.NoticePage)),
]
