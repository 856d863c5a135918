"""Keeping the search rows of a person in step with the person."""

from collections.abc import Iterator

from .. import cleaning
from ..models import Address, Guard, GuardedName, Person, PersonSearch
from .asked import mark_of_home

Kind = PersonSearch.Kind


def rows_of(person: Person, *, others=(), address: Address | None = None) -> list[PersonSearch]:
    """The search rows of a person, unsaved, one a name; `others` are their AlsoKnownAs, `address` the present one.

    A withheld address gives nothing to search by. Used for one person and for many at a time.
    """
    known = address if address and not address.is_withheld else None
    shared = {
        "dob": person.born_on,
        "dob_precision": person.born_precision,
        "yob": person.born_on and person.born_on.year,
        "pc": cleaning.clean_postcode(known.postcode) if known else "",
        "line": cleaning.clean_line(known.lines) if known else "",
        "cleaning": cleaning.VERSION,
    }
    rows, seen = [], set()
    for kind, fn, sn in _names(person, others):
        if (fn, sn) in seen or not (fn or sn or person.is_provisional and (shared["pc"] or shared["line"])):
            continue  # a provisional record without a name is found where the child lives
        seen.add((fn, sn))
        rows.append(
            PersonSearch(
                person=person,
                kind=kind,
                former=kind == Kind.FORMER,
                fn=fn,
                sn=sn,
                fn_ph=cleaning.first_sound(fn),
                sn_ph=cleaning.sound_of(sn),
                whole=f"{fn} {sn}".strip(),
                **shared,
            )
        )
    return rows


def _names(person: Person, others) -> Iterator[tuple[str, str, str]]:
    """(kind, forename, surname) cleaned; whole names first, so that a part never stands for a whole one."""
    forename, surname = cleaning.clean_name(person.forename), cleaning.clean_name(person.surname)
    whole = [(Kind.NAME, forename, surname), (Kind.KNOWN_AS, cleaning.clean_name(person.known_as), surname)]
    if not person.known_as:
        whole.pop()
    for other in others:
        whole.append(
            (other.kind, cleaning.clean_name(other.forename) or forename, cleaning.clean_name(other.surname) or surname)
        )
    yield from whole
    middle = cleaning.parts_of(cleaning.clean_name(person.middle_names))
    if middle:
        yield Kind.MIDDLE, middle[0], surname
    for kind, fn, sn in whole:
        halves = cleaning.parts_of(sn)
        if len(sn.split()) > 1:
            for half in halves:
                yield Kind.FORMER if kind == Kind.FORMER else Kind.PART, fn, half


def _rows_of_merged(person: Person, rows: list[PersonSearch], address: Address | None) -> list[PersonSearch]:
    """The names and births of records that were merged here, by which this person is found as well."""
    seen = {(row.fn, row.sn, row.dob) for row in rows}
    found = []
    for merged in all_merged_into(person):
        for row in rows_of(merged, address=address):
            if (row.fn, row.sn, row.dob) not in seen:
                seen.add((row.fn, row.sn, row.dob))
                row.person, row.kind = person, Kind.ALIAS if row.kind == Kind.NAME else row.kind
                found.append(row)
    return found


def all_merged_into(person: Person) -> list[Person]:
    """Every record this one stands for, its own not among them. One query more than the chain is long."""
    found, level = [], [person.pk]
    while merged := list(Person.objects.filter(merged_into__in=level).order_by("pk")):
        found += merged
        level = [one.pk for one in merged]
    return found


def keep(person: Person) -> None:
    """Write a person's search rows again; none while the person is guarded (SG-13), whose sounds are kept for one function
    alone. A few queries; call inside the operation's transaction. Of a merged record, those of the record that stands for it.
    """
    person = person.in_use()
    address = Address.objects.filter(person=person, ends_on=None).order_by("-starts_on", "-pk").first()
    rows = rows_of(person, others=person.other_names.order_by("pk"), address=address)
    rows += _rows_of_merged(person, rows, address)
    PersonSearch.objects.filter(person=person).delete()
    GuardedName.objects.filter(person=person).delete()
    if not Guard.objects.standing().filter(person=person).exists():
        PersonSearch.objects.bulk_create(rows)
        return
    home = mark_of_home(address.lines) if address and not address.is_withheld else ""
    GuardedName.objects.bulk_create(
        GuardedName(person=person, fn_ph=row.fn_ph, sn_ph=row.sn_ph, dob=row.dob, yob=row.yob, pc=row.pc, home=home)
        for row in rows
    )
