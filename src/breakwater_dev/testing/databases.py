"""A database a test run: cloned from a template that was migrated and walled once for this state of the code.

Tests run as the application's role, never as the owner, so that the wall stands in every one of them.
"""

import os
import pickle
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import psycopg
from django.db import connections

from breakwater.delivery import digest
from breakwater.delivery.cluster import APP, Cluster, cluster_at, ensure, ensure_database
from breakwater.delivery.database import as_owner

AN_HOUR = 3600
ALONE = uuid4().hex  # a run in one process has no name that several would share


def test_cluster() -> Cluster:
    """The tests' own server: not durable, kept warm between runs.

    Nobody vacuums there. A test's rows are never committed, so a vacuum in its midst counts pages and no row in them: the planner
    then takes a table of hundreds for one of none, and joins of a second take minutes.
    """
    cluster = ensure(cluster_at(Path(os.environ["BREAKWATER_DATA"]) / "postgres", durable=False))
    with cluster.connect() as connection:
        if connection.execute("show autovacuum").fetchone() != ("off",):
            connection.execute("alter system set autovacuum = off")
            connection.execute("select pg_reload_conf()")
    return cluster


def template(cluster: Cluster) -> str:
    """The name of the migrated template for the present code; made when missing, older ones are dropped."""
    name = f"bw_template_{digest.of_schema()}"
    with cluster.connect() as connection, connection.transaction():
        connection.execute("select pg_advisory_xact_lock(20261)")  # two workers make it once
        known = {row[0] for row in connection.execute("select datname from pg_database")}
        if name in known:
            return name
    building = f"{name}_building"
    with cluster.connect() as lock:
        lock.execute("select pg_advisory_lock(20262)")
        known = {row[0] for row in lock.execute("select datname from pg_database")}
        if name not in known:
            lock.execute(f'drop database if exists "{building}" with (force)')
            ensure_database(cluster, building)
            as_owner("migrate", "--quiet", BREAKWATER_DATABASE=building, BREAKWATER_INVENTED="1")
            lock.execute(f'alter database "{building}" rename to "{name}"')
            for old in known:
                if old.startswith("bw_template_") and old != name:
                    lock.execute(f'drop database if exists "{old}" with (force)')
    return name


def clone(cluster: Cluster, name: str, of: str | None = None) -> str:
    """Database `name`, a fresh copy of the template (or of `of`), with the sight of today: a template may be of another day."""
    source = of or template(cluster)
    with cluster.connect() as connection:
        connection.execute("select pg_advisory_lock(20263)")
        connection.execute(f'drop database if exists "{name}" with (force)')
        connection.execute(f'create database "{name}" template "{source}" owner bw_owner strategy file_copy')
    with cluster.connect(database=name) as connection:
        connection.execute("select access.derive_due()")
    return name


def made_once(cluster: Cluster, what: str, make: Callable[[], object]) -> tuple[str, object]:
    """A database with what `make` makes, to be cloned, and what it returned: made once a run, by whichever process comes first."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", ALONE)[:12]
    name, kept = f"bw_{what}_{run}", Path(os.environ["BREAKWATER_DATA"]) / f"bw_{what}_{run}.pickle"
    with cluster.connect() as lock:
        lock.execute("select pg_advisory_lock(20264, hashtext(%s))", [what])
        if not kept.exists():
            for old in kept.parent.glob(f"bw_{what}_*.pickle"):
                if time.time() - old.stat().st_mtime > AN_HOUR:  # another run may be at work
                    drop(cluster, old.stem)
                    old.unlink()
            clone(cluster, name)
            before = connections["default"].settings_dict["NAME"]
            point_at(name)
            try:
                kept.write_bytes(pickle.dumps(make()))
                with cluster.connect(database=name) as connection:
                    connection.execute("analyze")
            finally:
                point_at(before)
    return name, pickle.loads(kept.read_bytes())


def drop_made_once(run: str) -> None:
    """Drop what was made once for a run."""
    for kept in Path(os.environ["BREAKWATER_DATA"]).glob(f"bw_*_{run}.pickle"):
        drop(test_cluster(), kept.stem)
        kept.unlink()


def drop(cluster: Cluster, name: str) -> None:
    with cluster.connect() as connection:
        connection.execute(f'drop database if exists "{name}" with (force)')


def point_at(name: str) -> None:
    """Let Django work on database `name` from here on; nothing of the one before stays open."""
    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


def connect(cluster: Cluster, database: str, role: str = APP) -> psycopg.Connection:
    """An autocommit connection to a test database as `role`."""
    return cluster.connect(role=role, database=database)
