"""What plans, scrutiny and the yearly report put on Today: what is to be reviewed, updated, answered, written and signed."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.urls import reverse

from breakwater.foundation.dates.london_time import end_of, london_date
from breakwater.partnership.notifications.registry import OVERDUE, TODAY_PANELS, Panel, Waiting
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from .models import SystemEscalation
from .plans import lookup as plans
from .scrutiny import lookup as scrutiny
from .yearly_report import lookup as reports

SHOWN, SOON, CYCLE = 10, timedelta(days=28), timedelta(days=92)
Due = tuple[date, str, str, str]  # by when, what, of what, the page


@TODAY_PANELS.register("assurance.plans")
def to_keep(actor: Actor, now: datetime) -> Panel | None:
    """For the business manager: risks, work without a word for a quarter, partners' answers, the yearly report."""
    if not may(actor, Permission.PLAN_KEEP):
        return None
    today, area = london_date(now), actor.area_id_acting
    found = sorted([*_risks(area, today), *_work(area, today), *_answers(area, today), *_report(area, today)])
    rows = [
        Waiting(
            text=what,
            href=href,
            hint=of,
            tag=OVERDUE if by < today else "",
            tag_kind="red",
            due_at=end_of(by),
        )
        for by, what, of, href in found[:SHOWN]
    ]
    panel = {"order": 47, "total": len(found), "href": reverse("assurance:own_areas")}
    return Panel("The partnership’s plans", rows, **panel) if rows else None


def _risks(area: int, today: date) -> Iterator[Due]:
    for each in plans.risks_of([area]).filter(closed_on=None, review_by__lte=today + SOON):
        yield each.review_by, "Review a risk", each.event, reverse("assurance:risk", args=[each.public_id])


def _work(area: int, today: date) -> Iterator[Due]:
    for each in plans.due_for_update(area, today - CYCLE, today):
        yield (
            today,
            "Update the status of work",
            each.deliverable,
            reverse("assurance:work_update", args=[each.public_id]),
        )


def _answers(area: int, today: date) -> Iterator[Due]:
    waiting = scrutiny.ANSWERS.filter(finding__visit__area=area, answered_on=None, due_on__lte=today + SOON)
    for each in waiting:
        href = reverse("assurance:visit", args=[each.finding.visit.public_id])
        yield each.due_on, "A partner’s answer to scrutiny", each.organisation.name, href


def _report(area: int, today: date) -> Iterator[Due]:
    if (due := reports.next_due(area, today)) is not None:
        yield due.on, due.what, due.words, due.path


@TODAY_PANELS.register("assurance.partners")
def to_decide(actor: Actor, now: datetime) -> Panel | None:
    """For partners: reports to sign, and what is escalated to the executive of all areas."""
    if not (may(actor, Permission.REPORT_SIGN) or may(actor, Permission.STRATEGY_ANSWER)):
        return None
    rows = [
        Waiting(
            text="Sign the yearly report",
            href=reverse("assurance:report", args=[each.public_id]),
            hint=f"{each.area.name}, year to March {each.year}",
        )
        for each in reports.waiting_for(actor, london_date(now))
    ]
    open_ones = SystemEscalation.objects.filter(answered_at=None).select_related("strategy").order_by("at")
    rows += [
        Waiting(
            text="Answer for all areas",
            href=reverse("assurance:escalation", args=[each.public_id]),
            hint=each.subject,
        )
        for each in open_ones
        if may(actor, Permission.STRATEGY_ANSWER, each)
    ]
    return Panel("For the partnership", rows[:SHOWN], order=44, total=len(rows)) if rows else None
