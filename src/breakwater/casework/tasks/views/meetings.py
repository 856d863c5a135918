"""Meetings: calling one, its page, its record, and a calendar file that says nothing of anyone."""

from django.conf import settings
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from breakwater.casework.cases import display as case_display
from breakwater.casework.cases.case_view import CaseOperation
from breakwater.casework.tasks import operations
from breakwater.casework.tasks.calendar_files import changed_at, moves_of
from breakwater.casework.tasks.forms import CallOffForm, MoveMeetingForm
from breakwater.casework.tasks.lookup import MEETINGS
from breakwater.casework.tasks.meetings import MeetingForm, RecordForm
from breakwater.casework.tasks.models import Meeting
from breakwater.casework.tasks.registry import own_page
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import to_london
from breakwater.partnership.kit.calendar_file import CalendarEntry, calendar_answer
from breakwater.partnership.kit.operation_view import ButtonView
from breakwater.partnership.organisations.access import Permission, may, require

from .tasks import people_of

OVER = "The meeting was held or called off already."


class CallMeeting(CaseOperation):
    route, name = "cases/<str:reference>/meetings/new/", "meeting_new"
    form_class, template_name = MeetingForm, "casework/tasks/meeting_new.html"
    success_message = "The meeting is called"
    leads_to = "casework:meeting", "result.public_id"
    operation, operates_on = staticmethod(operations.call_meeting), "case"

    def get_form_kwargs(self):
        known = {member.user_id: member for member in people_of(self.request.actor.membership.team)}
        for post in case_display.workers_of([self.case])[self.case.pk]:
            known.setdefault(post.membership.user_id, post.membership)
        return super().get_form_kwargs() | {"people": known.values()}


@require_safe
def meeting(request, public_id):
    found = get_object_or_404(MEETINGS, public_id=public_id)
    require(request.actor, Permission.CASE_READ, found.case)
    if address := own_page(found, request.actor):
        return redirect(address)
    asked = found.attendance.select_related("membership__user", "membership__team__organisation").order_by("pk")
    audit.saw("case", found.case_id)
    return render(
        request,
        "casework/tasks/meeting.html",
        {
            "meeting": found,
            "asked": [
                {
                    "who": row.membership.user.name if row.membership_id else row.name,
                    "agency": row.membership.team.organisation.name if row.membership_id else row.agency,
                    "state": row.get_state_display(),
                }
                for row in asked
            ],
            "case": {
                "text": case_display.called(found.case),
                "href": case_display.address_of(found.case),
                "about": case_display.about([found.case]).get(found.case_id, ""),
            },
            "moves": moves_of(found),
            "may_work": may(request.actor, Permission.CASE_WORK, found.case),
            "mine": mine(request.actor, found),
        },
    )


def mine(actor, found: Meeting):
    """The line by which whoever looks is asked to a meeting to come, for them to answer; None for others."""
    return None if found.held_at or found.cancelled_because else operations.asked_to(found, actor)


class MeetingOperation(CaseOperation):
    """A meeting of a case."""

    subjects, lookup = MEETINGS, "public_id"
    leads_to = "casework:meeting", "subject.public_id"
    context_object_name = "meeting"


class AnswerMeeting(ButtonView, MeetingOperation):
    """Say whether one comes, from whichever page the meeting was read on."""

    route, name = "meetings/<str:public_id>/answer/", "meeting_answer"
    permission = Permission.CASE_READ
    success_message = "They have your answer"
    words_of = {operations.MeetingIsOver: OVER}

    def operate(self, form):
        is_coming = self.request.POST.get("answer") == "coming"
        return operations.answer_meeting(meeting=self.subject, is_coming=is_coming, by=self.request.actor, at=self.at)


class RecordMeeting(MeetingOperation):
    route, name = "meetings/<str:public_id>/record/", "meeting_record"
    form_class, template_name = RecordForm, "casework/tasks/meeting_record.html"
    success_message = "The record of the meeting is kept"

    def get_initial(self):
        return {"minutes": self.subject.minutes, "decisions": self.subject.decisions}

    def get_form_kwargs(self):
        asked = list(self.subject.attendance.select_related("membership__user").order_by("pk"))
        return super().get_form_kwargs() | {"asked": asked}

    def operate(self, form):
        return operations.record_meeting(
            meeting=self.subject,
            minutes=form.cleaned_data["minutes"],
            decisions=form.cleaned_data["decisions"],
            attendance=form.attendance(),
            by=self.request.actor,
            at=self.at,
        )


class CancelMeeting(MeetingOperation):
    route, name = "meetings/<str:public_id>/call-off/", "meeting_call_off"
    form_class, template_name = CallOffForm, "casework/tasks/meeting_call_off.html"
    success_message = "The meeting is called off"
    words_of = {operations.MeetingIsOver: OVER}
    operation = staticmethod(operations.cancel_meeting)


class MoveMeeting(MeetingOperation):
    """Another day, time or place: all who are asked are asked again, and the page says whom nobody but a person can tell."""

    route, name = "meetings/<str:public_id>/move/", "meeting_move"
    form_class, template_name = MoveMeetingForm, "casework/tasks/meeting_move.html"
    success_message = "The meeting is moved, and those with an account are asked again"
    words_of = {operations.MeetingIsOver: OVER}

    def get_initial(self):
        begins, ends = to_london(self.subject.starts_at), self.subject.ends_at and to_london(self.subject.ends_at)
        return {
            "on": begins.date(),
            "begins": begins.time(),
            "ends": ends.time() if ends else None,
            "place": self.subject.place,
        }

    def operate(self, form):
        said = form.cleaned_data
        return operations.move_meeting(
            meeting=self.subject,
            starts_at=form.starts_at(),
            ends_at=form.ends_at(),
            place=said["place"],
            because=said["because"],
            by=self.request.actor,
            at=self.at,
        )

    def get_context_data(self, **more):
        to_ring = [row.name for row in self.subject.attendance.filter(membership=None).order_by("pk")]
        return super().get_context_data(to_ring=to_ring, **more)


@require_safe
def meeting_file(request, public_id):
    """A calendar file with a time and a link, and not a word of whom, where or what (SG-27)."""
    found = get_object_or_404(MEETINGS, public_id=public_id)
    require(request.actor, Permission.CASE_READ, found.case)
    audit.saw("case", found.case_id)
    return calendar_answer(
        CalendarEntry(
            uid=found.public_id,
            made_at=changed_at(found),
            starts_at=found.starts_at,
            ends_at=found.ends_at,
            url=f"{settings.SITE_URL}{reverse('casework:meeting', args=[found.public_id])}",
            sequence=found.sequence,
            is_off=bool(found.cancelled_because),
        ),
        "meeting",
    )


OPERATIONS = (CallMeeting, AnswerMeeting, RecordMeeting, MoveMeeting, CancelMeeting)
