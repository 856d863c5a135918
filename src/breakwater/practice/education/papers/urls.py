"""The addresses of papers."""

from django.urls import path

from . import views

urlpatterns = [
    path("lists/<str:public_id>/paper/", views.paper, name="paper"),
    path("lists/<str:public_id>/paper/<int:number>/end/", views.end, name="end_paper"),
    path("our-list/<str:public_id>/list.pdf", views.our_pdf, name="our_list_pdf"),
]
