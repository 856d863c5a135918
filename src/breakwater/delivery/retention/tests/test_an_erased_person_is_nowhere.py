"""A person whom no ground keeps is erased: no word of them in any table, in the pages of its files, in a log or the audit. Else it is refused, and why."""

import logging
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from breakwater.delivery.retention import disposal, erasing
from breakwater.delivery.retention.schedule import families, schedule
from breakwater.foundation.storage import purged
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.keeping import Life, at

NOW = date(2026, 11, 2)
CANARY = "Quintessenza"
BECAUSE = "Ordered by A, agreed by B: recorded by mistake"
BLANK = ("because", "over_why", "despite", "why")  # said only of what ended
TEXTS = """
select table_schema || '.' || quote_ident(table_name), quote_ident(column_name)
  from information_schema.columns join information_schema.tables using (table_schema, table_name)
 where table_schema in ('public', 'access') and table_type = 'BASE TABLE'
   and data_type in ('text', 'character varying', 'json', 'jsonb', 'ARRAY')
"""


@pytest.fixture
def life(transactional_db, owner_connection, tmp_path, settings):
    settings.BREAKWATER_PURGED = str(tmp_path / "purged")
    return Life(owner_connection)


def _about_people() -> list[tuple[type[models.Model], models.ForeignKey]]:
    """Every table that may name a person and goes with one, with the key that names them."""
    along = schedule().together.goes_along | set(schedule().together.alone)
    return [
        (model, key)
        for model in apps.get_models()
        for key in model._meta.concrete_fields
        if isinstance(key, models.ForeignKey)
        and key.related_model._meta.db_table == "people_person"
        and model._meta.db_table != "people_person"
        and (families().get(model._meta.db_table) == "person" or f"{model._meta.db_table}.{key.column}" in along)
    ]


def _value(field: models.Field, person: int, other: int, key: models.ForeignKey):
    if field == key:
        return person
    if isinstance(field, models.ForeignKey):
        names_people = field.related_model._meta.db_table == "people_person"
        return None if field.null else other if names_people else 1
    if field.unique:
        return uuid4() if isinstance(field, models.UUIDField) else uuid4().hex[:20]
    if field.null and not isinstance(field, models.CharField | models.TextField | models.JSONField):
        return None
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, models.JSONField):
        return f'{{"name": "{CANARY}"}}'
    if isinstance(field, models.BinaryField):
        return b""
    if isinstance(field, models.CharField | models.TextField):
        is_reason = any(field.name.endswith(each) for each in BLANK) and field.blank
        return "" if is_reason else CANARY[: field.max_length or 40]
    return {
        "BooleanField": field.name == "passes_check",
        "DateField": NOW,
        "DateTimeField": at(NOW),
    }.get(field.get_internal_type(), 1)


def _planted(superuser, model, key, person: int, other: int) -> None:
    """A row about the person with the canary in every text that it has."""
    fields = [each for each in model._meta.concrete_fields if not each.primary_key]
    row = {each.column: _value(each, person, other, key) for each in fields}
    columns = ", ".join(f'"{name}"' for name in row)
    superuser.execute(
        f"insert into {model._meta.db_table} ({columns}) values ({', '.join(['%s'] * len(row))})", list(row.values())
    )


def _found(connection) -> list[str]:
    return [
        f"{table}.{column}"
        for table, column in connection.execute(TEXTS).fetchall()
        if connection.execute(f"select 1 from {table} where {column}::text like '%{CANARY}%' limit 1").fetchone()
    ]


def _in_pages(superuser) -> list[str]:
    """The tables and indexes in whose files, as a new backup copies them, the canary lies."""
    superuser.execute("checkpoint")
    (folder,) = superuser.execute(
        "select current_setting('data_directory') || '/base/' || oid from pg_database where datname = current_database()"
    ).fetchone()
    files = [each.name for each in Path(folder).iterdir() if each.is_file() and CANARY.encode() in each.read_bytes()]
    name = "select coalesce((select relname from pg_class where pg_relation_filenode(oid) = %s), %s)"
    return [
        superuser.execute(name, [int(each.partition(".")[0].partition("_")[0]), each]).fetchone()[0] for each in files
    ]


def test_no_word_of_an_erased_person_is_left_in_tables_pages_logs_or_the_audit(life, test_cluster, caplog):
    caplog.set_level(logging.DEBUG)
    person = make.person(CANARY, CANARY, in_area=life.area, known_as=CANARY)
    other = make.person("Somebody", "Else", in_area=life.area)
    database = life.connection.info.dbname
    with test_cluster.connect(database=database) as superuser:
        superuser.execute("set session_replication_role = replica")
        for model, key in _about_people():
            if key.name != "right":  # a pair stands in its order: the person was recorded first
                _planted(superuser, model, key, person.pk, other.pk)
        superuser.execute("set session_replication_role = origin")
        superuser.execute("analyze")
        planted = {each.rpartition(".")[0].removeprefix("public.") for each in _found(life.connection)}
        assert {"people_person", "people_personsearch", "people_identifier", "casework_chronologyentry"} <= planted
        assert _in_pages(superuser)

        assert erasing.erase(life.connection, person.public_id, because=BECAUSE, at=at(NOW)) > 10

        assert _found(life.connection) == []
        assert _in_pages(superuser) == []
        assert (
            superuser.execute("select 1 from pg_stats where most_common_vals::text like %s", [f"%{CANARY}%"]).fetchone()
            is None
        )
    assert CANARY not in caplog.text
    record = Path(settings.BREAKWATER_PURGED).read_text()
    assert purged.names(record, "record") == {f"people_person {person.public_id}"}
    assert life.left()[1] == {other.public_id}
    (reason,) = life.connection.execute("select reason from audit_entry where verb = 'erased a person'").fetchone()
    assert reason == BECAUSE


def test_a_person_of_a_case_or_beneath_a_hold_is_not_erased_and_it_says_why(life):
    child = life.child(NOW)
    case = life.case("contact", [child], NOW)
    with pytest.raises(erasing.Kept, match="Case, which is open"):
        erasing.erase(life.connection, child.name, because=BECAUSE, at=at(NOW))
    life.close(case, NOW)
    with pytest.raises(erasing.Kept, match="Contact, no further action, until 2 November 2032"):
        erasing.erase(life.connection, child.name, because=BECAUSE, at=at(NOW))
    alone = life.child(NOW)
    life.connection.execute(
        "insert into retention_hold (public_id, area_id, record_class, name, because, ended_because, key, at, by_id) "
        "values ('abcdefghijklmnopqrst', %s, '', %s, 'An inquiry', '', gen_random_uuid(), %s, %s)",
        [life.area.pk, alone.name, at(NOW), life.officer.pk],
    )
    with pytest.raises(erasing.Kept, match="hold"):
        erasing.erase(life.connection, alone.name, because=BECAUSE, at=at(NOW))
    assert {child.name, alone.name} <= life.left()[1]


def test_what_a_restore_brings_back_of_an_erased_person_is_erased_again(life):
    child = life.child(NOW)
    erasing.erase(life.connection, child.name, because=BECAUSE, at=at(NOW))
    again = life.child(NOW)
    life.connection.execute("update people_person set public_id = %s where public_id = %s", [child.name, again.name])
    assert disposal.repeat(life.connection, Path(settings.BREAKWATER_PURGED).read_text()) == (1, 0)
    assert life.left()[1] == set()
