"""What a round asks of whoever runs it, and what an organisation has been asked formally or been reported, on Today."""

from datetime import datetime, timedelta

from django.urls import reverse

from breakwater.foundation.dates.london_time import end_of, london_date
from breakwater.foundation.dates.months import months_later
from breakwater.partnership.notifications.registry import OVERDUE, TODAY_PANELS, Panel, Waiting
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from . import waiting

AHEAD = timedelta(days=14)


@TODAY_PANELS.register("assurance.audits")
def audits_to_run(actor: Actor, now: datetime) -> Panel | None:
    """Rounds with returns that are overdue or to be moderated, follow-ups that are due, formal requests without an answer, and rounds that are due again. No panel where there is none."""
    if not may(actor, Permission.AUDIT_KEEP):
        return None
    today, team = london_date(now), actor.membership.team
    rows = [
        Waiting(
            text=part.round.title,
            href=reverse("assurance:round", args=[part.public_id]),
            hint=", ".join(f"{number} {words}" for words, number in counts.items() if number),
            due_at=end_of(part.round.due_on),
        )
        for part, counts in waiting.open_rounds(team, today=today)
    ]
    rows += [
        Waiting(
            text=f"Follow-up after {each.months} months: {each.member.organisation.name}",
            href=reverse("assurance:member", args=[each.member.public_id]),
            hint=each.member.round_area.round.title,
            due_at=end_of(each.due_on),
        )
        for each in waiting.follow_ups(team, until=today + AHEAD)
    ]
    rows += [
        Waiting(
            text=f"Formal request: {each.member.organisation.name}",
            href=reverse("assurance:member", args=[each.member.public_id]),
            hint="No answer is recorded",
            due_at=end_of(each.answer_by),
        )
        for each in waiting.formal(team)
    ]
    rows += [
        Waiting(text=f"Next round: {title}", href=reverse("assurance:round_new"), hint=why, due_at=end_of(due_on))
        for title, why, due_on in waiting.due_again(team, until=months_later(today, 3))
    ]
    address = reverse("assurance:rounds")
    return Panel("Audits of agencies and schools", rows, order=46, href=address, link="All audits") if rows else None


@TODAY_PANELS.register("assurance.trust")
def overdue_in_our_trust(actor: Actor, now: datetime) -> Panel | None:
    """Overdue audits of the schools of a trust."""
    if not may(actor, Permission.TRUST_READ):
        return None
    href = reverse("assurance:trust")
    rows = [
        Waiting(text=each.school, href=href, hint=each.title, tag=OVERDUE, tag_kind="red", due_at=end_of(each.due_on))
        for each in waiting.overdue_in_trust(london_date(now))
    ]
    return Panel("Overdue audits of your schools", rows, order=44, href=href) if rows else None


@TODAY_PANELS.register("assurance.asked")
def audits_asked_of_us(actor: Actor, now: datetime) -> Panel | None:
    """Formal requests to answer. No panel where there is none."""
    if not may(actor, Permission.SELF_ASSESS_ANSWER):
        return None
    rows = [
        Waiting(
            text="Formal request for information",
            href=reverse("assurance:asked", args=[each.member.public_id]),
            hint=each.member.round_area.round.title,
            tag="Formal request",
            tag_kind="red",
            due_at=end_of(each.answer_by),
        )
        for each in waiting.formal_to(actor.membership.team)
    ]
    return Panel("Formal requests", rows, order=44) if rows else None
