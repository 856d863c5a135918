"""A meeting's pack and minutes as pages and PDFs, its time for a calendar, and its papers."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.generic import View

from breakwater.foundation import audit
from breakwater.foundation.design.fields import Form
from breakwater.foundation.refusals import run
from breakwater.partnership.kit.calendar_file import CalendarEntry, calendar_answer
from breakwater.partnership.kit.operation_view import SubjectPage, SubjectView

from ... import document
from .. import lookup, pack
from ..operations import agenda, meetings
from .groups import READ
from .meetings import ONE, OfMeeting


class PackPage(OfMeeting, SubjectPage):
    """The pack as a page."""

    route, name, template_name = f"{ONE}pack/", "meeting_pack", "assurance/boards/document.html"
    permission, permission_of = READ, ""

    def get_context_data(self, **more):
        here = {"pdf": reverse("assurance:meeting_pack_pdf", args=[self.subject.public_id])}
        return super().get_context_data(
            **more,
            **here,
            document=pack.pack_of(self.subject, self.request.actor.membership.user),
            called=pack.called(self.subject),
        )


class PackPdf(OfMeeting, View):
    """The pack as a PDF that a screen reader reads."""

    http_method_names = ("get", "head")
    route, name, permission, permission_of = f"{ONE}pack.pdf", "meeting_pack_pdf", READ, ""

    def get(self, request, **kwargs):
        self.record_sight()
        audit.did("downloaded the pack of", "board_meeting", self.subject.pk)
        return document.answer(pack.pack_of(self.subject, self.request.actor.membership.user), "pack")


class CalendarFile(OfMeeting, View):
    """The meeting for a calendar: a time and a link, and not what it is about."""

    http_method_names = ("get", "head")
    route, name, permission, permission_of = f"{ONE}meeting.ics", "meeting_ics", READ, ""

    def get(self, request, **kwargs):
        self.record_sight()
        meeting = self.subject
        entry = CalendarEntry(
            uid=meeting.public_id,
            made_at=self.at,
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            url=f"{settings.SITE_URL}{meetings.page_of(meeting)}",
            sequence=meeting.revision,
            is_off=meeting.state == meeting.State.CANCELLED,
        )
        return calendar_answer(entry, "meeting")


class OfMinutes(SubjectView):
    """A version of the minutes."""

    subjects = lookup.MINUTES
    context_object_name, audited_as, asks_first = "minutes", "board_minutes", True
    permission, permission_of = READ, ""


class MinutesPage(OfMinutes, SubjectPage):
    route, name, template_name = "boards/minutes/<str:public_id>/", "minutes", "assurance/boards/document.html"

    def get_context_data(self, **more):
        meeting = self.subject.meeting
        here = {"pdf": reverse("assurance:minutes_pdf", args=[self.subject.public_id])}
        shown = {
            "document": pack.minutes_document(meeting, self.subject, self.request.actor.membership.user),
            "called": pack.called(meeting),
            "meeting": meeting,
        }
        return super().get_context_data(**more, **here, **shown)


class MinutesPdf(OfMinutes, View):
    http_method_names = ("get", "head")
    route, name = "boards/minutes/<str:public_id>/minutes.pdf", "minutes_pdf"

    def get(self, request, **kwargs):
        self.record_sight()
        reader = self.request.actor.membership.user
        return document.answer(pack.minutes_document(self.subject.meeting, self.subject, reader), "minutes")


class PaperFile(SubjectView, View):
    """A paper, as an attachment."""

    http_method_names = ("get", "head")
    route, name = "boards/papers/<str:public_id>/", "paper_file"
    subjects, permission, permission_of, asks_first = lookup.PAPERS, READ, "", True

    def get(self, request, **kwargs):
        form = Form({})
        form.is_valid()
        content = run(form, agenda.content_of, self.subject, **self.acting)
        if content is None:
            messages.error(request, " ".join(form.non_field_errors()))
            return redirect("assurance:meeting", self.subject.meeting.public_id)
        headers = {
            "Content-Disposition": content_disposition_header(True, self.subject.name),
            "X-Content-Type-Options": "nosniff",
        }
        return HttpResponse(content, content_type=self.subject.media_type, headers=headers)


VIEWS = (PackPage, PackPdf, CalendarFile, MinutesPage, MinutesPdf, PaperFile)
