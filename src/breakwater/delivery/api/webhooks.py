"""That there is news, told to a system: written with its cause, carried by the worker, tried again for a day, then given up."""

import hmac
import json
import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction

from breakwater.foundation import audit, jobs
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Actor
from breakwater.practice.front_door.contact_form.operations import systems

from . import carrying, keys
from .models import ApiKey, Delivery, Sent, Webhook
from .problems import Problem

UPDATED = "contact.updated"
PAUSES = [timedelta(minutes=each) for each in (1, 5, 30, 120, 360, 720, 1440)]
KEPT = timedelta(days=90)
SHOWN = 20
State = Delivery.State


class StillWaiting(Refusal):
    words = "It has not been given up: it is tried again by itself"


def webhook_of(key: ApiKey) -> Webhook | None:
    return Webhook.objects.filter(api_key=key).first()


def last_deliveries(hook: Webhook) -> list[Delivery]:
    return list(hook.deliveries.order_by("-pk")[:SHOWN])


def mark_of(hook: Webhook) -> str:
    return f'"{hook.revision}"'


@transaction.atomic
def set_address(key: ApiKey, *, url: str, is_on: bool, mark: str, at: datetime) -> tuple[Webhook, str]:
    """Set where the system is told; the first time with a secret, which is returned this once. `mark` is of what is changed, or "*"
    where there is none yet. Raises carrying.NotAllowed, Problem.
    """
    carrying.check(url)
    held = Webhook.objects.select_for_update().filter(api_key=key).first()
    _refuse_stale(held, mark)
    if held is None:
        secret = secrets.token_urlsafe(32)
        of = {"api_key": key, "actor": key.actor, "area": key.area, "team": key.team}
        made = Webhook.objects.create(**of, url=url, is_on=is_on, secret=secret, older="", changed_at=at)
        audit.did("set an address to tell", "api_webhook", made.pk)
        return made, secret
    held.url, held.is_on, held.changed_at, held.revision = url, is_on, at, held.revision + 1
    held.save(update_fields=["url", "is_on", "changed_at", "revision"])
    audit.did("set an address to tell", "api_webhook", held.pk)
    return held, ""


@transaction.atomic
def change_secret(key: ApiKey, *, mark: str, at: datetime) -> tuple[Webhook, str]:
    """A new secret; the one before signs beside it until the next change. Raises Problem."""
    held = Webhook.objects.select_for_update().filter(api_key=key).first()
    if held is None:
        raise Problem(404, "No address is set. Set one first")
    _refuse_stale(held, mark)
    held.older, held.secret, held.changed_at = held.secret, secrets.token_urlsafe(32), at
    held.revision += 1
    held.save(update_fields=["older", "secret", "changed_at", "revision"])
    audit.did("changed the secret of", "api_webhook", held.pk)
    return held, held.secret


def _refuse_stale(held: Webhook | None, mark: str) -> None:
    if not mark:
        raise Problem(428, "Send If-Match with the ETag that you read, or If-None-Match: * where there is none yet")
    if mark != (mark_of(held) if held else "*"):
        raise Problem(412, "It was changed meanwhile: read it again")


def tell(reference: str, *, at: datetime) -> int:
    """Put news of a contact on its way to the system that sent it, where it wants to be told and may read it; as a service of the area.

    Returns how many. Of what the system may not read now (SG-11, SG-18) there is no news.
    """
    sent = Sent.objects.filter(kind="CONTACT", reference=reference).values("api_key")
    made = [
        Delivery.objects.create(
            webhook=hook,
            actor_id=hook.actor_id,
            area_id=hook.area_id,
            team_id=hook.team_id,
            event=UPDATED,
            reference=reference,
            made_at=at,
            next_at=at,
        )
        for hook in Webhook.objects.filter(api_key__in=sent, is_on=True).select_related("api_key__team", "actor__area")
        if keys.goes_on(hook.api_key, at=at) and _may_read(hook, reference)
    ]
    for each in made:
        jobs.defer("api.carry", delivery=each.pk, area=each.area_id)
    return len(made)


