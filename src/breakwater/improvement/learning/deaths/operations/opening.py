"""The record of a child's death is opened, and the child death review team is told that something is there, in words that say nothing."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import made_before, reference
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, Area, Membership
from breakwater.partnership.people.models import Identifier, Person
from breakwater.partnership.people.records.operations.restrictions import seals_on

from ...models import ChildDeath, DeathState, DeathStateChange, digest_of_number
from .. import lookup

TOLD = "Something was sent to the child death review team: read it today"
NO_NAME, RESTRICTED = lookup.NOT_NAMES


class NobodyToReview(Refusal):
    words = (
        "Nobody would read this: your area has no child death review team. Call the designated doctor for child deaths, and ask the "
        "partnership’s business manager to have the team entered."
    )


@dataclass(frozen=True)
class DeathFacts:
    """Who died, when and where, as far as it is known."""

    called: str
    died_at: datetime
    time_is_known: bool = True
    born_on: date | None = None
    sex: str = Person.Sex.UNKNOWN
    nhs_number: str = ""
    no_number: str = ChildDeath.NoNumber.NOT_AVAILABLE
    expected: bool | None = None
    place_kind: str = ChildDeath.PlaceKind.NOT_KNOWN
    place: str = ""
    residence: str = ChildDeath.Residence.HERE
    residence_words: str = ""


def open_death(*, area: Area, child: Person, by: Actor, at: datetime, key: UUID, **known) -> ChildDeath:
    """Open the record of a child on record; `known` are what DeathFacts takes: died_at, expected, place. A second time gives the first.

    Raises NobodyToReview. A restricted record is not tied and gives no name: the team would read by it what its readers alone may know, or
    lose the record.
    """
    if seals_on(child):
        facts = DeathFacts(called=RESTRICTED, **known | {"place": ""})
        return open_record(facts, area=area, by=by, at=at, key=key)
    numbers = Identifier.objects.filter(person=child, scheme=Identifier.Scheme.NHS, ends_on=None)
    number = numbers.order_by("-pk").values_list("value", flat=True).first() or ""
    born_on = child.born_on if child.born_precision == Person.Precision.DAY else None  # half a date is no day
    facts = DeathFacts(called=child.name, born_on=born_on, sex=child.sex, nhs_number=number, **known)
    made = open_record(facts, area=area, child=child, by=by, at=at, key=key)
    merge_same(made)
    return made


@transaction.atomic
def open_record(
    facts: DeathFacts,
    *,
    area: Area,
    child: Person | None = None,
    by: Actor,
    at: datetime,
    key: UUID,
    tells: bool = True,
) -> ChildDeath:
    """Open a record by what was said. A second time gives the first. `tells` is False where the team opens many itself. Raises NobodyToReview."""
    if known := made_before(ChildDeath, key):
        return known
    team = lookup.team_for(area)
    if team is None or not _readers(team, at):
        raise NobodyToReview
    made = ChildDeath.objects.create(
        area=area,
        team=team,
        reference=reference("CD", year=london_date(at).year),
        child=child,
        number_digest=digest_of_number(facts.nhs_number),
        **vars(facts) | {"no_number": "" if facts.nhs_number else facts.no_number},
        opened_at=at,
        opened_by=by,
        opened_user=by.membership.user if by.membership_id else None,
        opened_link=by if by.link else None,
        key=key,
    )
    DeathStateChange.objects.create(death=made, state=DeathState.NOTIFIED, on=london_date(at), recorded_at=at, by=by)
    audit.did("opened", "child_death", made.pk)
    if tells:
        tell_team(made, TOLD, by=by, at=at)
    return made


def merge_same(death: ChildDeath, other: ChildDeath | None = None) -> bool:
    """Merge it into another, or into the oldest with the same NHS number; whether there was one is for nobody but the team."""
    with connection.cursor() as cursor:
        cursor.execute("select access.merge_child_death(%s, %s)", [death.pk, other.pk if other else None])
        return cursor.fetchone()[0]


def tell_team(death: ChildDeath, words: str, *, by: Actor, at: datetime) -> None:
    """Tell everybody of the team that holds it, in words that say nothing of it."""
    path = reverse("learning:death", args=[death.public_id])
    users = list({each.user_id: each.user for each in _readers(death.team, at)}.values())
    notifications.tell(words=words, path=path, by=by, at=at, users=users)


def _readers(team, at: datetime) -> list[Membership]:
    return list(team.memberships.in_force(london_date(at)).select_related("user"))
