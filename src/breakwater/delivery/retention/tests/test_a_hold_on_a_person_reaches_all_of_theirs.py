"""A hold on a person keeps every record that a row of names them, of whatever room: nothing is left to be remembered by whoever adds a table."""

import pytest

from breakwater.delivery.retention.about import people_of
from breakwater.delivery.retention.due import _hold
from breakwater.delivery.retention.schedule import families, schedule
from breakwater_dev.testing import databases, world

KEYS = """
select c.conrelid::regclass::text, a.attname::text from pg_constraint c
  join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
 where c.contype = 'f' and c.confrelid = 'people_person'::regclass order by 1, 2
"""


@pytest.fixture(scope="module")
def of_the_world(test_cluster, django_db_blocker):
    with django_db_blocker.unblock():
        name, _ = databases.made_once(test_cluster, "retention", lambda: world.build() and None)
    with databases.connect(test_cluster, name, role="bw_owner") as connection:
        yield connection


def test_every_table_that_names_a_person_is_asked_by_the_holds_of_its_record(of_the_world):
    asked = " ".join(f"{people_of(key)} " for key in schedule().records)
    missed = [
        table
        for table, column in of_the_world.execute(KEYS).fetchall()
        if families().get(table, "person") != "person" and f".{column} from {table} t" not in asked
    ]
    assert missed == []


@pytest.mark.parametrize(
    "key", [key for key, each in schedule().records.items() if people_of(key) and each.root != "people_person"]
)
def test_a_record_of_the_world_is_kept_by_a_hold_on_anybody_it_names(of_the_world, key):
    record = schedule().records[key]
    found = of_the_world.execute(
        f"select r.id, {record.area}, x.person_id from {record.root} r cross join lateral ({people_of(key)}) x(person_id) "
        "order by r.id, x.person_id limit 40"
    ).fetchall()
    with of_the_world.transaction(force_rollback=True):
        of_the_world.execute("update retention_hold set ended_at = now(), ended_by_id = by_id, ended_because = 'Over'")
        for row, area, person in found:
            with of_the_world.transaction(force_rollback=True):
                of_the_world.execute(
                    "insert into retention_hold (public_id, area_id, name, record_class, because, key, at, by_id, ended_because) "
                    "select left(md5(random()::text), 20), %s, p.public_id, '', 'A claim', gen_random_uuid(), now(), "
                    "(select min(id) from organisations_actor), '' from people_person p where p.id = %s",
                    [area, person],
                )
                asked = f"select {_hold(record, "''", f'({record.named_by})::text')} is not null from {record.root} r where r.id = %s"
                assert of_the_world.execute(asked, [row]).fetchone() == (True,), (row, person)


def test_lists_of_schools_panels_audits_and_holds_of_other_rooms_say_whom_they_are_about():
    for key in ("school list", "panel meeting", "prevent hold", "audit of cases", "serious incident"):
        assert people_of(key)
