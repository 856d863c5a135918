"""What the sources say on a day, each asked once for the whole area; and whose place at which school is sure."""

import logging
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from breakwater.casework.cases.standings import SHARED_SOURCES, Said, Standing
from breakwater.partnership.organisations.models import Area, Organisation, Team
from breakwater.partnership.people.models import Enrolment, Registration
from breakwater.practice.education.models import SourceState

log = logging.getLogger(__name__)
State = SourceState.State
ALONE = Registration.CURRENT


@dataclass(frozen=True)
class Source:
    """One source as it stood when the lists were made. `said` is None where it could not be read."""

    key: str
    state: str
    said: Said | None

    @property
    def may_end(self) -> bool:
        """Whether what it no longer says has ended: only a source that came in, and in time, can tell."""
        return self.state == State.FRESH


@dataclass(frozen=True)
class Places:
    """Whose place is sure: by person, the places verified on the day; and those that are not sure, by why."""

    sure: Mapping[int, list[Enrolment]]
    unverified: Mapping[int, list[Enrolment]]
    two: Mapping[int, list[Enrolment]]


def ask_sources(area: Area, *, on: date, at: datetime) -> list[Source]:
    """Every source of the area, the area's own first. One that fails is named, and takes nobody else down."""
    found: list[Source] = []
    for key, ask in SHARED_SOURCES.items():
        try:
            with transaction.atomic():
                answers = list(ask(area, on, at))
        except Exception:
            log.exception("The source %s of lists could not be read", key)
            found.append(Source(key, State.FAILED, None))
            continue
        found += [Source(name, _state(said, at), said) for name, said in answers]
    return found


def _state(said: Said, at: datetime) -> str:
    if said.as_at is None:
        return State.NEVER
    return State.FRESH if at - said.as_at <= said.fresh_for else State.LATE


def places_on(area: Area, on: date) -> Places:
    """The places of the area's schools on a day (SG-14). Two schools that each say "ours alone" leave both unsure (SG-15).

    A place of which the last day is known claims nobody: on that day whoever has moved is the new school's, and on no other list.
    """
    there = Enrolment.objects.in_use().filter(
        Q(ends_on=None) | Q(ends_on__gte=on), team__area=area, starts_on__lte=on, person__died_on=None
    )
    verified, waiting = defaultdict(list), defaultdict(list)
    for place in there.select_related("person").order_by("pk"):
        is_sure = place.verified_on is not None and place.verified_on <= on
        (verified if is_sure else waiting)[place.person_id].append(place)
    verified = {person: _those_that_last(places) for person, places in verified.items()}
    two = {
        person: places
        for person, places in verified.items()
        if len({place.team_id for place in places if place.registration == ALONE}) > 1
    }
    sure = {person: list({place.team_id: place for place in places}.values()) for person, places in verified.items()}
    return Places({person: places for person, places in sure.items() if person not in two}, waiting, two)


def _those_that_last(places: list[Enrolment]) -> list[Enrolment]:
    """Without the places that are ending, where the pupil has another that lasts and is alone."""
    lasting = [place for place in places if place.ends_on is None]
    return lasting if any(place.registration == ALONE for place in lasting) else places


def schools_of(area: Area) -> dict[int, Team]:
    """The teams of the area's open schools that see pupils, by key."""
    school = {"organisation__kind": Organisation.Kind.SCHOOL, "organisation__closed_on": None}
    found = Team.objects.filter(area=area, closed_on=None, sight_is_dated=True, **school)
    return {
        team.pk: team
        for team in found.select_related("organisation__school__patch").order_by("organisation__name", "pk")
    }


def may_see(standing: Standing, condition: str, team: Team) -> bool:
    """Whether a rule's condition holds for one school."""
    if condition == "AGREED":
        return standing.agreed
    if condition == "NAMED":
        return team.organisation_id in standing.schools
    if condition == "KNOWN":
        return standing.parents_know or team.organisation_id in standing.schools
    return condition == "NONE"
