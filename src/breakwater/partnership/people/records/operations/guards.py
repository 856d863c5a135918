"""Adoption-sealed and protected identities: never compared, suggested, merged, drawn or trained on (SG-13)."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import connection

from breakwater.foundation import audit
from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.models import Actor, Area, User
from breakwater.partnership.people import cleaning
from breakwater.partnership.people.models import Guard, Person
from breakwater.partnership.people.search import search_rows
from breakwater.partnership.people.search.asked import Asked, Names, asked_in_fields, mark_of_line

# A hidden record by its seals and bars, which say how it is closed and never whose it is.
Hidden = tuple[Sequence[int], Sequence[int]]


def begin_guard(*, person: Person, kind: str, by: Actor, at: datetime) -> None:
    """From now on the person is in no search, whoever asks. Called by `restrict`, beside a seal that no glass opens."""
    if not Guard.objects.standing().filter(person=person, kind=kind).exists():
        Guard.objects.create(person=person, kind=kind, since=at, by=by)
    search_rows.keep(person)
    audit.did("guarded", "person", person.pk, what=str(kind))


def end(*, person: Person, by: Actor, at: datetime) -> None:
    """The last seal that no glass opens is lifted: the person is found again like anyone."""
    Guard.objects.standing().filter(person=person).update(lifted_at=at, lifted_by=by)
    search_rows.keep(person)
    audit.did("guarded no longer", "person", person.pk)


def is_guarded(person: Person) -> bool:
    """Whether the person must be in no drawing, merge or training set, for those who may read them."""
    return Guard.objects.standing().filter(person=person).exists()


def guards_of_best_match(
    *, area: Area, forename: str = "", surname: str = "", born: PartDate | None = None, postcode: str = ""
) -> Sequence[User] | None:
    """Whom to tell that someone with these facts may be a person whose record is hidden; empty where nobody guards it now.

    None where no hidden record fits best. The area's intake alone gets an answer, after whoever asked has had theirs; it
    says nothing of whose record it is (TR-17).
    """
    asked = asked_in_fields(forename=forename, surname=surname, born=born, postcode=postcode, address="", swap=0.0)
    if not (humans := guards_of(best_hidden(asked, area), area)):
        return None
    return list(User.objects.filter(pk__in=[human for human in humans if human], is_active=True).order_by("pk"))


def sounds_of(asked: Asked) -> tuple[list[str], list[str]]:
    """How the forenames and surnames asked for sound, as records are kept by them."""
    forenames = {cleaning.first_sound(reading.fn) for reading in asked.readings} - {""}
    surnames = {
        cleaning.sound_of(part) for reading in asked.readings for part in (reading.sn, *cleaning.parts_of(reading.sn))
    }
    return sorted(forenames), sorted(surnames - {""})


def restricted_found(asked: Asked) -> list[tuple]:
    """Restricted people whom a question may mean, for who may open one in an emergency: number, public id, what agrees, the
    references of what is closed, and its readers. Never an identity that is not opened (SG-13, SG-20). Names are read both
    ways round: at night somebody says the surname first."""
    turned = tuple(Names(each.sn, each.fn, each.swap) for each in asked.readings)
    forenames, surnames = sounds_of(replace(asked, readings=asked.readings + turned))
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from access.restricted_found(%s::text[], %s::text[], %s::date, %s::date, %s, %s)",
            [forenames, surnames, asked.day, asked.day_swapped, asked.whole_postcode or "", asked.house_and_street],
        )
        return [(*row, json.loads(readers)) for *row, readers in cursor.fetchall()]


def best_hidden(asked: Asked, area: Area) -> list[Hidden]:
    """The hidden records that fit a question best, as `guards_of` takes them."""
    forenames, surnames = sounds_of(asked)
    with connection.cursor() as cursor:
        cursor.execute(
            "select seals, barred from access.best_hidden(%s, %s::text[], %s::text[], %s::date, %s::date, %s::integer, %s,"
            " %s, %s, %s::text[])",
            [
                area.pk,
                forenames,
                surnames,
                asked.day,
                asked.day_swapped,
                asked.born and asked.born.year,
                asked.whole_postcode or "",
                asked.house_and_street,
                mark_of_line(asked.house_and_street),
                [value for _, value in asked.numbers],
            ],
        )
        return cursor.fetchall()


def guards_of(records: Iterable[Hidden], area: Area) -> list[int | None]:
    """The humans who guard any of these records; None among them where nobody holds a post."""
    humans = set()
    with connection.cursor() as cursor:
        for seals, barred in records:
            cursor.execute("select access.guards_of_hidden(%s, %s::bigint[], %s::bigint[])", [area.pk, seals, barred])
            humans |= {human for (human,) in cursor.fetchall()}
    return list(humans)
