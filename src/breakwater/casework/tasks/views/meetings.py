"""Meetings: calling one, its page, its record, and a calendar file that says nothing of anyone."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from breakwater.casework.cases import showing as cases_shown
from breakwater.casework.cases.lookup import case_or_404
from breakwater.casework.tasks import operations as tasks
from breakwater.casework.tasks.forms import CallOffForm, MoveMeetingForm
from breakwater.casework.tasks.meetings import NOT_HELD_YET, MeetingForm, RecordForm
from breakwater.casework.tasks.models import Meeting
from breakwater.casework.tasks.registry import own_page
from breakwater.casework.tasks.showing import calendar_file, changed_at, moves_of
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import moment as london_moment
from breakwater.foundation.dates.london_time import to_london
from breakwater.partnership.organisations.access import Permission, may, require

from .tasks import people_of

OVER = "The meeting was held or called off already."


def meeting_or_404(public_id: str) -> Meeting:
    found = Meeting.objects.select_related(
        "case__responsible_team",
        "called_by__membership__user",
        "called_by__membership__role",
        "called_by__membership__team__area",
        "called_by__area",
    )
    return get_object_or_404(found, public_id=public_id)


def new_meeting(request, reference):
    case = case_or_404(reference)
    require(request.actor, Permission.CASE_WORK, case)
    known = {member.user_id: member for member in people_of(request.actor.membership.team)}
    for post in cases_shown.workers_of([case])[case.pk]:
        known.setdefault(post.membership.user_id, post.membership)
    form = MeetingForm(request.POST if request.method == "POST" else None, people=known.values())
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        meeting = tasks.call_meeting(
            case=case,
            kind=said["kind"],
            starts_at=london_moment(said["on"], said["begins"]),
            ends_at=london_moment(said["on"], said["ends"]) if said["ends"] else None,
            place=said["place"],
            agenda=said["agenda"],
            members=said["members"],
            others=said["others"],
            key=said["idempotency"],
            by=request.actor,
            at=timezone.now(),
        )
        messages.success(request, "The meeting is called")
        return redirect("casework:meeting", meeting.public_id)
    audit.saw("case", case.pk)
    return render(
        request, "casework/tasks/meeting_new.html", {"form": form, "case": case, "called": cases_shown.called(case)}
    )


@require_safe
def meeting(request, public_id):
    found = meeting_or_404(public_id)
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
                "text": cases_shown.called(found.case),
                "href": cases_shown.address_of(found.case),
                "about": cases_shown.about([found.case]).get(found.case_id, ""),
            },
            "moves": moves_of(found),
            "may_work": may(request.actor, Permission.CASE_WORK, found.case),
            "mine": mine(request.actor, found),
        },
    )


def mine(actor, found: Meeting):
    """The line by which whoever looks is asked to a meeting to come, for them to answer; None for others."""
    return None if found.held_at or found.cancelled_because else tasks.asked_to(found, actor)


@require_POST
def answer(request, public_id):
    """Say whether one comes, from whichever page the meeting was read on."""
    found = meeting_or_404(public_id)
    require(request.actor, Permission.CASE_READ, found.case)
    try:
        tasks.answer_meeting(
            meeting=found, is_coming=request.POST.get("answer") == "coming", by=request.actor, at=timezone.now()
        )
    except tasks.NotAsked:
        messages.error(request, "You are not asked to this meeting.")
    except tasks.MeetingIsOver:
        messages.error(request, OVER)
    else:
        messages.success(request, "They have your answer")
    return redirect("casework:meeting", found.public_id)


def record(request, public_id):
    found = meeting_or_404(public_id)
    require(request.actor, Permission.CASE_WORK, found.case)
    asked = list(found.attendance.select_related("membership__user").order_by("pk"))
    form = RecordForm(
        request.POST if request.method == "POST" else None,
        asked=asked,
        initial={"minutes": found.minutes, "decisions": found.decisions},
    )
    if request.method == "POST" and form.is_valid():
        try:
            tasks.record_meeting(
                meeting=found,
                minutes=form.cleaned_data["minutes"],
                decisions=form.cleaned_data["decisions"],
                attendance=form.attendance(),
                by=request.actor,
                at=timezone.now(),
            )
        except tasks.MeetingIsOver:
            form.add_error(None, "The meeting was called off, so there is nothing to record.")
        except tasks.NotHeldYet:
            form.add_error(None, NOT_HELD_YET)
        else:
            messages.success(request, "The record of the meeting is kept")
            return redirect("casework:meeting", found.public_id)
    audit.saw("case", found.case_id)
    return render(request, "casework/tasks/meeting_record.html", {"form": form, "meeting": found})


def call_off(request, public_id):
    found = meeting_or_404(public_id)
    require(request.actor, Permission.CASE_WORK, found.case)
    form = CallOffForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            tasks.cancel_meeting(
                meeting=found, because=form.cleaned_data["because"], by=request.actor, at=timezone.now()
            )
        except tasks.MeetingIsOver:
            form.add_error(None, OVER)
        else:
            messages.success(request, "The meeting is called off")
            return redirect("casework:meeting", found.public_id)
    audit.saw("case", found.case_id)
    return render(request, "casework/tasks/meeting_call_off.html", {"form": form, "meeting": found})


def move(request, public_id):
    """Another day, time or place: all who are asked are asked again, and the page says whom nobody but a person can tell."""
    found = meeting_or_404(public_id)
    require(request.actor, Permission.CASE_WORK, found.case)
    begins, ends = to_london(found.starts_at), to_london(found.ends_at) if found.ends_at else None
    form = MoveMeetingForm(
        request.POST if request.method == "POST" else None,
        initial={
            "on": begins.date(),
            "begins": begins.time(),
            "ends": ends.time() if ends else None,
            "place": found.place,
        },
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            tasks.move_meeting(
                meeting=found,
                starts_at=london_moment(said["on"], said["begins"]),
                ends_at=london_moment(said["on"], said["ends"]) if said["ends"] else None,
                place=said["place"],
                because=said["because"],
                by=request.actor,
                at=timezone.now(),
            )
        except tasks.MeetingIsOver:
            form.add_error(None, OVER)
        else:
            messages.success(request, "The meeting is moved, and those with an account are asked again")
            return redirect("casework:meeting", found.public_id)
    audit.saw("case", found.case_id)
    return render(
        request,
        "casework/tasks/meeting_move.html",
        {
            "form": form,
            "meeting": found,
            "to_ring": [row.name for row in found.attendance.filter(membership=None).order_by("pk")],
        },
    )


@require_safe
def meeting_file(request, public_id):
    """A calendar file with a time and a link, and not a word of whom, where or what (SG-27)."""
    found = meeting_or_404(public_id)
    require(request.actor, Permission.CASE_READ, found.case)
    made = calendar_file(
        uid=found.public_id,
        made_at=changed_at(found),
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        url=f"{settings.SITE_URL}{reverse('casework:meeting', args=[found.public_id])}",
        sequence=found.sequence,
        is_off=bool(found.cancelled_because),
    )
    audit.saw("case", found.case_id)
    answer = HttpResponse(made, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    return answer
