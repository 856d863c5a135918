"""How fast and how well the search finds a person: a scratch database of invented people, and questions with slips.

With a folder holding `*_register.csv.gz`, `*_queries.csv.gz` and `*_truth.csv.gz` those are the people and questions, and
invented people fill the rest; without one, both are of an invented city (`city.register`). The database is dropped afterwards.
"""

import csv
import gzip
import json
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from pathlib import Path

from breakwater_dev.city.register import Child, Question, city_of

DATABASE = "bw_bench_search"
YOUNGEST = date(2026, 9, 1)
CHILDHOOD = 18 * 365
SCHOOL_OF = 900


@dataclass
class Figures:
    """What was measured. Times are milliseconds of one whole search, database and ranking."""

    size: int
    rows: int
    questions: int
    recall: dict[int, float] = field(default_factory=dict)
    recall_of_text: float = 0.0
    recall_whole_birth: float = 0.0
    looks_the_same_when_unknown: float = 0.0
    recall_of_case: dict[str, tuple[float, int]] = field(default_factory=dict)
    times: dict[str, tuple[float, float]] = field(default_factory=dict)
    filled_in: float = 0.0
    megabytes: float = 0.0

    def in_words(self) -> list[str]:
        found = ", ".join(f"recall@{k} {share:.3f}" for k, share in self.recall.items())
        lines = [
            f"{self.size:,} people, {self.rows:,} names, {self.questions} questions",
            f"{found}; with a whole date of birth, recall@5 {self.recall_whole_birth:.3f}",
            f"as one line of text, recall@5 {self.recall_of_text:.3f}",
            f"someone looks the same for {self.looks_the_same_when_unknown:.1%} of those not on the register",
            *(f"{case}: recall@5 {share:.3f} of {count}" for case, (share, count) in self.recall_of_case.items()),
        ]
        return lines + [f"{who}: p50 {p50:.1f} ms, p95 {p95:.1f} ms" for who, (p50, p95) in self.times.items()]


def run_search_benches(sizes: Sequence[int], folder: Path | None = None, as_json: bool = False) -> int:
    """Measure at each size, one after another."""
    say = (lambda words: None) if as_json else print
    made = [run_search_bench(size, folder, say) for size in sizes]
    if as_json:
        print(json.dumps([asdict(figures) for figures in made]))
    return 0


def run_search_bench(size: int = 200_000, folder: Path | None = None, say: Callable[[str], None] = print) -> Figures:
    """Fill a scratch database with `size` people, ask, and report. Needs the embedded server (its superuser)."""
    register, questions = _from_folder(folder) if folder else city_of(size)
    chance = random.Random(20261124)
    register += [_invented(chance) for _ in range(size - len(register))]
    with _scratch() as fill:
        started = time.monotonic()
        overseer, teacher, nobody, rows = fill(register)
        filled_in, megabytes = time.monotonic() - started, _megabytes()
        say(f"Filled in {filled_in:.0f} s; the search table with its indexes takes {megabytes:.0f} MB")
        figures = _measure(register, questions, {"overseer": overseer, "one school": teacher, "nobody": nobody})
        figures.rows, figures.filled_in, figures.megabytes = rows, filled_in, megabytes
    for line in figures.in_words():
        say(line)
    return figures


def _megabytes() -> float:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pg_total_relation_size('people_personsearch') / 1e6")
        return float(cursor.fetchone()[0])


