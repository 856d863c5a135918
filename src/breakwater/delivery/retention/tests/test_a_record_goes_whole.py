"""Every kind of record of a lived-in area is deleted with all that hangs from it, and no word of a child of it is left in any table."""

import psycopg
import pytest

from breakwater.delivery.retention.removing import StillNamed, remove
from breakwater.delivery.retention.schedule import families, schedule
from breakwater_dev.testing import databases, world

TEXTS = """
select table_schema || '.' || quote_ident(table_name), quote_ident(column_name)
  from information_schema.columns join information_schema.tables using (table_schema, table_name)
 where table_schema in ('public', 'access') and table_type = 'BASE TABLE'
   and data_type in ('text', 'character varying', 'json', 'jsonb', 'ARRAY')
"""
CHILDREN = "robin(open|closed|sealed|restricted|elsewhere)"
DRAFTS = {"casework_answers"}  # that somebody began and did not send: nothing names them


@pytest.fixture(scope="module")
def of_the_world(test_cluster, django_db_blocker):
    with django_db_blocker.unblock():
        name, _ = databases.made_once(test_cluster, "retention", lambda: world.build() and None)
    with databases.connect(test_cluster, name, role="bw_owner") as connection:
        yield connection


def _told_of(connection: psycopg.Connection) -> dict[str, int]:
    found = {}
    for table, column in connection.execute(TEXTS).fetchall():
        (count,) = connection.execute(f"select count(*) from {table} where {column}::text ~* '{CHILDREN}'").fetchone()
        if count:
            found[f"{table}.{column}"] = count
    return found


def test_all_records_of_an_area_go_and_leave_no_name_of_a_child_in_any_table(of_the_world):
    connection = of_the_world
    assert "public.people_person.forename" in _told_of(connection)
    with connection.transaction(force_rollback=True):
        connection.execute("delete from people_listrow")  # as the agency's next list does, which has them no longer
        for _ in range(2):  # people last: what names them went before
            for record in schedule().records.values():
                rows = connection.execute(f"select r.id, ({record.named_by})::text from {record.root} r order by 1")
                for row, name in rows.fetchall():
                    _try_to_remove(connection, record, row, name)
        left = {table for table in families() if connection.execute(f"select 1 from {table} limit 1").fetchone()}
        assert left - DRAFTS == set()
        assert _told_of(connection) == {}


def _try_to_remove(connection, record, row, name):
    try:
        with connection.transaction():
            remove(connection, record, row, name)
    except StillNamed:
        pass


def test_a_person_whom_a_case_names_is_not_deleted(of_the_world):
    record = schedule().records["person"]
    row, name = of_the_world.execute(
        "select id, public_id from people_person where id in (select person_id from casework_participant) limit 1"
    ).fetchone()
    with pytest.raises(StillNamed), of_the_world.transaction():
        remove(of_the_world, record, row, name)
    assert of_the_world.execute("select 1 from people_person where id = %s", [row]).fetchone()


def test_a_case_goes_alone_and_the_others_of_the_child_stay(of_the_world):
    case = schedule().records["case"]
    row, name = of_the_world.execute(
        "select id, reference from casework_case where kind = 'contact' order by id"
    ).fetchone()
    of_others = "select count(*) from casework_participant where case_id <> %s"
    with of_the_world.transaction(force_rollback=True):
        before = of_the_world.execute(of_others, [row]).fetchone()
        (cases,) = of_the_world.execute("select count(*) from casework_case").fetchone()
        remove(of_the_world, case, row, name)
        assert of_the_world.execute("select count(*) from casework_case").fetchone() == (cases - 1,)
        assert of_the_world.execute(of_others, [row]).fetchone() == before


def test_the_owner_alone_passes_what_keeps_a_released_list(of_the_world, test_cluster):
    member = "select pg_has_role(session_user, (select relowner from pg_class where relname = 'education_schoollist'), 'USAGE')"
    assert of_the_world.execute("select access.owner_acts()").fetchone() == (True,)
    with databases.connect(test_cluster, of_the_world.info.dbname) as application:
        assert application.execute(member).fetchone() == (False,)
