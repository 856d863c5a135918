"""What support for schools puts on Today: of the officer what is to be answered, sent or followed up; of a school what it chooses."""

from datetime import datetime, timedelta

from django.urls import reverse

from breakwater.foundation.dates.in_words import moment_in_words
from breakwater.foundation.dates.london_time import end_of, london_date
from breakwater.foundation.design.moments import day
from breakwater.partnership.notifications.registry import TODAY_PANELS, Panel, Waiting
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from ..models import Appointment
from ..models.support import Kind
from . import lookup

SHOWN, SOON, TOLD_FOR, REVIEW_SOON = 12, timedelta(days=14), timedelta(days=5), timedelta(weeks=4)


@TODAY_PANELS.register("prevent.support_given")
def support_to_give(actor: Actor, now: datetime) -> Panel | None:
    """What waits for the Prevent education officer."""
    if not may(actor, Permission.SUPPORT_GIVE):
        return None
    team, today = actor.membership.team, london_date(now)
    rows = [
        Waiting(
            text=f"Answer {_school(asked)}: {asked.get_kind_display().lower()}",
            href=reverse("prevent:support_request", args=[asked.public_id]),
            hint=asked.none_suits and "None of the times offered suited" or asked.when_suits,
            due_at=end_of(asked.answer_by),
        )
        for asked in lookup.waiting_requests(team)
    ]
    for visit in lookup.visits_to_finish(team, today):
        unsent = visit.sent_at is None
        rows.append(
            Waiting(
                text=f"{'Finish the report of' if unsent else 'Follow up'} the visit to {_school(visit)}",
                href=reverse("prevent:visit", args=[visit.public_id]),
                due_at=end_of(visit.report_due_on if unsent else visit.follow_up_on),
            )
        )
    rows += [
        Waiting(
            text=f"Record the {_what(booked)} at {_school(booked)}"
            if booked.starts_at < now or london_date(booked.starts_at) == today and not booked.asks_to_move
            else f"{_school(booked)} asks to move its appointment"
            if booked.asks_to_move
            else f"Appointment at {_school(booked)}",
            href=reverse("prevent:appointment", args=[booked.public_id]),
            hint=moment_in_words(booked.starts_at, now=now),
            due_at=booked.starts_at,
        )
        for booked in lookup.appointments_of(team)
        if booked.starts_at < now + SOON
    ]
    rows.sort(key=lambda row: row.due_at)
    return Panel(
        "Prevent support for schools",
        rows[:SHOWN],
        "Nothing outstanding: every request is answered, every report sent.",
        order=8,
        total=len(rows),
        href=reverse("prevent:support_schools"),
        link="All schools",
        most=6,
    )


@TODAY_PANELS.register("prevent.support_asked")
def support_asked(actor: Actor, now: datetime) -> Panel | None:
    """What a school chooses, reads or prepares. No panel where there is none."""
    if not may(actor, Permission.SUPPORT_ASK):
        return None
    team = actor.membership.team
    rows = [
        Waiting(
            text="Choose a time for Prevent support",
            href=reverse("prevent:support_choose", args=[asked.public_id]),
            hint=asked.get_kind_display(),
            due_at=end_of(asked.answer_by),
        )
        for asked in lookup.offered_requests(team)
    ]
    rows += [
        Waiting(
            text="Prevent support that you asked for is not given: read why",
            href=reverse("prevent:support_request", args=[asked.public_id]),
            hint=asked.get_kind_display(),
        )
        for asked in lookup.not_given_since(team, now - TOLD_FOR)
    ]
    rows += [
        Waiting(
            text="Appointment with the Prevent education officer",
            href=reverse("prevent:appointment", args=[booked.public_id]),
            hint=moment_in_words(booked.starts_at, now=now),
            due_at=booked.starts_at,
        )
        for booked in lookup.appointments_of(team)
        if now <= booked.starts_at < now + SOON
    ]
    rows += [
        Waiting(
            text="The report of the Prevent visit is ready",
            href=reverse("prevent:visit", args=[visit.public_id]),
            hint=f"Visit of {day(visit.visited_on)}",
        )
        for visit in lookup.reports_since(team, now - TOLD_FOR)
    ]
    if made := lookup.review_due(team, until=london_date(now) + REVIEW_SOON):
        rows.append(
            Waiting(
                text="Review your Prevent risk assessment: ask for a visit",
                href=f"{reverse('prevent:support')}#risk",
                hint=f"Agreed on {day(made.agreed_on)}",
                due_at=end_of(made.review_on),
            )
        )
    return Panel("Prevent support", rows, order=46, href=reverse("prevent:support")) if rows else None


def _school(row) -> str:
    return row.school_team.organisation.name


def _what(booked: Appointment) -> str:
    return "training" if booked.request.kind == Kind.TRAINING else "visit"
