"""Everything of a person is found, in every table; nothing that is sealed, and nobody else's; only for an approved request."""

import json
from datetime import date

import pytest
from django.db import connection, models
from django.utils import timezone

from breakwater.casework.recording.models import FormVersion
from breakwater.delivery.information_rights.gathering import operations as gathering
from breakwater.delivery.information_rights.gathering import ways
from breakwater.delivery.information_rights.gathering.rows import SAYS_NOTHING
from breakwater.delivery.information_rights.models import GatheredItem, KeeperAsked
from breakwater.foundation.storage.locked_text import LockedText
from breakwater.foundation.storage.words import lock_words
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make

from .requests_made import Made, the_team

# What stands in a walled table and in no way leads to or from a person.
FREE = """
    select format('alter table %s drop constraint %I', c.conrelid::regclass, c.conname) from pg_constraint c
     where c.connamespace = 'public'::regnamespace and c.contype in ('f', 'c', 'x')
    union all select format('alter table %I disable trigger user', relname) from pg_class
     where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not like 'information_rights%'
    union all select format('drop index %I', i.indexrelid::regclass::text) from pg_index i
      join pg_class c on c.oid = i.indrelid where c.relnamespace = 'public'::regnamespace and i.indisunique and not i.indisprimary
       and not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid)
    union all select format('alter table %s drop constraint %I', k.conrelid::regclass, k.conname) from pg_constraint k
     where k.connamespace = 'public'::regnamespace and k.contype = 'u'
    union all select format('alter table %I alter column %I drop not null', c.relname, a.attname) from pg_attribute a
      join pg_class c on c.oid = a.attrelid where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0
       and a.attnotnull and not a.attisdropped and a.attidentity = '' and a.attname not in ('id', 'scopes', 'barred', 'seals')
       and not exists (select 1 from pg_index i where i.indrelid = c.oid and i.indisprimary and a.attnum = any(i.indkey))
"""
ANSWERS = "values"
ROOM = 20  # characters that a canary needs


def a_text_column(model) -> str:
    """A column whose words are gathered as they are."""
    for column in model._meta.concrete_fields:
        is_text = isinstance(column, models.TextField) or (
            isinstance(column, models.CharField) and (column.max_length or 0) >= ROOM
        )
        if is_text and not column.choices and column.name not in SAYS_NOTHING and not isinstance(column, LockedText):
            return column.column
    return ""


def locked_columns(model) -> list[LockedText]:
    """Columns whose words are locked, and gathered opened."""
    return [
        each for each in model._meta.concrete_fields if isinstance(each, LockedText) and each.name not in SAYS_NOTHING
    ]


def test_every_table_behind_the_wall_is_gathered_or_says_why_not():
    known, gathered = ways.tables(), ways.gathered()
    unsaid = [name for name in ways.walled() - gathered if name in known and not ways.why_not(name, known[name])]
    assert unsaid == []
    said_for_nothing = [name for name in ways.NOT_GATHERED if name not in known or name in gathered]
    assert said_for_nothing == []


def test_a_table_that_nobody_spoke_of_fails(monkeypatch):
    monkeypatch.delitem(ways.NOT_GATHERED, "people_roll")
    with pytest.raises(AssertionError):
        test_every_table_behind_the_wall_is_gathered_or_says_why_not()


