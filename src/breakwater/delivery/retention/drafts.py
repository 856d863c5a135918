"""Drafts of forms that nobody has saved for thirty days: begun by colleagues, named by nothing, of no case that is on hold."""

from datetime import datetime, timedelta

import psycopg

from .due import hold_on, wait_for_holds
from .foreign_keys import keys_to
from .removing import Removal, of_the_wall
from .schedule import schedule

DRAFTS, AFTER = "casework_answers", timedelta(days=30)


def forget(connection: psycopg.Connection, *, at: datetime) -> int:
    """Delete them, as the database's owner; returns how many. The public's own go after a day (front_door.forget)."""
    named = " and ".join(
        f"not exists (select 1 from {key.table} t where t.{key.column} = a.id)" for key in keys_to(connection, DRAFTS)
    )
    held = f"select 1 from casework_case r where r.id = a.case_id and {hold_on(schedule().records['case'])}"
    with connection.transaction():
        wait_for_holds(connection)
        found = connection.execute(
            f"select id from {DRAFTS} a where a.status = 'DRAFT' and a.user_id is not null and a.saved_at < %s "
            f"and {named} and not exists ({held}) order by id for update",
            [at - AFTER],
        ).fetchall()
        ids = [number for (number,) in found]
        if ids:
            connection.execute(f"delete from {DRAFTS} where id = any(%s)", [ids])
            went = Removal()
            went.rows[DRAFTS] = set(ids)
            of_the_wall(connection, went)
            connection.execute(
                "insert into audit_entry (acting_as, area, kind, verb, route, method, seen, changed, facts, reason, session) values "
                "('The database''s owner', '', 'change', 'deleted old drafts of forms', '', '', '{}', jsonb_build_object('answers', %s::bigint[]), "
                "'{}', '', '')",
                [ids],
            )
    return len(ids)
