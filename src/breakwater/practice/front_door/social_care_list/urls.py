"""Addresses of social care's list."""

from django.urls import path

from . import views

urlpatterns = [
    path("social-care/", views.lists_page, name="social_care_lists"),
    *(view.path() for view in (views.ShowList, views.TakeInList, views.DropList, views.SettleRow)),
]
