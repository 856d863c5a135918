"""Declaring one's own conflicts of interest; what governance reads of them, ties and ends. Used to keep out, never to show."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from breakwater.foundation import audit
from breakwater.foundation.refusals import Refusal
from breakwater.foundation.storage import words as stored
from breakwater.partnership.organisations.models import Actor, User

from ..models import Declaration, DeclaredTie

PARTS = ("forename", "surname", "born", "line", "postcode", "upn", "nhs", "words")


class NotFoundThere(Refusal):
    """There is no such declaration, match or person for this officer."""


@dataclass(frozen=True)
class Tie:
    """A declared tie in words, for its author or for governance."""

    number: int
    public_id: str
    human: int
    kind: str
    said: Mapping[str, str]
    declared_at: datetime
    said_over_at: datetime | None
    said_over_why: str
    matches: int = 0

    @property
    def kind_label(self) -> str:
        return DeclaredTie.Kind(self.kind).label


@dataclass(frozen=True)
class Conflict:
    """A record that someone is kept from: its reference alone."""

    number: int
    tie: int
    human: int
    kind: str
    record: str
    basis: str
    made_at: datetime
    ended_at: datetime | None
    because: str


BASES = {
    "IDENTIFIER": "The same number",
    "NAME_AND_BIRTH": "The same name and date of birth",
    "NAME_AND_ADDRESS": "The same name and postcode",
    "SURNAME_AND_POSTCODE": "The same surname and postcode",
    "ADDRESS": "The same address",
    "BY_HAND": "Tied by information governance",
}


@transaction.atomic
def declare(*, kind: str, said: Mapping[str, object], by: Actor, at: datetime, key: UUID) -> DeclaredTie:
    """Declare one tie. From now on its author is kept from whoever it matches. The same key again adds nothing.

    `said` may hold forename, surname, born (a date), line, postcode, upn, nhs, words.
    """
    if known := DeclaredTie.objects.filter(key=key).first():
        return known
    tie = DeclaredTie(key=key, user=by.membership.user, kind=kind, declared_at=at)
    kept = {part: str(said.get(part) or "") for part in PARTS}
    tie.words = stored.lock_words(json.dumps(kept), bound_to=_bound(tie.public_id))
    tie.save(force_insert=True)
    _confirm(by, at, has_nothing=False)
    audit.did("declared a tie", "declaredtie", tie.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "select access.declare_keys(%s, %s, %s, %s, %s, %s, %s, %s)",
            [
                tie.pk,
                kept["forename"],
                kept["surname"],
                said.get("born") or None,
                kept["line"],
                kept["postcode"],
                kept["upn"],
                kept["nhs"],
            ],
        )
    return tie


@transaction.atomic
def confirm(*, has_nothing: bool, by: Actor, at: datetime) -> None:
    """Say that what is declared is complete, or that there is nothing to declare."""
    _confirm(by, at, has_nothing=has_nothing)
    audit.did("confirmed a declaration", "declaration", None)


def _confirm(by: Actor, at: datetime, *, has_nothing: bool) -> None:
    Declaration.objects.update_or_create(
        user=by.membership.user, defaults={"confirmed_at": at, "has_nothing": has_nothing}
    )


@transaction.atomic
def say_over(*, tie: DeclaredTie, why: str, by: Actor, at: datetime) -> None:
    """The author says that it is so no longer. The bar stays until governance agrees."""
    if tie.said_over_at is None:
        tie.said_over_at, tie.said_over_why = at, why
        tie.save(update_fields=["said_over_at", "said_over_why"])
        audit.did("said a tie is over", "declaredtie", tie.pk)


def own_declaration(user: User) -> tuple[Declaration | None, list[Tie]]:
    """What the user has declared, newest first, in words."""
    ties = DeclaredTie.objects.filter(user=user).order_by("-declared_at", "-pk")
    return Declaration.objects.filter(user=user).first(), [
        Tie(
            tie.pk,
            tie.public_id,
            tie.user_id,
            tie.kind,
            _opened(tie.words, tie.public_id),
            tie.declared_at,
            tie.said_over_at,
            tie.said_over_why,
        )
        for tie in ties
    ]


def declared_in_area() -> list[Tie]:
    """For information governance: every tie that people of the area declared. Empty for everyone else."""
    ties = [
        Tie(number, public_id, human, kind, _opened(words, public_id), declared_at, over_at, over_why, matches)
        for number, public_id, human, kind, words, declared_at, over_at, over_why, matches in _rows(
            "declared_in_my_area()"
        )
    ]
    audit.saw("declaredtie", *(tie.number for tie in ties))
    return ties


def who_declared() -> list[tuple[int, datetime | None, bool | None]]:
    """For information governance: each human of the area, when they last declared, and whether they had nothing to."""
    return _rows("declarations_in_my_area()")


def conflicts_in_area() -> list[Conflict]:
    """For information governance: the records that people of the area are kept from."""
    return [Conflict(*row) for row in _rows("conflicts_in_my_area()")]


def blocked_looks(area: int, since: datetime) -> list[tuple]:
    """Looks at records by people who are kept from them: (entry, at, human, acting as, kind, record)."""
    return _rows("blocked_looks(%s, %s)", area, since)


@transaction.atomic
def tie_by_hand(*, tie: int, person: str, by: Actor, at: datetime) -> None:
    """Governance says who is meant, by the public id of the person. Raises NotFoundThere."""
    if not _call("tie_by_hand(%s, %s)", tie, person):
        raise NotFoundThere
    audit.did("tied a declaration", "declaredtie", tie)


@transaction.atomic
def end_conflict(*, conflict: int, because: str, by: Actor, at: datetime) -> None:
    """Governance ends a match: it was wrong, or is so no longer. Never one's own. Raises NotFoundThere."""
    if not _call("end_conflict(%s, %s)", conflict, because):
        raise NotFoundThere
    audit.did("ended a conflict", "conflict", conflict)


def _bound(public_id: str) -> str:
    return f"declaredtie/{public_id}"


def _opened(words: bytes, public_id: str) -> dict[str, str]:
    return json.loads(stored.open_words(words, bound_to=_bound(public_id)))


def _rows(function: str, *arguments) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f"select * from access.{function}", list(arguments))
        return cursor.fetchall()


def _call(function: str, *arguments):
    with connection.cursor() as cursor:
        cursor.execute(f"select access.{function}", list(arguments))
        return cursor.fetchone()[0]
