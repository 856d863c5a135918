"""The addresses of sealed items."""

from django.urls import path

from . import views

urlpatterns = [
    path("people/<str:public_id>/sealed/new/", views.seal_about_person, name="seal_about"),
    path("cases/<str:reference>/sealed/new/", views.seal_in_case, name="seal_in"),
    path("sealed/<str:public_id>/", views.item, name="sealed_item"),
    path("sealed/<str:public_id>/readers/", views.name_reader, name="sealed_name_reader"),
    path("sealed/<str:public_id>/replace/", views.replace, name="sealed_replace"),
]
