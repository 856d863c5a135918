"""Advice to a member of staff, and the map of the curriculum that a school and the officer make together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.facts import values_of
from breakwater.foundation.models import made_before, one_at_a_time
from breakwater.foundation.refusals import ChangedMeanwhile
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, Team

from ...models import Advice, CurriculumMap, MapCell, SupportRequest
from .requests import NobodyToAsk, officers_of

NEW_YEAR = 9  # the month in which a school year begins


@dataclass(frozen=True)
class AdviceFacts:
    asked_by: str
    asked_on: date
    subject: str
    question: str
    advice: str
    links: str = ""


@dataclass(frozen=True)
class CellFacts:
    subject: str
    resource: str
    gap: str


def school_year(today: date) -> int:
    """The year in which the school year of a day began."""
    return today.year if today.month >= NEW_YEAR else today.year - 1


@transaction.atomic
def advise(school: Team, facts: AdviceFacts, *, by: Actor, at: datetime, key: UUID) -> Advice:
    """Keep advice as a consultation; what the school asked for outreach and nobody answered yet is given by it."""
    if known := made_before(Advice, key):
        return known
    waiting = SupportRequest.objects.select_for_update().filter(
        school_team=school, kind=SupportRequest.Kind.OUTREACH, state=SupportRequest.State.WAITING
    )
    asked = waiting.order_by("asked_at", "pk").first()
    given = Advice.objects.create(
        area=school.area,
        school_team=school,
        officer_team=by.membership.team,
        request=asked,
        given_at=at,
        given_by=by,
        key=key,
        **values_of(facts),
    )
    if asked is not None:
        asked.state, asked.closed_at = SupportRequest.State.GIVEN, at
        asked.save(update_fields=["state", "closed_at"])
    audit.did("advised", "prevent_advice", given.pk)
    notifications.tell(
        words="Prevent advice is kept for your school", path="/prevent/support/", team=school, by=by, at=at
    )
    return given


@transaction.atomic
def begin_map(school: Team, *, year_groups: Sequence[str], by: Actor, at: datetime) -> CurriculumMap:
    """Begin this school year's map with what stands in last year's; or go on with the one there is. Raises NobodyToAsk."""
    year = school_year(london_date(at))
    one_at_a_time(f"curriculum map {school.pk} {year}")
    if known := CurriculumMap.objects.filter(school_team=school, year=year).first():
        return known
    officers = officers_of(school.area)
    if officers is None:
        raise NobodyToAsk(school.pk)
    before = CurriculumMap.objects.filter(school_team=school).order_by("-year").first()
    made = CurriculumMap.objects.create(
        area=school.area,
        school_team=school,
        officer_team=officers,
        year=year,
        year_groups=list(year_groups),
        carried_from=before,
        made_at=at,
        made_by=by,
    )
    kept = before.cells.filter(year_group__in=year_groups).order_by("pk") if before else ()
    MapCell.objects.bulk_create(
        MapCell(
            map=made,
            is_carried=True,
            changed_at=at,
            changed_by=by,
            **values_of(cell, "year_group", "theme", "subject", "resource", "gap"),
        )
        for cell in kept
    )
    audit.did("began", "curriculum_map", made.pk)
    return made


@transaction.atomic
def fill_cell(
    made: CurriculumMap, facts: CellFacts, *, place: tuple[str, str], revision: int, by: Actor, at: datetime
) -> MapCell:
    """Say where a theme is taught in a year group; `place` is (year group, theme). Raises ChangedMeanwhile."""
    year_group, theme = place
    one_at_a_time(f"cell {made.pk} {year_group} {theme}")
    cell = made.cells.filter(year_group=year_group, theme=theme).first()
    if cell and cell.revision != revision:
        raise ChangedMeanwhile(cell)
    cell = cell or MapCell(map=made, year_group=year_group, theme=theme, revision=0)
    for name, value in values_of(facts).items():
        setattr(cell, name, value)
    cell.is_carried, cell.revision, cell.changed_at, cell.changed_by = False, cell.revision + 1, at, by
    written = [*values_of(facts), "is_carried", "revision", "changed_at", "changed_by"]
    cell.save(update_fields=written if cell.pk else None)
    audit.did("filled in", "curriculum_map", made.pk, cell=cell.pk)
    return cell
