"""Measures and figures as pages read them."""

from collections.abc import Mapping

from django.db.models import Count, Max, Min, Q, QuerySet

from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor, actor_relations

from ..models import NeedFigure, NeedMeasure

MEASURES = NeedMeasure.objects.select_related("area", "met_by", *actor_relations("withdrawn_by"))
FIGURES = NeedFigure.objects.select_related("measure")
CELL = "measure", "ward", "age_band", "characteristic", "group"


def readable(actor: Actor) -> QuerySet[NeedMeasure]:
    """The measures that an actor may know of, those withdrawn as well: restricted ones are for their keepers and the Prevent team."""
    knows = may(actor, Permission.COMMISSIONING_KEEP) or may(actor, Permission.SPECIALIST_WORK)
    return MEASURES if knows else MEASURES.filter(is_restricted=False)


def _of_area(actor: Actor) -> QuerySet[NeedMeasure]:
    return readable(actor).standing().filter(area=actor.area_id_acting).order_by("title")


def measures_of(actor: Actor) -> QuerySet[NeedMeasure]:
    """By domain and title, each with its newest day, how many figures it has and the first day on which one is to be reviewed."""
    stand = Q(figures__withdrawn_at=None)
    listed = _of_area(actor).annotate(
        newest=Max("figures__on", filter=stand),
        figures_count=Count("figures", filter=stand),
        review_on=Min("figures__review_on", filter=stand),
    )
    return listed.order_by("domain", "title")


def by_title(actor: Actor) -> dict[str, NeedMeasure]:
    return {each.title: each for each in _of_area(actor)}


def by_key(actor: Actor) -> dict[str, NeedMeasure]:
    return {each.public_id: each for each in _of_area(actor)}


def asked_of(actor: Actor) -> dict[str, NeedMeasure]:
    """By key, what is a need itself: not those in a service for another."""
    meeting = NeedMeasure.objects.standing().filter(area=actor.area_id_acting, met_by__isnull=False).values("met_by")
    return {each.public_id: each for each in _of_area(actor).exclude(pk__in=meeting)}


def first_by_ward(measures: Mapping[str, NeedMeasure], age_band: str) -> str:
    """The key of the first of these that has a figure by ward for an age band, else of the first; none: empty."""
    by_ward = NeedFigure.objects.standing().filter(measure__in=measures.values(), age_band=age_band, characteristic="")
    have = set(by_ward.exclude(ward="").values_list("measure", flat=True))
    return next((key for key, each in measures.items() if each.pk in have), next(iter(measures), ""))


def standing(measures: list[NeedMeasure]) -> dict[int, list[NeedFigure]]:
    """By measure, the last figure of each cell, in one query."""
    last = FIGURES.standing().filter(measure__in=measures).order_by(*CELL, "-on", "-revision").distinct(*CELL)
    found: dict[int, list[NeedFigure]] = {each.pk: [] for each in measures}
    for each in last:
        found[each.measure_id].append(each)
    return found


def together(measure: NeedMeasure) -> dict[NeedMeasure, list[NeedFigure]]:
    """The standing figures of a measure, and of all that meet it or that it meets, however far."""
    of_area = {each.pk: each for each in MEASURES.standing().filter(area=measure.area_id)} | {measure.pk: measure}
    found, last = {measure.pk}, set()
    while found != last:
        last = set(found)
        for each in of_area.values():
            if each.met_by_id and found & {each.pk, each.met_by_id}:
                found |= {each.pk, each.met_by_id}
    listed = standing([of_area[pk] for pk in sorted(found)])
    return {of_area[pk]: figures for pk, figures in listed.items()}


def recorded(measure: NeedMeasure) -> QuerySet[NeedFigure]:
    """Every figure and revision of it, the last first."""
    listed = FIGURES.filter(measure=measure).select_related("measure__area", *actor_relations("by", "withdrawn_by"))
    return listed.order_by("-on", *CELL[1:], "-revision")


def recorded_lately(measures: list[NeedMeasure]) -> dict[tuple, NeedFigure]:
    """The last revision of each cell and day, withdrawn or not, by the measure's key and the cell."""
    last = FIGURES.filter(measure__in=measures).order_by(*CELL, "on", "-revision").distinct(*CELL, "on")
    return {
        (each.measure_id, (each.ward, each.age_band, each.characteristic, each.group, each.on)): each for each in last
    }
