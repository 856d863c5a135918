"""The addresses of levels of need: the chart in force, its editions, and the level seen in a case."""

from django.urls import path

from . import views

urlpatterns = [
    *(view.path() for view in views.OPERATIONS),
    path("thresholds/", views.chart, name="thresholds"),
    path("thresholds/editions/", views.editions, name="threshold_editions"),
    path("thresholds/editions/<str:public_id>/", views.draft, name="threshold_draft"),
]
