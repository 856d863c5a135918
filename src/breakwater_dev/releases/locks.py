"""What a new migration may not do: hold a table for long, or take away what the release before it still uses.

Web processes of the last release go on while `./breakwater migrate` runs, so a migration must suit both. Each that no release holds
yet is written out as SQL on the last release's own dump, read by squawk and run, in order. One that must break a rule says why:

    class Migration(migrations.Migration):
        accepts = {"require-concurrent-index-creation": "the table holds a row for each area"}

`python -m breakwater_dev.releases.locks` runs it on the tests' server and prints what it refuses.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

from django.db.migrations.operations import RunPython

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
    """In one pass: what the models are before each step is kept, not worked out from the first migration again."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    ours, made, state = {(each.app, each.name) for each in new}, [], executor.migrate(None, plan=[])
    for step in plan:
        migration, _ = step
        if (migration.app_label, migration.name) not in ours:
            state = executor.migrate(None, plan=[step], state=state)
            continue
        before = state.clone() if any(isinstance(each, RunPython) for each in migration.operations) else None
        with connection.schema_editor(collect_sql=True, atomic=migration.atomic) as editor:
            state = migration.apply(state, editor, collect_sql=True)
        sql = "\n".join(["BEGIN;", *editor.collected_sql, "COMMIT;"] if migration.atomic else editor.collected_sql)
        made += [f"{migration}: {words}" for words in refused(sql, getattr(migration, "accepts", {}))]
        if before is not None:
            executor.migrate(None, plan=[step], state=before)
        else:
            with connection.cursor() as cursor:
                cursor.execute(sql)
            executor.recorder.record_applied(migration.app_label, migration.name)
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
