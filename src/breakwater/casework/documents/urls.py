"""The addresses of documents."""

from django.urls import path

from . import views

urlpatterns = [
    path("cases/<str:reference>/documents/new/", views.add, name="document_new"),
    path("documents/<str:public_id>/", views.document, name="document"),
    path("documents/<str:public_id>/scan/", views.scan_again, name="scan_again"),
]
