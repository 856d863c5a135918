"""Rows of a roll that are new to it: the pupil, whom it is known as, and the place; many at a time."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.intake.operations.identifying import Found
from breakwater.partnership.people.intake.reading.rows import Pupil
from breakwater.partnership.people.models import (
    Address,
    AlsoKnownAs,
    Enrolment,
    Identifier,
    Person,
    PersonSearch,
    Precision,
    Roll,
    RollChange,
    RollPupil,
    RollTie,
)
from breakwater.partnership.people.search import search_rows

from . import recording
from .comparing import COMPARED, home_of
from .recording import change_of

State = RollTie.State


def kept_of(pupil: Pupil) -> dict:
    """What the school's own last roll keeps of a row."""
    kept = {name: getattr(pupil, name) for name in COMPARED}
    return kept | {"sex": pupil.sex or "U", "registration": pupil.registration or "C", "home": home_of(pupil)}


def enter(
    roll: Roll,
    pupils: Sequence[Pupil],
    answers: Sequence[Found],
    *,
    likes: Sequence[RollPupil] = (),
    verified_by: Actor | None,
    by: Actor,
    at: datetime,
) -> None:
    """Write what the answers say of each row, with a record of it. Only EXACT and NEW rows get a place."""
    kept = RollPupil.objects.bulk_create(
        RollPupil(
            area_id=roll.area_id, team_id=roll.team_id, seen_in=roll, like=likes[n] if likes else None, **kept_of(pupil)
        )
        for n, pupil in enumerate(pupils)
    )
    did: dict[int, list] = {n: [] for n in range(len(pupils))}
    people: dict[int, Person] = {n: answer.person for n, answer in enumerate(answers) if answer.state == State.EXACT}
    new = {n: pupils[n] for n, answer in enumerate(answers) if answer.state == State.NEW}
    people |= people_from(roll.pk, roll.area_id, new, did, by=by, at=at)
    places = places_for(roll, pupils, people, did, verified_by=verified_by, at=at)
    decided = [answers_for(answer.state, verified_by, at) for answer in answers]
    RollTie.objects.bulk_create(
        RollTie(
            area_id=roll.area_id,
            pupil=kept[n],
            person=people.get(n),
            place=places.get(n),
            state=answer.state,
            why=answer.why,
            since=at,
            held=_held(pupils[n]) if answer.state == State.WAITING else {},
            **decided[n],
        )
        for n, answer in enumerate(answers)
    )
    RollChange.objects.bulk_create(change_of(roll, kept[n], did[n], None) for n in range(len(pupils)))


def answers_for(state: str, verified_by: Actor | None, at: datetime) -> dict:
    """A row kept apart counts among the places to confirm until someone answers for it, as any other does (SG-13)."""
    return {"decided_at": at, "decided_by": verified_by} if state == State.APART and verified_by else {}


def _held(pupil: Pupil) -> dict:
    return {"address": pupil.address, "postcode": pupil.postcode, "uprn": pupil.uprn}


def people_from(
    roll: int | None, area: int, pupils: Mapping[int, Pupil], did: Mapping[int, list], *, by: Actor, at: datetime
) -> dict[int, Person]:
    """The people entered from rows of a roll, with their numbers, names and homes, findable at once; what was written is added to `did`."""
    which = list(pupils)
    made = Person.objects.bulk_create(person_from(pupils[n], area, by=by, at=at) for n in which)
    people = dict(zip(which, made, strict=True))
    numbers, homes, names = [], [], []
    for n, person in people.items():
        numbers += [(n, one) for one in identifiers_from(pupils[n], person)]
        homes += [(n, home_from(pupils[n], person))] if pupils[n].address or pupils[n].postcode else []
        names += [(n, former_name_from(pupils[n], person, by=by, at=at))] if pupils[n].former_surname else []
    for what, model, rows in (
        ("identifier", Identifier, numbers),
        ("address", Address, homes),
        ("name", AlsoKnownAs, names),
    ):
        for (n, _), row in zip(rows, model.objects.bulk_create(row for _, row in rows), strict=True):
            did[n].append(recording.made(what, row))
    by_person = dict(homes)
    others = dict(names)
    PersonSearch.objects.bulk_create(
        row
        for n, person in people.items()
        for row in search_rows.rows_of(person, others=[others[n]] if n in others else (), address=by_person.get(n))
    )
    for n, person in people.items():
        did[n].insert(0, recording.made("person", person))
        audit.did("entered from a roll", "person", person.pk, roll=roll)
    return people


def person_from(pupil, area_id: int, *, by: Actor, at: datetime) -> Person:
    return Person(
        area_id=area_id,
        forename=pupil.forename,
        middle_names=pupil.middle_names,
        surname=pupil.surname,
        known_as="" if pupil.known_as == pupil.forename else pupil.known_as,
        born_on=pupil.born_on,
        born_precision=Precision.DAY,
        sex=pupil.sex or "U",
        entered_at=at,
        entered_by=by,
    )


def identifiers_from(pupil, person: Person) -> list[Identifier]:
    wanted = (("UPN", pupil.upn), ("FORMER_UPN", pupil.former_upn), ("NHS", pupil.nhs))
    return [
        Identifier(
            person=person, scheme=scheme, value=value, passes_check=True, status="GIVEN" if scheme == "NHS" else ""
        )
        for scheme, value in wanted
        if value
    ]


def home_from(pupil, person: Person) -> Address:
    return Address(person=person, lines=pupil.address, postcode=pupil.postcode, uprn=pupil.uprn)


def former_name_from(pupil, person: Person, *, by: Actor, at: datetime) -> AlsoKnownAs:
    return AlsoKnownAs(person=person, surname=pupil.former_surname, kind="FORMER", entered_at=at, entered_by=by)


def places_for(
    roll: Roll, pupils, people: dict[int, Person], did, *, verified_by: Actor | None, at: datetime
) -> dict[int, Enrolment]:
    """A place for each, kept where there is one. Without someone of the authority who answers for it, nobody sees by it."""
    today = london_date(at)
    standing = {
        place.person_id: place
        for place in Enrolment.objects.filter(
            team_id=roll.team_id, ends_on=None, person__in=[p.pk for p in people.values()]
        )
    }
    places, fresh = {}, {}
    for n, person in people.items():
        if place := standing.get(person.pk):
            places[n] = place
            if verified_by and place.verified_on is None:
                verified = {"verified_on": today, "verified_by_id": verified_by.pk}
                did[n].append(recording.changed("place", place, **verified))
            continue
        fresh[n] = Enrolment(
            person=person,
            school_id=roll.team.organisation_id,
            team_id=roll.team_id,
            year_group=pupils[n].year_group,
            registration=pupils[n].registration or "C",
            starts_on=pupils[n].starts_on or today,
            verified_on=today if verified_by else None,
            verified_by=verified_by,
        )
    for n, place in zip(fresh, Enrolment.objects.bulk_create(fresh.values()), strict=True):
        places[n] = place
        did[n].append(recording.made("place", place))
        audit.did("enrolled", "person", place.person_id, enrolment=place.pk, verified=place.verified_on is not None)
    return places