def _measure(register, questions, actors) -> Figures:
    from breakwater.foundation.dates.partial import NotADate, PartDate
    from breakwater.partnership.organisations.access import acting_as
    from breakwater.partnership.people.search import matching

    def by_fields(q: Question):
        try:
            born = PartDate.parse(q.born) if q.born else None
        except NotADate:
            born = None
        return matching.find(forename=q.forename, surname=q.surname, born=born, postcode=q.postcode, limit=10)

    figures = Figures(len(register), 0, len(questions))
    ranks: list[tuple[Question, int]] = []
    unknown: list[bool] = []
    for who, actor in actors.items():
        took = []
        with acting_as(actor):
            for q in questions[:50]:
                by_fields(q)
            for q in questions:
                started = time.perf_counter()
                found = by_fields(q)
                took.append((time.perf_counter() - started) * 1000)
                if who != "overseer":
                    continue
                if q.meant is None:
                    unknown.append(any(c.band == matching.Band.SAME for c in found))
                else:
                    ranks.append((q, _rank(found, q.meant)))
        figures.times[who] = (statistics.median(took), statistics.quantiles(took, n=20)[-1])
    took, texts = [], []
    with acting_as(actors["overseer"]):
        for q in questions:
            started = time.perf_counter()
            found = matching.find(text=q.text, limit=10)
            took.append((time.perf_counter() - started) * 1000)
            if q.meant is not None and not q.case:
                texts.append(_rank(found, q.meant) <= 5)
    figures.times["overseer, one line of text"] = (statistics.median(took), statistics.quantiles(took, n=20)[-1])
    usual = [(q, rank) for q, rank in ranks if not q.case]
    figures.recall = {k: _share(rank <= k for _, rank in usual) for k in (1, 5, 10)}
    for case in dict.fromkeys(q.case for q, _ in ranks if q.case):
        hard = [rank <= 5 for q, rank in ranks if q.case == case]
        figures.recall_of_case[case] = (_share(hard), len(hard))
    figures.recall_of_text = _share(texts)
    figures.recall_whole_birth = _share(rank <= 5 for q, rank in usual if len(q.born) == 10)
    figures.looks_the_same_when_unknown = _share(unknown)
    return figures


def _rank(found, meant: int) -> int:
    return next((place for place, c in enumerate(found, 1) if c.person_id == meant + 1), 99)


def _share(hits) -> float:
    hits = list(hits)
    return sum(hits) / len(hits) if hits else 0.0


@contextmanager
def _scratch() -> Iterator[Callable]:
    """A database of our own for the length of the block, with Django's connections pointed at it."""
    from django.db import connections

    from breakwater.delivery.cluster import cluster_at, ensure, ensure_database
    from breakwater.delivery.database import as_owner, data_folder

    cluster = ensure(cluster_at(data_folder() / "postgres"))
    with cluster.connect() as server:
        server.execute(f'drop database if exists "{DATABASE}" with (force)')
    ensure_database(cluster, DATABASE)
    as_owner("migrate", "--quiet", BREAKWATER_DATABASE=DATABASE, BREAKWATER_INVENTED="1")
    before = {alias: connections[alias].settings_dict["NAME"] for alias in connections}
    for alias in before:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = DATABASE
    try:
        with cluster.connect(database=DATABASE) as superuser:
            yield lambda register: _fill(superuser, register)
    finally:
        for alias, name in before.items():
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = name
        with cluster.connect() as server:
            server.execute(f'drop database if exists "{DATABASE}" with (force)')


PERSON = (
    "id",
    "public_id",
    "area_id",
    "forename",
    "middle_names",
    "surname",
    "known_as",
    "description",
    "born_on",
    "born_precision",
    "sex",
    "ethnicity",
    "first_language",
    "interpreter_needed",
    "care_with_contact",
    "is_adult_in_a_childs_life",
    "entered_at",
    "entered_by_id",
)
SEARCH = (
    "person_id",
    "kind",
    "fn",
    "sn",
    "fn_ph",
    "sn_ph",
    "dob",
    "dob_precision",
    "yob",
    "pc",
    "line",
    "former",
    "whole",
    "cleaning",
)


def _fill(superuser, register: list[Child]):
    """Posts through the models; people in bulk with the wall's triggers off and their readers written as they would be."""
    from django.utils import timezone

    from breakwater.partnership.people.models import Address, AlsoKnownAs, Person
    from breakwater.partnership.people.search import search_rows

    area, team, overseer, teacher, nobody = _posts()
    (oversight,) = superuser.execute("select access.scope_of('oversight', %s)", [area.pk]).fetchone()
    (school,) = superuser.execute("select access.scope_of('team', %s)", [team.pk]).fetchone()
    superuser.execute("set session_replication_role = replica")
    now, searches = timezone.now(), []
    with superuser.cursor() as cursor:
        with cursor.copy(f"copy people_person ({', '.join(PERSON)}, scopes) from stdin") as copy:
            for number, child in enumerate(register):
                person = Person(
                    pk=number + 1,
                    area=area,
                    forename=child.forename,
                    middle_names=child.middle_names,
                    surname=child.surname,
                    born_on=child.born,
                    born_precision="DAY" if child.born else "",
                    entered_at=now,
                    entered_by=overseer,
                )
                readers = [oversight, school] if number % SCHOOL_OF == 0 else [oversight]
                copy.write_row([*(getattr(person, column) for column in PERSON), readers])
                others = [AlsoKnownAs(surname=child.former_surname, kind="FORMER")] if child.former_surname else []
                address = Address(lines=child.lines, postcode=child.postcode)
                rows = search_rows.rows_of(person, others=others, address=address)
                searches += [([getattr(row, column) for column in SEARCH], readers) for row in rows]
        with cursor.copy(f"copy people_personsearch ({', '.join(SEARCH)}, scopes) from stdin") as copy:
            for values, readers in searches:
                copy.write_row([*values, readers])
    superuser.execute("analyze")
    return overseer, teacher, nobody, len(searches)


