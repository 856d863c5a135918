"""Addresses of feedback."""

from django.urls import path

from .views import letters, promises

urlpatterns = [
    path("mash/contacts/<str:reference>/acknowledged/", letters.acknowledged, name="acknowledged"),
    path("mash/contacts/<str:reference>/told-sender/", letters.told_sender, name="told_sender"),
    path("area/answers/", promises.promise, name="promise"),
    path("mash/contacts/<str:reference>/not-told/", letters.not_told, name="not_told"),
]
