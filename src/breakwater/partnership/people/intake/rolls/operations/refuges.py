"""The address of a refuge that a roll brings: of a child whose record says so it is withheld, and of whoever else the file puts there (SG-27)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from breakwater.foundation import audit, events
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people import cleaning
from breakwater.partnership.people.intake.operations.blind_alerts import AddressesWithheld
from breakwater.partnership.people.intake.reading.pupils import who
from breakwater.partnership.people.intake.reading.rows import Pupil
from breakwater.partnership.people.models import Address, Identifier, Person, Roll, RollTie

from .comparing import Comparison

NOWHERE = {"address": "", "postcode": "", "uprn": ""}


def withhold(roll: Roll, compared: Comparison) -> list[Pupil]:
    """Leave out of a file the addresses it has for children in a refuge, wherever they stand in it. Answers the rows of others."""
    rows = [
        *compared.new,
        *(pupil for _, pupil in compared.same),
        *(pupil for _, pupil, _ in compared.changed),
        *(one.pupil for one in compared.unsure),
    ]
    in_refuge = _in_refuge(roll, rows)
    places = {place for pupil in in_refuge if (place := _place(pupil))}
    if not places:
        return []
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
    return [pupil for pupil in rows if pupil.line in met - own]


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


def _in_refuge(roll: Roll, rows: Iterable[Pupil]) -> list[Pupil]:
    """The rows of children whose record says that they are in a refuge: by a number, or by name and birth."""
    there = Person.objects.filter(
        area=roll.area_id, pk__in=Address.objects.filter(ends_on=None, kind=Address.Kind.REFUGE).values("person")
    )
    people = list(there)
    if not people:
        return []
    numbers = set(Identifier.objects.filter(person__in=people, ends_on=None).values_list("scheme", "value"))
    names = {who(person) for person in people}
    return [
        pupil
        for pupil in rows
        if who(pupil) in names or {("UPN", pupil.upn), ("FORMER_UPN", pupil.former_upn), ("NHS", pupil.nhs)} & numbers
    ]


def _place(pupil: Pupil) -> tuple[str, str]:
    """An address as it is compared; nothing where the row has none."""
    place = cleaning.clean_line(pupil.address), cleaning.clean_postcode(pupil.postcode)
    return place if any(place) else ()


def _without(pupil: Pupil, met: set[int]) -> Pupil:
    return replace(pupil, **NOWHERE) if pupil.line in met else pupil
