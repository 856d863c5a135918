"""The addresses of cohorts."""

from django.urls import path

from . import views

urlpatterns = [
    path("lists/cohorts/", views.table, name="cohorts"),
    path("lists/cohorts/begin/", views.take_up, name="cohorts_begin"),
    path("lists/cohorts/new/", views.new, name="cohort_new"),
    path("lists/cohorts/<str:code>/", views.cohort, name="cohort"),
    path("lists/cohorts/<str:code>/waiting/", views.waits, name="cohort_waits"),
    path("lists/cohorts/<str:code>/waiting/decide/", views.decide, name="decide_cohort"),
    path("lists/cohorts/<str:code>/waiting/back/", views.take_back, name="take_back_cohort"),
]
