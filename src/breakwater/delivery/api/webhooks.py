"""That there is news, told to a system: written with its cause, carried by the worker, tried again for a day, then given up."""

import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from breakwater.foundation import audit, jobs
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import NotAnActor, acting_as
from breakwater.partnership.organisations.models import Actor
from breakwater.practice.front_door.contact_form.operations import systems
from breakwater.practice.front_door.models import ReceiptLine

from . import carrying, keys
from .models import ApiKey, ConnectedSystem, Delivery, Scope, Sent, Webhook
from .problems import Problem
from .sending import whose

UPDATED = "contact.updated"
PAUSES = [timedelta(minutes=each) for each in (1, 5, 30, 120, 360, 720, 1440)]
CLAIMED, OTHERS = timedelta(minutes=2), timedelta(minutes=5)
KEPT = timedelta(days=90)
SHOWN = 20
ADDRESS = "The address at which your connected system is told of news was set"
State = Delivery.State


class StillWaiting(Refusal):
    words = "It has not been given up: it is tried again by itself"


def webhook_of(system: ConnectedSystem) -> Webhook | None:
    return Webhook.objects.filter(system=system).first()


def last_deliveries(hook: Webhook) -> list[Delivery]:
    """The last ones of contacts whose receipt their reader may open."""
    return list(readable().filter(webhook=hook).order_by("-pk")[:SHOWN])


def mark_of(hook: Webhook) -> str:
    return f'"{hook.revision}"'


def host_of(hook: Webhook) -> str:
    """Where it is told, without what may stand in the rest of the address."""
    return urlsplit(hook.url).hostname or ""


@transaction.atomic
def hold(hook: Webhook, *, is_held: bool, by: Actor, at: datetime) -> Webhook:
    """Switch off that a system is told of news, or on again. It cannot do so itself. A second time nothing is changed."""
    held = Webhook.objects.select_for_update(of=("self",)).get(pk=hook.pk)
    if bool(held.held_at) != is_held:
        held.held_at = at if is_held else None
        held.save(update_fields=["held_at"])
        audit.did("switched the news off or on of", "api_webhook", held.pk)
    return held


@transaction.atomic
def set_address(key: ApiKey, *, url: str, is_on: bool, mark: str, at: datetime) -> tuple[Webhook, str]:
    """Set where the system is told; the first time with a secret, which is returned this once. `mark` is of what is changed, or "*"
    where there is none yet. Raises Problem.
    """
    try:
        carrying.check(url)
    except carrying.NotAllowed as refused:
        raise Problem(422, refused.words, errors=[{"field": "url", "detail": refused.words}]) from refused
    held = Webhook.objects.select_for_update().filter(system=key.system).first()
    _refuse_stale(held, mark)
    if held is None:
        secret = secrets.token_urlsafe(32)
        of = {"system": key.system, **whose(key.system)}
        made = Webhook.objects.create(**of, url=url, is_on=is_on, secret=secret, older="", changed_at=at)
        audit.did("set an address to tell", "api_webhook", made.pk)
        keys.tell_leads(key.system, ADDRESS, by=key.system.actor, at=at)
        return made, secret
    held.url, held.is_on, held.changed_at, held.revision = url, is_on, at, held.revision + 1
    held.save(update_fields=["url", "is_on", "changed_at", "revision"])
    audit.did("set an address to tell", "api_webhook", held.pk)
    keys.tell_leads(key.system, ADDRESS, by=key.system.actor, at=at)
    return held, ""


