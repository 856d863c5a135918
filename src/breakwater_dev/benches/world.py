"""The world that the web benchmark measures: a whole area of invented people, filled in bulk and kept for the next time."""

import hashlib
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

import psycopg

from . import contacts as sent_contacts
from .filling import Filler
from .search import _invented
from .wall import stale_rows, write_grants_and_readers

SCHOOL_SIZE = 330
KNOWN_AS = 20261124
SERVICES_FROM = 100_000  # actors of the area's services, after those of posts


class StaleWorld(Exception):
    """The bulk recipe and the triggers do not agree on who may read what; the figures would mean nothing."""


def database_of(size: int) -> str:
    """The name of a filled database for the present code of models, wall and recipe."""
    from breakwater.delivery.settings.environment import CHECKOUT

    seen = hashlib.sha256()
    for pattern in (
        "breakwater/**/migrations/*.py",
        "breakwater/**/wall.py",
        "breakwater/**/*.sql",
        "breakwater/**/grants/*.py",
        "breakwater_dev/benches/wall.py",
        "breakwater_dev/benches/world.py",
        "breakwater_dev/benches/filling.py",
        "breakwater_dev/benches/contacts.py",
    ):
        for path in sorted((Path(CHECKOUT) / "src").glob(pattern)):
            seen.update(path.read_bytes())
    return f"bw_bench_web_{size}_{seen.hexdigest()[:8]}"


def ensure_world(cluster, size: int, say: Callable[[str], None]) -> str:
    """A database with `size` children in it, made when there is none for the present code. Raises StaleWorld."""
    from breakwater.delivery.cluster import ensure_database
    from breakwater.delivery.database import as_owner

    name = database_of(size)
    with cluster.connect() as server:
        known = {row[0] for row in server.execute("select datname from pg_database")}
        if name in known:
            return name
        for old in known:
            if old.startswith(f"bw_bench_web_{size}_"):
                server.execute(f'drop database if exists "{old}" with (force)')
    started = time.monotonic()
    say(f"Filling a database with {size:,} children ...")
    making = f"{name}_making"
    with cluster.connect() as server:
        server.execute(f'drop database if exists "{making}" with (force)')
    ensure_database(cluster, making)
    as_owner("migrate", "--quiet", BREAKWATER_DATABASE=making, BREAKWATER_INVENTED="1")
    with cluster.connect(database=making) as superuser:
        _fill(superuser, size)
        superuser.execute("vacuum analyze")
    with cluster.connect(role="bw_owner", database=making) as owner:
        if wrong := stale_rows(owner):
            raise StaleWorld(f"{len(wrong)} rows of the sample, as {wrong[:5]}")
    with cluster.connect() as server:
        server.execute(f'alter database "{making}" rename to "{name}"')
    say(f"Filled in {time.monotonic() - started:.0f} s; a sample derived again row by row agrees.")
    return name


@contextmanager
def a_copy_of(cluster, base: str, name: str) -> Iterator[str]:
    """A database of that name, copied from a world that must stay as it is; dropped afterwards."""
    with cluster.connect() as server:
        server.execute(f'drop database if exists "{name}" with (force)')
        server.execute(f'create database "{name}" template "{base}"')
    try:
        yield name
    finally:
        with cluster.connect() as server:
            server.execute(f'drop database if exists "{name}" with (force)')


