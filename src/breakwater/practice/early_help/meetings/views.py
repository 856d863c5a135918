"""The team around the family: calling it, its page, its record, and links for those who have no account."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_http_methods

from breakwater.casework.cases import display as case_display
from breakwater.casework.tasks.operations import asked_to
from breakwater.foundation import audit
from breakwater.foundation.design.pages import NEUTRAL_TITLE, public_page
from breakwater.partnership.kit.operation_view import ButtonView
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.calendars import working_calendar
from breakwater.partnership.organisations.models import Membership
from breakwater.practice.early_help.episodes.agreed import shared_with
from breakwater.practice.early_help.episodes.operations.leads import NobodyAgreed
from breakwater.practice.early_help.episodes.participants import people_of
from breakwater.practice.early_help.episodes.view import EPISODE, EpisodeOperation, whose

from ..models import FamilyMeeting, Goal
from . import operations, page
from .forms import CallForm, FamilyRecordForm, ReplyForm, SendForm

CALLED = ("meeting", "episode__case__responsible_team", "episode__case__area")


class CallMeeting(EpisodeOperation):
    """Calling the family and those who help together."""

    route, name = f"{EPISODE}meeting/", "taf_new"
    form_class, template_name = CallForm, "early_help/meetings/call.html"
    operation = staticmethod(operations.call_family_meeting)
    success_message = "The meeting is called"

    @cached_property
    def people(self):
        return people_of(self.episode)

    def members(self) -> list[Membership]:
        """Who may be asked by a post: those at work on the case, and the team's where the team is responsible.

        Colleagues of a lead elsewhere may not know of the family (SG-09): they are asked by name, and by a link.
        """
        case, own = self.episode.case, self.request.actor.membership
        found = {post.membership.user_id: post.membership for post in case_display.workers_of([case])[case.pk]}
        if own.team_id == case.responsible_team_id:
            team = own.team.memberships.in_force(timezone.localdate()).filter(user__is_active=True)
            for member in team.select_related("user", "team__organisation").order_by("user__name", "pk"):
                found.setdefault(member.user_id, member)
        return list(found.values())

    def get_form_kwargs(self):
        asked = {"people": self.members(), "family": self.people, "shared_with": shared_with(self.episode)}
        return super().get_form_kwargs() | asked

    def get_initial(self):
        before = self.episode.family_meetings.filter(meeting__cancelled_because="").exists()
        kind = FamilyMeeting.Kind.REVIEW if before else FamilyMeeting.Kind.FIRST
        return {"kind": kind, "chair": self.request.actor.membership.user.name}

    def form_refused(self, form, refusal):
        if isinstance(refusal, operations.MustNotMeet):
            form.ask_why_together()
        return super().form_refused(form, refusal)

    leads_to = "early_help:taf", "result.meeting.public_id"


class MeetingOperation(EpisodeOperation):
    """Something done with a meeting; its page is what one sees next."""

    model, related, lookup, lookup_field = FamilyMeeting, CALLED, "public_id", "meeting__public_id"
    leads_to = "early_help:taf", "subject.meeting.public_id"


class MeetingPage(MeetingOperation):
    """A meeting of the family and those who help."""

    http_method_names = ("get", "head")
    route, name, permission = "early-help/meetings/<str:public_id>/", "taf", Permission.EPISODE_READ

    def get(self, request, *args, **kwargs):
        return _meeting(request, self.subject)


def _meeting(request, called: FamilyMeeting, *, link: dict | None = None):
    audit.saw("case", called.episode.case_id)
    is_over = called.meeting.held_at or called.meeting.cancelled_because
    context = {
        **whose(called.episode),
        "page": page.meeting_page(called, timezone.localdate()),
        "may_work": may(request.actor, Permission.EPISODE_WORK, called.episode),
        "mine": None if is_over else asked_to(called.meeting, request.actor),
        "made": link,
    }
    return render(request, "early_help/meetings/meeting.html", context)


class MakeLink(ButtonView, MeetingOperation):
    """A link for someone who is asked and has no account, shown this once."""

    route, name = "early-help/meetings/<str:public_id>/link/", "taf_link"

    def operate(self, form):
        number = self.request.POST.get("attendance", "")
        if not (number.isascii() and number.isdigit() and len(number) < 18):
            raise Http404
        self.row = get_object_or_404(self.subject.meeting.attendance.filter(membership=None), pk=int(number))
        return operations.ask_by_link(self.subject, self.row, **self.acting)

    def done(self, words):
        link = {"name": self.row.name, "address": page.address_of(self.result.token)}
        return _meeting(self.request, self.subject, link=link)


class RecordMeeting(MeetingOperation):
    """The record of a meeting: who came, what was said and agreed."""

    route, name = "early-help/meetings/<str:public_id>/record/", "taf_record"
    form_class, template_name = FamilyRecordForm, "early_help/meetings/record.html"
    operation = staticmethod(operations.record_family_meeting)
    words_of = {NobodyAgreed: f"Nothing is saved. {NobodyAgreed.words}"}
    success_message = "The record of the meeting is saved"

    def get_form_kwargs(self):
        called = self.subject
        goals = called.episode.goals.filter(state=Goal.State.OPEN).order_by("made_at", "pk")
        return super().get_form_kwargs() | {
            "asked": list(called.meeting.attendance.select_related("membership__user", "invite").order_by("pk")),
            "goals": goals if called.meeting.held_at is None else (),
            "is_last": called.kind == FamilyMeeting.Kind.CLOSING,
            "held_on": timezone.localdate(called.meeting.starts_at),
            "calendar": working_calendar(called.episode.case.area),
        }

    def get_initial(self):
        meeting = self.subject.meeting
        recorded = {name: getattr(self.subject, name) for name in operations.OF_THE_MEETING}
        return recorded | {"minutes": meeting.minutes, "decisions": meeting.decisions}

    def get_context_data(self, **more):
        return super().get_context_data(page=page.meeting_page(self.subject, timezone.localdate()), **more)


class SendMinutes(MeetingOperation):
    """The minutes, checked and sent: how each of those asked has them, and who may not."""

    route, name = "early-help/meetings/<str:public_id>/send/", "taf_send"
    form_class, template_name = SendForm, "early_help/meetings/send.html"
    operation = staticmethod(operations.send_minutes)
    success_message = "The minutes are sent"

    @cached_property
    def people(self):
        return people_of(self.episode)

    def answer_instead(self):
        called = self.subject
        if called.meeting.held_at and not called.minutes_sent_at:
            return None
        messages.info(self.request, "The minutes are sent" if called.minutes_sent_at else "There are no minutes yet")
        return redirect(self.get_success_url())

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"rows": page.to_be_sent(self.subject, self.people)}

    def get_initial(self):
        return {"read": operations.minutes_mark(self.subject.meeting), "checked_by": self.subject.chair}

    def form_refused(self, form, refusal):
        if isinstance(refusal, operations.MinutesChanged):
            form = self.form_again(form, read=self.get_initial()["read"])
        return super().form_refused(form, refusal)

    def get_context_data(self, **more):
        return super().get_context_data(called=self.subject, **more)


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request, token):
    """Someone without an account answers, once. The page says when, and who asks; it names nobody of the family."""
    now = timezone.now()
    found = operations.invite_behind(token, at=now)
    shared = {"title": NEUTRAL_TITLE, "partnership": ""}
    if found is None:
        return render(request, "early_help/meetings/reply_closed.html", shared)
    _door, invite = found
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.answer_by_link(token=token, at=now, **form.cleaned_data)
        except operations.AnsweredAlready:
            return render(request, "early_help/meetings/reply_closed.html", shared)
        return render(request, "early_help/meetings/reply_thanks.html", shared)
    return render(request, "early_help/meetings/reply.html", shared | {"form": form, "invite": invite})


OPERATIONS = (RecordMeeting, SendMinutes, CallMeeting, MakeLink, MeetingPage)
