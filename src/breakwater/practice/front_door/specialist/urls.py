"""Addresses of the specialist route."""

from django.urls import path

from . import views

urlpatterns = [
    path("specialist-route/", views.specialist_route, name="specialist_route"),
    path("specialist-route/<str:public_id>/", views.concern, name="concern"),
    *(view.path() for view in (views.RecordReferral, views.RecordReceipt, views.RecordOutcome)),
]