def _fill(superuser: psycopg.Connection, size: int) -> None:
    from django.utils import timezone

    now = timezone.now()
    fill, chance = Filler(superuser, now), random.Random(KNOWN_AS)
    superuser.execute("set session_replication_role = replica")
    area, teams, actors = _who(fill, max(2, size // SCHOOL_SIZE))
    _people(fill, chance, size, area, teams, actors, now)
    _casework(fill, chance, size, area, teams, actors, now)
    write_grants_and_readers(superuser)
    superuser.execute("set session_replication_role = origin")


def _who(fill: Filler, schools: int) -> tuple[int, dict[str, int], dict[str, int]]:
    """Area 1, the teams, and one post of each kind measured."""
    start = date(2020, 1, 1)
    fill.copy(
        "organisations_area",
        [
            {
                "id": 1,
                "code": "999",
                "name": "Bench",
                "early_help_label": "Early Help Assessment",
                "in_force_from": start,
            }
        ],
    )
    kinds = ["COUNCIL", *["SCHOOL"] * schools]
    fill.copy(
        "organisations_organisation",
        ({"id": n, "public_id": f"o{n}", "name": f"Organisation {n}", "kind": kind} for n, kind in enumerate(kinds, 1)),
    )
    names = ["MASH", "Tier 2 co-ordinators", *(f"School {n}" for n in range(schools))]
    fill.copy(
        "organisations_team",
        (
            {
                "id": n,
                "public_id": f"t{n}",
                "organisation_id": max(1, n - 1),
                "area_id": 1,
                "name": name,
                "sight_is_dated": n > 2,
            }
            for n, name in enumerate(names, 1)
        ),
    )
    services = {"front_door": 1, "early_help": 2}
    fill.copy(
        "organisations_teamservice",
        (
            {"id": n, "team_id": team, "area_id": 1, "service": service}
            for n, (service, team) in enumerate(services.items(), 1)
        ),
    )
    fill.copy(
        "organisations_openinghours",
        (
            {
                "id": n,
                "team_id": 1 + n % 2,
                "weekday": n // 2,
                "opens_at": clock_time(0),
                "closes_at": clock_time(23, 59, 59),
                "effective_from": start,
            }
            for n in range(14)
        ),
    )
    purposes = [("FRONT_DOOR", False), ("OUT_OF_HOURS", False), ("HELPLINE", True)]
    fill.copy(
        "organisations_contactpoint",
        (
            {
                "id": n,
                "area_id": 1,
                "purpose": purpose,
                "label": purpose.title(),
                "telephone": "01632 960800",
                "for_children": child,
                "source": "Invented",
                "effective_from": start,
                "last_checked_on": start,
                "review_by": date(2099, 1, 1),
            }
            for n, (purpose, child) in enumerate(purposes, 1)
        ),
    )
    posts = [("mash_screener", 1), ("tier2_coordinator", 2), ("dsl", 3), ("mash_manager", 1)]
    posts += [("dsl", team) for team in range(4, len(names) + 1)]
    fill.copy(
        "organisations_user",
        (
            {
                "id": n,
                "public_id": f"u{n}",
                "email": f"{role}-{n}@bench.invalid",
                "name": role,
                "password": "!",
                "is_active": True,
            }
            for n, (role, _) in enumerate(posts, 1)
        ),
    )
    fill.copy(
        "organisations_membership",
        (
            {"id": n, "public_id": f"m{n}", "user_id": n, "team_id": team, "role": role, "starts_on": start}
            for n, (role, team) in enumerate(posts, 1)
        ),
    )
    fill.copy("organisations_actor", ({"id": n, "membership_id": n} for n in range(1, len(posts) + 1)))
    fill.copy(
        "organisations_actor",
        (
            {"id": SERVICES_FROM + n, "service": service, "area_id": 1}
            for n, service in enumerate(["intake", "clocks", "lists", "mail", "training"])
        ),
    )
    return (
        1,
        {"mash": 1, "tier2": 2, "first_school": 3, "schools": schools},
        {"screener": 1, "manager": 4, "coordinator": 2, "intake": SERVICES_FROM},
    )


def _people(fill, chance, size, area, teams, actors, now) -> None:
    from breakwater.partnership.people.models import Address, Person
    from breakwater.partnership.people.search import search_rows

    children = [_invented(chance) for _ in range(size + size // 2)]
    fill.copy(
        "people_person",
        (
            {
                "id": n,
                "public_id": f"p{n}",
                "area_id": area,
                "forename": child.forename,
                "surname": child.surname,
                "born_on": child.born,
                "born_precision": "DAY",
                "sex": "U",
                "is_adult_in_a_childs_life": n > size,
                "entered_by_id": actors["intake"],
            }
            for n, child in enumerate(children, 1)
        ),
    )
    fill.copy(
        "people_address",
        (
            {
                "id": n,
                "person_id": n,
                "kind": "HOME",
                "lines": child.lines,
                "postcode": child.postcode,
                "starts_on": date(2024, 1, 1),
            }
            for n, child in enumerate(children, 1)
        ),
    )

    def searched():
        columns = [field.column for field in search_rows.PersonSearch._meta.concrete_fields if field.column != "id"]
        for n, child in enumerate(children, 1):
            person = Person(
                pk=n, forename=child.forename, surname=child.surname, born_on=child.born, born_precision="DAY"
            )
            for row in search_rows.rows_of(person, address=Address(lines=child.lines, postcode=child.postcode)):
                yield {column: getattr(row, column) for column in columns}

    fill.copy("people_personsearch", searched())
    since = now.date() - timedelta(days=80)
    fill.copy(
        "people_enrolment",
        (
            {
                "id": n,
                "person_id": n,
                "team_id": teams["first_school"] + (n - 1) // SCHOOL_SIZE % teams["schools"],
                "school_id": 2 + (n - 1) // SCHOOL_SIZE % teams["schools"],
                "starts_on": since,
                "verified_on": since,
                "verified_by_id": actors["intake"],
                "registration": "C",
            }
            for n in range(1, size + 1)
        ),
    )
    fill.copy(
        "people_relationship",
        (
            {"id": n, "person_id": size + n, "other_id": child, "code": "MTH"}
            for n, child in ((m, 2 * m) for m in range(1, size // 2 + 1))
        ),
    )


def _casework(fill, chance, size, area, teams, actors, now) -> None:
    """A contact for every third child, most of them closed; the open ones of the last days; an episode for every hundredth child."""
    contacts, still_open, episodes = size // 3, 60 + size // 400, size // 100
    received = [
        now - timedelta(hours=1 + 30 * n // still_open if n < still_open else 40 + 12 * n % 20000)
        for n in range(contacts)
    ]
    child = [1 + (n * 3) % size for n in range(contacts)]
    ids = range(1, contacts + 1)

    def of(n: int) -> tuple[datetime, bool]:
        return received[n - 1], n <= still_open

    fill.copy(
        "casework_case",
        (
            {
                "id": n,
                "reference": f"C-B{n}",
                "kind": "contact",
                "area_id": area,
                "stage": "received" if of(n)[1] else "closed",
                "responsible_team_id": teams["mash"],
                "opened_at": of(n)[0],
                "stage_since": of(n)[0],
                "opened_by_id": actors["intake"],
                "closed_at": None if of(n)[1] else of(n)[0] + timedelta(hours=9),
                "closed_by_id": None if of(n)[1] else actors["manager"],
                "closing_reason": "" if of(n)[1] else "No further action",
            }
            for n in ids
        ),
    )
    fill.copy(
        "casework_case",
        (
            {
                "id": contacts + n,
                "reference": f"E-B{n}",
                "kind": "early_help",
                "area_id": area,
                "stage": "offered",
                "responsible_team_id": teams["tier2"],
                "opened_at": now - timedelta(days=n % 90),
                "opened_by_id": actors["coordinator"],
            }
            for n in range(1, episodes + 1)
        ),
    )
    fill.copy(
        "early_help_episode",
        (
            {
                "id": n,
                "case_id": contacts + n,
                "reference": f"E-B{n}",
                "label": "Early Help Assessment",
                "concern": "Help at home",
            }
            for n in range(1, episodes + 1)
        ),
    )
    fill.copy(
        "casework_participant",
        (
            {"id": n, "case_id": n, "person_id": child[n - 1], "capacity": "CHILD", "starts_at": of(n)[0]}
            for n in ids
            if not of(n)[1] or n % 2
        ),
    )
    fill.copy(
        "casework_participant",
        (
            {"id": contacts + n, "case_id": contacts + n, "person_id": n * 100, "capacity": "CHILD"}
            for n in range(1, episodes + 1)
        ),
    )
    fill.copy(
        "casework_transition",
        ({"id": n, "case_id": n, "to_stage": "received", "at": of(n)[0], "by_id": actors["intake"]} for n in ids),
    )
    fill.copy(
        "casework_clock",
        (
            {
                "id": n,
                "case_id": n,
                "rule": "front_door.decision",
                "team_id": teams["mash"],
                "started_at": of(n)[0],
                "due_on": (of(n)[0] + timedelta(days=1)).date(),
                "due_at": of(n)[0] + timedelta(days=1),
                "breach_at": of(n)[0] + timedelta(days=2),
                "stopped_at": None if of(n)[1] else of(n)[0] + timedelta(hours=8),
                "stopped_by_id": None if of(n)[1] else actors["manager"],
            }
            for n in ids
        ),
    )
    told = {
        person: facts
        for person, *facts in fill.superuser.execute(
            "select p.id, forename, surname, born_on, lines, postcode from people_person p join people_address a on a.person_id = p.id "
            "where p.id <= %s",
            [size],
        )
    }
    names = {n: f"{forename} {surname}" for n, (forename, surname, *_) in told.items()}
    sent = [
        sent_contacts.Sent(
            number=n,
            child=child[n - 1],
            at=of(n)[0],
            is_open=of(n)[1],
            team=teams["first_school"] + n % teams["schools"],
            is_settled=not of(n)[1] or bool(n % 2),
        )
        for n in ids
    ]
    sent_contacts.forms(fill, sent, told, area)
    sent_contacts.times(fill, sent, teams, actors, after=contacts)
    fill.copy(
        "front_door_submission",
        (
            {
                "id": n,
                "reference": f"S-B{n}",
                "area_id": area,
                "team_id": teams["mash"],
                "channel": "PROFESSIONAL",
                "key": f"k{n}",
                "received_at": one.at,
                "worry": "Shouting every night",
                "answers_id": n,
                "sender_team_id": one.team,
                "sender_user_id": sent_contacts.user_of(one.team),
                "sender_organisation_id": one.team - 1,
                "sender_words": "A school",
                "source_code": "2A",
                "by_id": actors["intake"],
            }
            for n, one in enumerate(sent, 1)
        ),
    )
    fill.copy(
        "front_door_contact",
        (
            {
                "id": n,
                "case_id": n,
                "reference": f"C-B{n}",
                "submission_id": n,
                "named_as": names[one.child],
                "received_at": one.at,
                "born_as_told": str(told[one.child][2]),
                "address_as_told": told[one.child][3],
                "postcode_as_told": told[one.child][4],
                "school_as_told": f"School {one.team - 3}",
                "channel": "PROFESSIONAL",
                "sender_user_id": sent_contacts.user_of(one.team),
                "sender_organisation_id": one.team - 1,
                "source_said": "A school",
                "worry": "Shouting every night",
                "rag": "AMBER" if one.is_rated else "",
                "rag_reason": sent_contacts.WORDS if one.is_rated else "",
                "claimed_by_id": 1 if one.is_open and one.is_rated else None,
                "claimed_until": now + timedelta(hours=6) if one.is_open and one.is_rated else None,
                "child_id": one.child if one.is_settled else None,
                "decided_at": None if one.is_open else one.decided,
                "outcome": "" if one.is_open else "O13",
            }
            for n, one in enumerate(sent, 1)
        ),
    )
    fill.copy(
        "front_door_decision",
        (
            {
                "id": n,
                "contact_id": n,
                "outcome": "O13",
                "rationale": "Nothing further is needed",
                "words_for_sender": "Thank you",
                "at": of(n)[0] + timedelta(hours=8),
                "by_id": actors["manager"],
            }
            for n in ids
            if not of(n)[1]
        ),
    )
    fill.copy(
        "front_door_receipt",
        (
            {
                "id": n,
                "public_id": f"r{n}",
                "reference": f"R-B{n}",
                "area_id": area,
                "team_id": teams["mash"],
                "sender_team_id": one.team,
                "sender_user_id": sent_contacts.user_of(one.team),
                "submission_id": n,
                "received_at": one.at,
                "wants_feedback": True,
            }
            for n, one in enumerate(sent, 1)
        ),
    )
    sent_contacts.screening(fill, sent, actors)
    sent_contacts.told(fill, sent, names, area, teams, actors, now)
    sent_contacts.social_care(fill, size, told, area, actors, now)
    fill.copy(
        "casework_chronologyentry",
        (
            {
                "id": 3 * n - turn,
                "case_id": n,
                "person_id": one.child if one.is_settled else None,
                "happened_at": one.at + timedelta(hours=4 * turn),
                "happened_precision": "MINUTE",
                "kind": kind,
                "what": what,
                "source": "MASH",
                "by_id": actors["intake"],
            }
            for n, one in enumerate(sent, 1)
            for turn, (kind, what) in enumerate(
                (("contact", "Contact received"), ("contact", "Screened"), ("decision", "Decision: No further action"))
            )
            if turn < 1 or not one.is_open
        ),
    )
