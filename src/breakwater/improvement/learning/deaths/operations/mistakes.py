"""A record that was opened by mistake: the child lives, or it is no death of a child. It stays, counts nowhere, and nobody is asked."""

from datetime import datetime

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor

from ...models import ChildDeath, FamilySupport, ResponseLead
from . import professionals
from .states import locked

WHY = "The record was opened by mistake"


class IsListed(Refusal):
    words = "A panel has this record on its list. Take the case off the list first."


class IsConcluded(Refusal):
    words = "A panel concluded this review. Correct what it settled there."


@transaction.atomic
def mark(death: ChildDeath, why: str, *, by: Actor, at: datetime) -> ChildDeath:
    """It counts nowhere from now on; links, lead and key worker end. A second time changes nothing. Raises IsListed, IsConcluded."""
    held = locked(death, mistaken=True)
    if held.mistaken_at:
        return held
    listed = held.panels.filter(withdrawn_at=None)
    if listed.filter(outcomes__result="CONCLUDED").exists():
        raise IsConcluded
    if listed.exists():
        raise IsListed
    for request in held.requests.filter(returned="", without_on=None):
        professionals.go_without(request, WHY, london_date(at), by=by, at=at)
    ResponseLead.objects.filter(death=held, ended_at=None).update(ended_at=at)
    FamilySupport.objects.filter(death=held, ended_on=None).update(ended_on=london_date(at), ended_why=WHY)
    held.mistaken_at, held.mistaken_why = at, why
    held.save(update_fields=["mistaken_at", "mistaken_why"])
    audit.did("marked as opened by mistake", "child_death", held.pk)
    return held


@transaction.atomic
def open_again(death: ChildDeath, *, by: Actor, at: datetime) -> ChildDeath:
    """It was none: the review goes on. Whoever led it or supported the family is named anew. A second time changes nothing."""
    held = locked(death, mistaken=True)
    held.mistaken_at = None
    held.save(update_fields=["mistaken_at"])
    audit.did("opened again", "child_death", held.pk)
    return held