def _posts():
    from breakwater.delivery.invented import give_post
    from breakwater.partnership.organisations.access.acting import actor_of
    from breakwater.partnership.organisations.models import Area, Organisation, Team, User

    start = date(2020, 1, 1)
    area = Area.objects.create(
        code="999", name="Bench", partnership_name="Bench", gss_code="E06999999", in_force_from=start
    )
    council = Organisation.objects.create(name="Bench Council", kind="COUNCIL")
    academy = Organisation.objects.create(name="Bench School", kind="SCHOOL")
    mash = Team.objects.create(organisation=council, area=area, name="MASH")
    school = Team.objects.create(organisation=academy, area=area, name="Safeguarding", sight_is_dated=True)

    def post(role, team):
        user = User.objects.create(email=f"{role}@example.org", name=role, password="!")
        return actor_of(give_post(user, team, role, starts_on=start))

    return area, school, post("mash_screener", mash), post("dsl", school), post("business_manager", mash)


def _from_folder(folder: Path) -> tuple[list[Child], list[Question]]:
    """The folder's people and questions; sets for linking lists may lie beside them, so the register's name leads."""
    registers = sorted(folder.glob("*_register.csv.gz"))
    if len(registers) != 1:
        raise SystemExit(f"{folder} holds {len(registers)} files named NAME_register.csv.gz; the bench reads one.")
    name = registers[0].name.removesuffix("_register.csv.gz")

    def read(what: str) -> list[dict]:
        with gzip.open(folder / f"{name}_{what}.csv.gz", "rt", encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    register, places = [], {}
    for row in read("register"):
        places[row["person_id"]] = len(register)
        register.append(
            Child(
                row["forename"],
                row["surname"],
                _day(row["dob"]),
                row["address"],
                row["postcode"],
                row["middle_names"],
                row["former_surname"],
            )
        )
    meant = {row["query_id"]: places.get(row["person_id"]) for row in read("truth")}
    questions = [
        Question(row["forename"], row["surname"], row["dob"], row["postcode"], row["text"], meant[row["query_id"]])
        for row in read("queries")
    ]
    return register, questions


def _day(text: str) -> date | None:
    """None for a date left out or impossible."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _invented(chance: random.Random) -> Child:
    forename, surname = _name("forename", chance), _name("surname", chance)
    if chance.random() < 0.3:  # names on no list of common ones
        surname = f"{surname[: chance.randint(2, 5)]}{_name('surname', chance)[-chance.randint(3, 5) :]}"
    return Child(
        forename.title(),
        surname.title(),
        YOUNGEST - timedelta(days=chance.randrange(CHILDHOOD)),
        f"{chance.randint(1, 180)} {_name('surname', chance).title()} Road",
        f"M{chance.choice('BN')}{chance.randint(1, 40)} {chance.randint(1, 9)}{chance.choice('ABDEFGH')}{chance.choice('ABDEFGHJ')}",
    )


_choices: dict[str, tuple[list[str], list[float]]] = {}


def _name(kind: str, chance: random.Random) -> str:
    from breakwater.partnership.people.cleaning import common_names

    if kind not in _choices:
        total, running = common_names(kind), []
        for share in total.values():
            running.append(share + (running[-1] if running else 0))
        _choices[kind] = (list(total), running)
    names, running = _choices[kind]
    return chance.choices(names, cum_weights=running)[0]


def _slip(name: str, chance: random.Random) -> str:
    """One letter left out, doubled, swapped with the next, or another letter."""
    at = chance.randrange(1, max(2, len(name) - 1))
    kind = chance.randrange(4)
    if kind == 0:
        return name[:at] + name[at + 1 :]
    if kind == 1:
        return name[:at] + name[at : at + 1] * 2 + name[at + 1 :]
    if kind == 2:
        return name[:at] + name[at : at + 2][::-1] + name[at + 2 :]
    return name[:at] + chance.choice("aeiorstn") + name[at + 1 :]
