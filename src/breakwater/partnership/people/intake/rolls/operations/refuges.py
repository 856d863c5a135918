"""The address of a refuge that a roll brings: of a child whose record says so it is withheld, and of whoever else the file puts there (SG-27)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from breakwater.foundation import audit, events
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.intake.operations import identifying
from breakwater.partnership.people.intake.operations.blind_alerts import AddressesWithheld
from breakwater.partnership.people.intake.reading.pupils import who
from breakwater.partnership.people.intake.reading.rows import Pupil
from breakwater.partnership.people.models import Address, Identifier, Person, Roll, RollTie
from breakwater.partnership.people.records.operations import kept_back

from .comparing import Comparison


@dataclass(frozen=True)
class Withheld:
    """Whose rows lost an address that is not their own secret, and at which places, as they are compared."""

    others: Sequence[Pupil] = ()
    places: frozenset[kept_back.Place] = frozenset()


NOWHERE = {"address": "", "postcode": "", "uprn": ""}


def withhold(roll: Roll, compared: Comparison) -> Withheld:
    """Leave out of a file the addresses it has for children in a refuge or whose record is closed, and for whoever is on record as
    living with one, wherever they stand in the file.
    """
    rows = [
        *compared.new,
        *(pupil for _, pupil in compared.same),
        *(pupil for _, pupil, _ in compared.changed),
        *(one.pupil for one in compared.unsure),
    ]
    in_refuge, beside = _in_refuge(roll, rows), _of(_beside_protected(roll), rows)
    places = {place for pupil in (*in_refuge, *beside) if (place := _place(pupil))}
    if not places:
        return Withheld()
    met = {pupil.line for pupil in rows if _place(pupil) in places}
    compared.new[:] = [_without(pupil, met) for pupil in compared.new]
    compared.same[:] = [(known, _without(pupil, met)) for known, pupil in compared.same]
    changed = [
        (known, pupil, [f for f in fields if f != "home" or pupil.line not in met])
        for known, pupil, fields in compared.changed
    ]
    compared.changed[:] = [(known, _without(pupil, met), fields) for known, pupil, fields in changed if fields]
    compared.same += [(known, _without(pupil, met)) for known, pupil, fields in changed if not fields]
    compared.unsure[:] = [replace(one, pupil=_without(one.pupil, met)) for one in compared.unsure]
    own = {pupil.line for pupil in in_refuge}
    return Withheld([pupil for pupil in rows if pupil.line in met - own], frozenset(places))


def keep_back(withheld: Withheld, roll: Roll, *, by: Actor, at: datetime) -> None:
    """Hide what an earlier roll had put on the records of this one's pupils: the same places, from before anybody was protected."""
    people = RollTie.objects.filter(pupil__seen_in=roll, person__isnull=False).values_list("person", flat=True)
    kept_back.keep_back(kept_back.at_places(withheld.places, area=roll.area, people=people))


def tell(pupils: Sequence[Pupil], roll: Roll, *, by: Actor, at: datetime) -> None:
    """Have the authority told of whom an address was withheld, to look where they live."""
    wanted = {who(pupil) for pupil in pupils}
    born = {pupil.born_on for pupil in pupils}
    ties = RollTie.objects.filter(pupil__seen_in=roll, pupil__born_on__in=born).select_related("pupil").order_by("pk")
    known = [tie for tie in ties if tie.person_id and who(tie.pupil) in wanted]
    people = tuple(tie.person_id for tie in known)
    without_record = (Counter(map(who, pupils)) - Counter(who(tie.pupil) for tie in known)).total()
    audit.did("withheld addresses", "roll", roll.pk, rows=len(pupils))
    events.publish_on_commit(AddressesWithheld(roll.area_id, people, without_record))


def _in_refuge(roll: Roll, rows: Sequence[Pupil]) -> list[Pupil]:
    """The rows of children whose record says that their address is withheld, and those that a closed record may be meant by."""
    there = Person.objects.filter(area=roll.area_id, pk__in=Address.objects.withheld_now().values("person"))
    hidden = identifying.hidden_lines(rows, roll.area)
    found = {pupil.line for pupil in _of(there, rows)}
    return [pupil for pupil in rows if pupil.line in found | hidden]


def _beside_protected(roll: Roll) -> QuerySet[Person]:
    """Who lives with somebody whose address is withheld or whose record is closed; whose, this does not say (SG-13)."""
    with connection.cursor() as cursor:
        cursor.execute("select person from access.beside_protected(%s)", [roll.area_id])
        people = [person for (person,) in cursor.fetchall()]
    return Person.objects.filter(area=roll.area_id, pk__in=people)


def _of(people: Iterable[Person], rows: Sequence[Pupil]) -> list[Pupil]:
    """The rows that are some people: by a number, or by name and birth."""
    people = list(people)
    if not people:
        return []
    numbers = set(Identifier.objects.filter(person__in=people, ends_on=None).values_list("scheme", "value"))
    names = {who(person) for person in people}
    return [
        pupil
        for pupil in rows
        if who(pupil) in names or {("UPN", pupil.upn), ("FORMER_UPN", pupil.former_upn), ("NHS", pupil.nhs)} & numbers
    ]


def _place(pupil: Pupil) -> kept_back.Place:
    return kept_back.place_of(pupil.address, pupil.postcode)


def _without(pupil: Pupil, met: set[int]) -> Pupil:
    return replace(pupil, **NOWHERE) if pupil.line in met else pupil
