"""The page of the audit book that is open: what a request or job saw and did, until it is written as one entry."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connections
from psycopg.types.json import Jsonb

from .canonical import COLUMNS

WRITTEN = COLUMNS[4:]  # the first four are the database's own
# No RETURNING: the application may write entries and not read them back.
INSERT = f"insert into audit_entry ({', '.join(WRITTEN)}) values ({', '.join(['%s'] * len(WRITTEN))})"

# What stands although its request is undone: the same columns but `changed`, for which there is none.
NOTE = "select audit_note(" + ", ".join(["%s"] * (len(WRITTEN) - 1)) + ")"

# Facts may hold dates, moments and decimals.
_dumps = partial(json.dumps, cls=DjangoJSONEncoder)


class NoPageOpen(Exception):
    """Something was seen or done outside `acting_as`, where nobody would be on record for it."""


class NotInATransaction(Exception):
    """A page was opened outside a transaction, so its entry could not stand or fall with the work."""


@dataclass
class Page:
    """What one request or job has seen and done so far. `kind` is worked out at the end where it is left empty."""

    actor: int | None
    human: int | None
    acting_as: str
    area: str
    kind: str = ""
    verb: str = ""
    route: str = ""
    method: str = ""
    session: str = ""
    reason: str = ""
    seen: dict[str, set[int]] = field(default_factory=dict)
    changed: dict[str, set[int]] = field(default_factory=dict)
    done: list[dict] = field(default_factory=list)
    facts: dict = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        return not (self.seen or self.changed or self.done or self.kind)

    def saw(self, kind: str, *ids: int) -> None:
        if ids:
            self.seen.setdefault(kind, set()).update(ids)

    def did(self, verb: str, kind: str, id: int | None, **facts) -> None:
        if id is not None:
            self.changed.setdefault(kind, set()).add(id)
        self.done.append({"verb": verb, "kind": kind, "id": id, **facts})

    def values(self) -> list:
        """The columns of the entry, in the order of WRITTEN."""
        facts = {**self.facts, **({"done": self.done} if self.done else {})}
        return [
            self.actor,
            self.human,
            self.acting_as,
            self.area,
            self.kind or ("change" if self.done else "read"),
            self.verb or (self.done[0]["verb"] if self.done else ""),
            self.route,
            self.method,
            Jsonb(_listed(self.seen)),
            Jsonb(_listed(self.changed)),
            Jsonb(facts, dumps=_dumps),
            self.reason,
            self.session,
        ]


_open: ContextVar[Page | None] = ContextVar("audit_page", default=None)


def current() -> Page:
    """The open page. Raises NoPageOpen."""
    opened = _open.get()
    if opened is None:
        raise NoPageOpen("Nothing may be seen or done outside acting_as(...)")
    return opened


@contextmanager
def page(
    *,
    actor: int | None,
    human: int | None,
    acting_as: str,
    area: str,
    kind: str = "",
    verb: str = "",
    route: str = "",
    method: str = "",
    session: str = "",
    using: str = "default",
) -> Iterator[Page]:
    """Open a page and write it as one entry on leaving, in the transaction that is open; a blank page writes nothing.

    `acting_as` is post and area in words ("Duty worker, MASH"), `session` a `digest`. An error, or a transaction that is to be
    undone, writes nothing: what happened did not happen, and a refusal is recorded by `outside`. Within an open page
    a second one adds to the first and notes who else acted. Raises NotInATransaction.
    """
    if outer := _open.get():
        if actor != outer.actor:
            also = outer.facts.setdefault("also_acting", [])
            also += [] if actor in also else [actor]
        yield outer
        return
    connection = connections[using]
    if not connection.in_atomic_block:
        raise NotInATransaction("Open the page inside transaction.atomic()")
    opened = Page(actor, human, acting_as, area, kind, verb, route, method, session)
    token = _open.set(opened)
    try:
        yield opened
        if not opened.is_blank and not connection.needs_rollback:
            _write(opened, using)
    finally:
        _open.reset(token)


def saw(kind: str, *ids: int) -> None:
    """Note that the records of this kind with these ids were shown to whoever is acting. Raises NoPageOpen."""
    current().saw(kind, *ids)


def did(verb: str, kind: str, id: int | None, **facts) -> None:
    """Note a change to one record; `facts` are codes, dates and ids, never names or free text. Raises NoPageOpen."""
    current().did(verb, kind, id, **facts)


def because(reason: str) -> None:
    """Keep the reason the person gave, such as the one asked for before breaking the glass. Raises NoPageOpen."""
    current().reason = reason


def outside(
    kind: str,
    *,
    actor: int | None = None,
    human: int | None = None,
    acting_as: str = "",
    area: str = "",
    verb: str = "",
    route: str = "",
    method: str = "",
    session: str = "",
    reason: str = "",
    using: str = "outside",
    **facts,
) -> None:
    """Write an entry at once on the second connection, so that it stands although the request is undone.

    For refusals, absences and what happens at signing in: `kind` is one of those that `audit_note` takes. What is left out is taken from the open page, where there is one. There is
    no parameter for a network address: an anonymous reporter must not be traceable through the audit.
    """
    opened = _open.get() or Page(None, None, "", "")
    entry = Page(
        actor=opened.actor if actor is None else actor,
        human=opened.human if human is None else human,
        acting_as=acting_as or opened.acting_as,
        area=area or opened.area,
        kind=kind,
        verb=verb,
        route=route or opened.route,
        method=method or opened.method,
        session=session or opened.session,
        reason=reason,
        facts=facts,
    )
    values = entry.values()
    del values[WRITTEN.index("changed")]
    with connections[using].cursor() as cursor:
        cursor.execute(NOTE, values)


def digest(session_key: str) -> str:
    """A stable mark of a session that cannot be turned back into the session; empty for no session."""
    if not session_key:
        return ""
    return hmac.new(settings.SECRET_KEY.encode(), session_key.encode(), hashlib.sha256).hexdigest()[:32]


def _write(entry: Page, using: str) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute(INSERT, entry.values())


def _listed(objects: dict[str, set[int]]) -> dict[str, list[int]]:
    return {kind: sorted(ids) for kind, ids in sorted(objects.items())}
