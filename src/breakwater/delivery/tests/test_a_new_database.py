"""Making a database again takes short cuts; what it makes is what the models say."""

import subprocess

import pytest
from django.apps import apps
from django.db import connection

from breakwater.delivery.database import as_owner
from breakwater_dev.testing import databases

#: PostgreSQL cuts a longer name to this many characters
LONGEST_NAME = 63


def _found(sql: str) -> set:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return set(cursor.fetchall())


def test_every_constraint_and_index_of_every_model_stands_in_the_database(db):
    there = _found(
        "select conrelid::regclass::text, conname from pg_constraint where conrelid <> 0 "
        "union select indrelid::regclass::text, indexrelid::regclass::text from pg_index"
    )
    said = {
        (model._meta.db_table, each.name[:LONGEST_NAME])
        for model in apps.get_models()
        if model._meta.managed
        for each in (*model._meta.constraints, *model._meta.indexes)
    }
    assert len(said) > 150
    assert said - there == set()


def test_every_key_to_another_table_is_held_by_the_database(db):
    there = _found(
        "select c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text from pg_constraint c "
        "join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey) where c.contype = 'f'"
    )
    said = {
        (model._meta.db_table, field.column, field.related_model._meta.db_table)
        for model in apps.get_models()
        if model._meta.managed
        for field in model._meta.local_concrete_fields
        if field.is_relation and field.db_constraint
    }
    assert len(said) > 300
    assert said - there == set()


@pytest.mark.slow
def test_migrating_gives_way_to_whoever_holds_a_table(transactional_db, test_cluster, capfd):
    """Waiting for a lock holds up everybody who comes after, so an upgrade stops within seconds, says so, and can be run again."""
    told = {"BREAKWATER_DATABASE": transactional_db, "BREAKWATER_INVENTED": "1"}
    with databases.connect(test_cluster, transactional_db) as at_work:
        with at_work.transaction():
            at_work.execute("select count(*) from people_person")
            with pytest.raises(subprocess.CalledProcessError):
                as_owner("migrate", "--quiet", **told)
        assert "run it again" in capfd.readouterr().err
    as_owner("migrate", "--quiet", **told)
