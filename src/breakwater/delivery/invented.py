"""A door for invented people: the demo, the tests and the benches give posts by it, which in life an invitation alone does.

It is a schema of its own that only the owner makes, when told that everything in the database is invented. `serve` refuses a
database that has it, unless it serves the demo.
"""

import os
from datetime import date

from django.db import connection
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import Role
from breakwater.partnership.organisations.models import Membership, Team, User

from .settings.environment import DEMO

DOOR = """
create schema if not exists invented;
revoke all on schema invented from public;
grant usage on schema invented to {app};
create or replace function invented.give_post(
    p_user bigint, p_team bigint, p_role text, p_job_title text, p_starts_on date, p_ends_on date
) returns bigint language sql security definer set search_path = public, pg_catalog, pg_temp as $$
    insert into organisations_membership (public_id, user_id, team_id, role, job_title, starts_on, ends_on)
    values (access.new_public_id(), p_user, p_team, p_role, p_job_title, p_starts_on, p_ends_on) returning id
$$;
revoke execute on all functions in schema invented from public;
grant execute on all functions in schema invented to {app};
"""


class HoldsInventedPeople(Exception):
    """A database made for the demo, tests or benches is asked to serve real people."""


def is_invented() -> bool:
    """Whether this process was told that everything in its database is invented."""
    return DEMO or os.environ.get("BREAKWATER_INVENTED") == "1"


def open_door(app_role: str) -> None:
    """Make the door, as the owner."""
    with connection.cursor() as cursor:
        cursor.execute(DOOR.format(app=app_role))


def refuse_if_not_told() -> None:
    """Raise HoldsInventedPeople where the door stands open and this process does not serve invented people."""
    if is_invented():
        return
    with connection.cursor() as cursor:
        cursor.execute("select to_regnamespace('invented') is not null")
        if cursor.fetchone()[0]:
            raise HoldsInventedPeople(
                "This database was made for the demo or for tests: roles are given in it without asking. "
                "Make another with ./breakwater migrate."
            )


def give_post(
    user: User,
    team: Team,
    role: Role | str,
    *,
    job_title: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    **registration,
) -> Membership:
    """Give an invented person a post, from `starts_on` or today; with what is kept of their registration."""
    begins = starts_on or london_date(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(
            "select invented.give_post(%s, %s, %s, %s, %s, %s)",
            [user.pk, team.pk, str(role), job_title, begins, ends_on],
        )
        (number,) = cursor.fetchone()
    if registration:
        Membership.objects.filter(pk=number).update(**registration)
    made = Membership.objects.select_related("role").get(pk=number)
    made.user, made.team = user, team
    return made
