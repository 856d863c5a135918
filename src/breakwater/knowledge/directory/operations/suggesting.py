"""What readers say of an entry: taken in, looked at by whoever keeps the directory, passed on where it is a worry (SG-28)."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations import operations as organisations
from breakwater.partnership.organisations.access import Role
from breakwater.partnership.organisations.models import Actor, Area
from breakwater.partnership.organisations.registry import WORRIES

from ..models import Service, Suggestion

KEPT = timedelta(days=365)
MOST = 5  # that wait for one entry, so that nobody floods it


class Enough(Refusal):
    words = "Several readers have written about this service already, and somebody looks at it. Call it before you go"


class AlreadyAnswered(Refusal):
    words = "Someone has dealt with it already"


@transaction.atomic
def suggest(*, service: Service, what: str, words: str, email: str, key: UUID, at: datetime) -> Suggestion:
    """Keep what a reader says of an entry; the same `key` again is the same one. Raises Enough."""
    known = Suggestion.objects.filter(key=key).first()
    if known:
        return known
    if service.suggestions.filter(state=Suggestion.State.NEW).count() >= MOST:
        raise Enough(service.pk)
    made = Suggestion.objects.create(service=service, what=what, words=words, email=email, key=key, sent_at=at)
    keepers = organisations.who_hold(Role.BUSINESS_MANAGER, area=service.area, at=at)
    notifications.show(
        words="A reader wrote about an entry of the directory", path=reverse("directory:overview"), users=keepers, at=at
    )
    return made


def waiting_in(area: Area) -> list[Suggestion]:
    """What readers said of an area's entries that nobody has looked at, the oldest first."""
    found = Suggestion.objects.filter(service__area=area, state=Suggestion.State.NEW)
    return list(found.select_related("service__provider").order_by("sent_at", "pk"))


@transaction.atomic
def answer(*, suggestion: Suggestion, is_right: bool, by: Actor, at: datetime) -> Suggestion:
    """Say that the entry was put right, or is left as it is. Raises AlreadyAnswered."""
    return _answer(suggestion, Suggestion.State.DONE if is_right else Suggestion.State.LEFT, by, at)


@transaction.atomic
def pass_on(*, suggestion: Suggestion, by: Actor, at: datetime) -> str:
    """Make a contact now of what a reader wrote: its words go there and leave here (SG-28). Returns the contact's reference.

    Raises AlreadyAnswered.
    """
    held = _answer(suggestion, Suggestion.State.WORRY, by, at)
    reference = WORRIES["contact"](
        area=held.service.area,
        words=held.words,
        key=f"directory-suggestion-{held.public_id}",
        told_at=held.sent_at,
        by=by,
        at=at,
        sender=f"A reader of the directory of services, about “{held.service.name}”{f', {held.email}' if held.email else ''}",
    )
    held.words = held.email = ""
    held.save(update_fields=["words", "email"])
    return reference


def forget_old(*, at: datetime) -> int:
    """Empty what was dealt with, or sent and never answered, more than a year ago."""
    over = Q(answered_at__lt=at - KEPT) | Q(answered_at=None, sent_at__lt=at - KEPT)
    old = Suggestion.objects.filter(over).exclude(words="", email="")
    return old.update(words="", email="")


def _answer(suggestion: Suggestion, state: str, by: Actor, at: datetime) -> Suggestion:
    held = Suggestion.objects.select_for_update(of=("self",)).select_related("service__area").get(pk=suggestion.pk)
    if held.state != Suggestion.State.NEW:
        raise AlreadyAnswered(held.public_id)
    held.state, held.answered_at, held.answered_by = state, at, by
    held.save(update_fields=["state", "answered_at", "answered_by"])
    audit.did("answered a suggestion", "service", held.service_id, state=state)
    return held
