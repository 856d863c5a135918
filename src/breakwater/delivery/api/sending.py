"""What a system sends, once for each request, and what it may read of that afterwards."""

import base64
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import Http404

from breakwater.foundation import audit
from breakwater.foundation.models import one_at_a_time, parse_reference
from breakwater.practice.front_door.contact_form.operations import systems
from breakwater.practice.front_door.contact_form.operations.attachments import Enclosure

from .models import ApiKey, ConnectedSystem, Sent
from .problems import Problem

A_PAGE = 50


@transaction.atomic
def send_contact(
    key: ApiKey, answers: Mapping, enclosures: Mapping[str, Enclosure], *, request: UUID, at: datetime
) -> dict:
    """Send a contact for the key's team. The same request again is answered the same. Raises Problem, and what `systems.send` raises."""
    digest = digest_of(answers, [each.file.stream.getvalue() for each in enclosures.values()])
    if known := sent_before(key, request, digest):
        return known.answer
    sent = systems.send(answers, enclosures, team=key.system.team, key=f"system-{key.system_id}-{request}", at=at)
    receipt = sent.receipt
    answer = {
        "reference": receipt.reference,
        "received_at": receipt.received_at.isoformat(),
        "answer_due_on": receipt.answer_due_on.isoformat() if receipt.answer_due_on else None,
        "urgent": _said(systems.urgent_under(receipt.reference, area=key.system.area, at=at)),
        "not_taken": list(sent.not_taken),
    }
    return note(key, request, digest, "CONTACT", receipt.reference, answer, at=at).answer


def digest_of(*what) -> str:
    """A mark of what was sent, that tells nobody what it was."""
    said = json.dumps(what, default=lambda raw: base64.b64encode(raw).decode(), sort_keys=True)
    return hmac.new(f"sent {settings.SECRET_KEY}".encode(), said.encode("utf-8", "replace"), sha256).hexdigest()


def sent_before(key: ApiKey, request: UUID, digest: str) -> Sent | None:
    """What this request made already; who sends it at the same time waits. Raises Problem where it says something else."""
    one_at_a_time(f"api {key.system_id} {request}")
    known = Sent.objects.filter(system=key.system, request=request).first()
    if known and not hmac.compare_digest(known.digest, digest):
        raise Problem(422, "This Idempotency-Key was used for another request. Send each with one of its own")
    return known


def note(key: ApiKey, request: UUID, digest: str, kind: str, reference: str, answer: dict, *, at: datetime) -> Sent:
    of = {"system": key.system, **whose(key.system)}
    made = Sent.objects.create(
        **of, request=request, digest=digest, kind=kind, reference=reference, answer=answer, received_at=at
    )
    audit.did("sent by key", "api_sent", made.pk)
    return made


def whose(system: ConnectedSystem) -> dict:
    """The columns by which a row is a system's."""
    return {"actor": system.actor, "area": system.area, "team": system.team}


def contacts_of(key: ApiKey, cursor: str) -> dict:
    """What the key's system sent, newest first; `cursor` is where the page before ended."""
    rows = Sent.objects.filter(system=key.system, kind="CONTACT").order_by("-pk")
    if cursor:
        rows = rows.filter(pk__lt=int(cursor))
    found = list(rows[: A_PAGE + 1])
    page = found[:A_PAGE]
    return {
        "contents": [{"reference": each.reference, "received_at": each.received_at} for each in page],
        "next_cursor": str(page[-1].pk) if len(found) > A_PAGE else None,
    }


def status(key: ApiKey, reference: str, *, at: datetime) -> dict:
    """What the referrer may read now of a contact that this system sent. Raises Http404."""
    named = parse_reference(reference) or ""
    sent = Sent.objects.filter(system=key.system, kind="CONTACT", reference=named).first() if named else None
    if sent is None:
        raise Http404
    found = systems.status(named, area=key.system.area, at=at)
    return {
        "pk": sent.pk,
        "reference": named,
        "received_at": sent.received_at,
        "answer_due_on": sent.answer.get("answer_due_on"),
        "children": [
            {
                "child": line.child,
                "stage": line.code,
                "stage_words": line.stage,
                "outcome": line.outcome,
                "now_with": line.now_with,
                "letter": list(line.letter),
                "changed_at": line.at,
            }
            for line in found.lines
        ],
        "urgent": _said(found.urgent) if any(line.is_open for line in found.lines) else None,
    }


def _said(urgent: systems.Urgent | None) -> dict | None:
    return asdict(urgent) if urgent else None
