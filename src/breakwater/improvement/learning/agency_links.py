"""An agency without an account is asked by a link and a number: both are said once, made anew, and end with the request.

A request is a row with `reader`, the link that alone reads it, `area`, `asked_at`, `asked_by`, `due_on` and `maker`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import models

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import end_of
from breakwater.partnership.organisations.access import acting_as, end_link, link_for, renew_link
from breakwater.partnership.organisations.models import Actor, Area, LinkKind
from breakwater.practice.early_help.episodes.operations import links
from breakwater.practice.early_help.models import LinkDoor


@dataclass(frozen=True)
class Asked[Request: models.Model]:
    """The request with what opens it: the address's token, and the number that is said on the telephone. Neither is kept."""

    request: Request
    token: str
    number: str


def ask[Request: models.Model](
    model: type[Request], facts: dict, *, area: Area, by: Actor, at: datetime
) -> Asked[Request]:
    """Make the request and its link. While it is made its `maker` may see it; afterwards the row is its subject's and its link's."""
    reader = link_for(area, LinkKind.AGENCY)
    facts = facts | {"area": area, "reader": reader, "asked_at": at, "asked_by": by, "maker": by.membership.user}
    made = model.objects.create(**facts)
    model.objects.filter(pk=made.pk).update(maker=None)
    return opened(made, at=at)


def renew[Request: models.Model](request: Request, *, at: datetime) -> Asked[Request]:
    """A new link and number in place of the old."""
    renew_link(request.reader)
    _shut([request.reader], at=at)
    return opened(request, at=at)


def end(readers: Iterable[Actor], *, at: datetime) -> None:
    """Nobody reads or writes by these links from now on."""
    readers = list(readers)
    _shut(readers, at=at)
    for reader in readers:
        end_link(reader, at=at)


def request_behind[Request: models.Model](model: type[Request], door: LinkDoor, named: str) -> Request | None:
    """What a door shows, read as its link; `named` is how the audit calls it."""
    with acting_as(door.actor):
        found = model.objects.filter(reader=door.actor).first()
        if found:
            audit.saw(named, found.pk)
        return found


def opened[Request: models.Model](request: Request, *, at: datetime) -> Asked[Request]:
    """The first link and number of a request that has its `reader`."""
    ends_at = max(end_of(request.due_on), at) + links.FORGOTTEN_AFTER
    opened = links.make_door(actor=request.reader, ends_at=ends_at, at=at, with_number=True)
    return Asked(request, opened.token, opened.number)


def _shut(readers: list[Actor], *, at: datetime) -> None:
    LinkDoor.objects.filter(actor__in=readers, ended_at=None).update(ended_at=at)
