"""The addresses of thresholds."""

from django.urls import path

from . import views

urlpatterns = [
    path("cases/<str:reference>/level/", views.level, name="level"),
    path("thresholds/", views.chart, name="thresholds"),
    path("thresholds/editions/", views.editions, name="threshold_editions"),
    path("thresholds/editions/begin/", views.begin, name="threshold_begin"),
    path("thresholds/editions/<str:public_id>/", views.draft, name="threshold_draft"),
    path("thresholds/editions/<str:public_id>/words/", views.words, name="threshold_words"),
    path("thresholds/editions/<str:public_id>/release/", views.release, name="threshold_release"),
    path("thresholds/editions/<str:public_id>/undo/", views.undo, name="threshold_undo"),
    path("thresholds/editions/<str:public_id>/new/", views.indicator, name="threshold_indicator_new"),
    path("thresholds/editions/<str:public_id>/<str:code>/", views.indicator, name="threshold_indicator"),
    path("thresholds/editions/<str:public_id>/<str:code>/drop/", views.drop, name="threshold_drop"),
]
