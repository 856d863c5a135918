"""Keys of organisations' systems: asked for, approved, made once, used, ended."""

import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import Permission, allows, end_link, system_for
from breakwater.partnership.organisations.models import Actor, Area, Membership, Organisation, Team, User

from .models import ApiKey, Scope

LONGEST = timedelta(days=365)
REMINDED = timedelta(days=30)
START = "bw"
RELATED = ("team__organisation", "team__area", "actor__area", "by__membership__user", "area")
NOBODY = "0" * 64


class TooLong(Refusal):
    box, words = "expires_on", "A key lasts at most twelve months. Choose a day within a year"


class NoRoll(Refusal):
    box, words = "scopes", "Only a school sends a roll. Take that tick away"


class NotWaiting(Refusal):
    words = "This was approved or ended before. Open the page again to see how it is"


class ByTheSamePerson(Refusal):
    words = "Whoever asks for a key does not approve it. Ask someone else who keeps the partnership's roles"


class NotApproved(Refusal):
    words = "The key cannot be made: it is not approved, was made before, or has ended"


@dataclass(frozen=True)
class Wanted:
    """A system to connect: what it is called, why, what for, until which day."""

    system: str
    reason: str
    scopes: tuple[str, ...]
    expires_on: date


@dataclass(frozen=True)
class Shown:
    """A key that was made, shown this once."""

    key: ApiKey
    secret: str


def keys_of(team: Team) -> QuerySet[ApiKey]:
    return ApiKey.objects.filter(team=team).select_related(*RELATED).order_by("-at", "-pk")


def keys_in(area: Area) -> QuerySet[ApiKey]:
    """The keys of an area, those that wait for approval first."""
    return ApiKey.objects.filter(area=area).select_related(*RELATED).order_by("approved_at", "ended_at", "-at", "-pk")


@transaction.atomic
def ask(_subject, facts: Wanted, *, key: UUID, by: Actor, at: datetime) -> ApiKey:
    """Ask that a system of one's own team is connected. Raises TooLong, NoRoll."""
    if known := made_before(ApiKey, key):
        return known
    today, team = london_date(at), by.membership.team
    if not today < facts.expires_on <= today + LONGEST:
        raise TooLong(facts.expires_on)
    if Scope.ROLLS in facts.scopes and team.organisation.kind != Organisation.Kind.SCHOOL:
        raise NoRoll(team.pk)
    made = ApiKey.objects.create(
        area=team.area,
        team=team,
        system=facts.system,
        reason=facts.reason,
        allowed=sorted(facts.scopes),
        expires_on=facts.expires_on,
        key=key,
        at=at,
        by=by,
    )
    audit.did("asked to connect", "api_key", made.pk)
    notifications.tell(
        words="An organisation asks to connect a system",
        path=f"/systems/{made.public_id}/",
        by=by,
        at=at,
        users=_approvers(team.area, at=at),
    )
    return made


def _approvers(area: Area, *, at: datetime) -> list[User]:
    posts = Membership.objects.in_force(london_date(at)).filter(team__area=area, user__is_active=True)
    held = posts.select_related("user").order_by("user", "pk")
    return list({post.user_id: post.user for post in held if allows(post.role_id, Permission.SYSTEM_APPROVE)}.values())


@transaction.atomic
def approve(key: ApiKey, *, by: Actor, at: datetime) -> ApiKey:
    """Let the system in: from now on there is an actor that it may act as. Raises NotWaiting, ByTheSamePerson."""
    held = _held(key)
    if held.approved_at or held.ended_at:
        raise NotWaiting(held.public_id)
    if held.by.membership.user_id == by.membership.user_id:
        raise ByTheSamePerson(held.public_id)
    held.actor, held.approved_at, held.approved_by = system_for(held.team), at, by
    held.save(update_fields=["actor", "approved_at", "approved_by"])
    audit.did("approved to connect", "api_key", held.pk, team=held.team_id)
    _tell_the_lead(held, "Your system may be connected: make its key", by=by, at=at)
    return held


@transaction.atomic
def make(key: ApiKey, *, by: Actor, at: datetime) -> Shown:
    """Make the key of an approved system. Raises NotApproved."""
    held = _held(key)
    if not held.approved_at or held.prefix or held.ended_at or held.expires_on < london_date(at):
        raise NotApproved(held.public_id)
    prefix = secrets.token_hex(4)
    secret = f"{START}_{prefix}_{secrets.token_urlsafe(32)}"
    held.prefix, held.digest, held.made_at = prefix, _digest(secret), at
    held.save(update_fields=["prefix", "digest", "made_at"])
    audit.did("made", "api_key", held.pk)
    return Shown(held, secret)


@transaction.atomic
def end(key: ApiKey, *, by: Actor, at: datetime) -> ApiKey:
    """Nobody acts by this key from now on. A second time nothing is done."""
    held = _held(key)
    if held.ended_at is None:
        held.ended_at, held.ended_by = at, by
        held.save(update_fields=["ended_at", "ended_by"])
        if held.actor_id:
            end_link(held.actor, at=at)
        audit.did("ended", "api_key", held.pk)
    return held


def key_behind(secret: str, *, at: datetime) -> ApiKey | None:
    """The key that a request carries; None where it is none, has ended or lapsed. It takes as long for one as for the other."""
    start, _, rest = secret.partition("_")
    found = None
    if start == START and secret.isascii() and len(secret) <= 100:
        found = ApiKey.objects.select_related(*RELATED).filter(prefix=rest.partition("_")[0]).first()
    is_right = hmac.compare_digest(found.digest if found else NOBODY, _digest(secret))
    return found if is_right and found is not None and goes_on(found, at=at) else None


def goes_on(key: ApiKey, *, at: datetime) -> bool:
    """Neither the key nor its team has ended by now."""
    today, closed = london_date(at), key.team.closed_on
    return key.ended_at is None and key.expires_on >= today and (closed is None or closed > today)


def note_use(key: ApiKey, *, at: datetime) -> None:
    """That it was used today: a write a day, not one a request."""
    if key.last_used_on != london_date(at):
        ApiKey.objects.filter(pk=key.pk).update(last_used_on=london_date(at))


def remind(*, at: datetime) -> Collection[ApiKey]:
    """Keys that lapse within 30 days and whose lead was not told. The caller tells each within its own area (`tell_lapses`)."""
    today = london_date(at)
    soon = ApiKey.objects.filter(
        ended_at=None, reminded_on=None, expires_on__lte=today + REMINDED, made_at__isnull=False
    )
    return list(soon.filter(expires_on__gte=today).select_related(*RELATED).order_by("pk"))


@transaction.atomic
def tell_lapses(key: ApiKey, *, by: Actor, at: datetime) -> None:
    ApiKey.objects.filter(pk=key.pk).update(reminded_on=london_date(at))
    _tell_the_lead(key, "The key of a connected system lapses soon: ask for another", by=by, at=at)


def _tell_the_lead(key: ApiKey, words: str, *, by: Actor, at: datetime) -> None:
    path = f"/systems/{key.public_id}/"
    posts = (
        Membership.objects.in_force(london_date(at)).filter(team=key.team, user__is_active=True).select_related("user")
    )
    users = [post.user for post in posts if allows(post.role_id, Permission.SYSTEM_CONNECT)]
    notifications.tell(words=words, path=path, by=by, at=at, users=users)


def _held(key: ApiKey) -> ApiKey:
    return ApiKey.objects.select_for_update(of=("self",)).select_related(*RELATED).get(pk=key.pk)


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()
