"""The cities that the benchmark of schools' lists measures: pupils with verified places and numbers, and the files agencies send."""

import csv
import gzip
import io
import random
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from .filling import Filler
from .search import Child, _invented, _slip
from .wall import write_grants_and_readers
from .world import _who, a_copy_of

TEMPLATE = "bw_bench_lists"
PUPILS_A_SCHOOL = 672
HEAD = ("Child ID", "UPN", "NHS number", "Surname", "Forename", "DOB", "Postcode", "Code", "Detail", "Worker")
# name, what it is about, its cohorts, the share of pupils on it, and whether it knows UPNs (else NHS numbers)
SOURCES = (
    ("attendance", "ATTENDANCE", ("PA", "PA", "PA", "SA", "PTT"), 0.20, True),
    ("sen", "SEN", ("EHCP", "EHCP", "EHCP", "EHCN"), 0.05, True),
    ("exclusions", "EXCLUSIONS", ("SUS", "SUS", "SUS", "PEX"), 0.04, True),
    ("social-care", "SOCIAL_CARE", ("CIN", "CIN", "CPP", "ASM", "S47"), 0.03, False),
    ("virtual-school", "VIRTUAL_SCHOOL", ("CLA",), 0.007, True),
    ("youth-justice", "YOUTH_JUSTICE", ("YJ", "PREV"), 0.004, False),
    ("health", "HEALTH", ("HLTH",), 0.015, False),
)
# Which figures a school may never see, and which only where the file says "agreed" or "parents know".
NEVER, ON_CONDITION = {"S47", "PREV"}, {"ASM", "YJ"}


@dataclass
class Pupil:
    """One child as the rolls have them; `schools` are places of schools, the first their own."""

    child: Child
    upn: str = ""
    nhs: str = ""
    schools: list[int] = field(default_factory=list)


@dataclass
class City:
    """Rolls, files by the list they are of, and the truth: (place of a school, place of a pupil, code) that belong on a list."""

    pupils: list[Pupil]
    schools: int
    files: dict[str, bytes]
    lists: tuple
    truth: set[tuple[int, int, str]]


def invented(size: int, seed: int = 851) -> City:
    """A city where one row in thirty of a file has a slip in a name, and one in a hundred no number."""
    chance = random.Random(seed)
    schools = max(1, round(size / PUPILS_A_SCHOOL))
    pupils = [Pupil(_invented(chance), _upn(n), _nhs(n), [n % schools]) for n in range(size)]
    files, truth = {}, set()
    for name, _, codes, share, by_upn in SOURCES:
        rows = []
        for n in sorted(chance.sample(range(size), max(1, round(size * share)))):
            rows.append(_row(name, n, pupils[n], chance.choice(codes), by_upn, chance))
            _true(truth, n, pupils[n], rows[-1])
        files[name] = as_file(rows)
    return City(pupils, schools, files, SOURCES, truth)


def changed(city: City, name: str, seed: int = 7) -> bytes:
    """The file of one source a day later: one line in fifty gone."""
    chance = random.Random(seed)
    lines = city.files[name].decode().splitlines()
    return "\n".join([lines[0], *(line for line in lines[1:] if chance.random() > 0.02)]).encode()


def _true(truth: set, n: int, pupil: Pupil, row: tuple) -> None:
    code, detail = row[7], row[8]
    if code not in NEVER and (code not in ON_CONDITION or detail):
        truth.update((school, n, code) for school in pupil.schools)


def _row(name: str, n: int, pupil: Pupil, code: str, by_upn: bool, chance) -> tuple:
    child, nameless = pupil.child, chance.random() < 0.01
    forename = _slip(child.forename, chance) if chance.random() < 0.03 else child.forename
    detail = {"ASM": "parents know", "YJ": "agreed"}.get(code, "") if chance.random() < 0.6 else ""
    return (
        f"{name}-{n}",
        pupil.upn if by_upn and not nameless else "",
        pupil.nhs if not by_upn and not nameless else "",
        child.surname,
        forename,
        child.born.isoformat(),
        child.postcode,
        code,
        detail,
        "A. Worker",
    )


