"""Addresses of the specialist route."""

from django.urls import path

from . import views

urlpatterns = [
    path("specialist-route/", views.specialist_route, name="specialist_route"),
    path("specialist-route/<str:public_id>/", views.concern, name="concern"),
    path("specialist-route/<str:public_id>/referred/", views.referred, name="concern_referred"),
    path("specialist-route/<str:public_id>/receipt/", views.acknowledged, name="concern_receipt"),
    path("specialist-route/<str:public_id>/outcome/", views.ended, name="concern_outcome"),
]