@transaction.atomic
def change_secret(key: ApiKey, *, mark: str, at: datetime) -> tuple[Webhook, str]:
    """A new secret; the one before signs beside it until the next change. Raises Problem."""
    held = Webhook.objects.select_for_update().filter(system=key.system).first()
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

    Returns how many: one, however many children it is of. Of what the system may not read now (SG-11, SG-18) there is no news.
    """
    sent = Sent.objects.filter(kind="CONTACT", reference=reference).values("system")
    told = Delivery.objects.filter(webhook=OuterRef("pk"), reference=reference, made_at=at)
    hooks = Webhook.objects.filter(
        ~Exists(told), system__in=sent, system__keys__in=_in_force(at), is_on=True, held_at=None
    )
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
        for hook in hooks.select_related("actor__area").distinct()
        if _may_read(hook, reference)
    ]
    jobs.defer_each("api.carry", ({"area": area} for area in {each.area_id for each in made}), waits=True)
    return len(made)


def _in_force(at: datetime) -> QuerySet[ApiKey]:
    """Keys that let their system be told: what another key is good for does not."""
    return ApiKey.objects.in_force(london_date(at)).filter(allowed__contains=[Scope.WEBHOOK])


def _may_read(hook: Webhook, reference: str) -> bool:
    try:
        with acting_as(hook.actor):
            return systems.may_read(reference)
    except NotAnActor:
        return False


@dataclass(frozen=True)
class Going:
    """A delivery as it goes out."""

    url: str
    body: bytes
    headers: dict[str, str]


def carry(number: int, *, by: Actor, at: datetime, dial=None) -> Delivery | None:
    """Try one delivery, as a service of its area. What fails is tried again after 1 minute, 5, 30, 2 hours, 6, 12 and 24, then given up.

    Nothing is held in the database while the other side answers: it is claimed, sent, and then noted. None where it was not its turn.
    """
    with acting_as(by):
        going = _claim(number, at=at)
    if not isinstance(going, Going):
        return going
    try:
        status = carrying.post(going.url, going.body, going.headers, dial=dial)
        state, words = _meaning(status), f"Answered {status}"
    except carrying.NotAllowed as refused:
        state, words = State.WAITING, refused.words  # a name may lead elsewhere for a minute
    except carrying.NotTaken as fault:
        state, words = State.WAITING, str(fault)
    with acting_as(by):
        return _note(number, state, words, at=at, by=by)


def _meaning(status: int) -> str:
    if 200 <= status < 300:
        return State.DELIVERED
    return State.DEAD if status == 410 else State.WAITING  # 410: it wants no more


def _claim(number: int, *, at: datetime) -> Going | Delivery | None:
    """What goes out now; nobody else takes it for a while. A delivery that is over, or None."""
    due = Delivery.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=number, state=State.WAITING)
    found = due.filter(next_at__lte=at).select_related("webhook__system").first()
    if found is None:
        return None
    hook = found.webhook
    if not (hook.is_on and hook.held_at is None and _in_force(at).filter(system=hook.system_id).exists()):
        return _over(found, State.DEAD, "No key lets it be told, or the address is switched off", at)
    found.next_at = at + CLAIMED
    found.save(update_fields=["next_at"])
    body = body_of(found)
    headers = {"Content-Type": "application/json", "X-Signature": signature(hook, body, at)}
    return Going(hook.url, body, headers)


def _note(number: int, state: str, words: str, *, at: datetime, by: Actor) -> Delivery:
    """What an attempt came to. One that failed keeps the others of its address waiting too; of one given up the leads are told."""
    found = Delivery.objects.select_for_update(of=("self",)).select_related("webhook__system__team").get(pk=number)
    if state == State.WAITING and found.attempts < len(PAUSES):
        found.next_at = at + PAUSES[found.attempts]
        found.answered, found.attempts = words[:80], found.attempts + 1
        found.save(update_fields=["next_at", "answered", "attempts"])
        others = found.webhook.deliveries.filter(state=State.WAITING, next_at__lt=at + OTHERS).exclude(pk=number)
        others.update(next_at=at + OTHERS)
        return found
    over = _over(found, State.DELIVERED if state == State.DELIVERED else State.DEAD, words, at)
    if over.state == State.DEAD:
        keys.tell_leads(found.webhook.system, "Your connected system could not be told of news", by=by, at=at)
    return over


def _over(found: Delivery, state: str, words: str, at: datetime) -> Delivery:
    found.state, found.answered, found.attempts = state, words[:80], found.attempts + 1
    found.delivered_at = at if state == State.DELIVERED else None
    found.save(update_fields=["state", "answered", "attempts", "delivered_at"])
    return found


def due(*, at: datetime, most: int = 200) -> list[int]:
    """Deliveries whose moment has come, the longest waiting first."""
    rows = Delivery.objects.filter(state=State.WAITING, next_at__lte=at).order_by("next_at", "pk")
    return list(rows.values_list("pk", flat=True)[:most])


def readable() -> QuerySet[Delivery]:
    """Deliveries of contacts of which whoever acts may read the receipt: no other is known of (SG-11)."""
    lines = ReceiptLine.objects.filter(reference=OuterRef("reference"), sender_user=None)
    return Delivery.objects.filter(Exists(lines))


@transaction.atomic
def resend(delivery: Delivery, *, by: Actor, at: datetime) -> Delivery:
    """Send once more what was delivered or given up. Raises StillWaiting."""
    held = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    if held.state == State.WAITING:
        raise StillWaiting(held.pk)
    Delivery.objects.filter(pk=held.pk).update(state=State.WAITING, next_at=at, attempts=0, delivered_at=None)
    audit.did("sent again", "api_delivery", held.pk)
    jobs.defer_each("api.carry", [{"area": held.area_id}], waits=True)
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
