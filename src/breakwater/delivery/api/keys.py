"""Keys of organisations' systems: asked for, approved, made once, used, ended."""

import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import Permission, allows, end_link, renew_link, system_for
from breakwater.partnership.organisations.models import Actor, Area, Membership, Organisation, Team, User

from .models import ApiKey, ConnectedSystem, Scope

LONGEST = timedelta(days=365)
REMINDED = timedelta(days=30)
MOST_KEYS = 2
START = "bw"
SYSTEM = ("team__organisation", "team__area", "actor__area", "by__membership__user", "area")
RELATED = (*(f"system__{each}" for each in SYSTEM), "by__membership__user", "made_by__membership__user")
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


class TwoKeys(Refusal):
    words = "The system has two keys already. End the one that it uses no more, then make another"


@dataclass(frozen=True)
class Wanted:
    """A key: of which system, why, what for, until which day. `system` is empty where the system is connected already."""

    system: str
    reason: str
    scopes: tuple[str, ...]
    expires_on: date


@dataclass(frozen=True)
class Shown:
    """A key that was made, shown this once."""

    key: ApiKey
    secret: str


def systems_of(team: Team) -> QuerySet[ConnectedSystem]:
    return _systems().filter(team=team)


def systems_in(area: Area) -> QuerySet[ConnectedSystem]:
    """The systems of an area, those with a key that waits for approval first."""
    waiting = Exists(ApiKey.objects.waiting().filter(system=OuterRef("pk")))
    return _systems().filter(area=area).order_by(waiting.desc(), "-at", "-pk")


def _systems() -> QuerySet[ConnectedSystem]:
    return ConnectedSystem.objects.select_related(*SYSTEM).prefetch_related("keys").order_by("-at", "-pk")


def keys_of(system: ConnectedSystem) -> QuerySet[ApiKey]:
    """The keys of a system, newest first."""
    return ApiKey.objects.filter(system=system).select_related(*RELATED).order_by("-pk")


@transaction.atomic
def ask(system: ConnectedSystem | None, facts: Wanted, *, key: UUID, by: Actor, at: datetime) -> ApiKey:
    """Ask that a system of one's own team is connected, or for another key of one that is. Raises TooLong, NoRoll."""
    if known := made_before(ApiKey, key):
        return known
    today, team = london_date(at), by.membership.team
    if not today < facts.expires_on <= today + LONGEST:
        raise TooLong(facts.expires_on)
    if Scope.ROLLS in facts.scopes and team.organisation.kind != Organisation.Kind.SCHOOL:
        raise NoRoll(team.pk)
    made_by = {"key": key, "at": at, "by": by}
    if system is None:
        system = ConnectedSystem.objects.create(area=team.area, team=team, name=facts.system, **made_by)
    made = ApiKey.objects.create(
        system=system,
        reason=facts.reason,
        allowed=sorted(facts.scopes),
        expires_on=facts.expires_on,
        **made_by,
    )
    audit.did("asked to connect", "api_key", made.pk)
    notifications.tell(
        words="An organisation asks to connect a system",
        path=f"/systems/{system.public_id}/",
        by=by,
        at=at,
        users=approvers(team.area, at=at),
    )
    return made


def approvers(area: Area, *, at: datetime) -> list[User]:
    """Who lets systems of an area in."""
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
    held.approved_at, held.approved_by = at, by
    held.save(update_fields=["approved_at", "approved_by"])
    if held.system.actor_id is None:
        held.system.actor = system_for(held.system.team)
        held.system.save(update_fields=["actor"])
    audit.did("approved to connect", "api_key", held.pk, team=held.system.team_id)
    _tell(held, "Your system may be connected: make its key", by=by, at=at)
    return held


@transaction.atomic
def make(key: ApiKey, *, by: Actor, at: datetime) -> Shown:
    """Make the key that was approved. The one before goes on until somebody ends it. Raises NotApproved, TwoKeys."""
    held = _held(key)
    if not held.approved_at or held.prefix or held.ended_at or held.expires_on < london_date(at):
        raise NotApproved(held.public_id)
    if len(_in_force(held.system, at=at)) >= MOST_KEYS:
        raise TwoKeys(held.public_id)
    prefix = secrets.token_hex(4)
    secret = f"{START}_{prefix}_{secrets.token_urlsafe(32)}"
    held.prefix, held.digest, held.made_at, held.made_by = prefix, _digest(secret), at, by
    held.save(update_fields=["prefix", "digest", "made_at", "made_by"])
    renew_link(held.system.actor)
    audit.did("made", "api_key", held.pk)
    _tell(held, "A key of your connected system was made", by=by, at=at)
    return Shown(held, secret)


@transaction.atomic
def exchange(key: ApiKey, *, by: Actor, at: datetime) -> Shown:
    """Make another key under the approval of one that is in force, which goes on beside it. Raises NotApproved, TwoKeys."""
    held = _held(key)
    if held not in _in_force(held.system, at=at):
        raise NotApproved(held.public_id)
    said = {
        name: getattr(held, name)
        for name in ("system", "reason", "allowed", "expires_on", "approved_at", "approved_by")
    }
    return make(ApiKey.objects.create(**said, key=uuid4(), at=at, by=by), by=by, at=at)


