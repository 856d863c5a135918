"""A death is recorded, and acts at once: what goes to the family stops, and the living children of the household come first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse

from breakwater.casework.cases.deaths import OPENED_BY_DEATH, STOPPED_BY_DEATH, STOPPED_UNSEEN, Died, is_child
from breakwater.casework.child_page.family import relatives_of
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.calendars import hours_of
from breakwater.partnership.organisations.models import Actor, ServiceName, TeamService, User, actor_relations
from breakwater.partnership.people.models import Address, Death, Person, RelationshipCode
from breakwater.partnership.people.records.operations import deaths
from breakwater.partnership.people.records.operations.deaths import DeathFacts

HIDDEN = "A death was recorded that touches a record restricted to you and others: see today that the child is safe"
BROTHERS_AND_SISTERS = (RelationshipCode.SIBLING, RelationshipCode.HALF_SIBLING, RelationshipCode.STEP_SIBLING)


@dataclass(frozen=True)
class DeathRecord:
    """A death, and what whoever records it says of the living children around it."""

    death: DeathFacts
    expected: bool | None = None
    place: str = ""
    others: str = ""
    in_danger: bool | None = None


def living_children(person: Person, *, at: datetime) -> list[Person]:
    """The living children around a person, as far as the actor may know of them, those born first before the others.

    Whoever lives in the household by a relationship or by address, and brothers and sisters unless they are known to live apart.
    """
    related = [
        one.person
        for one in relatives_of(person)
        if one.lives_here or (one.lives_here is None and one.tie.code in BROTHERS_AND_SISTERS)
    ]
    homes = Address.objects.present_homes().drawable().exclude(lines="")
    where = Q(pk__in=())
    for home in homes.filter(person=person):
        where |= Q(lines__iexact=home.lines, postcode=home.postcode)
    under_one_roof = [home.person for home in homes.filter(where).exclude(person=person).select_related("person")]
    today = london_date(at)
    found = {
        one.pk: one
        for one in (*related, *under_one_roof)
        if one.pk != person.pk and one.died_on is None and is_child(one, today)
    }
    return sorted(found.values(), key=lambda one: (one.born_on is None, one.born_on or today, one.pk))


@transaction.atomic
def record_death(person: Person, facts: DeathRecord, *, key: UUID, by: Actor, at: datetime) -> Death:
    """Record it; a contact opens about living children, and all that would still go to the family ends.

    What stands beneath a restriction is ended by whoever records it, where they read it; the rest by the service, which reads what they may
    not; what neither reads by the database. A second time changes nothing. Raises what `deaths.record` raises, NobodyReceives.
    """
    living = living_children(person, at=at)
    death, is_new = deaths.record(person, facts.death, key=key, by=by, at=at)
    if not is_new:
        return death
    person = Person.objects.get(pk=death.person_id)
    died = Died(person, death, facts.expected, facts.place, living, facts.others.strip(), facts.in_danger)
    references = [opens(died, by, at) for opens in OPENED_BY_DEATH.values()]
    tell_readers_of_hidden(person, by=by, at=at)
    stopped = stop_all(person, by=by, at=at)
    deaths.note_what_followed(death, contact=next(filter(None, references), ""), stopped=stopped)
    return death


def tell_readers_of_hidden(person: Person, *, by: Actor, at: datetime) -> None:
    """The readers of a living child's restricted record are told that it is looked at; whoever records the death learns nothing of it."""
    with connection.cursor() as cursor:
        codes = [str(code) for code in BROTHERS_AND_SISTERS]
        cursor.execute("select child, human from access.readers_of_hidden_children(%s, %s)", [person.pk, codes])
        found = cursor.fetchall()
    for child, human in found:
        path = reverse("casework:person", args=[child])
        notifications.tell(words=HIDDEN, path=path, by=by, at=at, users=list(User.objects.filter(pk=human)))


def stop_all(person: Person, *, by: Actor, at: datetime) -> dict[str, int]:
    """End everything that a death stops; how much of what, by what it is called."""
    counted: dict[str, int] = {}
    with acting_as(service_of(person.area, ServiceName.INTAKE)) as service:
        _stop(person, counted, by=service, at=at)
    _stop(person, counted, by=by, at=at)
    for ends in STOPPED_UNSEEN.values():
        ends(person, by, at)
    audit.did("ended what a death stops, in restricted cases too, of", "person", person.pk)
    return counted


def _stop(person: Person, counted: dict[str, int], *, by: Actor, at: datetime) -> None:
    for each in STOPPED_BY_DEATH.values():
        counted[each.label] = counted.get(each.label, 0) + each.stop(person, by=by, at=at)


def is_out_of_hours(death: Death) -> bool:
    """Whether the MASH was closed as a death was recorded: emergency duty has then what cannot wait."""
    served = TeamService.objects.filter(area=death.person.area, service="front_door").select_related("team").first()
    at = death.recorded_at
    return served is not None and not hours_of(served.team, london_date(at)).is_open(at)


def deaths_of(person: Person) -> Sequence[Death]:
    """Every death that was ever recorded of somebody, the last first, with who recorded it and who took it back."""
    with_whom = (*actor_relations("recorded_by"), *actor_relations("withdrawn_by"))
    return list(Death.objects.filter(person=person).select_related(*with_whom).order_by("-recorded_at", "-pk"))
