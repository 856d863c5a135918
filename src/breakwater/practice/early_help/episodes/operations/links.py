"""Doors for people without an account: a token that only its holder has, and for the family a number said to them besides.

Both are given once and kept nowhere; digests tell whether they are right. Five wrong numbers end the link for good.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import scrypt, sha256

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from breakwater.casework.chronology import operations as chronology
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import end_link
from breakwater.partnership.organisations.models import Actor
from breakwater.practice.early_help.models import FamilyLink, LinkDoor

MOST_FAILURES = 5
DIGITS = 6
FORGOTTEN_AFTER = timedelta(days=30)
EMPTIED = "ended "


@dataclass(frozen=True)
class Opened:
    """A door just made. `token` goes into the address, `number` is said to its person; neither is kept."""

    door: LinkDoor
    token: str
    number: str


def make_door(*, actor: Actor, ends_at: datetime, at: datetime, with_number: bool) -> Opened:
    """A door for a link's actor, until a moment; with a number of six digits where a second factor is asked."""
    token = secrets.token_urlsafe(24)
    number = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}" if with_number else ""
    door = LinkDoor.objects.create(
        token_digest=digest(token),
        check_digest=_check(token, number) if number else "",
        actor=actor,
        made_at=at,
        ends_at=ends_at,
    )
    return Opened(door, token, number)


def door_behind(token: str, *, at: datetime) -> LinkDoor | None:
    """The door that a token opens; None where there is none, its days are over, it was ended, or too many guessed."""
    return _standing(at).filter(token_digest=digest(token)).first() if token else None


def door_still_open(pk: int, *, at: datetime) -> LinkDoor | None:
    """A door that was opened before in this browser, while it stands."""
    return _standing(at).filter(pk=pk).first()


@transaction.atomic
def check_number(*, token: str, number: str, at: datetime) -> LinkDoor | None:
    """The door, where the number is right too. A wrong one is counted; the fifth ends the link, whoever asks."""
    door = _standing(at).select_for_update(of=("self",)).filter(token_digest=digest(token)).first()
    if door is None or not door.check_digest:
        return None
    typed = "".join(sign for sign in number if sign.isdigit())
    if not hmac.compare_digest(door.check_digest, _check(token, typed)):
        door.failures += 1
        if door.failures >= MOST_FAILURES:
            door.ended_at = at
        door.save(update_fields=["failures", "ended_at"])
        return None
    if door.failures:
        door.failures = 0
        door.save(update_fields=["failures"])
    return door


def guessed_shut(token: str, *, at: datetime) -> LinkDoor | None:
    """The door that a wrong number ended just then, at `at`."""
    shut = LinkDoor.objects.select_related("actor__area").filter(failures__gte=MOST_FAILURES, ended_at=at)
    return shut.filter(token_digest=digest(token)).first()


@transaction.atomic
def end_family_link(*, link: FamilyLink, because: str, by: Actor, at: datetime) -> FamilyLink:
    """Nobody reads by this link from now on; what its person wrote stays."""
    link = (
        FamilyLink.objects.select_for_update(of=("self",))
        .select_related("actor", "door", "episode__case")
        .get(pk=link.pk)
    )
    if link.ended_at is None:
        link.ended_at, link.ended_by, link.ended_because = at, by, because[:240]
        link.save(update_fields=["ended_at", "ended_by", "ended_because"])
        end_link(link.actor, at=at)
        if link.door is not None:
            LinkDoor.objects.filter(pk=link.door_id, ended_at=None).update(ended_at=at)
        chronology.record(
            case=link.episode.case, kind="early_help", what="A family link was ended", process=True, by=by, at=at
        )
        audit.did("ended a family link", "case", link.episode.case_id)
    return link


def end_old_doors(*, at: datetime) -> int:
    """End the doors whose days are over, and what acts through them; return how many."""
    over = list(LinkDoor.objects.select_related("actor").filter(ends_at__lte=at, ended_at=None).order_by("pk"))
    for door in over:
        end_link(door.actor, at=at)
    LinkDoor.objects.filter(pk__in=[door.pk for door in over]).update(ended_at=at)
    return len(over)


def forget_doors(*, at: datetime) -> int:
    """Empty what opened doors that ended a month ago; return how many."""
    old = LinkDoor.objects.filter(ended_at__lte=at - FORGOTTEN_AFTER).exclude(token_digest__startswith=EMPTIED)
    return old.update(token_digest=Concat(Value(EMPTIED), Cast("pk", CharField())), check_digest="")


def digest(token: str) -> str:
    return sha256(f"family door {token}".encode("utf-8", "replace")).hexdigest()


def _standing(at: datetime):
    doors = LinkDoor.objects.select_related("actor__area").filter(ends_at__gt=at, failures__lt=MOST_FAILURES)
    return doors.filter(ended_at=None)


def _check(token: str, number: str) -> str:
    both = f"{token}\0{number}".encode("utf-8", "replace")
    return scrypt(both, salt=settings.SECRET_KEY.encode(), n=2**12, r=8, p=1, dklen=32).hex()
