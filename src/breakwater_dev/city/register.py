"""A register of an invented city and the questions that people ask about its children, hard cases apart.

The city is that of `city.make_city` with another seed than any training: families with twins and siblings, names that are spelt in many ways,
changed surnames, names in use, middle names used as the first. The register has what one careful list would have of each child.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

SEED = 1_971
USUAL, CHANGED, OTHERS = 1000, 400, 200  # questions of the usual kind; with a changed surname; of each other hard case


@dataclass
class Child:
    """Someone on the register, as a list would have them."""

    forename: str
    surname: str
    born: date | None
    lines: str
    postcode: str
    middle_names: str = ""
    former_surname: str = ""


@dataclass
class Question:
    """What someone types, and the place on the register of whom they mean; None when nobody on it."""

    forename: str
    surname: str
    born: str
    postcode: str
    text: str
    meant: int | None
    case: str = ""  # of what hard kind the question is; empty for the usual mix


def city_of(size: int) -> tuple[list[Child], list[Question]]:
    """A register of `size` children, and the questions; those of a hard case bear its name in `case`."""
    from breakwater_dev.city.lists import TODAY
    from breakwater_dev.city.people import make_people
    from breakwater_dev.city.rates import Rates
    from breakwater_dev.city.writing import Writer

    chance, rates = random.Random(SEED), Rates()
    # A tenth of them nobody has put on the register: questions about children who are not known.
    people = [child for child in make_people(chance, rates, size + size // 9 + 500, TODAY) if not child.unborn]
    chance.shuffle(people)
    known, strangers = people[:size], people[size:]
    clerk = Writer(chance, rates.worse(0.5), capitals=False, upn=0, nhs=0, school=0, middle=0.6)
    records = [clerk.write(child, known) for child in known]
    register = [_registered(record) for record, _ in records]
    typist = Asker(chance, rates.worse(1.5), Writer)
    usual = []
    for _ in range(USUAL):
        at = chance.randrange(len(known)) if chance.random() < 0.8 else None
        usual.append(typist.question(known[at] if at is not None else chance.choice(strangers), at))
    hard = [*_changed_surnames(typist, known, records), *_other_names(typist, known, records)]
    return register, [*usual, *hard]


def _changed_surnames(typist, known, records) -> Iterator[Question]:
    """Asked by the surname that the register does not have, in neither place."""
    asked = 0
    for at, (child, (record, cases)) in enumerate(zip(known, records, strict=True)):
        if not child.former or record["former_surname"]:
            continue
        has_the_former = "surname_changed" in cases
        yield typist.question(child, at, case="changed surname", surname_changed=0.0 if has_the_former else 1.0)
        asked += 1
        if asked == CHANGED:
            return


def _other_names(typist, known, records) -> Iterator[Question]:
    left = {"known_as": OTHERS, "middle_as_first": OTHERS}
    for at, (child, (_, cases)) in enumerate(zip(known, records, strict=True)):
        if child.called and left["known_as"] and not cases & {"known_as"}:
            left["known_as"] -= 1
            yield typist.question(child, at, case="known-as name", known_as=1.0)
        elif child.middle and not child.called and left["middle_as_first"] and at % 7 == 0:
            left["middle_as_first"] -= 1
            yield typist.question(child, at, case="middle name as the first", known_as=0.0, middle_as_first=1.0)


class Asker:
    """Someone who types what they were told: a date of birth two times in three, a year or nothing else; a postcode nearly half the time."""

    def __init__(self, chance: random.Random, rates, writer):
        self.chance, self.rates, self.writer = chance, rates, writer

    def question(self, child, meant: int | None, *, case: str = "", **rates: float) -> Question:
        slips = replace(self.rates, dob_missing=0.0, dob_estimated=0.0, postcode_missing=0.0, former_given=0.0, **rates)
        writer = self.writer(self.chance, slips, capitals=False, upn=0, nhs=0, school=0, middle=0)
        record, _ = writer.write(child, [child])
        typed = self.chance.random()
        if _day(record["dob"]) is None:  # a day and month the wrong way round that no calendar has: the page refuses it
            record["dob"] = child.born.isoformat()
        born = record["dob"] if typed < 0.68 else record["dob"][:4] if typed < 0.85 else ""
        postcode = record["postcode"] if self.chance.random() < 0.45 else ""
        name = f"{record['forename']} {record['surname']}"
        text = f"{name} {born} {postcode}".strip().lower()
        return Question(record["forename"], record["surname"], born, postcode, text, meant, case)


def _registered(record: dict[str, str]) -> Child:
    return Child(
        record["forename"],
        record["surname"],
        _day(record["dob"]),
        record["address"],
        record["postcode"],
        record["middle_names"],
        record["former_surname"],
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