def test_a_canary_in_every_table_by_every_way_is_found(owner_connection):
    child = make.person("Ben", "Quayside")
    made = Made([child])
    canaries, locked, stands, known = {}, {}, {ways.PERSON: child.pk}, ways.tables()
    contact = FormVersion.objects.filter(form__key="front_door.contact", area=None).latest("pk")
    with owner_connection.cursor() as cursor:
        cursor.execute(FREE)
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)

        def put(table: str, **columns) -> int:
            words = a_text_column(known[table])
            if words:
                columns[words] = f"canary{len(canaries)}flies"
            if table == "casework_answers":
                said = {"worry": f"canary{len(canaries)}flies"}
                columns |= {ANSWERS: json.dumps(said), "version_id": contact.pk}
            for each in locked_columns(known[table]):
                locked[table, each.column] = f"locked{len(locked)}flies"
                columns[each.column] = lock_words(locked[table, each.column], bound_to=f"{table}.{each.column}")
            named = ", ".join(f'"{each}"' for each in columns)
            what = f"({named}) values ({', '.join(['%s'] * len(columns))})" if columns else "default values"
            cursor.execute(f"insert into {table} {what} returning id", list(columns.values()))
            (pk,) = cursor.fetchone()
            canaries[table, pk] = said["worry"] if table == "casework_answers" else columns.get(words, "")
            stands.setdefault(table, pk)
            return pk

        every = ways.ways()
        for way in every:
            if way.up:  # from a row that something else leads to
                other = (
                    each for each in every if each.child == way.child and not each.up and each.column != way.column
                )
                down = next(each for each in other if each.parent in stands)
                put(way.child, **{down.column: stands[down.parent], way.column: put(way.parent)})
            else:
                put(way.child, **{way.column: stands[way.parent]})
    owner_connection.commit()

    with acting_as(made.officer) as by:
        gathering.gather(made.one.pk, by=by, at=timezone.now())
        text = "\n".join(item.facts for item in GatheredItem.objects.all())
    with owner_connection.cursor() as cursor:
        cursor.execute("select tab, id from access.rights_found where request = %s", [made.one.pk])
        found = set(cursor.fetchall())
    assert [each for each in canaries if each not in found] == []
    assert [each for each, words in canaries.items() if words and words not in text] == []
    assert [each for each, words in locked.items() if words not in text] == []
    assert any(table == "casework_answers" for table, _ in canaries)
    assert {table for table, _ in locked} == {name for name in ways.gathered() if locked_columns(known[name])}
    assert len(canaries) > 200


def gathered(made: Made) -> str:
    with acting_as(made.officer) as by:
        gathering.gather(made.one.pk, by=by, at=timezone.now())
        return "\n".join(item.facts for item in GatheredItem.objects.filter(request=made.one))


def test_nothing_is_gathered_before_a_second_person_approved_and_nothing_by_anybody_else(db):
    child = make.person("Ben", "Quayside")
    unapproved = Made()
    assert gathered(unapproved) == ""
    made = Made([child])
    stranger = make.actor("information_governance", of=make.team("IG", in_area=make.area("850", "Hampshire")))
    for who in (stranger, made.second, make.actor("mash_screener", of=made.mash)):
        with acting_as(who), connection.cursor() as cursor:
            cursor.execute("select * from access.rights_rows(%s)", [made.one.pk])
            assert cursor.fetchall() == []
    assert "Quayside" in gathered(made)


def test_sg_18_what_is_sealed_is_left_to_its_keeper_and_every_keeper_is_asked_alike(db):
    child = make.person("Ben", "Quayside", description="SEALEDWORDS")
    made = Made([child])
    readers = [made.second.membership.user_id, make.membership("mash_manager", of=made.mash).user_id]
    with acting_as(made.second), connection.cursor() as cursor:
        cursor.execute(
            "select access.seal_row('person', %s, %s, 'Test', false, %s)", [child.pk, readers, made.second.pk]
        )
    assert gathered(made) == ""
    assert made.again().state == "To redact"
    with acting_as(made.officer):
        assert KeeperAsked.objects.exists()


def test_sg_12_the_prevent_team_is_asked_of_a_child_it_never_heard_of(db):
    prevent = the_team("prevent")
    made = Made([make.person("Ben", "Quayside")])
    gathered(made)
    with acting_as(make.actor("prevent_lead", of=prevent)):
        assert [each.keeper for each in KeeperAsked.objects.all()] == ["prevent"]
    with acting_as(made.officer):
        assert {each.keeper for each in KeeperAsked.objects.all()} == {"prevent", "front_door"}


def test_a_row_reads_in_words(db):
    child = make.person("Ben", "Quayside", first_language="Polish")
    made = Made([child])
    gathered(made)
    with acting_as(made.officer):
        first = json.loads(GatheredItem.objects.order_by("number").first().facts)
    assert ["Forename", "Ben"] in first
    assert ["First language", "Polish"] in first


def test_labels_are_words_and_boxes_that_nobody_ticked_say_nothing(db):
    child = make.person("Ben", "Quayside", born_on=date(2019, 3, 3), born_precision="DAY")
    about = make.person("Mia", "Quayside", born_on=date(1995, 3, 15), born_precision="MONTH")
    for person, born in ((child, "3 March 2019"), (about, "March 1995")):
        made = Made([person])
        gathered(made)
        with acting_as(made.officer):
            first = json.loads(GatheredItem.objects.get(request=made.one, source="people_person").facts)
        labels = dict(first)
        assert labels["Date of birth"] == born
        assert "Born precision" not in labels
        assert "No" not in labels.values()
        assert "Recorded" in labels