def _may_read(hook: Webhook, reference: str) -> bool:
    with acting_as(hook.actor):
        return systems.may_read(reference)


def carry(number: int, *, at: datetime, dial=None) -> Delivery | None:
    """Try one delivery. What fails is tried again after 1 minute, 5, 30, 2 hours, 6, 12 and 24, then given up."""
    with transaction.atomic():
        due = Delivery.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=number, state=State.WAITING)
        found = due.filter(next_at__lte=at).select_related("webhook__api_key__team").first()
        if found is None:
            return None
        hook = found.webhook
        if not (keys.goes_on(hook.api_key, at=at) and hook.is_on):
            return _over(found, State.DEAD, "The key has ended, or the address is switched off", at)
        body = body_of(found)
        headers = {"Content-Type": "application/json", "X-Signature": signature(hook, body, at)}
        try:
            status = carrying.post(hook.url, body, headers, dial=dial)
        except carrying.NotAllowed as refused:
            return _over(found, State.DEAD, refused.words, at)
        except carrying.NotTaken as fault:
            return _later(found, str(fault), at)
        if 200 <= status < 300:
            return _over(found, State.DELIVERED, f"Answered {status}", at)
        return (
            _over(found, State.DEAD, "Answered 410: it wants no more", at)
            if status == 410
            else _later(found, f"Answered {status}", at)
        )


def _over(found: Delivery, state: str, words: str, at: datetime) -> Delivery:
    found.state, found.answered, found.attempts = state, words[:80], found.attempts + 1
    found.delivered_at = at if state == State.DELIVERED else None
    found.save(update_fields=["state", "answered", "attempts", "delivered_at"])
    return found


def _later(found: Delivery, words: str, at: datetime) -> Delivery:
    if found.attempts >= len(PAUSES):
        return _over(found, State.DEAD, words, at)
    found.next_at = at + PAUSES[found.attempts]
    found.answered, found.attempts = words[:80], found.attempts + 1
    found.save(update_fields=["next_at", "answered", "attempts"])
    return found


def due(*, at: datetime, most: int = 200) -> list[int]:
    """Deliveries whose moment has come, the longest waiting first."""
    rows = Delivery.objects.filter(state=State.WAITING, next_at__lte=at).order_by("next_at", "pk")
    return list(rows.values_list("pk", flat=True)[:most])


@transaction.atomic
def resend(delivery: Delivery, *, by: Actor, at: datetime) -> Delivery:
    """Send once more what was delivered or given up. Raises StillWaiting."""
    held = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    if held.state == State.WAITING:
        raise StillWaiting(held.pk)
    Delivery.objects.filter(pk=held.pk).update(state=State.WAITING, next_at=at, attempts=0, delivered_at=None)
    audit.did("sent again", "api_delivery", held.pk)
    jobs.defer("api.carry", delivery=held.pk, area=held.area_id)
    return delivery


def forget(*, at: datetime) -> int:
    """Delete what was delivered or given up 90 days ago; return how many."""
    return Delivery.objects.exclude(state=State.WAITING).filter(made_at__lte=at - KEPT).delete()[0]


def body_of(delivery: Delivery) -> bytes:
    """Ids and a type: nothing of a child, and nothing that was decided."""
    said = {
        "id": delivery.public_id,
        "type": delivery.event,
        "reference": delivery.reference,
        "occurred_at": delivery.made_at.isoformat(),
    }
    return json.dumps(said).encode()


def signature(hook: Webhook, body: bytes, at: datetime) -> str:
    """t=SECONDS,v1=HEX: once for each secret that holds."""
    moment = int(at.timestamp())
    signed = [
        hmac.new(secret.encode(), f"{moment}.".encode() + body, sha256).hexdigest()
        for secret in (hook.secret, hook.older)
        if secret
    ]
    return ",".join([f"t={moment}", *(f"v1={each}" for each in signed)])
