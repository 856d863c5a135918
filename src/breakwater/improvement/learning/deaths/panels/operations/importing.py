"""Rows of another system's tracker are taken in: records opened, what is missing filled, panels of the past with their codes."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from uuid import UUID, uuid5

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date, moment
from breakwater.foundation.models import one_at_a_time
from breakwater.partnership.organisations.models import Actor, Area
from breakwater.partnership.people.models import Person

from ....models import (
    ChildDeath,
    DeathState,
    DeathStateChange,
    JointResponse,
    PanelCase,
    PanelMeeting,
    PanelOutcome,
)
from ...operations import opening, states
from .. import lookup
from ..codes import CURRENT
from ..tracker_file import STAGES, Row, Stale, changes_of, stages_to_add

ORDER = list(DeathState)
SEXES = {"f": Person.Sex.FEMALE, "female": Person.Sex.FEMALE, "m": Person.Sex.MALE, "male": Person.Sex.MALE}


@transaction.atomic
def take_in(rows: Iterable[Row], areas: Mapping[str, Area], *, by: Actor, at: datetime, key: UUID) -> tuple[int, int]:
    """Returns how many records were opened and how many filled. The same file twice opens and fills nothing twice. Raises Stale."""
    one_at_a_time(f"child death file {by.membership.team_id}")
    opened = filled = 0
    for row in rows:
        death = _found(row, by.membership.team_id)
        is_new = death is None
        death = states.locked(death or _open(row, areas, by=by, at=at, key=uuid5(key, str(row.line))))
        filled_here = bool(changes_of(death, row.said, lookup.outcomes_of_deaths([death.pk])))
        _fill(death, row.said, by=by, at=at)
        opened, filled = opened + is_new, filled + (filled_here and not is_new)
    audit.did(
        "imported the tracker of child deaths into", "area", by.membership.team.area_id, opened=opened, filled=filled
    )
    return opened, filled


def _found(row: Row, team: int) -> ChildDeath | None:
    held = ChildDeath.objects.filter(team=team)
    if row.death is not None:
        if (death := held.filter(pk=row.death).first()) is None:
            raise Stale
        return death
    for name in ("local_id", "national_id"):
        if row.said.get(name) and (death := held.filter(merged_into=None, **{name: row.said[name]}).first()):
            return death
    return None


def _open(row: Row, areas: Mapping[str, Area], *, by: Actor, at: datetime, key: UUID) -> ChildDeath:
    said = row.said
    facts = opening.DeathFacts(
        called=" ".join(filter(None, (said.get("forename"), said.get("surname")))) or opening.NO_NAME,
        died_at=moment(date.fromisoformat(said["died_on"]), time(12)),
        time_is_known=False,
        born_on=date.fromisoformat(said["born_on"]) if said.get("born_on") else None,
        sex=SEXES.get(said.get("sex", "").lower(), Person.Sex.UNKNOWN),
        nhs_number=said.get("nhs_number", ""),
        expected=said.get("expected"),
    )
    area = areas.get(said.get("area", "").lower()) or by.membership.team.area
    return opening.open_record(facts, area=area, by=by, at=at, key=key, tells=False)


def _fill(death: ChildDeath, said: dict, *, by: Actor, at: datetime) -> None:
    """What is missing, and each stage on its day."""
    changed = [name for name in ("local_id", "national_id") if said.get(name) and not getattr(death, name)]
    for name in changed:
        setattr(death, name, said[name])
    if said.get("expected") is not None and death.expected is None:
        death.expected = said["expected"]
        changed.append("expected")
    if said.get("response") and death.response == ChildDeath.Response.NOT_DECIDED:
        death.response = said["response"]
        changed.append("response")
        if death.response == ChildDeath.Response.YES:
            JointResponse.objects.create(death=death, criteria=[], started_at=death.died_at, started_by=by)
    days = lookup.days_of(death)
    for name in stages_to_add(days, said):
        stage, on = STAGES[name], date.fromisoformat(said[name])
        DeathStateChange.objects.create(death=death, state=stage, on=on, recorded_at=at, by=by)
        if ORDER.index(stage) > ORDER.index(death.state):
            death.state = stage
            changed.append("state")
    if changed:
        death.save(update_fields=sorted(set(changed)))
    if said.get("category") and not lookup.outcomes_of_deaths([death.pk]):
        _conclude(death, said, by=by, at=at)
    audit.did("filled from the tracker of another system", "child_death", death.pk)


def _conclude(death: ChildDeath, said: dict, *, by: Actor, at: datetime) -> None:
    """The codes of a panel of the past, beneath a meeting of its day."""
    on, team = date.fromisoformat(said["concluded_on"]), by.membership.team
    meeting = PanelMeeting.objects.filter(team=team, on=on, state=PanelMeeting.State.HELD).first()
    meeting = meeting or PanelMeeting.objects.create(
        area_id=team.area_id,
        team=team,
        kind=PanelMeeting.Kind.ORDINARY,
        on=on,
        state=PanelMeeting.State.HELD,
        ended_at=at,
        made_at=at,
        made_by=by,
        key=uuid5(death.key, f"panel {on}"),
    )
    number = meeting.cases.count() + 1
    edition = said.get("edition") or CURRENT.code
    case = PanelCase.objects.create(meeting=meeting, death=death, number=number, edition=edition, at=at, by=by)
    PanelOutcome.objects.create(
        case=case,
        result=PanelOutcome.Result.CONCLUDED,
        category=said["category"],
        modifiable=said["modifiable"],
        on=min(on, london_date(at)),
        at=at,
        by=by,
        key=uuid5(death.key, "outcome from a file"),
    )
