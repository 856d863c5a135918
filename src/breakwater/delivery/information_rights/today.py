"""What information rights put on Today: for officers the requests that are due, for a second person and a keeper what waits for their word."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from breakwater.foundation.dates.london_time import end_of, london_date
from breakwater.partnership.notifications.registry import OVERDUE, TODAY_PANELS, Panel, Waiting
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from . import lookup
from .models import Correction, KeeperAsked, RightsRequest

SHOWN = 10


@TODAY_PANELS.register("information_rights.due")
def requests_due(actor: Actor, now: datetime) -> Panel | None:
    """What its officer does next before what waits for somebody else; what nobody has sorted yet first, then by the day it is due."""
    if not may(actor, Permission.RIGHTS_KEEP):
        return None
    listed = sorted(lookup.open_of(actor.membership.team_id), key=lambda each: (each.waits, bool(each.asker)))
    rows = [_row(each, "request", each.state, now) for each in listed[:SHOWN]]
    href = reverse("information_rights:requests")
    return (
        Panel("Information requests", rows, order=12, total=len(listed), href=href, link="All requests")
        if rows
        else None
    )


@TODAY_PANELS.register("information_rights.words")
def words_waiting(actor: Actor, now: datetime) -> Panel | None:
    """A second person's and a keeper's."""
    rows = [*_of_second(actor, now), *_of_keeper(actor)]
    return Panel("Information requests: your word", rows, order=13) if rows else None


@TODAY_PANELS.register("information_rights.correct")
def records_to_correct(actor: Actor, now: datetime) -> Panel | None:
    """What information governance decided is to be corrected, of the team that holds the record."""
    if not may(actor, Permission.RIGHTS_CORRECT):
        return None
    rows = [_correct(each, now) for each in lookup.corrections_waiting(actor.membership.team_id)[:SHOWN]]
    return Panel("Records to correct", rows, order=13) if rows else None


def _of_second(actor: Actor, now: datetime) -> Iterator[Waiting]:
    if not may(actor, Permission.RIGHTS_SECOND):
        return
    for each in lookup.waiting_for_second(actor.membership.user_id):
        if not each.approved_at:
            erases = each.kind == RightsRequest.Kind.ERASURE
            yield _row(each, "approve", "Agree to an erasure" if erases else "Approve what is gathered", now)
        elif each.to_check_at and not each.is_checked:
            yield _row(each, "check", "Check what is masked", now)


def _of_keeper(actor: Actor) -> Iterator[Waiting]:
    if not may(actor, Permission.RIGHTS_ANSWER):
        return
    for each in lookup.asked_of(actor.membership.team_id):
        yield _asked(each)


def _row(each: RightsRequest, page: str, hint: str, now: datetime) -> Waiting:
    late = {"tag": OVERDUE, "tag_kind": "red"} if each.is_overdue(london_date(now)) else {}
    href = reverse(f"information_rights:{page}", args=[each.public_id])
    return Waiting(text=each.reference, href=href, hint=hint, due_at=end_of(each.due_on), **late)


def _asked(each: KeeperAsked) -> Waiting:
    href = reverse("information_rights:keeper", args=[each.public_id])
    return Waiting(text=each.reference, href=href, hint="Say whether anything may be given")


def _correct(each: Correction, now: datetime) -> Waiting:
    late = {"tag": OVERDUE, "tag_kind": "red"} if each.due_on < london_date(now) else {}
    href = reverse("information_rights:correction", args=[each.public_id])
    return Waiting(text=each.reference, href=href, hint=each.title, due_at=end_of(each.due_on), **late)
