"""Who is named on an incident, and who no longer."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, Membership

from ...models import Conflict, Member, SeriousIncident
from .. import lookup
from .raising import keep_out
from .states import locked

TOLD = "You are named on something that the partnership considers: read it"


class InConflict(Refusal):
    words = "They have a conflict of interest in this incident, and cannot be named on it. Name somebody else."
    box = "post"


class NamedAlready(Refusal):
    words = "They are named in this part already."
    box = "post"


class PartnerHasAVoice(Refusal):
    words = "This partner is spoken for already. End that first, then name who speaks for it now."
    box = "partner"


class NobodyLeft(Refusal):
    words = "Nobody would be left to work on the incident. Name another business manager first."
    box = "post"


@dataclass(frozen=True)
class NamedFacts:
    """Who is named, in which part, and for which partner."""

    post: Membership
    part: str
    partner: str = ""


@dataclass(frozen=True)
class ConflictFacts:
    post: Membership
    why: str


@transaction.atomic
def name_member(incident: SeriousIncident, facts: NamedFacts, *, by: Actor, at: datetime) -> Member:
    """They read it from now on, and are told. Raises InConflict, NamedAlready, PartnerHasAVoice."""
    held = locked(incident)
    if Conflict.objects.filter(incident=held, user=facts.post.user_id).exists():
        raise InConflict
    standing = Member.objects.filter(incident=held, ended_at=None)
    if standing.filter(user=facts.post.user_id, part=facts.part).exists():
        raise NamedAlready
    if facts.partner and standing.filter(partner=facts.partner).exists():
        raise PartnerHasAVoice
    made = Member.objects.create(
        incident=held,
        user=facts.post.user,
        part=facts.part,
        partner=facts.partner,
        named=lookup.as_named(facts.post),
        since=at,
        by=by,
    )
    audit.did("named somebody on", "serious_incident", held.pk, human=facts.post.user_id, part=facts.part)
    tell(held, [facts.post.user], TOLD, by=by, at=at)
    return made


@transaction.atomic
def end_member(member: Member, *, by: Actor, at: datetime) -> Member:
    """They are named in this part no longer. Raises NobodyLeft."""
    held = locked(member.incident)
    one = Member.objects.get(pk=member.pk)
    if one.ended_at is None:
        _somebody_stays(held, one.user_id, only=one.part)
        one.ended_at = at
        one.save(update_fields=["ended_at"])
        audit.did("ended somebody's part in", "serious_incident", held.pk, human=one.user_id, part=one.part)
    return one


@transaction.atomic
def declare_conflict(incident: SeriousIncident, facts: ConflictFacts, *, by: Actor, at: datetime) -> Conflict:
    """They find nothing of it from now on, whatever they are. Raises NobodyLeft."""
    held = locked(incident)
    _somebody_stays(held, facts.post.user_id)
    return keep_out(held, facts.post, facts.why, by=by, at=at)


def _somebody_stays(incident: SeriousIncident, user: int, only: str = Member.Part.MANAGER) -> None:
    managers = Member.objects.filter(incident=incident, part=Member.Part.MANAGER, ended_at=None)
    if only == Member.Part.MANAGER and not managers.exclude(user=user).exists():
        raise NobodyLeft


def tell(incident: SeriousIncident, users, words: str, *, by: Actor, at: datetime) -> None:
    """Tell people named on it, in words that say nothing of it."""
    path = reverse("learning:incident", args=[incident.public_id])
    notifications.tell(words=words, path=path, by=by, at=at, users=users)


def tell_managers(incident: SeriousIncident, words: str, *, by: Actor, at: datetime) -> None:
    managers = Member.objects.filter(incident=incident, part=Member.Part.MANAGER, ended_at=None)
    tell(incident, [each.user for each in managers.select_related("user")], words, by=by, at=at)
