"""Addresses of social care's list."""

from django.urls import path

from . import views

urlpatterns = [
    path("social-care/", views.lists_page, name="social_care_lists"),
    path("social-care/new/", views.new, name="social_care_new"),
    path("social-care/files/<str:public_id>/", views.one_file, name="social_care_file"),
    path("social-care/files/<str:public_id>/drop/", views.drop, name="social_care_drop"),
    path("social-care/children/<str:public_id>/", views.row, name="social_care_row"),
]
