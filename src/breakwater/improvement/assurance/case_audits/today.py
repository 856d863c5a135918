"""What case audits put on Today: a child at risk before all else, then the records to audit and to read again."""

from datetime import datetime

from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import end_of, london_date
from breakwater.foundation.design.moments import day, spoken
from breakwater.partnership.notifications.registry import OVERDUE, TODAY_PANELS, Panel, Waiting
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from . import lookup


@TODAY_PANELS.register("assurance.case_audits")
def case_audits(actor: Actor, now: datetime) -> Panel | None:
    """Concerns that no case holder acted on in time, returns of one's team, second readings of one's own."""
    rows = _not_acted_on(actor, now)
    if may(actor, Permission.CASE_AUDIT_READ):
        again = lookup.to_read_again(actor)
        audit.saw("case_return", *(each.pk for each in again))
        rows += [
            Waiting(
                text="Read a return of a case audit a second time",
                href=reverse("assurance:case_return_second", args=[each.public_id]),
                hint=each.pseudonym,
            )
            for each in again
        ]
    rows += _led(actor, now) + _due_again(actor, now) if may(actor, Permission.CASE_AUDIT_KEEP) else []
    rows += _of_the_team(actor, now) if may(actor, Permission.CASE_AUDIT_ANSWER) else []
    return Panel("Case audits", rows, order=45, total=len(rows)) if rows else None


@TODAY_PANELS.register("assurance.immediate_safety")
def immediate_safety(actor: Actor, now: datetime) -> Panel | None:
    """A child at risk now, as whoever holds the case has it to do: before everything else, and not among other tasks."""
    if not may(actor, Permission.TASK_DO):
        return None
    tasks = lookup.safety_tasks(actor)
    rows = [
        Waiting(
            text="A case audit says that a child may be at risk now: act today",
            href=reverse("casework:task", args=[each.public_id]),
            hint=f"{each.case.reference if each.case else ''}, due {spoken(each.due_at)}".removeprefix(", "),
            tag=OVERDUE if each.due_at < now else "",
            tag_kind="red",
            due_at=each.due_at,
        )
        for each in tasks
    ]
    return Panel("Immediate safety", rows, order=1, total=len(rows)) if rows else None


def _not_acted_on(actor: Actor, now: datetime) -> list[Waiting]:
    """Concerns that are late: for those named on the audit, and for whoever raised one of their own agency's records."""
    found = {}
    if may(actor, Permission.CASE_AUDIT_ANSWER):
        for each, one in lookup.raised_by(actor):
            found[each.row.pk] = each, one.pseudonym, reverse("assurance:case_return", args=[one.public_id])
    if may(actor, Permission.CASE_AUDIT_READ):
        for each in lookup.concerns():
            page = reverse("assurance:audited_case", args=[each.row.of.public_id])
            found[each.row.pk] = each, each.row.of.pseudonym, page
    return [
        Waiting(
            text="Nobody has acted on a child’s immediate safety: call the team that has it, and the MASH",
            href=page,
            hint=f"{pseudonym}, with {each.held_by}",
            tag=OVERDUE,
            tag_kind="red",
            due_at=each.row.due_at,
        )
        for each, pseudonym, page in found.values()
        if each.is_late(now)
    ]


def _led(actor: Actor, now: datetime) -> list[Waiting]:
    """The audits that somebody leads and that are open: what is next, in a line each."""
    today, found = london_date(now), lookup.led_by(actor)
    audit.saw("case_audit", *(each.pk for each in found))
    return [
        Waiting(
            text=f"Case audit: {each.theme}",
            href=reverse("assurance:case_audit", args=[each.public_id]),
            hint=f"{each.to_send} returns still to come, due {day(each.answers_by)}"
            if each.to_send
            else "Every return has come",
            tag=OVERDUE if each.to_send and each.answers_by < today else "",
            tag_kind="red",
            due_at=end_of(each.answers_by),
        )
        for each in found
    ]


def _due_again(actor: Actor, now: datetime) -> list[Waiting]:
    """Whether practice changed is tested on the same tool, six to twelve months after the report."""
    found = lookup.due_again(actor, london_date(now))
    audit.saw("case_audit", *(each.pk for each in found))
    return [
        Waiting(
            text=f"Plan the re-audit: {each.theme}",
            href=reverse("assurance:case_audit_again", args=[each.public_id]),
            hint=f"Reported {day(each.reported_at)}, due by {day(lookup.again_by(each))}",
            due_at=end_of(lookup.again_by(each)),
        )
        for each in found
    ]


def _of_the_team(actor: Actor, now: datetime) -> list[Waiting]:
    today, asked = (
        london_date(now),
        list(lookup.asked_of_team(actor.membership.team).filter(sent_at=None, closed_at=None, set_aside_at=None)),
    )
    audit.saw("case_return", *(each.pk for each in asked))
    return [
        Waiting(
            text="Audit your agency’s record of a case",
            href=reverse("assurance:case_return", args=[each.public_id]),
            hint=f"{each.pseudonym}, due {day(each.due_on)}",
            tag=OVERDUE if each.due_on < today else "",
            tag_kind="red",
            due_at=end_of(each.due_on),
        )
        for each in asked
    ]
