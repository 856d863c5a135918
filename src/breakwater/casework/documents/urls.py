"""The addresses of documents."""

from django.urls import path

from . import views

urlpatterns = [
    views.AddDocument.path(),
    path("documents/<str:public_id>/", views.document, name="document"),
    path("documents/<str:public_id>/scan/", views.scan_again, name="scan_again"),
]
