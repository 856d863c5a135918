"""A school's roll by key: the same intake as the page, up to where a person's word is needed."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.people.intake.operations.entries import TakenInAlready, Upload
from breakwater.partnership.people.intake.reading.rows import NotARoll
from breakwater.partnership.people.intake.rolls.operations import receiving
from breakwater.partnership.people.models import Roll

from . import sending
from .models import ApiKey, Sent
from .problems import Problem

WAITS = "A roll that your school's system sent waits for you to confirm it"


@transaction.atomic
def send(key: ApiKey, name: str, content: bytes, *, request: UUID, at: datetime) -> dict:
    """Read a roll and show it to the school, which is told. The same file as the last one taken in changes nothing.

    Raises Problem, storage.Refused.
    """
    digest = sending.digest_of(name, content)
    if known := sending.sent_before(key, request, digest):
        return state_of(key, known.reference)
    try:
        shown = receiving.ROLLS.show(
            key.system.team, upload=Upload(name, content), key=request, by=key.system.actor, at=at
        )
    except TakenInAlready as twice:
        shown = twice.entry
    except NotARoll as fault:
        raise Problem(422, str(fault), errors=[{"field": "file", "detail": str(fault)}]) from fault
    else:
        path = reverse("people:roll", args=[shown.public_id])
        notifications.tell(words=WAITS, path=path, by=key.system.actor, at=at, team=key.system.team)
    sending.note(key, request, digest, "ROLL", shown.public_id, {}, at=at)
    return state_of(key, shown.public_id)


def state_of(key: ApiKey, public_id: str) -> dict:
    """Where a roll has got to that this system sent. Raises Http404."""
    sent = Sent.objects.filter(system=key.system, kind="ROLL", reference=public_id[:40]).exists()
    roll = Roll.objects.filter(public_id=public_id, team=key.system.team).first() if sent else None
    if roll is None:
        raise Http404
    audit.saw("roll", roll.pk)
    return {
        "id": roll.public_id,
        "received_at": roll.received_at,
        "state": roll.state,
        "rows": roll.rows,
        "counts": {name: number for name, number in roll.counts.items() if isinstance(number, int)},
        "refused": roll.refused,
        "url": f"{settings.SITE_URL}{reverse('people:roll', args=[roll.public_id])}",
    }
