"""The world that is under load: the benchmark's area of invented people, with two million events, its site, and a hundred posts.

Kept between runs under a name that changes with the code it was made by; each run works on a copy, which is dropped.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from breakwater_dev.benches import public
from breakwater_dev.benches.help import helped, lead_families
from breakwater_dev.benches.incidents import incidents
from breakwater_dev.benches.wall import stale_rows
from breakwater_dev.benches.web import point_at
from breakwater_dev.benches.world import StaleWorld, ensure_world

EVENTS_OF_A_CHILD = 10  # in the chronology: two million of 200,000 children
SERVICES = 2_000  # in the directory
FAMILIES_OF_A_LEAD = 2
MASH, COORDINATORS, FIRST_SCHOOL = 1, 2, 3  # teams of the benchmark's world


@dataclass(frozen=True)
class Kind:
    """So many of a hundred people at work, in this role; `team` of the benchmark's world, none for one of their own."""

    role: str
    share: int
    team: int | None = None
    service: str = ""


# Of a hundred people signed in at once in a working hour, from posts and opening hours, not from a count of anybody's use.
KINDS = {
    "screener": Kind("mash_screener", 20, MASH),
    "manager": Kind("mash_manager", 5, MASH),
    "co-ordinator": Kind("tier2_coordinator", 18, COORDINATORS),
    "lead": Kind("lead_professional", 12),
    "DSL": Kind("dsl", 35, FIRST_SCHOOL),
    "link co-ordinator": Kind("link_coordinator", 7, service="education_link"),
    "designated officer": Kind("designated_officer", 3, service="lado"),
}


def ensure(cluster, size: int, say: Callable[[str], None]) -> str:
    """The name of the database with `size` children and ten times as many events, made where there is none. Raises StaleWorld."""
    base = ensure_world(cluster, size, say=say)
    name = f"bw_load_{size}_{_digest(base)}"
    with cluster.connect() as server:
        known = {row[0] for row in server.execute("select datname from pg_database")}
        if name in known:
            return name
        for old in known:
            if old.startswith(f"bw_load_{size}_"):
                server.execute(f'drop database if exists "{old}" with (force)')
        making, begun = f"{name}_making", time.monotonic()
        say(f"Adding {EVENTS_OF_A_CHILD * size:,} events, the site and the posts ...")
        server.execute(f'create database "{making}" template "{base}" strategy file_copy')
    with cluster.connect(database=making) as superuser:
        _add(superuser, making, size)
    with cluster.connect(role="bw_owner", database=making) as owner:
        if wrong := stale_rows(owner):
            raise StaleWorld(f"{len(wrong)} rows of the sample, as {wrong[:5]}")
    with cluster.connect() as server:
        server.execute(f'alter database "{making}" rename to "{name}"')
    say(f"Added in {time.monotonic() - begun:.0f} s; a sample derived again row by row agrees.")
    return name


def _digest(base: str) -> str:
    benches = Path(public.__file__).parent
    paths = [Path(__file__), *(benches / f"{name}.py" for name in ("public", "help", "incidents"))]
    return hashlib.sha256(base.encode() + b"".join(path.read_bytes() for path in paths)).hexdigest()[:8]


def _add(superuser, name: str, size: int) -> None:
    superuser.execute(
        "update organisations_area set code = '851', name = 'Portsmouth', partnership_name = 'Invented partnership' where id = 1"
    )
    superuser.execute("select access.derive_due()")
    point_at(name)
    public.bring_the_site()
    public.fill(superuser, SERVICES)
    helped(COORDINATORS)
    incidents()
    _give_posts()
    point_at("postgres")
    _write_events(superuser, EVENTS_OF_A_CHILD * size)
    superuser.execute("vacuum analyze")


def _give_posts() -> None:
    """A post for each of a hundred people, each somebody of their own; every lead with families."""
    from django.db import transaction

    from breakwater.partnership.organisations.models import Area, Team
    from breakwater_dev.testing import factories as make

    area = Area.objects.get(pk=1)
    schools = list(Team.objects.filter(pk__gte=FIRST_SCHOOL, sight_is_dated=True).order_by("pk")[:40])
    leads = []
    with transaction.atomic():
        for name, kind in KINDS.items():
            own = None if kind.team else make.team(name.capitalize(), in_area=area, service=kind.service)
            for number in range(kind.share):
                team = own or Team.objects.get(pk=kind.team)
                post = make.membership(kind.role, of=schools[number % len(schools)] if kind.role == "dsl" else team)
                leads += [post] if kind.role == "lead_professional" else []
    lead_families(COORDINATORS, leads, each=FAMILIES_OF_A_LEAD)


def _write_events(superuser, wanted: int) -> None:
    """Further entries of the chronology of cases there are, each read by whoever reads the one it stands beside."""
    (there, last) = superuser.execute("select count(*), max(id) from casework_chronologyentry").fetchone()
    columns = [
        row[0]
        for row in superuser.execute(
            "select column_name from information_schema.columns where table_name = 'casework_chronologyentry' and "
            "is_generated = 'NEVER' order by ordinal_position"
        )
    ]
    new = {
        "id": "%s + row_number() over ()",
        "happened_at": "e.happened_at - n * interval '9 days'",
        "what": "'Entry ' || n",
    }
    listed = ", ".join(columns)
    taken = ", ".join(new.get(column, f"e.{column}") for column in columns)
    turns = 1 + (wanted - there) // max(1, there)
    superuser.execute("set session_replication_role = replica")
    superuser.execute(
        f"insert into casework_chronologyentry ({listed}) select {taken} from casework_chronologyentry e, "
        "generate_series(1, %s) n limit %s",
        [last, turns, wanted - there],
    )
    superuser.execute("set session_replication_role = origin")
    superuser.execute("select setval(pg_get_serial_sequence('casework_chronologyentry', 'id'), %s)", [last + wanted])
