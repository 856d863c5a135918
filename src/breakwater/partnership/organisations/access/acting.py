"""Entering the wall as an actor. Without it a query of a protected table finds nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import connection, transaction

from breakwater.foundation import audit

from ..models import Actor, Area, LinkKind, Membership, ServiceName, Team
from ..settled import once

_acting: ContextVar[Actor | None] = ContextVar("acting", default=None)


class NotAnActor(Exception):
    """The post has ended, has not begun, or its holder has left."""


def actor_now() -> Actor | None:
    """Who acts at this moment, or None outside `acting_as`."""
    return _acting.get()


def actor_of(membership: Membership) -> Actor:
    """The actor behind a membership; the database makes it with the membership."""
    behind = Actor.objects.select_related(*_WITH)
    return once(("actor", membership.pk), lambda: behind.get(membership=membership))


def service_of(area: Area, service: ServiceName) -> Actor:
    """The actor of a named service of an area; made with the area. The one that acts already is not asked for again."""
    acting = _acting.get()
    if acting is not None and acting.membership_id is None and (acting.service, acting.area_id) == (service, area.pk):
        return acting
    named = Actor.objects.select_related("area")
    of = {"area": area, "service": service, "membership": None}
    return once(("service", area.pk, service), lambda: named.get(**of))


def link_for(area: Area, kind: LinkKind) -> Actor:
    """A new actor for someone without an account, who acts through one link. Until when is its door's to say."""
    with connection.cursor() as cursor:
        cursor.execute("select access.new_link(%s, %s)", [area.pk, kind])
        return Actor.objects.select_related("area").get(pk=cursor.fetchone()[0])


def system_for(team: Team) -> Actor:
    """A new actor for a system of an organisation, which acts for one of its teams. Until when is its key's to say."""
    with connection.cursor() as cursor:
        cursor.execute("select access.new_system(%s)", [team.pk])
        return Actor.objects.select_related("area").get(pk=cursor.fetchone()[0])


def end_link(actor: Actor, *, at: datetime) -> None:
    """Nobody acts through this link from now on."""
    Actor.objects.filter(pk=actor.pk, link_ended_at=None).exclude(link="").update(link_ended_at=at)


def renew_link(actor: Actor) -> None:
    """The same person acts through a link again."""
    Actor.objects.filter(pk=actor.pk).exclude(link="").update(link_ended_at=None)


_WITH = ("membership__user", "membership__role", "membership__team__area", "membership__team__organisation", "area")


@contextmanager
def acting_as(who: Actor | Membership, **page) -> Iterator[Actor]:
    """Act as `who` for the length of the block, in one transaction, under one audit entry.

    Nested, the inner actor's sight replaces the outer's until the block ends; the outer entry stays the one written,
    and names the inner actor. `page` goes to the audit entry (route, method, session...). Raises NotAnActor.
    """
    actor = actor_of(who) if isinstance(who, Membership) else who
    outer = _acting.get()
    if outer is None:
        within_another = connection.in_atomic_block
        with transaction.atomic():
            _enter(actor)
            token = _acting.set(actor)
            try:
                with audit.page(**_described(actor), **page):
                    yield actor
            finally:
                _acting.reset(token)
                if within_another and not connection.needs_rollback:
                    _restore(("", "", ""))  # the settings would outlive the block with the outer transaction
        return
    if outer.pk == actor.pk and actor.membership_id is None:  # a service sees the same as long as it acts
        audit.current().facts.setdefault("through", []).append(actor.pk)
        yield actor
        return
    before, entered = _change(actor)
    token = _acting.set(actor)
    try:
        if not entered:
            raise NotAnActor(actor.pk)
        audit.current().facts.setdefault("through", []).append(actor.pk)
        yield actor
    finally:
        _acting.reset(token)
        if not connection.needs_rollback:
            _restore(before)


def _described(actor: Actor) -> dict:
    human = actor.membership.user_id if actor.membership_id else None
    area = actor.membership.team.area.code if actor.membership_id else actor.area.code
    return {"actor": actor.pk, "human": human, "acting_as": actor.post, "area": area}


def _enter(actor: Actor) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select access.act_as(%s)", [actor.pk])
        (entered,) = cursor.fetchone()
    if not entered:
        raise NotAnActor(actor.pk)


_SETTINGS = ("bw.scopes", "bw.human", "bw.actor")


def _change(actor: Actor) -> tuple[tuple[str, ...], bool]:
    """Enter the wall as another. Returns the sight there was, read before it changes, and whether the post holds."""
    was = ", ".join(f"current_setting('{name}', true) as was_{number}" for number, name in enumerate(_SETTINGS))
    with connection.cursor() as cursor:
        cursor.execute(
            f"with before as materialized (select {was}) select before.*, access.act_as(%s) from before", [actor.pk]
        )
        *sight, entered = cursor.fetchone()
    return tuple(sight), entered


def _restore(sight: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select " + ", ".join(f"set_config('{name}', %s, true)" for name in _SETTINGS),
            [value or "" for value in sight],
        )
