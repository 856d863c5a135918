"""Statements asked again and again are planned a few times and then kept: the database knows them by name while a connection lives.

Planning a question through the wall costs three to ten times what answering it does. So parameters are sent apart from
the statement (`options`), and a connection keeps the statements it meets most. From its sixth run on the database may keep
one plan for all that is asked, made for the sight of whoever asks just then; what is best for a school of 30 rows is slow for
an overseer of 60,000. So each statement says in a comment how wide its reader sees, and each width has a plan of its own.

Behind a pooler that shares connections between transactions (PgBouncer before 1.21, or with max_prepared_statements = 0) all
this must be switched off: BREAKWATER_PREPARE=0.
"""

from django.db.backends.signals import connection_created

KEPT = 600  # statements a connection keeps, about 60 kB each in the database's process
OFTEN = 3  # from this many times on, on one connection


def options(*, prepare: bool) -> dict:
    """What Django's description of a database says of it."""
    return {"server_side_binding": True, "prepare_threshold": OFTEN} if prepare else {}


def keep_many() -> None:
    """Let every new connection keep `KEPT` statements instead of the driver's hundred, each width of sight its own."""
    connection_created.connect(_keep_many, dispatch_uid="breakwater.statements")


def _keep_many(*, connection, **_) -> None:
    connection.connection.prepared_max = KEPT
    if _by_width not in connection.execute_wrappers:
        connection.execute_wrappers.append(_by_width)


def _by_width(execute, sql, params, many, context):
    return execute(f"{sql} /* {_width()} */", params, many, context)


def _width() -> str:
    """How wide the one who acts sees: a word of the code, never anything of a person. Asks the database nothing."""
    from breakwater.partnership.organisations.access.acting import actor_now

    actor = actor_now()
    if actor is None:
        return "nobody"
    if actor.membership_id is None:
        return "service"
    known = actor._state.fields_cache
    post = known.get("membership")
    role, team = (post._state.fields_cache.get(name) for name in ("role", "team")) if post else (None, None)
    if role is None or team is None:
        return "post"
    return "area" if role.has_oversight else "school" if team.sight_is_dated else "team"
