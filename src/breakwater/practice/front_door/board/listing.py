"""A page of the board: the open contacts that a filter leaves, in their order, and how many stand in each stage."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from breakwater.foundation import jobs
from breakwater.foundation.design.pages import finished_page
from breakwater.partnership.notifications import measures
from breakwater.partnership.organisations.models import Actor

from ..feedback.operations import unsent_letters
from ..pathway import READY
from ..social_care_list import listed_children
from .cards import Card, cards_of
from .contacts import open_contacts
from .rows import Found, rows_of

CARDS = 50
STAGES = {
    "received": "Received",
    "screening": "Screening",
    "gathering": "Information gathering",
    "analysing": "Analysing",
    READY: "Ready for decision",
    "came_back": "Sent back: declined",
    "waiting": "Decided, waiting for acceptance",
}


@dataclass(frozen=True)
class Board:
    """A page of the board, how many stand in each stage, and what people must know of the service (SG-05)."""

    page: object
    cards: Sequence[Card]
    counts: Mapping[str, int]
    warnings: Sequence[str]
    old_list: Sequence[str]
    worked_out_at: datetime


def found_now(actor: Actor, now: datetime) -> Found:
    """Everything on the board of this post's area."""
    return Found(rows_of(open_contacts(actor.area_id_acting), now), actor, now)


def board_for(
    actor: Actor, *, now: datetime, wanted: Mapping, page: int | str = 1, found: Found | None = None
) -> Board:
    """The board as this post sees it. `wanted` is what a BoardFilter cleaned; `found` is everything on it, where it was asked for."""
    found = found or found_now(actor, now)
    rows = found.rows
    left = found.narrowed({**wanted, **_asked_of_the_database(actor, wanted)})
    shown = finished_page(left.in_order(wanted.get("order")), CARDS, page)
    also_open = Counter(row.child for row in rows if row.child)
    return Board(
        page=shown,
        cards=cards_of(list(shown.object_list), actor, now=now, also_open=also_open),
        counts=_counts(found, now),
        warnings=[*jobs.state(at=now).in_words, *measures.outbox_state(at=now).in_words],
        old_list=listed_children.list_state(actor.area_id_acting, at=now).in_words,
        worked_out_at=now,
    )


def _asked_of_the_database(actor: Actor, wanted: Mapping) -> dict:
    """Which contacts answer what no row knows: who is matched, whose referrer was told, part of a reference."""
    conditions = {
        "unsettled": Q(child=None) | Q(child__is_provisional=True),
        "untold": Exists(unsent_letters().filter(line__contact=OuterRef("pk"))),
    }
    asked = [conditions[wanted["only"]]] if wanted.get("only") in conditions else []
    if wanted.get("reference"):
        asked.append(Q(reference__icontains=wanted["reference"]))
    if not asked:
        return {}
    return {"among": set(open_contacts(actor.area_id_acting).filter(*asked).values_list("pk", flat=True))}


def _counts(found: Found, now: datetime) -> dict[str, int]:
    """How many stand where. Counted here from one light row a contact: the database took four times as long to plan it."""
    counts = dict.fromkeys(("all", *STAGES, "overdue", "danger", "mine", "unclaimed"), 0)
    for row in found.rows:
        counts["all"] += 1
        counts[row.stage_shown] += 1
        counts["overdue"] += row.is_late
        counts["danger"] += row.in_danger
        counts["mine"] += found.is_mine(row)
        counts["unclaimed"] += row.is_free(now)
    return counts