@transaction.atomic
def end(key: ApiKey, *, why: str = "", by: Actor, at: datetime) -> ApiKey:
    """Nobody acts by this key from now on; one that waits is refused. A second time nothing is done.

    `why` is told to nobody but on the page; that it ended, to whoever asked, the team's leads and the partnership.
    """
    held = _held(key)
    if held.ended_at is None:
        held.ended_at, held.ended_by, held.ended_why = at, by, why
        held.save(update_fields=["ended_at", "ended_by", "ended_why"])
        _close(held.system, at=at)
        audit.did("ended", "api_key", held.pk)
        words = "A key of your connected system has ended" if held.prefix else "Your system was not connected: read why"
        _tell(held, words, by=by, at=at, also=approvers(held.system.area, at=at))
    return held


def _in_force(system: ConnectedSystem, *, at: datetime) -> list[ApiKey]:
    return list(ApiKey.objects.in_force(london_date(at)).filter(system=system))


def _close(system: ConnectedSystem, *, at: datetime) -> None:
    """Nobody acts as a system that has no key in force."""
    if system.actor_id and not _in_force(system, at=at):
        end_link(system.actor, at=at)


def key_behind(secret: str, *, at: datetime) -> ApiKey | None:
    """The key that a request carries; None where it is none, or is not in force. It takes as long for one as for the other."""
    start, _, rest = secret.partition("_")
    found = None
    if start == START and secret.isascii() and len(secret) <= 100:
        keys = ApiKey.objects.in_force(london_date(at)).select_related(*RELATED)
        found = keys.filter(prefix=rest.partition("_")[0]).first()
    is_right = hmac.compare_digest(found.digest if found else NOBODY, _digest(secret))
    return found if is_right else None


def note_use(key: ApiKey, *, at: datetime) -> None:
    """That it was used today: a write a day, not one a request."""
    if key.last_used_on != london_date(at):
        ApiKey.objects.filter(pk=key.pk).update(last_used_on=london_date(at))


def remind(*, at: datetime) -> Collection[ApiKey]:
    """Keys that lapse within 30 days, without one beside them that lasts longer, and of which nobody was told. The caller tells each
    within its own area (`tell_lapses`).
    """
    today = london_date(at)
    keys = ApiKey.objects.in_force(today)
    longer = keys.filter(system=OuterRef("system"), expires_on__gt=today + REMINDED)
    soon = keys.filter(~Exists(longer), reminded_on=None, expires_on__lte=today + REMINDED)
    return list(soon.select_related(*RELATED).order_by("pk"))


@transaction.atomic
def tell_lapses(key: ApiKey, *, by: Actor, at: datetime) -> None:
    """Tell the team's leads; where nobody leads the team now, the partnership."""
    ApiKey.objects.filter(pk=key.pk).update(reminded_on=london_date(at))
    leads = _leads(key.system.team, at=at)
    also = () if leads else approvers(key.system.area, at=at)
    _tell(key, "The key of a connected system lapses soon: ask for another", by=by, at=at, also=also)


def not_in_force(area: Area, *, at: datetime) -> list[ConnectedSystem]:
    """Systems that can still act, though none of their keys is in force."""
    keys = ApiKey.objects.in_force(london_date(at)).filter(system=OuterRef("pk"))
    systems = ConnectedSystem.objects.filter(~Exists(keys), area=area, actor__link_ended_at=None)
    return list(systems.exclude(actor=None).select_related("actor").order_by("pk"))


@transaction.atomic
def end_lapsed(system: ConnectedSystem, *, at: datetime) -> None:
    """Nobody acts any more as a system whose keys lapsed."""
    _close(system, at=at)
    audit.did("lapsed", "api_system", system.pk)


def _leads(team: Team, *, at: datetime) -> list[User]:
    """Who answers for the systems of a team now."""
    posts = Membership.objects.in_force(london_date(at)).filter(team=team, user__is_active=True).select_related("user")
    return [post.user for post in posts if allows(post.role_id, Permission.SYSTEM_CONNECT)]


def _tell(key: ApiKey, words: str, *, by: Actor, at: datetime, also: Collection[User] = ()) -> None:
    """Tell the leads of the key's team and whoever asked for it."""
    asked = key.by.membership.user if key.by.membership_id else None
    also = (*also, asked) if asked else also
    tell_leads(key.system, words, by=by, at=at, also=also)


def tell_leads(system: ConnectedSystem, words: str, *, by: Actor, at: datetime, also: Collection[User] = ()) -> None:
    """Tell who answers for a system, but not the one who does it."""
    mine = by.membership.user_id if by.membership_id else None
    users = {user.pk: user for user in (*_leads(system.team, at=at), *also) if user.pk != mine}
    notifications.tell(words=words, path=f"/systems/{system.public_id}/", by=by, at=at, users=list(users.values()))


def _held(key: ApiKey) -> ApiKey:
    return ApiKey.objects.select_for_update(of=("self",)).select_related(*RELATED).get(pk=key.pk)


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()
