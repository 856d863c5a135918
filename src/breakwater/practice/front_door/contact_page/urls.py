"""Addresses of the page of a contact."""

from django.urls import path

from .views import contact, ready, record

urlpatterns = [
    path("mash/contacts/<str:reference>/", contact.contact, name="contact"),
    contact.Rate.path(),
    contact.AddTold.path(),
    path("mash/contacts/<str:reference>/screening/", record.record, name="screening"),
    path("mash/contacts/<str:reference>/screening/keep/", record.keep, name="screening_keep"),
    path("mash/contacts/<str:reference>/screening/items/", record.add_item, name="item"),
    path(
        "mash/contacts/<str:reference>/screening/items/<str:public_id>/back/",
        record.take_back,
        name="item_back",
    ),
    path("mash/contacts/<str:reference>/screening/children/", record.consider, name="considered"),
    record.MoveStage.path(),
    ready.HandOver.path(),
    ready.SendBack.path(),
]
