"""The duty to tell the police and social care: what is recorded differently neither ends it unseen nor leaves those told with less.

Once it is owed it stays until both were told, or until a second person of the safeguarding team agrees, for a reason that is kept.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor

from ...models import Decision, Incident, IncidentChild, Trigger
from ...models.incidents import RAPES, VIOLENCE
from .. import lookup
from . import reviews

GRAVER = "What happened is recorded as graver than it was"


class NoReason(Refusal):
    words = (
        "Enter why this is no longer recorded as sexual violence. A colleague of the safeguarding team has to agree."
    )
    box = "why"


class NotYourOwn(Refusal):
    words = "A second person of the safeguarding team has to agree."


class NothingToAgree(Refusal):
    words = "There is nothing to agree to any more."


@dataclass(frozen=True)
class Before:
    """What an incident was recorded as, and why police and social care were told because of it."""

    category: str
    owed: str
    weighed: tuple = ()


def before(incident: Incident) -> Before:
    children = list(incident.children.all())
    return Before(incident.category, _owed(incident, children), _weighed(incident, children))


def _owed(incident: Incident, children: list[IncidentChild]) -> str:
    """Why both are told, or why two people have to decide whether they are."""
    open_question = lookup.has_to_weigh(incident, children, list(incident.routes.all()))
    return lookup.owed_now(incident, children) or (lookup.WEIGH_WHY if open_question else "")


def _weighed(incident: Incident, children: list[IncidentChild]) -> tuple:
    """What two people decide of: who under 13 was affected, and by what. Another child, or other words, are decided of anew."""
    affected = sorted(each.pk for each in children if lookup.under_13([each]))
    return (incident.category, incident.has_images, *affected) if lookup.is_under_13(incident, children) else ()


def may_lower(was: str, now: str) -> bool:
    """Sexual violence is recorded as harassment from now on: it needs a reason."""
    return was in VIOLENCE and now not in VIOLENCE


def follow(incident: Incident, was: Before, *, what: str, why: str, by: Actor, at: datetime) -> None:
    """What was changed, is kept with its reason; who was told of less is told again, and what was owed stays owed (PL 9.6)."""
    children = list(incident.children.all())
    if _weighed(incident, children) != was.weighed:
        incident.weighed_at = None
    now = _owed(incident, children)
    is_lowering = bool(was.owed) and not now
    if what:
        Decision.objects.create(
            incident=incident,
            kind=Decision.Kind.CHANGED,
            what=what,
            why=why,
            is_lowering=is_lowering,
            made_at=at,
            made_by=by,
        )
    if now and not (was.owed or incident.owed) or _is_graver(was.category, incident.category):
        incident.raised_at = at
        reviews.call_reviews(incident, Trigger.INFORMATION, GRAVER, by=by, at=at)
    incident.owed = "" if now else was.owed or incident.owed
    incident.save(update_fields=["owed", "raised_at", "weighed_at"])


def _is_graver(was: str, now: str) -> bool:
    return now in VIOLENCE and (was not in VIOLENCE or now in RAPES and was not in RAPES)


@transaction.atomic
def agree(incident: Incident, *, by: Actor, at: datetime) -> Decision:
    """A second person agrees that the police and social care need not be told. Raises NothingToAgree, NotYourOwn."""
    held = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    asked = lookup.to_agree(held)
    if asked is None:
        raise NothingToAgree
    if asked.made_by.membership.user_id == by.membership.user_id:
        raise NotYourOwn
    held.owed, held.weighed_at = "", at
    held.save(update_fields=["owed", "weighed_at"])
    asked.agreed_at, asked.agreed_by = at, by
    asked.save(update_fields=["agreed_at", "agreed_by"])
    audit.did("agreed to less than was first recorded of", "incident", held.pk, decision=asked.pk)
    return asked
