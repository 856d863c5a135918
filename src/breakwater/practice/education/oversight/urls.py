"""The addresses of oversight."""

from django.urls import path

from . import views

urlpatterns = [
    path("lists/above/", views.above, name="above"),
    path("lists/above/<str:code>/", views.cohort_now, name="cohort_now"),
    path("lists/trust/", views.trust, name="trust"),
]
