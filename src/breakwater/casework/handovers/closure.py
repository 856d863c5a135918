"""Closing a case, which waits for offers of it and for whoever is to lead what it was stepped down to (scenario J)."""

from datetime import datetime

from django.db import connection, transaction

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import Case
from breakwater.casework.clocks import operations as clocks
from breakwater.partnership.organisations.models import Actor

from . import leads
from .models import Handover
from .refusals import NobodyLeadsYet, OfferStillWaiting


@transaction.atomic
def close_case(case: Case, *, reason: str, by: Actor, at: datetime, to_stage: str = "closed") -> Case:
    """Close a case, unless an offer of it waits for an answer, or what it was stepped down to waits for someone to lead.

    Raises OfferStillWaiting, without a reference where whoever closes may not see the offer, and NobodyLeadsYet.
    """
    waiting = Handover.objects.waiting().filter(carried__case=case).first()
    if waiting:
        raise OfferStillWaiting(waiting.reference)
    if _has_hidden_offer(case):
        raise OfferStillWaiting("")
    if without := leads.waited_for(case):
        raise NobodyLeadsYet(without)
    clocks.stop_all(case=case, by=by, at=at)
    return cases.close(case=case, reason=reason, by=by, at=at, to_stage=to_stage)


def _has_hidden_offer(case: Case) -> bool:
    """Whether an offer of a case waits that its reader may not see: one made by a team that held it before."""
    with connection.cursor() as cursor:
        cursor.execute("select access.has_waiting_offer(%s)", [case.pk])
        return cursor.fetchone()[0]
