"""Words to a child under 13: two people of the safeguarding team decide whether police and social care are told (`data/referral.yaml`)."""

from datetime import datetime

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor

from ...models import Decision, Incident
from .. import lookup
from .opening import locked

TELLS = "The police and children’s social care are told, as the safeguarding team decided"
TELLS_NOT = "The police and children’s social care need not be told"


class NothingToWeigh(Refusal):
    words = "There is nothing to decide any more: it is recorded otherwise, or both are told."


@transaction.atomic
def weigh(incident: Incident, *, tells: bool, why: str, by: Actor, at: datetime) -> Decision:
    """Words to a child under 13: both are told, or they need not be, and a second person agrees. Raises ItIsClosed, NothingToWeigh.

    Until then it is open, whatever the child or the parents wish.
    """
    held = locked(incident)
    if not lookup.has_to_weigh(held, list(held.children.all()), list(held.routes.all())):
        raise NothingToWeigh
    if tells:
        held.owed = TELLS
        held.save(update_fields=["owed"])
    made = Decision.objects.create(
        incident=held,
        kind=Decision.Kind.WEIGHED,
        what=TELLS if tells else f"{TELLS_NOT}: {held.get_category_display()}",
        why=why,
        is_lowering=not tells,
        made_at=at,
        made_by=by,
    )
    audit.did("decided whether police and social care are told of", "incident", held.pk, tells=tells)
    return made
