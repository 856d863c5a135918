"""Carrying the outbox."""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, When
from django.utils import timezone

from breakwater.foundation import jobs

from . import sending, undelivered
from .models import Notification, OutboxMessage

GIVE_UP_AFTER = 12
STRANDED_AFTER = timedelta(minutes=20)
KEPT = timedelta(days=90)


@jobs.job("notifications.send")
def send(message: int) -> None:
    """Carry one message. Raises NotNow so that the queue tries again."""
    if fault := carry(message, at=timezone.now()):
        raise fault


def carry(message: int, *, at: datetime) -> sending.NotNow | None:
    """Carry one message unless that is done already; return why it must be tried again, if it must.

    That a try begins is committed before it does, so that whoever tries again after a death knows that it may have left.
    A message that has left, or never will, loses its words: a link in them may still open something.
    """
    OutboxMessage.objects.filter(pk=message, state=OutboxMessage.State.WAITING).update(attempts=F("attempts") + 1)
    with transaction.atomic():
        row = OutboxMessage.objects.select_for_update().filter(pk=message, state=OutboxMessage.State.WAITING).first()
        if row is None:
            return None
        again = None
        try:
            sending.carrier()(row)
        except sending.Refused as refused:
            row.state, row.last_fault = OutboxMessage.State.FAILED, str(refused)[:200]
        except sending.NotNow as fault:
            again, row.last_fault = fault, str(fault)[:200]
        else:
            row.state, row.sent_at, row.last_fault = OutboxMessage.State.SENT, at, ""
        if again and row.attempts >= GIVE_UP_AFTER:
            row.state, again = OutboxMessage.State.FAILED, None
        if row.state != OutboxMessage.State.WAITING and not sending.is_read_here():
            row.body = row.html = row.leave = ""
        row.save(update_fields=["state", "sent_at", "last_fault", "body", "html", "leave"])
        if row.state == OutboxMessage.State.FAILED:
            undelivered.tell_sender(row, at=at)
    return again


@jobs.every("*/10 * * * *", name="notifications.sweep")
def sweep() -> None:
    """Take up messages whose job gave up or was lost."""
    take_up(at=timezone.now())


def take_up(*, at: datetime) -> int:
    """Try messages that have waited for 20 minutes once more, bulletins after all others; return how many there were."""
    stranded = OutboxMessage.objects.filter(state=OutboxMessage.State.WAITING, made_at__lt=at - STRANDED_AFTER)
    numbers = list(
        stranded.order_by(Case(When(leave="", then=0), default=1), "made_at", "pk").values_list("pk", flat=True)[:500]
    )
    for number in numbers:
        carry(number, at=at)
    return len(numbers)


@jobs.every("3-59/10 * * * *", name="notifications.undelivered")
def look_for_undelivered() -> None:
    """Read what came back, and ask the carrier what it could not deliver."""
    now = timezone.now()
    if settings.BREAKWATER_BOUNCES:
        undelivered.read_reports(Path(settings.BREAKWATER_BOUNCES), at=now)
    if settings.BREAKWATER_MAIL == "notify":
        undelivered.ask_notify(at=now)


@jobs.every("20 2 * * *", name="notifications.forget")
def forget() -> None:
    """Forget what was read, and what was sent, ninety days ago."""
    forget_old(at=timezone.now())


def forget_old(*, at: datetime) -> int:
    """Delete notifications read and messages sent or failed more than ninety days before `at`; return how many."""
    read, _ = Notification.objects.filter(read_at__lt=at - KEPT).delete()
    done = OutboxMessage.objects.exclude(state=OutboxMessage.State.WAITING).filter(made_at__lt=at - KEPT)
    sent, _ = done.delete()
    return read + sent
