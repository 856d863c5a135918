"""What a new migration may not do: hold a table for long, or take away what the release before it still uses.

Web processes of the last release go on while `./breakwater migrate` runs, so a migration must suit both. Each that no release holds
yet is written out as SQL on the last release's own dump, read by squawk and run, in order. One that must break a rule says why:

    class Migration(migrations.Migration):
        accepts = {"require-concurrent-index-creation": "the table holds a row for each area"}

`python -m breakwater_dev.releases.locks` runs it on the tests' server and prints what it refuses.
"""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

from . import UPGRADES, manifest

OLDEST_POSTGRESQL = "17"
# Matters of taste, and the two that `./breakwater migrate` sees to by waiting for no lock longer than some seconds.
LEFT_OUT = (
    "prefer-text-field",
    "prefer-bigint-over-int",
    "prefer-bigint-over-smallint",
    "prefer-identity",
    "prefer-timestamp-tz",
    "prefer-robust-stmts",
    "require-lock-timeout",
    "require-statement-timeout",
)
PYTHON = "-- THIS OPERATION CANNOT BE WRITTEN AS SQL"
OF_PYTHON = "python-step"


def refused(sql: str, accepts: dict[str, str]) -> list[str]:
    """What squawk finds in one migration's SQL, each with its rule; a step in Python is one more, since nobody can read its locks."""
    rules = ",".join([*LEFT_OUT, *(rule for rule in accepts if rule != OF_PYTHON)])
    command = [
        Path(sys.executable).parent / "squawk",
        "--pg-version",
        OLDEST_POSTGRESQL,
        "--reporter",
        "json",
        "-e",
        rules,
    ]
    told = subprocess.run([*command, "--stdin-filepath", "migration.sql"], input=sql, capture_output=True, text=True)
    if not told.stdout.strip():
        raise RuntimeError(f"squawk did not answer: {told.stderr.strip()}")
    found = [f"{each['rule_name']}: {each['message']} {each['help'] or ''}".strip() for each in json.loads(told.stdout)]
    if PYTHON in sql and OF_PYTHON not in accepts:
        found.append(
            f"{OF_PYTHON}: how long does it hold rows, and does the last release bear what it writes? Say so in `accepts`."
        )
    return list(dict.fromkeys(found))


def check() -> list[str]:
    """Every fault of every migration that is new since the last release, in words. Must run with the tests' settings (`main`)."""
    new = manifest.unreleased()
    if not new:
        return []
    from breakwater_dev.testing import databases

    from . import dump

    cluster, name = databases.test_cluster(), f"bw_locks_{uuid4().hex[:12]}"
    try:
        dump.restore(UPGRADES / f"{manifest.releases()[-1]}.sql.xz", cluster, name)
        databases.point_at(name)
        return _read_and_run(new)
    finally:
        databases.point_at("postgres")
        databases.drop(cluster, name)


def _read_and_run(new: list[manifest.Migration]) -> list[str]:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = [each for each, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    ours, made = {(each.app, each.name) for each in new}, []
    for each in plan:
        key = each.app_label, each.name
        if key in ours:
            written = io.StringIO()
            call_command("sqlmigrate", *key, stdout=written, no_color=True)
            found = refused(written.getvalue(), getattr(each, "accepts", {}))
            made += [f"{each.app_label}.{each.name}: {words}" for words in found]
        call_command("migrate", *key, verbosity=0, interactive=False)
    return made


def main() -> int:
    if not manifest.unreleased():
        return 0
    from breakwater_dev.testing import plugin  # sets the tests' data folder and server, before the settings are read

    assert plugin.CHECKOUT
    os.environ |= {"DJANGO_SETTINGS_MODULE": "breakwater.delivery.settings", "BREAKWATER_ROLE": "owner"}
    import django

    django.setup()
    made = check()
    print("\n".join(made))
    return 1 if made else 0


if __name__ == "__main__":
    sys.exit(main())
