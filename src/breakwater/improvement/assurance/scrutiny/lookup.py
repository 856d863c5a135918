"""Scrutiny and voice as pages and the yearly report read them."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, QuerySet

from breakwater.partnership.organisations.models import Area, actor_relations

from ..models import ScrutinyAnswer, ScrutinyFinding, ScrutinyVisit, Voice

VISITS = ScrutinyVisit.objects.select_related("area", "priority")
FINDINGS = ScrutinyFinding.objects.select_related("visit__area")
ANSWERS = ScrutinyAnswer.objects.select_related("finding__visit__area", "organisation")
VOICES = Voice.objects.select_related("area", *actor_relations("by"))
PUBLIC = VOICES.filter(published_on__isnull=False, taken_off_on=None)


def visits_of(areas: Iterable[int]) -> QuerySet[ScrutinyVisit]:
    """The programme of areas, the last planned first."""
    return VISITS.filter(area__in=areas).order_by("-planned_for", "-pk")


def held_between(area: Area, since: date, until: date) -> list[ScrutinyVisit]:
    """What scrutiny looked at between two days, with findings and answers."""
    answers = Prefetch("answers", ANSWERS.order_by("organisation__name"))
    findings = Prefetch("findings", ScrutinyFinding.objects.order_by("number").prefetch_related(answers))
    return list(
        VISITS.filter(area=area, held_on__range=(since, until)).order_by("held_on", "pk").prefetch_related(findings)
    )


def findings_of(visit: ScrutinyVisit) -> list[ScrutinyFinding]:
    answers = Prefetch("answers", ANSWERS.order_by("organisation__name"))
    return list(FINDINGS.filter(visit=visit).order_by("number").prefetch_related(answers))


def voices_of(areas: Iterable[int]) -> QuerySet[Voice]:
    return VOICES.filter(area__in=areas).order_by("-heard_on", "-pk")


def heard_between(area: Area, since: date, until: date) -> QuerySet[Voice]:
    return VOICES.filter(area=area, heard_on__range=(since, until)).order_by("heard_on", "pk")
