"""The team around the family: calling it, its page, its record, and links for those who have no account."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from breakwater.casework.cases import showing as cases_shown
from breakwater.casework.tasks.meetings import NOT_HELD_YET
from breakwater.casework.tasks.operations import EndsBeforeItStarts, MeetingIsOver, NotHeldYet, asked_to
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import moment as london_moment
from breakwater.foundation.design.pages import public_page
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.organisations.calendars import working_calendar
from breakwater.partnership.organisations.models import Membership

from .. import assessment_page, meeting_page, operations
from ..agreed import shared_with
from ..forms.meetings import CallForm, FamilyRecordForm, ReplyForm, SendForm
from ..models import FamilyMeeting, Goal
from ..operations import meetings
from .family_door import TITLE
from .finding import CLOSED, NO_AGREEMENT, episode_or_404, whose


@require_http_methods(["GET", "HEAD", "POST"])
def call(request, reference):
    found = episode_or_404(reference)
    require(request.actor, Permission.EPISODE_WORK, found)
    people = assessment_page.people_of(found)
    held = {post.membership.user_id: post.membership for post in cases_shown.workers_of([found.case])[found.case_id]}
    if request.actor.membership.team_id == found.case.responsible_team_id:
        # Colleagues of a lead elsewhere may not know of the family (SG-09): they are asked by name, and by a link.
        team = Membership.objects.in_force(timezone.localdate()).filter(
            team=request.actor.membership.team, user__is_active=True
        )
        for member in team.select_related("user", "team__organisation").order_by("user__name", "pk"):
            held.setdefault(member.user_id, member)
    is_first = not FamilyMeeting.objects.filter(episode=found, meeting__cancelled_because="").exists()
    kind = FamilyMeeting.Kind.FIRST if is_first else FamilyMeeting.Kind.REVIEW
    form = CallForm(
        request.POST if request.method == "POST" else None,
        people=held.values(),
        family=people,
        shared_with=shared_with(found),
        initial={"kind": kind, "chair": request.actor.membership.user.name},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            called = meetings.call_family_meeting(
                episode=found,
                kind=said["kind"],
                starts_at=london_moment(said["on"], said["begins"]),
                ends_at=london_moment(said["on"], said["ends"]) if said["ends"] else None,
                place=said["place"],
                agenda=said["agenda"],
                chair=said["chair"],
                minute_taker=said["minute_taker"],
                family_asked=said["family_asked"] is True,
                needs=said["needs"],
                people=said["family"],
                members=said["members"],
                others=said["others"],
                together_because=said.get("together_because", ""),
                key=said["idempotency"],
                by=request.actor,
                at=timezone.now(),
            )
        except EndsBeforeItStarts:
            form.add_error("ends", "Enter a time after the start")
        except meetings.MustNotMeet as fault:
            form.ask_why_together(f"{fault} Ask them to meetings of their own, or write why it is safe")
        except operations.EpisodeIsClosed:
            form.add_error(None, CLOSED)
        else:
            messages.success(request, "The meeting is called")
            return redirect("early_help:taf", called.meeting.public_id)
    audit.saw("case", found.case_id)
    audit.saw("person", *(person.pk for person in people))
    return render(request, "early_help/meetings/call.html", {"form": form, **whose(found)})


def _called_or_404(public_id: str) -> FamilyMeeting:
    found = FamilyMeeting.objects.select_related("meeting", "episode__case__responsible_team", "episode__case__area")
    return get_object_or_404(found, meeting__public_id=public_id)


@require_safe
def taf(request, public_id):
    """A meeting of the family and those who help."""
    called = _called_or_404(public_id)
    require(request.actor, Permission.EPISODE_READ, called.episode)
    audit.saw("case", called.episode.case_id)
    return render(request, "early_help/meetings/meeting.html", _context(request, called))


def _context(request, called: FamilyMeeting) -> dict:
    return {
        **whose(called.episode),
        "page": meeting_page.meeting_page(called, timezone.localdate()),
        "may_work": may(request.actor, Permission.EPISODE_WORK, called.episode),
        "mine": None
        if called.meeting.held_at or called.meeting.cancelled_because
        else asked_to(called.meeting, request.actor),
        "made": None,
    }


@require_POST
def link(request, public_id):
    """A link for someone who is asked and has no account, shown this once."""
    called = _called_or_404(public_id)
    require(request.actor, Permission.EPISODE_WORK, called.episode)
    number = request.POST.get("attendance", "")
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        raise Http404
    row = get_object_or_404(called.meeting.attendance.filter(membership=None), pk=int(number))
    try:
        asked = meetings.ask_by_link(called=called, attendance=row, by=request.actor, at=timezone.now())
    except meetings.AnsweredAlready:
        messages.info(request, "They have answered already")
        return redirect("early_help:taf", public_id)
    except operations.EpisodeIsClosed:
        messages.error(request, CLOSED)
        return redirect("early_help:taf", public_id)
    audit.saw("case", called.episode.case_id)
    made = {"name": row.name, "address": meeting_page.address_of(asked.token)}
    return render(request, "early_help/meetings/meeting.html", _context(request, called) | {"made": made})


@require_http_methods(["GET", "HEAD", "POST"])
def record(request, public_id):
    called = _called_or_404(public_id)
    require(request.actor, Permission.EPISODE_WORK, called.episode)
    asked = list(called.meeting.attendance.select_related("membership__user", "invite").order_by("pk"))
    goals = called.episode.goals.filter(state=Goal.State.OPEN).order_by("made_at", "pk")
    first = called.meeting.held_at is None
    form = FamilyRecordForm(
        request.POST if request.method == "POST" else None,
        asked=asked,
        goals=goals if first else (),
        is_last=called.kind == FamilyMeeting.Kind.CLOSING,
        held_on=timezone.localdate(called.meeting.starts_at),
        calendar=working_calendar(called.episode.case.area),
        initial={
            name: getattr(called, name) for name in ("voice", "voice_words", "overall", "tier", "tier_why", "next_on")
        }
        | {"minutes": called.meeting.minutes, "decisions": called.meeting.decisions},
    )
    if request.method == "POST" and form.is_valid():
        try:
            meetings.record_family_meeting(called=called, record=form.facts(), by=request.actor, at=timezone.now())
        except MeetingIsOver:
            form.add_error(None, "The meeting was called off, so there is nothing to record.")
        except NotHeldYet:
            form.add_error(None, NOT_HELD_YET)
        except operations.NobodyAgreed:
            form.add_error(None, f"Nothing is saved. {NO_AGREEMENT}")
        except operations.EpisodeIsClosed:
            form.add_error(None, CLOSED)
        else:
            messages.success(request, "The record of the meeting is saved")
            return redirect("early_help:taf", public_id)
    audit.saw("case", called.episode.case_id)
    context = {"form": form, **whose(called.episode), "page": meeting_page.meeting_page(called, timezone.localdate())}
    return render(request, "early_help/meetings/record.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def send(request, public_id):
    """The minutes, checked and sent: how each of those asked has them, and who may not."""
    called = _called_or_404(public_id)
    require(request.actor, Permission.EPISODE_WORK, called.episode)
    if called.meeting.held_at is None or called.minutes_sent_at:
        messages.info(request, "The minutes are sent" if called.minutes_sent_at else "There are no minutes yet")
        return redirect("early_help:taf", public_id)
    people = assessment_page.people_of(called.episode)
    mark = meetings.minutes_mark(called.meeting)
    form = SendForm(
        request.POST if request.method == "POST" else None,
        rows=meeting_page.to_be_sent(called, people),
        initial={"read": mark, "checked_by": called.chair},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            meetings.send_minutes(
                called=called,
                read=said["read"],
                checked_by=said["checked_by"],
                ways=form.ways(),
                by=request.actor,
                at=timezone.now(),
            )
        except meetings.MinutesChanged:
            data = request.POST.copy()
            data["read"] = mark
            form = SendForm(data, rows=form.rows)
            form.add_error(None, "Someone changed the minutes meanwhile. Read them again above, then send them.")
        except operations.EpisodeIsClosed:
            form.add_error(None, CLOSED)
        else:
            messages.success(request, "The minutes are sent")
            return redirect("early_help:taf", public_id)
    audit.saw("case", called.episode.case_id)
    audit.saw("person", *(person.pk for person in people))
    return render(request, "early_help/meetings/send.html", {"form": form, **whose(called.episode), "called": called})


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request, token):
    """Someone without an account answers, once. The page says when, and who asks; it names nobody of the family."""
    now = timezone.now()
    found = meetings.invite_behind(token, at=now)
    shared = {"title": TITLE, "partnership": ""}
    if found is None:
        return render(request, "early_help/meetings/reply_closed.html", shared)
    _door, invite = found
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            meetings.answer_by_link(token=token, at=now, **form.cleaned_data)
        except meetings.AnsweredAlready:
            return render(request, "early_help/meetings/reply_closed.html", shared)
        return render(request, "early_help/meetings/reply_thanks.html", shared)
    return render(request, "early_help/meetings/reply.html", shared | {"form": form, "invite": invite})
