"""The service refuses to start under any role that could see past the wall."""

import psycopg
import pytest
from django.db import connections

from breakwater.foundation.grants.guard import RoleCouldBypassTheWall, refuse_a_role_that_could_bypass
from breakwater_dev.testing import databases


@pytest.fixture
def as_role(transactional_db, test_cluster):
    """Make the application's connection sign in as another role, for the length of a test."""
    default = connections["default"]
    before = default.settings_dict["USER"]

    def sign_in(role: str) -> None:
        default.close()
        default.settings_dict["USER"] = role

    yield sign_in
    default.close()
    default.settings_dict["USER"] = before


@pytest.fixture
def superuser(transactional_db, test_cluster):
    """A superuser's connection, and a role `bw_stray` that is dropped afterwards."""
    with databases.connect(test_cluster, transactional_db, role="postgres") as connection:
        connection.execute("drop role if exists bw_stray")
        connection.execute("create role bw_stray login")
        yield connection
        connection.execute("drop owned by bw_stray; drop role bw_stray")


def test_the_application_s_role_may_serve(transactional_db):
    refuse_a_role_that_could_bypass()


@pytest.mark.parametrize("role", ["bw_owner", "postgres"])
def test_the_owner_and_a_superuser_may_not_serve(as_role, role):
    as_role(role)
    with pytest.raises(RoleCouldBypassTheWall):
        refuse_a_role_that_could_bypass()


@pytest.mark.parametrize(
    "power",
    [
        "grant bw_owner to bw_stray",
        "grant bw_owner to bw_stray with inherit false, set true",
        "grant postgres to bw_stray with inherit false",
        "alter role bw_stray bypassrls",
        "grant pg_read_all_data to bw_stray",
        "grant pg_write_all_data to bw_stray",
        "grant select (scopes) on people_person to bw_stray",
        "grant update (barred) on casework_case to bw_stray",
        "grant truncate on people_person to bw_stray",
    ],
)
def test_a_role_that_could_step_over_the_wall_may_not_serve(as_role, superuser, power):
    superuser.execute("grant bw_app to bw_stray")
    as_role("bw_stray")
    refuse_a_role_that_could_bypass()
    superuser.execute(power)
    with pytest.raises(RoleCouldBypassTheWall):
        refuse_a_role_that_could_bypass()


def test_a_superuser_who_puts_on_the_application_s_role_may_not_serve(as_role):
    as_role("postgres")
    with connections["default"].cursor() as cursor:
        cursor.execute("set role bw_app")
    with pytest.raises(RoleCouldBypassTheWall):
        refuse_a_role_that_could_bypass()


def test_nobody_serves_while_one_walled_table_stands_open(transactional_db, owner_connection):
    owner_connection.execute("alter table people_address disable row level security")
    with pytest.raises(RoleCouldBypassTheWall, match="no wall"):
        refuse_a_role_that_could_bypass()


def test_the_application_s_role_cannot_lower_the_wall(transactional_db, test_cluster):
    with databases.connect(test_cluster, transactional_db) as connection:
        for attempt in (
            "alter table people_person disable row level security",
            "drop policy wall on people_person",
            "set role bw_owner",
            "set session_replication_role = replica",
            "create table public.mine (id int)",
        ):
            with pytest.raises(psycopg.Error):
                connection.execute(attempt)
