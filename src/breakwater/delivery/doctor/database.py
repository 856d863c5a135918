"""The database: who serves it, whether it is of this code, whether the wall stands."""

from collections.abc import Iterator
from datetime import datetime

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from breakwater.foundation.grants.build import RoomsOfTheWall
from breakwater.foundation.grants.guard import RoleCouldBypassTheWall, refuse_a_role_that_could_bypass

from ..database import unapplied
from ..invented import HoldsInventedPeople, refuse_if_not_told
from .findings import Finding

OLDEST_SERVER = 17
MOST_SECONDS_APART = 2
MOST_SECONDS_BACK = 30
# The latest moment that the queue noted, of the last that were written: its schedules write each five minutes.
LATEST = "select max(at) from (select at from procrastinate_events order by id desc limit 5000) last"


def version(at: datetime) -> Iterator[Finding]:
    number = connection.pg_version  # 180006 is 18.6
    words = f"{number // 10000}.{number % 10000}"
    yield Finding("postgresql", words, number // 10000 >= OLDEST_SERVER, f"Use PostgreSQL {OLDEST_SERVER} or later")


def role(at: datetime) -> Iterator[Finding]:
    name = connection.settings_dict["USER"]
    try:
        refuse_a_role_that_could_bypass()
    except RoleCouldBypassTheWall as fault:
        yield Finding("database-role", name, False, str(fault))
    else:
        yield Finding("database-role", name, True)


def migrations(at: datetime) -> Iterator[Finding]:
    waiting = unapplied()
    yield Finding("migrations", waiting, not waiting, "Run ./breakwater migrate")
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    except SystemExit:
        yield Finding("migrations-written", "no", False, "The code's models have changed without a migration: write it")
    else:
        yield Finding("migrations-written", "yes", True)


def tables(at: datetime) -> Iterator[Finding]:
    """Tables that no room says who may read."""
    listed = {table.name for table in RoomsOfTheWall().tables}
    with connection.cursor() as cursor:
        there = {table.name for table in connection.introspection.get_table_list(cursor)}
    unlisted = sorted(there - listed)
    yield Finding("tables-without-a-wall", len(unlisted), not unlisted, f"No room declares {', '.join(unlisted)}")


def invented_people(at: datetime) -> Iterator[Finding]:
    try:
        refuse_if_not_told()
    except HoldsInventedPeople as fault:
        yield Finding("invented-people", "yes", False, str(fault))
    else:
        yield Finding("invented-people", "no", True)


def time(at: datetime) -> Iterator[Finding]:
    """Whether the database's clock and its London agree with this machine's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select clock_timestamp(), extract(hour from timestamptz '2026-07-01 12:00+00' at time zone 'Europe/London')"
        )
        there, noon = cursor.fetchone()
        cursor.execute(LATEST)
        latest = cursor.fetchone()[0] or there
    apart = abs((there - timezone.now()).total_seconds())
    yield Finding(
        "database-clock", f"{apart:.1f}s", apart <= MOST_SECONDS_APART, "Keep the clocks of both machines right (NTP)"
    )
    back = max(0.0, (latest - there).total_seconds())
    yield Finding(
        "clock-set-back",
        f"{back:.0f}s",
        back <= MOST_SECONDS_BACK,
        "The clock was set back: put it right now. Until it has come as far again, what was received or handed over in that time is hidden from "
        "those it came to (docs/bad-days.md)",
    )
    yield Finding("database-timezone", f"{noon}:00", noon == 13, "Update tzdata on the database's machine")
