"""Merges on the pages where people look: on the person's page those it came of, on Today the pairs that wait."""

from datetime import datetime

from django.db.models import F, Q
from django.urls import reverse

from breakwater.casework.cases.registry import PERSON_PANELS, About, PanelMaker, PanelRow, PersonPanel
from breakwater.foundation import audit
from breakwater.foundation.design.moments import day
from breakwater.partnership.notifications.registry import TODAY_PANELS, Panel, Waiting
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Merge, PairToReview
from breakwater.partnership.people.search import search_rows

SHOWN = 3


def merge_history(actor: Actor, about: About, now: datetime) -> PersonPanel | None:
    """The records this one stands for, and those it was merged with once. No panel where there is none."""
    if not Merge.objects.filter(Q(kept=about.person) | Q(other=about.person)).exists():
        return None  # nearly always; nothing was merged into what was never merged itself
    ids = [about.person.pk, *(one.pk for one in search_rows.all_merged_into(about.person))]
    found = list(
        Merge.objects.filter(Q(kept__in=ids) | Q(other__in=ids)).select_related("kept", "other").order_by("-at", "-pk")
    )
    audit.saw("person", *(pk for merge in found for pk in (merge.kept_id, merge.other_id)))
    may_part = may(actor, Permission.PAIR_REVIEW, about.person)
    return PersonPanel(
        "Other records of this person", [_row(merge, about.person.pk, may_part) for merge in found], order=80
    )


def _row(merge: Merge, here: int, may_part: bool) -> PanelRow:
    one = merge.kept if merge.other_id == here else merge.other
    born = f", born {one.born.in_words()}" if one.born else ""
    parted = merge.undone_at is not None
    return PanelRow(
        text=f"{one.name}{born}",
        href=reverse("casework:merged", args=[merge.public_id]) if may_part else "",
        hint=f"Merged {day(merge.at)}: {merge.because}"
        + (f". Parted {day(merge.undone_at)}: {merge.undone_because}" if parted else ""),
        tag="Two people" if parted else "The same person",
        tag_kind="quiet" if parted else "info",
    )


PERSON_PANELS.register("people.merges", PanelMaker(Permission.PERSON_READ, merge_history))


@TODAY_PANELS.register("casework.pairs")
def pairs_to_review(actor: Actor, now: datetime) -> Panel | None:
    """Pairs of records that may be one person, the likeliest. No panel where there is none."""
    if not may(actor, Permission.PAIR_REVIEW):
        return None
    waiting = PairToReview.objects.both_seen().to_review().filter(area=actor.area_id_acting)
    nearest = list(
        waiting.select_related("left", "right").order_by(F("probability").desc(nulls_last=True), "suggested_at", "pk")[
            : SHOWN + 1
        ]
    )
    if not nearest:
        return None
    total = len(nearest) if len(nearest) <= SHOWN else waiting.count()
    audit.saw("person", *(pk for pair in nearest[:SHOWN] for pk in (pair.left_id, pair.right_id)))
    return Panel(
        "Records that may be one person",
        [
            Waiting(
                text=f"{pair.left.name} and {pair.right.name}",
                href=reverse("casework:pair", args=[pair.public_id]),
                hint=f"{pair.get_source_display()}, {day(pair.suggested_at)}",
                tag="Second person" if pair.state == PairToReview.State.SECOND else "",
                tag_kind="amber",
            )
            for pair in nearest[:SHOWN]
        ],
        order=60,
        total=total,
        href=reverse("casework:pairs"),
        link="All pairs",
    )
