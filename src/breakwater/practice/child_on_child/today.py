"""What incidents put on Today of a school's safeguarding team: reports to acknowledge, what other schools told, what is due."""

from datetime import datetime

from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import moment_in_words
from breakwater.foundation.dates.london_time import end_of, london_date
from breakwater.partnership.notifications.registry import OVERDUE, TODAY_PANELS, Panel, Waiting, nearest
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from .incidents import lookup, notice_lookup
from .models import Report
from .reports import operations as reports
from .reports.paging import LABELS

SHOWN = 12


@TODAY_PANELS.register("child_on_child.reports")
def reports_waiting(actor: Actor, now: datetime) -> Panel | None:
    """Reports, and what other schools told, of which there is no incident yet. No panel where there is nothing."""
    if not may(actor, Permission.INCIDENT_WORK):
        return None
    team = actor.membership.team
    (waiting, came), (told, sent) = (
        nearest(found, SHOWN) for found in (reports.waiting(team), notice_lookup.notices_waiting(team))
    )
    audit.saw("incident_report", *(each.pk for each in waiting))
    audit.saw("school_notice", *(each.pk for each in told))
    rows = [
        Waiting(
            text=_asks(each),
            href=reverse("child_on_child:report", args=[each.public_id]),
            hint=". ".join([moment_in_words(each.made_at, now=now), *_paged(each, now)]),
            tag="In danger now" if each.is_danger else "",
            tag_kind="red",
            due_at=each.acknowledge_by if each.acknowledged_at is None else end_of(london_date(each.made_at)),
        )
        for each in waiting
    ]
    first = {}
    for each in sorted(told, key=lambda each: each.pk):
        first.setdefault(each.child_id, each.pk)
    rows += [
        Waiting(
            text=f"{each.team.organisation.name} told you more about incident {each.belongs_to.reference}"
            if each.belongs_to
            else f"{each.team.organisation.name} told you {'' if first[each.child_id] == each.pk else 'more '}about a pupil of yours",
            href=reverse("child_on_child:notice", args=[each.public_id]),
            hint=moment_in_words(each.sent_at, now=now),
            due_at=None if each.received_at else lookup.receipt_due(each),
        )
        for each in told
    ]
    return Panel("Harm between children: read now", rows, order=1, total=came + sent) if rows else None


def _asks(report: Report) -> str:
    if report.not_incident_at:
        return "Agree that a report is not an incident, or open one"
    return "Open an incident of a report" if report.acknowledged_at else "Acknowledge a report"


def _paged(report: Report, now: datetime) -> list[str]:
    """That nobody has it yet, and who was paged last."""
    if report.acknowledged_at or report.acknowledge_by > now:
        return []
    last = max(report.pagings.all(), key=lambda each: each.step, default=None)
    paged = f": {LABELS[last.step]} was paged {moment_in_words(last.paged_at, now=now)}" if last else ""
    return [f"Not acknowledged yet{paged}"]


@TODAY_PANELS.register("child_on_child.incidents")
def incidents_due(actor: Actor, now: datetime) -> Panel | None:
    """What cannot wait in each open incident, or what it waits for first. No panel where none is open.

    Where the police or social care are to be told now it comes before all else.
    """
    if not may(actor, Permission.INCIDENT_WORK):
        return None
    today = london_date(now)
    waiting = [(each, lookup.due_of(each, today)) for each in lookup.open_incidents(actor.membership.team)]
    audit.saw("incident", *(each.pk for each, _ in waiting))
    found = [(each, one) for each, due in waiting for one in [one for one in due if one.is_urgent] or due[:1]]
    found.sort(key=lambda pair: (not pair[1].is_urgent, pair[1].by or today, pair[0].pk))
    rows = [
        Waiting(
            text=due.words,
            href=reverse("child_on_child:incident", args=[each.public_id]),
            hint=f"Incident {each.reference}",
            tag="Now" if due.is_urgent else OVERDUE if due.by and due.by < today else "",
            tag_kind="red",
            due_at=end_of(due.by) if due.by else None,
        )
        for each, due in found[:SHOWN]
    ]
    where, order = reverse("child_on_child:incidents"), 0 if found and found[0][1].is_urgent else 20
    return (
        Panel("Incidents between children", rows, order=order, total=len(found), href=where, link="All incidents")
        if rows
        else None
    )
