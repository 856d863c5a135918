"""A note of dispute beside something gathered for a request, and what was found of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor

from .. import steps
from ..models import GatheredItem, RightsRequest
from ..operations import refuse_lapsed


class CannotBeDisputed(Refusal):
    words = "A note can be put beside an entry of the chronology, a form, a document or a case. Ask the team that holds the record to correct anything else"


class NothingDisputed(Refusal):
    words = "No note of this request waits for what was found"
    box = "words"


@dataclass(frozen=True)
class Dispute:
    said_by: str
    words: str
    restricts: bool


@transaction.atomic
def dispute(item: GatheredItem, facts: Dispute, *, key: UUID, by: Actor, at: datetime) -> GatheredItem:
    """Put somebody's own words beside it: every reader of it reads them from now on. Raises Lapsed, CannotBeDisputed."""
    refuse_lapsed(item.request, by)
    with connection.cursor() as cursor:
        cursor.execute(
            "select access.rights_dispute(%s, %s, %s, %s, %s, %s, %s)",
            [item.request_id, item.pk, facts.said_by, facts.words, facts.restricts, at, key],
        )
        if not cursor.fetchone()[0]:
            raise CannotBeDisputed
    what = "Noted that it is disputed" + (", and its use restricted" if facts.restricts else "")
    steps.record(item.request, what, f"Row {item.number}: {facts.words}", by=by, at=at)
    return item


@transaction.atomic
def find(request: RightsRequest, words: str, *, by: Actor, at: datetime) -> int:
    """Say beside every note of the request what was found; a restriction ends with it. Returns how many notes. Raises NothingDisputed."""
    with connection.cursor() as cursor:
        cursor.execute("select access.rights_end_disputes(%s, %s, %s)", [request.pk, words, at])
        (ended,) = cursor.fetchone()
    if not ended:
        raise NothingDisputed
    steps.record(request, "Said what was found of what is disputed", words, by=by, at=at)
    return ended
