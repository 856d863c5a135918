"""The addresses of cases."""

from django.urls import path

from . import views

urlpatterns = [
    path("why/<str:kind>/<str:key>/", views.why, name="why"),
    path("looks/", views.looks, name="looks"),
    path("looks/<str:kind>/<str:key>/", views.looks_at, name="looks_at"),
    views.StateInvolvement.path(),
]
