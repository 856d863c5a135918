"""The installation's database: running, made, migrated and walled. Works for the embedded server and for one's own."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
from django.db import OperationalError
from psycopg.conninfo import conninfo_to_dict

from . import digest
from .cluster import APP, Cluster, cluster_at, ensure, ensure_database
from .settings.environment import CHECKOUT, DATABASE_NAME

LOCKS_WITHIN_SECONDS = 10


def data_folder() -> Path:
    return Path(os.environ.get("BREAKWATER_DATA", CHECKOUT / "var")).resolve()


def database_name() -> str:
    return os.environ.get("BREAKWATER_DATABASE", DATABASE_NAME)


def ensure_running() -> Cluster | None:
    """Start the embedded server of the data folder and see that its database exists; nothing with a server of one's own."""
    if os.environ.get("DATABASE_URL"):
        return None
    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    cluster = ensure(cluster_at(folder / "postgres"))
    ensure_database(cluster, database_name())
    return cluster


def is_current(connection) -> bool:
    """Whether the database was last migrated by this very code, as migrating notes on its schema of the wall."""
    with connection.cursor() as cursor:
        cursor.execute("select obj_description(to_regnamespace('access'), 'pg_namespace')")
        return cursor.fetchone()[0] == digest.of_schema()


def unapplied() -> int:
    """How many migrations the database lacks."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    if is_current(connection):
        return 0
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def forget() -> None:
    """Drop the embedded server's database of the data folder with all it holds. For the demo alone."""
    folder = data_folder()
    if not (folder / "postgres").exists():
        return
    cluster = ensure(cluster_at(folder / "postgres"))
    with cluster.connect() as connection:
        connection.execute(f'drop database if exists "{database_name()}" with (force)')
    # The outside copy of the audit's seals belongs to the database that is gone; beside a new one it would disagree.
    (folder / "audit" / "seals.log").unlink(missing_ok=True)


def app_role() -> str:
    """The name of the application's database role."""
    url = os.environ.get("DATABASE_URL")
    return conninfo_to_dict(url)["user"] if url else APP


class HeldByOthers(Exception):
    """Somebody's work held a table for so long that migrating gave way. Every step is whole or undone."""


def migrate(verbosity: int = 1) -> None:
    """Bring the database up to the code: tables, cache table, wall, released forms. Must run as the owner. Raises HeldByOthers."""
    try:
        _migrate(verbosity)
    except OperationalError as fault:
        if not isinstance(fault.__cause__, psycopg.errors.LockNotAvailable | psycopg.errors.DeadlockDetected):
            raise
        raise HeldByOthers from fault


def _migrate(verbosity: int) -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from breakwater.casework.recording import operations as recording
    from breakwater.casework.self_assessments import operations as self_assessments
    from breakwater.foundation.grants.build import build

    from . import invented
    from .first_migration import drawn_once

    with connection.cursor() as cursor:  # whoever waits for a table holds up everybody who comes after
        cursor.execute(f"set lock_timeout = '{LOCKS_WITHIN_SECONDS}s'")
    _note(connection, "")
    with drawn_once():
        call_command("migrate", interactive=False, verbosity=verbosity)
    call_command("createcachetable", verbosity=verbosity)
    build(app_role())
    if invented.is_invented():
        invented.open_door(app_role())
    recording.release_forms(at=timezone.now())
    self_assessments.release_banks(at=timezone.now())
    _note(connection, digest.of_schema())


def _note(connection, state: str) -> None:
    """Write down which code the database is of; nothing while it is on its way."""
    with connection.cursor() as cursor:
        cursor.execute("select to_regnamespace('access') is not null")
        if cursor.fetchone()[0]:
            cursor.execute(f"comment on schema access is '{state}'")


def as_owner(*command: str, **environment: str) -> None:
    """Run another of our commands as the owner, in a process of its own: a process has one role for its life."""
    subprocess.run(
        [sys.executable, "-m", "breakwater", *command],
        check=True,
        env={**os.environ, "BREAKWATER_ROLE": "owner", **environment},
    )
