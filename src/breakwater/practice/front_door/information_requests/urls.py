"""Addresses of information requests."""

from django.urls import path

from .views import desks, requests

urlpatterns = [
    path("area/desks/", desks.desks, name="desks"),
    path("area/desks/<slug:public_id>/", desks.desk, name="desk"),
    path("requests/", requests.requests, name="requests"),
    path("requests/<str:reference>/", requests.one, name="request"),
    path("requests/<str:reference>/nothing/", requests.nothing_held, name="request_nothing"),
    path("requests/<str:reference>/decline/", requests.decline, name="request_decline"),
    path("requests/<str:reference>/ask/", requests.ask_back, name="request_ask"),
    path("requests/<str:reference>/take/", requests.take, name="request_take"),
    path("mash/contacts/<str:reference>/ask/", requests.ask_others, name="ask_others"),
    path("mash/requests/<str:reference>/", requests.asked_one, name="asked_one"),
    path("mash/requests/<str:reference>/reply/", requests.reply, name="asked_reply"),
    path("mash/requests/<str:reference>/person/", requests.add_person, name="asked_person"),
    path("mash/requests/<str:reference>/close/", requests.close, name="asked_close"),
    path("mash/requests/<str:reference>/send/", requests.send_draft, name="asked_send"),
]
