"""Addresses of the forms by which people tell us: what anyone may open, and what posts open."""

from django.urls import path, register_converter
from django.views.generic import RedirectView

from breakwater.foundation.design.pages import public_page

from .operations.sending import FORM_OF_ROUTE
from .views import concern, copies, drafts, guests, lawful_bases, public, receipts, roll_and_files, telling_more


class Route:
    """The child's own way in, or everyone else's."""

    regex = "|".join(FORM_OF_ROUTE)

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(Route, "concern_route")

PUBLIC = [
    path("worried/", public.worried, name="worried"),
    path("privacy/", public.privacy, name="privacy"),
    path("accessibility/", public.accessibility, name="accessibility"),
    path("tell-us/", public_page(RedirectView.as_view(pattern_name="front_door:worried")), name="tell_us"),
    path("tell-us/leave/", public.leave, name="leave"),
    path("tell-us/again/", telling_more.again, name="again"),
    path("tell-us/again/thank-you/", telling_more.told_again, name="told_again"),
    path("contacts/without-account/", guests.start, name="guest_start"),
    path("contacts/without-account/form/", guests.sections, name="guest_sections"),
    path("contacts/without-account/form/<slug:page>/", guests.page, name="guest_page"),
    path("contacts/without-account/check/", guests.check, name="guest_check"),
    path("contacts/without-account/send/", guests.send, name="guest_send"),
    path("contacts/without-account/sent/", guests.sent, name="guest_sent"),
    path("contacts/without-account/resume/", guests.resume, name="guest_resume"),
    path("contacts/without-account/receipt/", guests.receipt, name="guest_receipt"),
    path("contacts/without-account/stop/", guests.stop, name="guest_stop"),
    path("tell-us/<concern_route:route>/", concern.start, name="start"),
    path("tell-us/<concern_route:route>/carried/", concern.carried, name="carried"),
    path("tell-us/<concern_route:route>/now/", concern.in_danger, name="now"),
    path("tell-us/<concern_route:route>/check/", concern.check, name="check"),
    path("tell-us/<concern_route:route>/send/", concern.send, name="send"),
    path("tell-us/<concern_route:route>/thank-you/", concern.sent, name="sent"),
    path("tell-us/<concern_route:route>/stop/", concern.stop, name="stop"),
    path("tell-us/<concern_route:route>/q/<slug:page>/", concern.question, name="question"),
]

STAFF = [
    path("contacts/", receipts.receipts, name="receipts"),
    drafts.Start.path(),
    drafts.StartCall.path(),
    path("contacts/drafts/<str:public_id>/", drafts.draft, name="draft"),
    path("contacts/drafts/<str:public_id>/check/", drafts.check, name="draft_check"),
    path("contacts/drafts/<str:public_id>/send/", drafts.send, name="draft_send"),
    path("contacts/drafts/<str:public_id>/discard/", drafts.discard, name="draft_discard"),
    path("contacts/drafts/<str:public_id>/roll/", roll_and_files.pick, name="draft_roll"),
    path("contacts/drafts/<str:public_id>/files/", roll_and_files.files, name="draft_files"),
    roll_and_files.AddFile.path(),
    path(
        "contacts/drafts/<str:public_id>/files/<str:file_id>/remove/",
        roll_and_files.remove_file,
        name="draft_file_remove",
    ),
    path("contacts/lawful-bases/", lawful_bases.lawful_bases, name="lawful_bases"),
    roll_and_files.DecideApproval.path(),
    path("contacts/drafts/<str:public_id>/<slug:page>/", drafts.page, name="draft_page"),
    path("contacts/drafts/<str:public_id>/<slug:page>/keep/", drafts.keep, name="draft_keep"),
    path("contacts/<str:reference>/copy/", copies.copy, name="receipt_copy"),
    path("contacts/<str:reference>/", receipts.receipt, name="receipt"),
    path("contacts/<str:reference>", receipts.receipt),
]

urlpatterns = [*PUBLIC, *STAFF]