def as_file(rows) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([HEAD, *rows])
    return text.getvalue().encode()


def _upn(n: int) -> str:
    from stdnum.gb.upn import calc_check_digit

    body = f"000{9000 + n // 1000 % 1000}{15 + n // 1_000_000:02}{n % 1000:03}"
    return calc_check_digit(body) + body


def _nhs(n: int) -> str:
    """A number of the range that is never given out, with its check digit."""
    body = 999_000_000 + n
    while (check := 11 - sum(int(figure) * (10 - at) for at, figure in enumerate(str(body))) % 11) == 10:
        body += 500_000
    return f"{body}{0 if check == 11 else check}"


def from_truth(folder: Path, name: str) -> City:
    """A city of a set of linked lists: its school roll as verified rolls, its other lists as files; who is who from its truth.

    Roll records of one child are one pupil with several places. Numbers that fail their check are on no record, as a roll's would
    be put right or withheld; a number that two children have stays with both.
    """
    records = _read(folder / f"{name}_records.csv.gz")
    who = {row["record_id"]: row["person_id_truth"] for row in _read(folder / f"{name}_truth.csv.gz")}
    schools = sorted({row["school_urn"] for row in records if row["source"] == "school"})
    place = {urn: n for n, urn in enumerate(schools)}
    of: dict[str, int] = {}
    pupils: list[Pupil] = []
    for row in records:
        if row["source"] != "school":
            continue
        person = who[row["record_id"]]
        if person not in of:
            of[person] = len(pupils)
            child = Child(row["forename"], row["surname"], _day(row["dob"]), row["address"], row["postcode"])
            pupils.append(Pupil(child, row["upn"], row["nhs_number"]))
        pupil = pupils[of[person]]
        if place[row["school_urn"]] not in pupil.schools:
            pupil.schools.append(place[row["school_urn"]])
    code_of = {
        "social_care": "CIN",
        "early_help": "CPP",
        "police": "MISS",
        "prevent": "PREV",
        "health": "HLTH",
        "youth_justice": "YJ",
    }
    rows, truth = defaultdict(list), set()
    for row in records:
        if row["source"] == "school":
            continue
        code = code_of[row["source"]]
        rows[row["source"]].append(
            (
                row["record_id"],
                row["upn"],
                row["nhs_number"],
                row["surname"],
                row["forename"],
                row["dob"],
                row["postcode"],
                code,
                "agreed",
                "",
            )
        )
        if (n := of.get(who[row["record_id"]])) is not None and code != "PREV":
            truth.update((school, n, code) for school in pupils[n].schools)
    lists = tuple((source, "OTHER", (code_of[source],), 0, True) for source in rows)
    return City(pupils, len(schools), {source: as_file(found) for source, found in rows.items()}, lists, truth)


def _read(path: Path) -> list[dict]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@contextmanager
def filled(city: City) -> Iterator:
    """A database with the city in it for the length of the block, Django pointed at it; the superuser's connection is given."""
    from django.db import connections

    from breakwater.delivery.cluster import cluster_at, ensure, ensure_database
    from breakwater.delivery.database import as_owner, data_folder

    cluster = ensure(cluster_at(data_folder() / "postgres"))
    ensure_database(cluster, TEMPLATE)
    as_owner("migrate", "--quiet", BREAKWATER_DATABASE=TEMPLATE, BREAKWATER_INVENTED="1")
    before = {alias: connections[alias].settings_dict["NAME"] for alias in connections}
    with a_copy_of(cluster, TEMPLATE, f"{TEMPLATE}_city") as name:
        try:
            with cluster.connect(database=name) as superuser:
                _fill(superuser, city)
                superuser.execute("vacuum analyze")
                for alias in before:
                    connections[alias].close()
                    connections[alias].settings_dict["NAME"] = name
                yield superuser
        finally:
            for alias, old in before.items():
                connections[alias].close()
                connections[alias].settings_dict["NAME"] = old


