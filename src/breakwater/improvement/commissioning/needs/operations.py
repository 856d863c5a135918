"""Adding a measure, recording figures of it one by one or by file. A figure of the same cell and day is a revision: the last stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import one_at_a_time
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.kit.recorded import next_number, once
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.intake.reading.filled_in import NotReadable

from ..models import NeedFigure, NeedMeasure
from . import lookup
from .file import FigureFacts, Line, lines_of

CELL = "ward", "age_band", "characteristic", "group"


class TitleIsTaken(Refusal):
    box, words = "title", "Your area has a measure of this name already"


class ItsOwn(Refusal):
    box, words = "met_by", "A measure cannot be met by itself"


@dataclass(frozen=True)
class MeasureFacts:
    domain: str
    title: str
    counts: str
    more_is_need: bool
    is_restricted: bool = False


@once(NeedMeasure)
def add_measure(facts: MeasureFacts, *, by: Actor, at: datetime, key: UUID) -> NeedMeasure:
    """Raises TitleIsTaken."""
    one_at_a_time(f"needs {by.area_id_acting}")
    if NeedMeasure.objects.standing().filter(area=by.area_id_acting, title__iexact=facts.title).exists():
        raise TitleIsTaken(by.area_id_acting)
    made = NeedMeasure.objects.create(area_id=by.area_id_acting, **vars(facts), by=by, at=at, key=key)
    audit.did("added", "need_measure", made.pk)
    return made


@once(NeedFigure)
def record(measure: NeedMeasure, facts: FigureFacts, *, by: Actor, at: datetime, key: UUID) -> NeedFigure:
    """Record a figure. What the same cell had on the same day before is kept."""
    of = {name: getattr(facts, name) for name in (*CELL, "on")}
    revision = next_number(NeedFigure, "revision", measure=measure, **of)
    made = NeedFigure.objects.create(measure=measure, **vars(facts), revision=revision, by=by, at=at, key=key)
    audit.did("recorded a figure of", "need_measure", measure.pk, revision=revision)
    return made


@transaction.atomic
def say_met_by(measure: NeedMeasure, met_by: NeedMeasure | None, *, by: Actor, at: datetime) -> NeedMeasure:
    """Say which measure counts those in a service for it. Raises ItsOwn."""
    held = NeedMeasure.objects.select_for_update().get(pk=measure.pk)
    if met_by is not None and met_by.pk == held.pk:
        raise ItsOwn(held.pk)
    held.met_by = met_by
    held.save(update_fields=["met_by"])
    audit.did("said what meets", "need_measure", held.pk)
    return held


def plan(text: str, *, by: Actor, at: datetime) -> list[Line]:
    """What each line of a file says and what is wrong with it; nothing is written. Raises NotReadable."""
    area = by.membership.team.area
    measures = lookup.by_title(by)
    found = lookup.recorded_lately(list(measures.values()))
    return lines_of(text, measures, area.code, found, london_date(at))


@transaction.atomic
def take_in(text: str, *, key: UUID, by: Actor, at: datetime) -> int:
    """Record the lines without a fault; return how many. Sent twice it is one. Raises NotReadable."""
    one_at_a_time(f"needs {by.area_id_acting}")
    if done := NeedFigure.objects.filter(file_key=key).count():
        return done
    good: Sequence[Line] = [line for line in plan(text, by=by, at=at) if not line.fault]
    if not good:
        raise NotReadable(words="No line of the file can be taken in")
    made = [_figure(line, key=key, by=by, at=at) for line in good]
    NeedFigure.objects.bulk_create(made, batch_size=500)
    audit.did("took in figures of need of", "area", by.area_id_acting, lines=len(made))
    return len(made)


def _figure(line: Line, *, key: UUID, by: Actor, at: datetime) -> NeedFigure:
    return NeedFigure(
        measure=line.measure, **vars(line.facts), revision=line.revision, file_key=key, by=by, at=at, key=uuid4()
    )
