"""Anyone notifies a death. The first notification opens the record; a later one of the same child goes to it, and none is discarded."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import made_before, reference
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import acting_as, end_link, link_for, service_of
from breakwater.partnership.organisations.models import Actor, Area, LinkKind, ServiceName

from ...models import ChildDeath, DeathNotification
from .. import lookup
from .opening import DeathFacts, merge_same, open_record
from .professionals import Named, add_professionals
from .states import locked


class NotTheSameChild(Refusal):
    words = "No other record that your team holds has this reference. Check it."
    box = "into"


class ListedForPanel(Refusal):
    words = "A panel has this record on its list. Open the other one, and merge it into this."
    box = "into"


@dataclass(frozen=True)
class NotificationFacts:
    """The death as its sender knows it, who sends it, every professional they know of, and each question with its answer."""

    death: DeathFacts
    sender: str
    professionals: tuple[Named, ...] = ()
    said: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def notify(facts: NotificationFacts, *, area: Area, key: UUID, by: Actor, at: datetime) -> DeathNotification:
    """Notify a death. Where a record has the child's NHS number already, this goes to it, and its sender learns nothing of that.

    A second time gives the first. Raises NobodyToReview.
    """
    if known := made_before(DeathNotification, key):
        return known
    death = open_record(facts.death, area=area, by=by, at=at, key=uuid5(key, "death"))
    made = DeathNotification.objects.create(
        death=death,
        reference=reference("DN", year=london_date(at).year),
        sender_user=by.membership.user if by.membership_id else None,
        sender_link=by if by.link else None,
        sender=facts.sender,
        said=json.dumps(dict(facts.said), ensure_ascii=False),
        received_at=at,
        by=by,
        key=key,
    )
    add_professionals(death, facts.professionals, by=by, at=at)
    audit.did("notified a death", "death_notification", made.pk)
    merge_same(death)
    return made


@transaction.atomic
def notify_without_account(facts: NotificationFacts, *, area: Area, key: UUID, at: datetime) -> str:
    """Notify a death as somebody without an account, who reads nothing from then on; return the reference, "" where it came before.

    Raises NobodyToReview.
    """
    with acting_as(service_of(area, ServiceName.INTAKE)):
        sender = link_for(area, LinkKind.AGENCY)
    try:
        with transaction.atomic(), acting_as(sender) as by:
            sent = notify(facts, area=area, key=key, by=by, at=at).reference
    except IntegrityError:
        sent = ""  # its key is taken: the same form, sent twice
    with acting_as(service_of(area, ServiceName.INTAKE)):
        end_link(sender, at=at)
    return sent


@transaction.atomic
def merge(death: ChildDeath, into: str, *, by: Actor, at: datetime) -> ChildDeath:
    """Merge a record into another of the same child by hand: what was sent and who is listed goes along.

    Raises NotTheSameChild, ListedForPanel.
    """
    held = locked(death)
    other = ChildDeath.objects.filter(reference=into.strip().upper(), team=held.team, merged_into=None).first()
    if other is None or other.pk == held.pk:
        raise NotTheSameChild
    if held.panels.filter(withdrawn_at=None).exists():
        raise ListedForPanel
    audit.did("merged into another record", "child_death", held.pk, into=other.pk)
    merge_same(held, other)
    return other


def professionals_of(lines: Iterable[str]) -> tuple[Named, ...]:
    """Who a sender lists, one a line: agency, name and role, contact."""
    parts = [[part.strip() for part in line.split(",", 2)] for line in lines if line.strip()]
    return tuple(Named(*(part[:160] for part in each)) for each in parts if each[0])


def twin_of(death: ChildDeath) -> ChildDeath | None:
    """Another record of the same team with the same NHS number."""
    if not death.number_digest:
        return None
    same = lookup.STANDING.filter(team=death.team_id, number_digest=death.number_digest)
    return same.exclude(pk=death.pk).order_by("opened_at", "pk").first()
