"""A dozen pairs of records that may be one person: twins, changed surnames, moved homes, a day and a month exchanged."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import ServiceName
from breakwater.partnership.people.duplicates.operations import reviewing
from breakwater.partnership.people.models import PairToReview, Person
from breakwater.partnership.people.records.operations import circumstances, people

from .life import Life

NUMBER = "9999999972"  # of the range kept for tests
SURNAMES = ("Lanternwright", "Marblewick", "Thimbleby", "Copperfold", "Windrow", "Pennyfarth")
SOURCE = PairToReview.Source


@dataclass(frozen=True)
class Told:
    """How the second record of a child says it, and why it looks like the first. Reasons: words, side, weight in bits."""

    reasons: tuple[tuple[str, str, float], ...]
    probability: float
    source: str = SOURCE.BATCH
    changed: dict = field(default_factory=dict)


SAME_BIRTH = ("The same date of birth", "for", 11.2)
SAME_NAME = ("The same forename", "for", 6.1)
SAME_HOME = ("The same house and postcode", "for", 9.4)
TOLD = (
    Told((SAME_BIRTH, SAME_NAME, ("Another surname", "against", 4.8), SAME_HOME), 0.94, changed={"surname": 0}),
    Told(
        (SAME_BIRTH, SAME_NAME, ("Another surname", "against", 4.8), ("Another postcode", "against", 2.1)),
        0.71,
        changed={"surname": 1, "moved": True},
    ),
    Told(
        (SAME_NAME, ("The same surname", "for", 8.3), ("Day and month of birth exchanged", "for", 5.6), SAME_HOME),
        0.97,
        changed={"swapped": True},
    ),
    Told(
        (
            SAME_NAME,
            ("The same surname", "for", 8.3),
            ("Day and month of birth exchanged", "for", 5.6),
            ("Another postcode", "against", 2.1),
        ),
        0.83,
        changed={"swapped": True, "moved": True},
    ),
    Told(
        (SAME_BIRTH, SAME_NAME, ("The same surname", "for", 8.3), ("Another postcode", "against", 2.1)),
        0.96,
        SOURCE.FRONT_DOOR,
        {"moved": True},
    ),
    Told(
        (SAME_BIRTH, SAME_NAME, ("The same surname", "for", 8.3), ("Another postcode", "against", 2.1)),
        0.95,
        SOURCE.ROLL,
        {"moved": True},
    ),
    Told(
        (SAME_BIRTH, ("The surname sounds the same", "for", 5.2), SAME_NAME, SAME_HOME),
        0.98,
        SOURCE.ROLL,
        {"spelling": True},
    ),
    Told(
        (SAME_BIRTH, ("The surname sounds the same", "for", 5.2), SAME_NAME, ("Another postcode", "against", 2.1)),
        0.88,
        SOURCE.ROLL,
        {"spelling": True, "moved": True},
    ),
    Told(
        (
            SAME_NAME,
            ("The same surname", "for", 8.3),
            ("The same year of birth; the day is not known", "for", 3.2),
            SAME_HOME,
        ),
        0.86,
        SOURCE.FRONT_DOOR,
        {"year": True},
    ),
    Told(
        (SAME_BIRTH, ("The same surname", "for", 8.3), SAME_HOME, ("Another forename", "against", 7.9)),
        0.52,
        changed={"twin": "Ariel"},
    ),
    Told(
        (SAME_BIRTH, ("The same surname", "for", 8.3), SAME_HOME, ("Another forename", "against", 7.9)),
        0.49,
        changed={"twin": "Sorrel"},
    ),
    Told(
        (
            SAME_BIRTH,
            SAME_NAME,
            ("The same surname", "for", 8.3),
            ("Each has an NHS number of its own", "against", 6.5),
        ),
        0.63,
        changed={"number": True},
    ),
)


def tell(life: Life) -> None:
    """Enter the second records some days ago, and put each pair in the queue of the area."""
    homes = [each for each in life.families if id(each) not in life.used and each.children]
    homes = [each for each in homes if _serves(each.children[0].person)][: len(TOLD)]
    at = life.now - timedelta(days=4)
    with acting_as(service_of(life.area, ServiceName.INTAKE)) as by:
        for number, (home, told) in enumerate(zip(homes, TOLD, strict=False)):
            life.used.add(id(home))
            child = home.children[0].person
            other = _second_record(life, home, child, told.changed, by, at)
            if told.changed.get("number"):  # the first has one of its own already
                people.add_identifier(person=other, scheme="NHS", value=NUMBER, by=by, at=at)
            pair = reviewing.Suggestion(
                one=child.pk,
                two=other.pk,
                probability=told.probability,
                tier="review",
                model_version="demonstration",
                reasons=[{"text": words, "side": side, "weight": weight} for words, side, weight in told.reasons],
            )
            reviewing.suggest(
                area=life.area, pairs=[pair], source=told.source, by=by, at=life.now - timedelta(hours=20 + number)
            )


def _serves(child: Person) -> bool:
    """A child whose day and month of birth can be exchanged."""
    return bool(child.born_on) and child.born_on.day <= 12 and child.born_on.day != child.born_on.month


def _second_record(life: Life, home, child: Person, changed: dict, by, at) -> Person:
    born = PartDate(child.born_on.year, child.born_on.month, child.born_on.day)
    if changed.get("swapped"):
        born = PartDate(born.year, born.day, born.month)
    if changed.get("year"):
        born = PartDate(born.year)
    surname = SURNAMES[changed["surname"]] if "surname" in changed else child.surname
    if changed.get("spelling"):
        surname = f"{surname[:-1]}{surname[-1] * 2}" if surname[-1] not in "aeiouy" else f"{surname}h"
    other = people.enter_person(
        area=life.area,
        facts=people.NewPerson(
            forename=changed.get("twin") or child.forename, surname=surname, born=born, sex=child.sex
        ),
        by=by,
        at=at,
    )
    lines, postcode = (
        ("3 Driftaway Drive, Portsmouth", home.postcode) if changed.get("moved") else (home.lines, home.postcode)
    )
    circumstances.move_to(
        person=other, home=circumstances.Home(lines=lines, postcode=postcode, since=date(at.year, 1, 5)), by=by, at=at
    )
    if home.adults and changed.get("moved"):
        circumstances.relate(person=home.adults[0], other=other, code="MTH", by=by, at=at)
    circumstances.add_contact(person=other, kind="PHONE", value="07700 900455", by=by, at=at)
    return other
