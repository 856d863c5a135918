"""Every table of the database is in one list, with the privileges it declares and nothing else."""

import pytest
from django.db import connection, transaction

from breakwater.foundation.grants.build import CALLABLE, RoomsOfTheWall
from breakwater.foundation.grants.declare import WALLED, Closed, Part, Root
from breakwater.foundation.grants.generate import WALL_COLUMNS
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import Address, Person
from breakwater_dev.testing import factories as make

ROOMS = RoomsOfTheWall()
PROTECTED = sorted(table.name for table in ROOMS.tables if isinstance(table, WALLED))
OPEN = sorted(table.name for table in ROOMS.tables if not isinstance(table, Closed))
APP = "bw_app"


def ask(sql: str, *arguments) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return cursor.fetchall()


def test_every_table_of_the_database_stands_in_exactly_one_room_s_list(db):
    there = [
        name
        for (name,) in ask(
            "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
        )
    ]
    assert sorted(table.name for table in ROOMS.tables) == sorted(there)


def test_no_view_stands_beside_the_wall(db):
    assert (
        ask("select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm', 'f')")
        == []
    )


@pytest.fixture
def one_row_in_every_protected_table(db, owner_connection):
    """Rows would need a whole world; the policies are asked on whatever rows there are, and on people for certain."""
    return make.person()


def test_with_no_actor_every_protected_table_is_empty(one_row_in_every_protected_table):
    assert {name: ask(f"select count(*) from {name}")[0][0] for name in PROTECTED} == dict.fromkeys(PROTECTED, 0)


@pytest.mark.parametrize("table", PROTECTED)
def test_every_protected_table_has_one_policy_that_reads_the_wall_s_columns(db, table):
    (forced,) = ask("select relrowsecurity from pg_class where oid = %s::regclass", table)[0]
    policies = ask(
        "select polname, polcmd, polpermissive, pg_get_expr(polqual, polrelid) from pg_policy where polrelid = %s::regclass",
        table,
    )
    assert forced
    assert [(name, command, permissive) for name, command, permissive, _ in policies] == [("wall", "*", True)]
    assert "scopes &&" in policies[0][3]
    assert "barred &&" in policies[0][3]


@pytest.mark.parametrize("table", PROTECTED)
def test_the_application_has_no_privilege_on_the_wall_s_columns(db, table):
    assert [
        (column, verb)
        for column in WALL_COLUMNS
        for verb in ("select", "insert", "update", "references")
        if ask("select has_column_privilege(%s, %s, %s, %s)", APP, table, column, verb)[0][0]
    ] == []


@pytest.mark.parametrize(
    "declared", [t for t in ROOMS.tables if not isinstance(t, Closed)], ids=lambda table: table.name
)
def test_the_application_s_privileges_are_what_the_room_declares(db, declared):
    columns = {
        name
        for (name,) in ask(
            "select column_name::text from information_schema.columns where table_schema = 'public' and table_name = %s",
            declared.name,
        )
    } - (set(WALL_COLUMNS) if isinstance(declared, WALLED) else set())
    may_change = columns if declared.update is True else columns & set(declared.update or ())
    expected = {
        "select": columns,
        "insert": columns if declared.insert else set(),
        "update": may_change - set(declared.frozen) - {"id"},
    }
    held = {
        verb: {
            c for c in columns if ask("select has_column_privilege(%s, %s, %s, %s)", APP, declared.name, c, verb)[0][0]
        }
        for verb in expected
    }
    assert held == expected
    assert [
        verb
        for verb in ("delete", "truncate", "trigger")
        if ask("select has_table_privilege(%s, %s, %s)", APP, declared.name, verb)[0][0]
    ] == (["delete"] if declared.delete else [])


def test_only_the_listed_functions_of_the_wall_may_be_called(db):
    allowed = {
        signature
        for (signature,) in ask(
            "select p.oid::regprocedure::text from pg_proc p where p.pronamespace = 'access'::regnamespace "
            "and has_function_privilege(%s, p.oid, 'execute')",
            APP,
        )
    }
    listed = {
        ask("select %s::regprocedure::text", f)[0][0] for f in [*CALLABLE, *ROOMS.callable] if f.startswith("access.")
    }
    assert allowed == listed


def test_every_definer_function_names_its_search_path_with_temporary_tables_last(db):
    assert (
        ask(
            "select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace "
            "where n.nspname in ('access', 'public') and p.prosecdef and not exists "
            "(select 1 from unnest(p.proconfig) c where c like 'search_path=%%pg_temp')"
        )
        == []
    )


def test_the_application_may_not_touch_the_wall_s_own_tables(db):
    assert (
        ask(
            "select relname from pg_class where relnamespace = 'access'::regnamespace and relkind = 'r' "
            "and has_table_privilege(%s, oid, 'select, insert, update, delete')",
            APP,
        )
        == []
    )


@pytest.mark.parametrize("declared", [t for t in ROOMS.tables if isinstance(t, Part)], ids=lambda table: table.name)
def test_every_parent_of_a_part_is_itself_walled_and_leads_to_a_root(declared):
    by_name = {table.name: table for table in ROOMS.tables}
    waiting = [(declared, ())]
    while waiting:
        table, above = waiting.pop()
        for parent in {parent for _, parent in table.parents}:  # two columns may lead to one table
            assert isinstance(by_name[parent], (Root, Part))
            assert parent not in above, "a circle"
            if isinstance(by_name[parent], Part):
                waiting.append((by_name[parent], (*above, parent)))


def test_a_person_is_not_entered_into_another_area(db):
    refusal = pytest.raises(Exception, match="row-level security")
    with acting_as(make.membership("mash_screener")) as by, refusal, transaction.atomic():
        Person.objects.create(area=make.area("850", "Hampshire"), entered_at="2026-03-02T09:00Z", entered_by=by)


def test_nothing_is_hung_on_a_person_one_does_not_see(db):
    stranger = make.person(in_area=make.area("850", "Hampshire"))
    refusal = pytest.raises(Exception, match="row-level security")
    with acting_as(make.membership("mash_screener")), refusal, transaction.atomic():
        Address.objects.create(person=stranger, lines="1 Invented Street", postcode="PO1 1AA")


def test_a_part_is_not_moved_to_a_person_one_does_not_see(db):
    ours, stranger = make.person(), make.person(in_area=make.area("850", "Hampshire"))
    with acting_as(make.membership("mash_screener")):
        place = Address.objects.create(person=ours, lines="1 Invented Street", postcode="PO1 1AA")
        place.person = stranger
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            place.save()


def test_no_two_tables_go_by_one_kind():
    """What gives sight of one would give, or take, sight of the other."""
    kinds = [table.kind for table in ROOMS.tables if isinstance(table, Root)]
    assert sorted({kind for kind in kinds if kinds.count(kind) > 1}) == []
