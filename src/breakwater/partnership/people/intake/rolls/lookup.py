"""Rolls as their pages load them, and the doubtful rows that wait for a person."""

from django.db.models import Q, QuerySet

from breakwater.partnership.organisations.models import actor_relations
from breakwater.partnership.people.models import Roll, RollOutcome, RollTie

WITH = ("team__organisation", "area", *actor_relations("by", "kept_by", "confirmed_by"))


def rolls_of(area: int) -> QuerySet[Roll]:
    """The rolls that came to an area, the last first."""
    return Roll.objects.filter(area=area).select_related(*WITH).order_by("-received_at", "-pk")


def outcome_of(roll: Roll) -> RollOutcome | None:
    return RollOutcome.objects.filter(roll=roll).first()


def waiting_rows(area: int) -> QuerySet[RollTie]:
    """The doubtful rows of an area, those that have waited longest first."""
    return RollTie.objects.filter(area=area, state=RollTie.State.WAITING).order_by("since", "pk")


def row_of(area: int, public_id: str) -> RollTie | None:
    return RollTie.objects.filter(area=area, public_id=public_id).select_related("pupil").first()


def following_row(area: int, tie: RollTie | None) -> str | None:
    """The next row that waits after this one, or the first of all, by its public id; None where no other waits."""
    waiting = waiting_rows(area).values_list("public_id", flat=True)
    if tie is None:
        return waiting.first()
    others = waiting.exclude(pk=tie.pk)
    later = others.filter(Q(since__gt=tie.since) | Q(since=tie.since, pk__gt=tie.pk))
    return later.first() or others.first()
