"""Refuse to serve under a database role that could see past the wall."""

from django.db import connection


class RoleCouldBypassTheWall(Exception):
    """The service was started as the database's owner or as a superuser; start it as the application's role."""


def refuse_a_role_that_could_bypass() -> None:
    """Raise RoleCouldBypassTheWall if the present role owns a table, may act as an owner, or bypasses row security."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select r.rolsuper or r.rolbypassrls,
                   exists (select 1 from pg_class c where c.relkind in ('r', 'p')
                            and c.relnamespace in (select oid from pg_namespace where nspname in ('public', 'access'))
                            and pg_has_role(current_user, c.relowner, 'usage')),
                   not exists (select 1 from pg_class c where c.relrowsecurity)
            from pg_roles r where r.rolname = current_user
            """
        )
        above, owns, no_wall = cursor.fetchone()
    if above or owns:
        raise RoleCouldBypassTheWall(
            "The database role in use could see past the wall. Set DATABASE_URL to the application's role; "
            "only ./breakwater migrate uses DATABASE_OWNER_URL."
        )
    if no_wall:
        raise RoleCouldBypassTheWall("The database has no wall yet. Run ./breakwater migrate first.")
