"""Addresses of police notices."""

from django.urls import path

from . import views

urlpatterns = [
    path("mash/notices/", views.notices, name="notices"),
    path("mash/notices/file/", views.upload, name="notice_upload"),
    path("mash/notices/sample.csv", views.sample, name="notice_sample"),
    path("mash/notices/new/", views.write_down, name="notice_new"),
    path("mash/notices/files/<str:public_id>/", views.batch, name="notice_batch"),
    path("mash/notices/<str:public_id>/", views.notice, name="notice"),
]
