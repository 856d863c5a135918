"""Who is named on an incident, confirmed by a second person, and who no longer."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
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
SECOND = "Somebody is to be named on something that you are named on: confirm it, or say that it is wrong"


class InConflict(Refusal):
    words = "They have a conflict of interest in this incident, or are kept from the child, and cannot be named on it. Name somebody else."
    box = "post"


class SomebodyElseConfirms(Refusal):
    words = "Whoever is named is confirmed by somebody else who is named on the incident: neither you who named them nor they themselves."


class ConfirmedAlready(Refusal):
    words = "This was confirmed or ended meanwhile. Open the page of the incident again."


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
    """They read it and are told once somebody else who is named on it confirms that. Raises InConflict, NamedAlready, PartnerHasAVoice.

    While nobody else is named who could, the first is named by one person, where their post was itself given with the word of a second.
    """
    held = locked(incident)
    _may_be_named(held, facts.post.user_id)
    standing = Member.objects.filter(incident=held, ended_at=None)
    if standing.filter(user=facts.post.user_id, part=facts.part).exists():
        raise NamedAlready
    if facts.partner and standing.filter(partner=facts.partner).exists():
        raise PartnerHasAVoice
    seconds = Member.objects.named().filter(incident=held).exclude(user__in=[by.membership.user_id, facts.post.user_id])
    is_first = not seconds.exists() and facts.post.role.needs_second
    made = Member.objects.create(
        incident=held,
        user=facts.post.user,
        part=facts.part,
        partner=facts.partner,
        named=lookup.as_named(facts.post),
        since=at,
        by=by,
        confirmed_at=at if is_first else None,
        confirmed_by=by if is_first else None,
    )
    audit.did("named somebody on", "serious_incident", held.pk, human=facts.post.user_id, part=facts.part)
    if is_first:
        tell(held, [facts.post.user], TOLD, by=by, at=at)
    else:
        tell(held, list({each.user for each in seconds.select_related("user")}), SECOND, by=by, at=at)
    return made


@transaction.atomic
def confirm_member(member: Member, *, by: Actor, at: datetime) -> Member:
    """A second person agrees: they read it from now on, and are told. Raises ConfirmedAlready, SomebodyElseConfirms, InConflict."""
    held = locked(member.incident)
    one = Member.objects.select_related("user", "by__membership").get(pk=member.pk)
    if not one.waits:
        raise ConfirmedAlready
    if by.membership.user_id in (one.user_id, one.by.membership.user_id) or not held.parts_of(by.membership.user_id):
        raise SomebodyElseConfirms
    _may_be_named(held, one.user_id)
    one.confirmed_at, one.confirmed_by = at, by
    one.save(update_fields=["confirmed_at", "confirmed_by"])
    audit.did("confirmed who is named on", "serious_incident", held.pk, human=one.user_id, part=one.part)
    tell(held, [one.user], TOLD, by=by, at=at)
    return one


def _may_be_named(incident: SeriousIncident, user: int) -> None:
    """Nobody is named who has a conflict or is kept from the child. Raises InConflict."""
    if _is_kept_out(incident, user):
        raise InConflict


def _is_kept_out(incident: SeriousIncident, user: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select access.barred_from_incident(%s, %s)", [incident.pk, [user]])
        (barred,) = cursor.fetchone()
    return bool(barred) or Conflict.objects.filter(incident=incident, user=user).exists()


@transaction.atomic
def end_member(member: Member, *, by: Actor, at: datetime) -> Member:
    """They are named in this part no longer. Raises NobodyLeft."""
    held = locked(member.incident)
    one = Member.objects.get(pk=member.pk)
    if one.ended_at is None:
        if one.confirmed_at:
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
    managers = Member.objects.named().filter(incident=incident, part=Member.Part.MANAGER)
    if only == Member.Part.MANAGER and not managers.exclude(user=user).exists():
        raise NobodyLeft


def tell(incident: SeriousIncident, users, words: str, *, by: Actor, at: datetime) -> None:
    """Tell people named on it, in words that say nothing of it."""
    path = reverse("learning:incident", args=[incident.public_id])
    notifications.tell(words=words, path=path, by=by, at=at, users=users)


def tell_raiser(incident: SeriousIncident, *, by: Actor, at: datetime) -> None:
    """Whoever raised it learns on their pages what was decided, and no more: who is kept from it, or named on it, is not told here."""
    user = incident.raised_user
    if incident.parts_of(user.pk) or _is_kept_out(incident, user.pk):
        return
    notifies = lookup.decision_of(incident).notify
    said = "it is notified to the national panel" if notifies else "it is not notified to the national panel"
    words = f"What you raised for the partners to consider was decided: {said}. The business manager can tell you why"
    notifications.show(
        words=words, path=reverse("learning:incidents"), at=at, users=[user], reference=incident.reference
    )


def tell_managers(incident: SeriousIncident, words: str, *, by: Actor, at: datetime) -> None:
    managers = Member.objects.named().filter(incident=incident, part=Member.Part.MANAGER)
    tell(incident, [each.user for each in managers.select_related("user")], words, by=by, at=at)
