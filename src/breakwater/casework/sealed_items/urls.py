"""The addresses of sealed items."""

from django.urls import path

from . import views

urlpatterns = [
    *(view.path() for view in views.OPERATIONS),
    path("sealed/<str:public_id>/", views.item, name="sealed_item"),
]
