"""Gaps with what stands of each, as pages read them."""

from collections.abc import Sequence
from datetime import date

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from breakwater.improvement.assurance.models import BoardGroup
from breakwater.partnership.organisations.models import Actor, actor_relations

from ..models import Gap, GapDecision, GapNeed, GapOption, NeedMeasure
from ..needs.lookup import readable

GAPS = Gap.objects.select_related("area", "group", *actor_relations("by", "withdrawn_by"))
LAST_FIRST = "-on", "-pk"


def gaps_of(area: int) -> QuerySet[Gap]:
    """Those undecided first, then by the day of their review; each with its last decision."""
    last = GapDecision.objects.standing().filter(gap=OuterRef("pk")).order_by(*LAST_FIRST)
    listed = (
        GAPS.standing()
        .filter(area=area)
        .annotate(outcome=Subquery(last.values("outcome")[:1]), review_on=Subquery(last.values("review_on")[:1]))
    )
    return listed.order_by(F("review_on").asc(nulls_first=True), "number")


def due(area: int, until: date) -> QuerySet[Gap]:
    """Those undecided, and those to be looked at again by a day."""
    return gaps_of(area).filter(Q(outcome=None) | Q(review_on__lte=until))


def decisions_of(gap: Gap) -> list[GapDecision]:
    """The last first, those withdrawn as well."""
    listed = GapDecision.objects.filter(gap=gap).select_related("option", *actor_relations("by", "withdrawn_by"))
    return list(listed.order_by(*LAST_FIRST))


def options_of(gap: Gap) -> list[GapOption]:
    return list(GapOption.objects.filter(gap=gap).order_by("number"))


def has_options(gap: Gap) -> bool:
    return GapOption.objects.filter(gap=gap).exists()


def measures_of(gap: Gap, actor: Actor) -> Sequence[NeedMeasure]:
    """Those that show it, as far as the actor may know of them."""
    shown = GapNeed.objects.filter(gap=gap).values("measure")
    return list(readable(actor).standing().filter(pk__in=shown).order_by("title"))


def groups_of(area: int, on: date) -> dict[str, BoardGroup]:
    """The boards and subgroups that meet for an area and are not restricted, by key."""
    found = BoardGroup.objects.filter(Q(area=area) | Q(others__area=area), is_restricted=False).distinct()
    found = found.filter(Q(closed_on=None) | Q(closed_on__gt=on))
    return {each.public_id: each for each in found.order_by("name")}
