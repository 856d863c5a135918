"""Addresses of the front door: what anyone may open, and what posts open."""

from django.urls import path, register_converter
from django.views.generic import RedirectView

from breakwater.foundation.design.pages import public_page

from .operations.sending import FORM_OF_ROUTE
from .views import board, concern, contacts, decisions, hearing, matching, public, receipts, requests, sending


class Route:
    """The child's own way in, or everyone else's."""

    regex = "|".join(FORM_OF_ROUTE)

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(Route, "concern_route")

app_name = "front_door"

PUBLIC = [
    path("", public.worried, name="worried"),
    path("privacy/", public.privacy, name="privacy"),
    path("accessibility/", public.accessibility, name="accessibility"),
    path("tell-us/", public_page(RedirectView.as_view(pattern_name="front_door:worried")), name="tell_us"),
    path("tell-us/leave/", public.leave, name="leave"),
    path("tell-us/again/", concern.again, name="again"),
    path("tell-us/again/thank-you/", concern.told_again, name="told_again"),
    path("tell-us/<concern_route:route>/", concern.start, name="start"),
    path("tell-us/<concern_route:route>/now/", concern.in_danger, name="now"),
    path("tell-us/<concern_route:route>/check/", concern.check, name="check"),
    path("tell-us/<concern_route:route>/send/", concern.send, name="send"),
    path("tell-us/<concern_route:route>/thank-you/", concern.sent, name="sent"),
    path("tell-us/<concern_route:route>/stop/", concern.stop, name="stop"),
    path("tell-us/<concern_route:route>/q/<slug:page>/", concern.question, name="question"),
]

STAFF = [
    path("contacts/", receipts.receipts, name="receipts"),
    path("contacts/new/", sending.start, name="contact_start"),
    path("contacts/new/call/", sending.start_call, name="call_start"),
    path("contacts/drafts/<str:public_id>/", sending.draft, name="draft"),
    path("contacts/drafts/<str:public_id>/check/", sending.check, name="draft_check"),
    path("contacts/drafts/<str:public_id>/send/", sending.send, name="draft_send"),
    path("contacts/drafts/<str:public_id>/discard/", sending.discard, name="draft_discard"),
    path("contacts/drafts/<str:public_id>/<slug:page>/", sending.page, name="draft_page"),
    path("contacts/drafts/<str:public_id>/<slug:page>/keep/", sending.keep, name="draft_keep"),
    path("contacts/<str:reference>/", receipts.receipt, name="receipt"),
    path("contacts/<str:reference>", receipts.receipt),
]

MASH = [
    path("mash/", board.board, name="board"),
    path("mash/contacts/<str:reference>/", contacts.contact, name="contact"),
    path("mash/contacts/<str:reference>/card/", board.card, name="card"),
    path("mash/contacts/<str:reference>/claim/", board.claim, name="claim"),
    path("mash/contacts/<str:reference>/take-over/", board.take_over, name="take_over"),
    path("mash/contacts/<str:reference>/release/", board.release, name="release"),
    path("mash/contacts/<str:reference>/rate/", contacts.rate, name="rate"),
    path("mash/contacts/<str:reference>/told/", contacts.add_told, name="told"),
    path("mash/contacts/<str:reference>/child/", matching.search, name="match"),
    path("mash/contacts/<str:reference>/child/choose/", matching.choose, name="choose"),
    path("mash/contacts/<str:reference>/child/new/", matching.new, name="new_child"),
    path("mash/contacts/<str:reference>/decide/", decisions.decide, name="decide"),
    path("mash/contacts/<str:reference>/acknowledged/", hearing.acknowledged, name="acknowledged"),
    path("mash/contacts/<str:reference>/told-sender/", hearing.told_sender, name="told_sender"),
    path("mash/contacts/<str:reference>/not-told/", hearing.not_told, name="not_told"),
]

REQUESTS = [
    path("requests/", requests.requests, name="requests"),
    path("requests/<str:reference>/", requests.one, name="request"),
    path("requests/<str:reference>/answer/", requests.answer, name="request_answer"),
    path("requests/<str:reference>/nothing/", requests.nothing_held, name="request_nothing"),
    path("requests/<str:reference>/decline/", requests.decline, name="request_decline"),
    path("requests/<str:reference>/ask/", requests.ask_back, name="request_ask"),
    path("requests/<str:reference>/take/", requests.take, name="request_take"),
    path("mash/contacts/<str:reference>/ask/", requests.ask_others, name="ask_others"),
    path("mash/requests/<str:reference>/", requests.asked_one, name="asked_one"),
    path("mash/requests/<str:reference>/person/", requests.add_person, name="asked_person"),
    path("mash/requests/<str:reference>/close/", requests.close, name="asked_close"),
    path("mash/requests/<str:reference>/send/", requests.send_draft, name="asked_send"),
]

urlpatterns = [*REQUESTS, *PUBLIC, *STAFF, *MASH]
