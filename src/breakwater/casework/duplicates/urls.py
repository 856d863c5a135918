"""The addresses of duplicates."""

from django.urls import path

from . import views

urlpatterns = [
    path("pairs/", views.pairs, name="pairs"),
    path("pairs/how-sure/", views.how_sure, name="pairs_how_sure"),
    path("pairs/<str:public_id>/", views.pair, name="pair"),
    path("pairs/<str:public_id>/merge/", views.merge, name="pair_merge"),
    path("pairs/<str:public_id>/take-back/", views.take_back, name="pair_take_back"),
    path("merges/<str:public_id>/", views.merged, name="merged"),
]
