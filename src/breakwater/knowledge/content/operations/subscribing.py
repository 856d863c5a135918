"""Asking for bulletins, saying yes, changing and leaving: by one's own link, without an account.

Nothing here tells anyone but the mailbox itself whether an address is known: whatever it is, it gets the same one question.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.notifications.models import OutboxMessage
from breakwater.partnership.organisations.models import Area

from .. import languages, letters
from ..models import Asked, Delivery, Subscriber

ANSWERED_WITHIN = timedelta(days=3)
QUESTIONS_A_DAY = 3  # to one address: whoever types a stranger's often does not fill their mailbox
FAILURES = 3


@transaction.atomic
def ask(
    *,
    area: Area,
    email: str,
    frequency: str,
    at: datetime,
    topics: Sequence[str] = (),
    language: str = languages.ENGLISH,
    chapters: Sequence[str] = (),
) -> None:
    """Put one question to an address: do you want this? The same for one that is subscribed already."""
    lately = Asked.objects.filter(email__iexact=email, asked_at__gt=at - timedelta(days=1)).count()
    if lately >= QUESTIONS_A_DAY:
        return
    asked = Asked.objects.create(
        area=area,
        email=email,
        topics=list(topics),
        chapters=list(chapters),
        frequency=frequency,
        language=language,
        asked_at=at,
    )
    notifications.post(to=email, subject="Do you want our bulletins?", body=letters.question(asked), at=at, area=area)


def open_question(key: str, *, at: datetime) -> Asked | None:
    """The question behind a link, while it waits for its answer."""
    asked = letters.opened(Asked, key)
    return asked if asked and asked.asked_at > at - ANSWERED_WITHIN else None


@transaction.atomic
def say_yes(*, asked: Asked, at: datetime) -> Subscriber:
    """Take up the subscription that was asked for; one address has one, with what was asked for last.

    To follow a chapter takes nothing away: what the reader had stays beside it.
    """
    questions = Asked.objects.filter(area=asked.area, email__iexact=asked.email)
    list(questions.select_for_update().order_by("pk"))  # two who say yes at once come one after the other
    reader = Subscriber.objects.select_for_update().filter(area=asked.area, email__iexact=asked.email).first()
    reader = reader or Subscriber(area=asked.area, email=asked.email, confirmed_at=at)
    reader.topics = _both(reader.topics, asked.topics) if asked.chapters and reader.pk else asked.topics
    reader.chapters = _both(reader.chapters if reader.pk else [], asked.chapters)
    reader.frequency, reader.language = asked.frequency, asked.language
    reader.save()
    questions.delete()
    return reader


def _both(before: list[str], more: list[str]) -> list[str]:
    return list(dict.fromkeys([*before, *more]))


@transaction.atomic
def change(
    *, reader: Subscriber, topics: list[str], frequency: str, language: str, chapters: Sequence[str] = ()
) -> None:
    Subscriber.objects.filter(pk=reader.pk).update(
        topics=topics, chapters=list(chapters), frequency=frequency, language=language
    )


@transaction.atomic
def leave(*, reader: Subscriber) -> None:
    """Forget the address, and take what is on its way to it out of the outbox: what a batch is writing just now as well."""
    if Subscriber.objects.select_for_update().filter(pk=reader.pk).first() is None:
        return
    on_their_way = Delivery.objects.filter(subscriber=reader, message__state=OutboxMessage.State.WAITING)
    notifications.take_back(list(on_their_way.values_list("message", flat=True)))
    reader.delete()


@transaction.atomic
def forget_what_leads_nowhere(*, at: datetime) -> int:
    """Delete questions without an answer, and addresses whose last three copies could not be delivered; return how many."""
    gone = Asked.objects.filter(asked_at__lte=at - ANSWERED_WITHIN).delete()[0]
    failed = OutboxMessage.State.FAILED
    doubtful = Subscriber.objects.filter(deliveries__message__state=failed).distinct()
    for reader in doubtful.order_by("pk"):
        last = list(reader.deliveries.order_by("-pk").values_list("message__state", flat=True)[:FAILURES])
        if last == [failed] * FAILURES:
            leave(reader=reader)
            gone += 1
    return gone