def _fill(superuser, city: City) -> None:
    from django.utils import timezone

    now = timezone.now()
    fill = Filler(superuser, now)
    superuser.execute("set session_replication_role = replica")
    area, teams, actors = _who(fill, city.schools)
    start, link = date(2020, 1, 1), 100_000
    fill.copy(
        "organisations_team", [{"id": link, "public_id": "tl", "organisation_id": 1, "area_id": area, "name": "Link"}]
    )
    fill.copy("organisations_teamservice", [{"id": 90, "team_id": link, "area_id": area, "service": "education_link"}])
    fill.copy(
        "organisations_user",
        [
            {
                "id": link,
                "public_id": "ul",
                "email": "link@bench.invalid",
                "name": "link",
                "password": "!",
                "is_active": True,
            }
        ],
    )
    fill.copy(
        "organisations_membership",
        [
            {
                "id": link,
                "public_id": "ml",
                "user_id": link,
                "team_id": link,
                "role": "link_coordinator",
                "starts_on": start,
            }
        ],
    )
    fill.copy("organisations_actor", [{"id": link + 50, "membership_id": link}])  # above those of the area's services
    _people(fill, city, area, teams, actors["intake"], now)
    write_grants_and_readers(superuser)
    superuser.execute("set session_replication_role = origin")


def _people(fill: Filler, city: City, area: int, teams: dict, intake: int, now) -> None:
    from breakwater.partnership.people import cleaning
    from breakwater.partnership.people.models import Address, Person
    from breakwater.partnership.people.search import search_rows

    since = now.date() - timedelta(days=80)
    fill.copy(
        "people_person",
        (
            {
                "id": n,
                "public_id": f"p{n}",
                "area_id": area,
                "forename": one.child.forename,
                "surname": one.child.surname,
                "born_on": one.child.born,
                "born_precision": "DAY" if one.child.born else "",
                "sex": "U",
                "entered_by_id": intake,
            }
            for n, one in enumerate(city.pupils, 1)
        ),
    )

    def searched():
        columns = [field.column for field in search_rows.PersonSearch._meta.concrete_fields if field.column != "id"]
        for n, one in enumerate(city.pupils, 1):
            child = one.child
            person = Person(
                pk=n,
                forename=child.forename,
                surname=child.surname,
                born_on=child.born,
                born_precision="DAY" if child.born else "",
            )
            for row in search_rows.rows_of(person, address=Address(lines=child.lines, postcode=child.postcode)):
                yield {column: getattr(row, column) for column in columns}

    fill.copy("people_personsearch", searched())
    numbers = [
        (n, scheme, clean)
        for n, one in enumerate(city.pupils, 1)
        for scheme, clean in (("UPN", cleaning.clean_upn(one.upn)), ("NHS", cleaning.clean_nhs_number(one.nhs)))
        if clean
    ]
    fill.copy(
        "people_identifier",
        (
            {"id": key, "person_id": n, "scheme": scheme, "value": value, "passes_check": True, "starts_on": since}
            for key, (n, scheme, value) in enumerate(numbers, 1)
        ),
    )
    places = [(n, school) for n, one in enumerate(city.pupils, 1) for school in one.schools]
    fill.copy(
        "people_enrolment",
        (
            {
                "id": key,
                "person_id": n,
                "team_id": teams["first_school"] + school,
                "school_id": 2 + school,
                "starts_on": since,
                "verified_on": since,
                "verified_by_id": intake,
                "registration": "C" if city.pupils[n - 1].schools[0] == school else "S",
            }
            for key, (n, school) in enumerate(places, 1)
        ),
    )
