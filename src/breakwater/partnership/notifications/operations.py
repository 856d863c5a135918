"""Telling people: in the product, and by an e-mail that holds no child's data. Both in the transaction of their cause."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from breakwater.foundation import jobs
from breakwater.foundation.dates import london_date
from breakwater.partnership.organisations.models import Actor, Area, Team, User

from . import sending
from .models import Notification, OutboxMessage

SUBJECT = "Breakwater: something waits for you"
BODY = """{words}
{reference}
Read it here:
{link}

This message says nothing about anyone on purpose. You will be asked to sign in. Do not reply to it: nobody reads the answers.
"""


class NotOurPath(Exception):
    """A notification must point to a page of ours, without a query that could carry words."""


@transaction.atomic
def tell(
    *,
    words: str,
    path: str,
    by: Actor,
    at: datetime,
    users: Iterable[User] = (),
    team: Team | None = None,
    reference: str = "",
) -> list[Notification]:
    """Tell `users`, or everyone who holds a post in `team` today, and put an e-mail in the outbox for each.

    `words` is a sentence without a name ("You have a contact to read"); `path` is the page's path. One human is told once.
    Raises NotOurPath.
    """
    made = show(words=words, path=path, at=at, users=users, team=team, reference=reference)
    body = BODY.format(
        words=words, reference=f"Reference: {reference}\n" if reference else "", link=f"{settings.SITE_URL}{path}"
    )
    facts = {"area": _area_of(by), "sender_id": by.membership.user_id if by.membership_id else None}
    mails = OutboxMessage.objects.bulk_create(
        OutboxMessage(**facts, to=one.user.email, subject=SUBJECT[:120], body=body, made_at=at) for one in made
    )
    jobs.defer_each("notifications.send", [{"message": mail.pk} for mail in mails])
    return made


@transaction.atomic
def tell_once(
    words: Sequence[str],
    *,
    pages: Sequence[str],
    all_on: str,
    by: Actor,
    at: datetime,
    users: Iterable[User] = (),
    team: Team | None = None,
) -> list[Notification]:
    """Tell people of several things alike in one message.

    `words` are those of one thing, which lead to its page, and of many ("{} actions are overdue"), which lead to `all_on`.
    """
    one, many = words
    said, path = (one, pages[0]) if len(pages) == 1 else (many.format(len(pages)), all_on)
    return tell(words=said, path=path, by=by, at=at, users=users, team=team)


@transaction.atomic
def show(
    *,
    words: str,
    path: str,
    at: datetime,
    users: Iterable[User] = (),
    team: Team | None = None,
    reference: str = "",
) -> list[Notification]:
    """Tell them on their pages alone, without an e-mail. Raises NotOurPath."""
    if not path.startswith("/") or path.startswith("//") or "?" in path or "#" in path:
        raise NotOurPath(path)
    told = {user.pk: user for user in users}
    if team is not None:
        in_force = team.memberships.in_force(london_date(at)).values("pk")
        holders = User.objects.filter(is_active=True, memberships__in=in_force)
        told |= {user.pk: user for user in holders.distinct().order_by("pk")}
    return Notification.objects.bulk_create(
        Notification(user=user, words=words, reference=reference, path=path, made_at=at) for user in told.values()
    )


@transaction.atomic
def post(
    *,
    to: str,
    subject: str,
    body: str,
    at: datetime,
    area: Area | None = None,
    html: str = "",
    pictures: Iterable[str] = (),
) -> OutboxMessage:
    """Put one e-mail in the outbox, to be carried after the commit. `body` holds no one's data; `html` draws the same words."""
    message = OutboxMessage.objects.create(
        area=area, to=to, subject=subject[:120], body=body, html=html, pictures=list(pictures), made_at=at
    )
    jobs.defer("notifications.send", message=message.pk)
    return message


@transaction.atomic
def post_each(messages: Iterable[OutboxMessage], *, waits: bool = True) -> list[OutboxMessage]:
    """Put many e-mails in the outbox, to be carried after the commit and, if they can wait, after all that is more urgent.

    Unsaved ones, `leave` filled.
    """
    made = OutboxMessage.objects.bulk_create(messages)
    jobs.defer_each("notifications.send", [{"message": message.pk} for message in made], waits=waits)
    return made


@transaction.atomic
def take_back(messages: Iterable[int]) -> int:
    """Delete e-mails that have not left, for a reader who wants no more of them; return how many."""
    return OutboxMessage.objects.filter(pk__in=messages, state=OutboxMessage.State.WAITING).delete()[0]


def can_text() -> bool:
    """Whether a text message leaves for a telephone, or stays in the outbox where that is the mailbox."""
    return sending.can_text()


@transaction.atomic
def text(*, to: str, words: str, at: datetime, area: Area | None = None) -> OutboxMessage:
    """Put one text message in the outbox. `words` hold no one's data."""
    message = OutboxMessage.objects.create(
        area=area, channel=OutboxMessage.Channel.TEXT, to=to, subject="Text message", body=words, made_at=at
    )
    jobs.defer("notifications.send", message=message.pk)
    return message


def can_page(where: str) -> bool:
    """Whether the settings name a carrier that takes a message to this pager; otherwise nobody is told by it."""
    return sending.can_page(where)


@transaction.atomic
def page(*, where: str, words: str, at: datetime, area: Area | None = None) -> OutboxMessage:
    """Page a number or an address with a few words that name nobody. `can_page` says whether it can leave."""
    channel = OutboxMessage.Channel.EMAIL if "@" in where else OutboxMessage.Channel.TEXT
    message = OutboxMessage.objects.create(
        area=area, channel=channel, to=where, subject="Breakwater: emergency", body=words, made_at=at
    )
    jobs.defer("notifications.send", message=message.pk)
    return message


def told_to(user: User) -> QuerySet[Notification]:
    """What somebody was told, the newest first."""
    return Notification.objects.filter(user=user).order_by("-made_at", "-id")


def posted() -> QuerySet[OutboxMessage]:
    """Every message that went out or waits to, the newest first."""
    return OutboxMessage.objects.order_by("-made_at", "-pk")


def unread_of(user: User, words: str) -> QuerySet[Notification]:
    """What somebody was told in these words and has not read, the newest first."""
    return told_to(user).filter(words=words, read_at=None)


def was_told(words: str, team: Team, *, since: datetime) -> bool:
    """Whether somebody of a team was told these words since then."""
    users = team.memberships.in_force(london_date(since)).values("user")
    return Notification.objects.filter(words=words, made_at__gte=since, user__in=users).exists()


def not_told(users: Iterable[User], *, words: str, path: str, since: datetime) -> list[User]:
    """Those of `users` who were not told these words of this page since then."""
    told = set(
        Notification.objects.filter(
            words=words, path=path, made_at__gte=since, user__in=[each.pk for each in users]
        ).values_list("user", flat=True)
    )
    return [each for each in users if each.pk not in told]


def mark_read(*, user: User, at: datetime, only: Notification | None = None, path: str = "") -> int:
    """Note that the person read one notification, those of one page, or all; return how many were new."""
    unread = Notification.objects.filter(user=user, read_at=None)
    if only is not None:
        unread = unread.filter(pk=only.pk)
    if path:
        unread = unread.filter(path=path)
    return unread.update(read_at=at)


def _area_of(by: Actor) -> Area:
    return by.membership.team.area if by.membership_id else by.area
