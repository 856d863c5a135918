"""What emergency duty has in hand, said wherever the contact stands (SG-04): the board, the wall, its own page."""

from collections.abc import Collection, Sequence
from datetime import datetime

from breakwater.foundation.dates.in_words import moment_in_words
from breakwater.partnership.organisations.models import actor_relations

from ..models import Alarm, Contact, DutyAction, Paging

ON_IT = DutyAction.What.ON_IT


def in_hand(contacts: Collection[int]) -> dict[int, DutyAction]:
    """The last thing emergency duty did about each contact that the day team has not picked up: one query."""
    found = DutyAction.objects.filter(contact__in=contacts, picked_up_at=None)
    found = found.select_related("by__membership__user").order_by("contact", "-done_at", "-pk").distinct("contact")
    return {action.contact_id: action for action in found}


def done_about(contact: Contact) -> list[DutyAction]:
    """Everything emergency duty did about one contact, the first first, picked up or not: one query."""
    found = DutyAction.objects.filter(contact=contact).select_related(*actor_relations("by", "picked_up_by"))
    return list(found.order_by("done_at", "pk"))


def to_read(actions: Sequence[DutyAction]) -> list[DutyAction]:
    """What was done; that somebody took it on, only where nothing was recorded since."""
    return [action for action in actions if action.what != ON_IT] or list(actions)


def said(action: DutyAction, *, now: datetime) -> str:
    """Emergency duty is on it: Noor Nightly, since today 21:05."""
    who, when = action.by.membership.user.name, moment_in_words(action.done_at, now=now)
    if action.what == ON_IT:
        return f"Emergency duty is on it: {who}, since {when}"
    what = action.get_what_display()
    return f"Emergency duty: {what[:1].lower()}{what[1:]}. {who}, {when}"


def paged_said(alarms: Collection[Alarm], *, now: datetime) -> dict[int, str]:
    """Who has been paged about each alarm and what follows, or that nobody has been: one query."""
    pagings: dict[int, list[Paging]] = {alarm.pk: [] for alarm in alarms}
    for paging in Paging.objects.filter(alarm__in=alarms).select_related("post").order_by("at", "pk"):
        pagings[paging.alarm_id].append(paging)
    return {alarm.pk: _paged(alarm, pagings[alarm.pk], now) for alarm in alarms}


def _paged(alarm: Alarm, pagings: list[Paging], now: datetime) -> str:
    sent = [paging for paging in pagings if paging.was_sent]
    if not pagings:
        return "Nobody has been paged: no pager is set up for it here. It is on this page until someone answers it."
    if not sent:
        return f"The pager of {pagings[-1].post.title} could not be reached from here, so nobody has been paged."
    onwards = f" Unanswered, the next page goes out {moment_in_words(alarm.next_at, now=now)}." if alarm.next_at else ""
    return f"{sent[-1].post.title} was paged {moment_in_words(sent[-1].at, now=now)}.{onwards}"
