"""The linter of new migrations refuses what holds a table for long or what the release before cannot live with, and lets the rest pass."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader

from breakwater_dev.releases import locks


def sql_of(*operations) -> str:
    """What Django would send for the operations, on the tables as they are now, within a transaction."""
    loader = MigrationLoader(connection)
    state = loader.project_state(("casework", max(name for app, name in loader.disk_migrations if app == "casework")))
    migration = migrations.Migration("0999_trial", "casework")
    migration.operations = list(operations)
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        migration.apply(state, editor, collect_sql=True)
    return "\n".join(["BEGIN;", *editor.collected_sql, "COMMIT;"])


REFUSED = {
    "ban-drop-column": migrations.RemoveField("task", "title"),
    "ban-drop-table": migrations.DeleteModel("Task"),
    "renaming-column": migrations.RenameField("task", "title", "heading"),
    "changing-column-type": migrations.AlterField("task", "title", models.JSONField()),
    "adding-required-field": migrations.RunSQL("alter table casework_task add column weight integer not null"),
    "ban-drop-default": migrations.AddField("task", "weight", models.IntegerField(default=1)),
    "require-concurrent-index-creation": migrations.AddIndex("task", models.Index(fields=["title"], name="trial")),
    "disallowed-unique-constraint": migrations.AddConstraint(
        "task", models.UniqueConstraint(fields=["title", "id"], name="trial")
    ),
    "constraint-missing-not-valid": migrations.AddConstraint(
        "task", models.CheckConstraint(condition=~models.Q(title="x"), name="trial")
    ),
    "adding-not-nullable-field": migrations.RunSQL("alter table casework_task alter column title set not null"),
    "python-step": migrations.RunPython(migrations.RunPython.noop),
}


@pytest.mark.parametrize("rule", REFUSED)
def test_what_would_stop_people_at_work_is_refused(db, rule):
    found = locks.refused(sql_of(REFUSED[rule]), accepts={})
    assert any(words.startswith(f"{rule}:") for words in found), found


@pytest.mark.parametrize("rule", REFUSED)
def test_a_migration_that_says_why_is_let_through(db, rule):
    found = locks.refused(sql_of(REFUSED[rule]), accepts={rule: "the table holds a row for each area"})
    assert not any(words.startswith(f"{rule}:") for words in found)


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("task", "weight", models.IntegerField(null=True)),
        migrations.AddField("task", "weight", models.IntegerField(db_default=1)),
        migrations.CreateModel(
            "Trial",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("task", models.ForeignKey("casework.task", models.CASCADE)),
                ("name", models.CharField(max_length=40, unique=True)),
            ],
        ),
    ],
    ids=["an empty column", "a column that the database fills", "a new table"],
)
def test_what_holds_nothing_passes(db, operation):
    assert locks.refused(sql_of(operation), accepts={}) == []
