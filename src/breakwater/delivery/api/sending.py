"""What a system sends, once for each request, and what it may read of that afterwards."""

import base64
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import Http404

from breakwater.foundation import audit
from breakwater.foundation.models import one_at_a_time, parse_reference
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import Role
from breakwater.partnership.organisations.operations import who_hold
from breakwater.practice.front_door.contact_form.operations import systems

from . import keys
from .models import ApiKey, ConnectedSystem, Sent
from .problems import Problem

A_PAGE, MANY_AN_HOUR = 50, 20
BY_PEOPLE = ("CONTACT", "ADDITION")
MANY = "Your connected system sends very many contacts or additions: look whether they are yours, or end its key"
MANY_HERE = "A connected system sends very many contacts or additions: call its organisation, or have its key ended"
FILE_STATES = {
    "CLEAN": "Taken",
    "HELD": "Taken; it is opened once it has been scanned",
    "REFUSED": "Not taken: the scanner refused it. Send it in another way",
    "": "Not taken: send it in another way",
}


@transaction.atomic
def send_contact(key: ApiKey, what: systems.Given, *, whole: Mapping, request: UUID, at: datetime) -> dict:
    """Send a contact for the key's team. The same request again is answered the same: `whole` is all that was in it. Raises Problem,
    and what `systems.send` raises.
    """
    digest, area, team = digest_of(whole), key.system.area, key.system.team
    known = sent_before(key, request, digest)
    if known is None:
        receipt, states = systems.send(
            what, name=key.system.name, team=team, key=f"system-{key.system_id}-{request}", at=at
        )
        answer = {
            "reference": receipt.reference,
            "received_at": receipt.received_at.isoformat(),
            "answer_due_on": receipt.answer_due_on.isoformat() if receipt.answer_due_on else None,
            "files": states,
            "urgent": _said(systems.urgent_under(receipt.reference, area=area, at=at)),
        }
        known = note(key, request, digest, "CONTACT", receipt.reference, answer, at=at)
        look_at_many(key.system, at=at)
    told = systems.told(what.given, team=team, at=at)  # of what they sent now: nothing of it is kept beside the contact
    states = known.answer["files"]
    return known.answer | {
        "files": [
            {"name": each.file.name, "state": states[place] or "NOT_TAKEN", "words": FILE_STATES[states[place]]}
            for place, each in what.enclosures.items()
            if place in states
        ],
        "read_from": asdict(systems.read_from(area=area, at=at, reference=known.reference)),
        "notes": list(told.notes),
        "not_taken": [*(each.question for each in told.aside), *(place for place in states if not states[place])],
    }


def look_at_many(system: ConnectedSystem, *, at: datetime) -> None:
    """More contacts and additions in an hour than a school has on its worst day: every one is taken, and people look at once who can
    end the key."""
    within = Sent.objects.filter(system=system, kind__in=BY_PEOPLE, received_at__gt=at - timedelta(hours=1))
    if within.filter(received_at__lt=at).count() <= MANY_AN_HOUR < within.count():
        managers = list(who_hold(Role.MASH_MANAGER, area=system.area, at=at))
        keys.tell_leads(system, MANY, by=system.actor, at=at)
        notifications.tell(words=MANY_HERE, path="/mash/", by=system.actor, at=at, users=managers)


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
    audit.saw("api_sent", *(each.pk for each in page))
    return {
        "contents": [{"reference": each.reference, "received_at": each.received_at} for each in page],
        "next_cursor": str(page[-1].pk) if len(found) > A_PAGE else None,
    }


def contact_sent(key: ApiKey, reference: str) -> Sent:
    """A contact that the key's system sent. Raises Http404."""
    named = parse_reference(reference) or ""
    sent = Sent.objects.filter(system=key.system, kind="CONTACT", reference=named).first() if named else None
    if sent is None:
        raise Http404
    return sent


def status(key: ApiKey, reference: str, *, at: datetime) -> dict:
    """What the referrer may read now of a contact that this system sent. Raises Http404."""
    sent = contact_sent(key, reference)
    named = sent.reference
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
                "words": line.words,
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
