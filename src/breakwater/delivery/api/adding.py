"""What a system adds to a contact that it sent (SG-26)."""

import uuid
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from breakwater.practice.front_door.contact_form.operations import system_additions, systems

from . import sending
from .models import ApiKey
from .problems import CALL_999

AFRESH = uuid.UUID("5b7f8f0e-53a1-4f55-8f0b-3c3f6c7f9f5d")


@transaction.atomic
def add(key: ApiKey, reference: str, words: str, *, in_danger: bool, request: UUID, at: datetime) -> dict:
    """Add to a contact that the key's system sent; the same request again is answered the same. Raises Http404, Problem, NotAdded."""
    sent, digest = sending.contact_sent(key, reference), sending.digest_of(reference, words, in_danger)
    known = sending.sent_before(key, request, digest)
    if known is None:
        added = system_additions.add(
            sent.reference,
            words,
            in_danger=in_danger,
            team=key.system.team,
            key=f"system-more-{key.system_id}-{request}",
            by=key.system.actor,
            at=at,
        )
        answer = {"reference": sent.reference, "added_at": at.isoformat(), **asdict(added)}
        known = sending.note(key, request, digest, "ADDITION", sent.reference, answer, at=at)
        if added.reopened_as:
            afresh = {"answer_due_on": None, "files": {}, "urgent": None}
            of_new = uuid.uuid5(AFRESH, str(request))
            sending.note(key, of_new, digest, "CONTACT", added.reopened_as, afresh, at=at)
        sending.look_at_many(key.system, at=at)
    now_under = (known.answer["reopened_as"] or known.answer["reference"]) if in_danger else ""
    reading = systems.read_from(area=key.system.area, at=at, reference=now_under)
    urgent = {"in_danger": True, "words": CALL_999, "telephone": reading.telephone} if in_danger else None
    return known.answer | {"read_from": asdict(reading), "urgent": urgent}
