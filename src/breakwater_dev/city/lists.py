"""A whole invented city: one school roll and six agencies' lists, with the truth kept apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

import pyarrow as pa

from breakwater.partnership.people.linking.prepare import COLUMNS

from .people import Child, make_people
from .rates import Rates
from .writing import Writer, as_old

TODAY = date(2026, 9, 1)
# share of children on the list, oldest and youngest, and what it usually holds
LISTS = {
    "social_care": {"share": 0.07, "ages": (0, 18), "upn": 0.4, "nhs": 0.5, "school": 0.5},
    "early_help": {"share": 0.05, "ages": (0, 18), "upn": 0.3, "nhs": 0.15, "school": 0.5},
    "police": {"share": 0.08, "ages": (0, 18), "upn": 0.0, "nhs": 0.0, "school": 0.0},
    "prevent": {"share": 0.004, "ages": (8, 18), "upn": 0.1, "nhs": 0.0, "school": 0.5},
    "health": {"share": 0.05, "ages": (0, 18), "upn": 0.0, "nhs": 0.9, "school": 0.0},
    "youth_justice": {"share": 0.012, "ages": (10, 18), "upn": 0.4, "nhs": 0.1, "school": 0.4},
}


@dataclass(frozen=True)
class City:
    """`records` in the columns of COLUMNS; `person`, `home` and `cases` of each row are the truth, for teaching and reports."""

    records: pa.Table
    person: list[int]
    home: list[int]
    cases: list[str]


def make_city(*, seed: int, children: int, rates: Rates, crowded_lists: float = 1.0, today: date = TODAY) -> City:
    """A city of about so many children. `crowded_lists` multiplies the share of children that the lists hold."""
    random = Random(seed)
    people = make_people(random, rates, children, today)
    rows = list(_roll(random, rates, people, today))
    worry = [random.betavariate(0.5, 2.0) for _ in people]  # the same children are on several lists
    for source, about in LISTS.items():
        rows += _list(random, rates, source, about, people, worry, crowded_lists * random.uniform(0.6, 1.6), today)
    random.shuffle(rows)
    columns = {name: [row[0].get(name, "") for row in rows] for name in COLUMNS if name != "record_id"}
    columns = {"record_id": [f"r{n:07}" for n in range(len(rows))], **columns}
    return City(
        pa.table({name: pa.array(values, type=pa.string()) for name, values in columns.items()}),
        [child.number for _, child, _ in rows],
        [child.home_number for _, child, _ in rows],
        [";".join(sorted(cases)) for _, _, cases in rows],
    )


Row = tuple[dict[str, str], Child, set[str]]


def _roll(random: Random, rates: Rates, people: list[Child], today: date) -> Iterator[Row]:
    writer = Writer(
        random,
        rates.worse(random.uniform(0.2, 1.0)),
        capitals=random.random() < 0.15,
        upn=0.985,
        nhs=random.choice((0.0, 0.0, 0.3)),
        school=1.0,
        middle=random.uniform(0.2, 0.9),
    )
    for child in people:
        if child.unborn or not 3 <= as_old(child, today) <= 16 or random.random() < 0.04:
            continue
        yield _row(writer, "school", child, people)
        if random.random() < rates.dual_roll:
            record, _, cases = _row(writer, "school", child, people)
            record["school_urn"] = f"9{random.randint(0, 60):05}"
            yield record, child, {*cases, "dual_roll"}


def _list(
    random, rates: Rates, source: str, about: dict, people: list[Child], worry, crowded: float, today
) -> Iterator[Row]:
    writer = Writer(
        random,
        rates.worse(random.uniform(0.5, 2.5)),
        capitals=random.random() < 0.3,
        upn=about["upn"] * random.uniform(0.3, 1.5),
        nhs=about["nhs"] * random.uniform(0.4, 1.1),
        school=about["school"] * random.uniform(0.5, 1.5),
        middle=random.uniform(0.1, 0.8),
    )
    youngest, oldest = about["ages"]
    for child in people:
        if child.unborn:
            if source == "social_care":
                record, cases = writer.write(child, people, unborn=True)
                yield {**record, "source": source}, child, cases
            elif source == "health" and not child.never_born and random.random() < 0.9:
                record, cases = writer.write(child, people)
                yield {**record, "source": source, "upn": "", "school_urn": ""}, child, {*cases, "born_after_unborn"}
            continue
        likely = about["share"] * crowded * 5 * worry[child.number]
        if not youngest <= as_old(child, today) <= oldest or random.random() >= likely:
            continue
        yield _row(writer, source, child, people)
        if random.random() < rates.duplicate_in_list:
            record, _, cases = _row(writer, source, child, people)
            yield record, child, {*cases, "duplicate_in_list"}


def _row(writer: Writer, source: str, child: Child, people: list[Child]) -> Row:
    record, cases = writer.write(child, people)
    record["source"] = source
    if child.school == "" or (date(2026, 9, 1) - child.born).days < 3 * 365:
        record["upn"] = record["school_urn"] = ""
    return record, child, cases
