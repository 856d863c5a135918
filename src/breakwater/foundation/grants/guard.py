"""Refuse to serve under a database role that could see past the wall."""

from django.db import connection


class RoleCouldBypassTheWall(Exception):
    """The service was started as the database's owner or as a superuser; start it as the application's role."""


# Whoever signed in, and the role in use: `set role` can be undone, and a membership that is not inherited can be entered.
QUESTIONS = """
with us as (select oid, rolname from pg_roles where rolname in (current_user, session_user)),
reachable as (
    select r.* from pg_roles r where exists (select 1 from us where pg_has_role(us.oid, r.oid, 'member'))
),
ours as (
    select c.* from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname in ('public', 'access')
    where c.relkind in ('r', 'p', 'v', 'm')
),
walled as (
    select distinct c.oid, c.relrowsecurity, a.attname from ours c join pg_attribute a on a.attrelid = c.oid and a.attname in ('scopes', 'barred', 'seals')
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
)
select exists (select 1 from reachable where rolsuper or rolbypassrls),
       exists (select 1 from ours join reachable on reachable.oid = ours.relowner)
         or exists (select 1 from pg_proc p join pg_namespace n on n.oid = p.pronamespace and n.nspname in ('public', 'access')
                    join reachable on reachable.oid = p.proowner),
       exists (select 1 from walled where has_column_privilege(current_user, oid, attname, 'select, insert, update')
                                       or has_table_privilege(current_user, oid, 'truncate, trigger')),
       not exists (select 1 from walled) or exists (select 1 from walled where not relrowsecurity)
"""


def refuse_a_role_that_could_bypass() -> None:
    """Raise RoleCouldBypassTheWall if whoever serves owns the wall, could become its owner, or could step over it."""
    with connection.cursor() as cursor:
        cursor.execute(QUESTIONS)
        above, owns, touches_columns, no_wall = cursor.fetchone()
    if above or owns or touches_columns:
        raise RoleCouldBypassTheWall(
            "The database role in use could see past the wall. Set DATABASE_URL to the application's role; "
            "only ./breakwater migrate uses DATABASE_OWNER_URL."
        )
    if no_wall:
        raise RoleCouldBypassTheWall("The database has no wall yet. Run ./breakwater migrate first.")
