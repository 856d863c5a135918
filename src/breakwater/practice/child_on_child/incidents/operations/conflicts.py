"""Somebody of the safeguarding team has a conflict of interest in an incident: from then on they find nothing of it (PL 9.4, SG-16)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import Role
from breakwater.partnership.organisations.models import Actor, Membership

from ...models import HeadConflict, Incident
from .. import lookup
from .opening import locked


class WhoInstead(Refusal):
    words = "Choose who approves in the place of the head."
    box = "instead"


class NobodyLeft(Refusal):
    """Somebody of the team goes on reading it."""

    words = "Somebody else of your safeguarding team records this: it would leave nobody who reads the incident."
    box = "who"


class NotYourOwn(Refusal):
    words = "Somebody else of the safeguarding team ends this: nobody ends their own."


@dataclass(frozen=True)
class ConflictFacts:
    """Who it is, what the conflict is, and who approves instead where it is a head."""

    who: Membership
    why: str
    instead: str = ""


@transaction.atomic
def declare(incident: Incident, facts: ConflictFacts, *, by: Actor, at: datetime) -> HeadConflict:
    """Keep them from the incident, its children, plans and papers, and from its notices, whatever their role.

    A second time changes nothing. Raises ItIsClosed, WhoInstead, NobodyLeft.
    """
    held, who = locked(incident), facts.who
    if known := held.conflicts.filter(user=who.user_id, ended_at=None).first():
        return known
    if who.role_id == Role.HEAD_TEACHER and not facts.instead:
        raise WhoInstead
    others = [each for each in lookup.may_be_in_conflict(held, london_date(at)) if each.user_id != who.user_id]
    if who.user_id == by.membership.user_id and not others:
        raise NobodyLeft
    made = HeadConflict.objects.create(
        incident=held,
        user=who.user,
        name=lookup.post_in_words(who)[:200],
        why=facts.why,
        instead=facts.instead,
        declared_at=at,
        declared_by=by,
    )
    audit.did("recorded a conflict of interest in", "incident", held.pk, human=who.user_id)
    _keep(held, who.user_id, holds=True)
    return made


@transaction.atomic
def end(conflict: HeadConflict, *, why: str, by: Actor, at: datetime) -> HeadConflict:
    """It was wrong, or is so no longer: they read what their role reads. Raises NotYourOwn."""
    held = HeadConflict.objects.select_for_update(of=("self",)).select_related("incident").get(pk=conflict.pk)
    if held.ended_at:
        return held
    if held.user_id == by.membership.user_id or not _keep(held.incident, held.user_id, holds=False):
        raise NotYourOwn
    held.ended_at, held.ended_by, held.ended_why = at, by, why
    held.save(update_fields=["ended_at", "ended_by", "ended_why"])
    audit.did("ended a conflict of interest in", "incident", held.incident_id, human=held.user_id)
    return held


def _keep(incident: Incident, human: int, *, holds: bool) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select access.keep_from_incident(%s, %s, %s)", [incident.pk, human, holds])
        return cursor.fetchone()[0]
