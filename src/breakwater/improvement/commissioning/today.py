"""What needs and commissioning put on Today, for whoever keeps them: funding and contracts that end, gaps undecided, decisions to
review, and contracts whose safeguarding question failed although their award is open."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.urls import reverse

from breakwater.foundation.dates.london_time import end_of, london_date
from breakwater.foundation.dates.months import months_later
from breakwater.partnership.notifications.registry import OVERDUE, TODAY_PANELS, Panel, Waiting
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from .gaps import lookup as gaps
from .gates import lookup as gates
from .gates.standing import failed, is_awarded, standing
from .provision import lookup as provision
from .provision.flags import WARNED, ending

SHOWN, SOON = 10, timedelta(days=28)
DECIDED_WITHIN = timedelta(days=56)  # local practice: a board and a subgroup meet in between


@TODAY_PANELS.register("commissioning.due")
def to_keep(actor: Actor, now: datetime) -> Panel | None:
    if not may(actor, Permission.COMMISSIONING_KEEP):
        return None
    today, area = london_date(now), actor.area_id_acting
    rows = sorted([*_gaps(area, today), *_funding(area, today)], key=lambda row: row.due_at)
    rows = [*_failed(area), *rows]
    more = {"order": 48, "total": len(rows), "href": reverse("commissioning:ending")}
    return Panel("Needs and commissioning", rows[:SHOWN], **more) if rows else None


def _failed(area: int) -> Iterator[Waiting]:
    """Before all else, however long it stands."""
    for each in gates.contracts_of(area):
        listed = standing(each, each.checks.all(), each.opened.all())
        if (found := failed(listed)) and is_awarded(listed):
            href = reverse("commissioning:contract", args=[each.public_id])
            words = {"text": "Safeguarding question failed, award open", "hint": each.title}
            yield Waiting(href=href, due_at=found[0].found.at, tag="Act now", tag_kind="red", **words)


def _funding(area: int, today: date) -> Iterator[Waiting]:
    for each in provision.ending(area, today, months_later(today, max(WARNED))):
        href, hint = reverse("commissioning:service", args=[each.public_id]), "; ".join(ending(each, today))
        yield Waiting(text=each.service.name, href=href, hint=hint, due_at=end_of(each.first_ends_on))


def _gaps(area: int, today: date) -> Iterator[Waiting]:
    """Those undecided, since they were stated, and those whose decision is to be reviewed."""
    for each in gaps.due(area, today + SOON):
        href = reverse("commissioning:gap", args=[each.public_id])
        if each.review_on is None:
            due = end_of(london_date(each.at) + DECIDED_WITHIN)
            yield Waiting(text="Decide a gap", href=href, hint=each.need, tag="Undecided", due_at=due)
        else:
            late = {"tag": OVERDUE, "tag_kind": "red"} if each.review_on < today else {}
            words = {"text": "Review a decision", "hint": each.need}
            yield Waiting(href=href, due_at=end_of(each.review_on), **words, **late)
