"""Those whom a doubtful row may mean, as the acting person may know of them, with reasons: for rolls and agencies' lists alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.partial import PartDate

from ..models import Enrolment, Identifier, Person
from ..records import presenting
from ..search import matching
from ..search.log import log_search

MOST = 5


@dataclass(frozen=True)
class Meant:
    """Someone who may be meant. `elsewhere`: has a place that has not ended, at another team than the row's."""

    person: Person
    header: object
    candidate: matching.Candidate | None
    has_number: bool
    elsewhere: bool


def meant_by(row, *, postcode: str, by, at: datetime, team_id: int | None = None) -> tuple[Sequence[Meant], dict]:
    """(who may be meant, what was searched) of a row with a name, a birth and perhaps numbers. The search is on record."""
    found = matching.find(
        forename=row.forename, surname=row.surname, born=PartDate.of(row.born_on), postcode=postcode, limit=MOST
    )
    log_search(searched=found.searched, found=[one.person_id for one in found], by=by, at=at)
    numbered = _with_the_number(row)
    likely = [one for one in found if one.band != matching.Band.WEAK and not one.person.is_adult_in_a_childs_life]
    reasons = {one.person_id: one for one in found}
    held = {person.pk for person in numbered}
    shown = [*numbered, *(one.person for one in likely if one.person_id not in held)]
    places = Enrolment.objects.filter(person__in=shown, ends_on=None).exclude(team=team_id)
    elsewhere = set(places.values_list("person_id", flat=True)) if team_id else set()
    audit.saw("person", *(person.pk for person in shown))
    headers = presenting.headers(shown, on=london_date(at))
    return [
        Meant(person, header, reasons.get(person.pk), person.pk in held, person.pk in elsewhere)
        for person, header in zip(shown, headers, strict=True)
    ], found.searched


def _with_the_number(row) -> list[Person]:
    """People who have or had the row's number, as far as the acting person may know of them; nobody who is guarded (SG-13)."""
    found: dict[int, Person] = {}
    for scheme, value in (("UPN", row.upn), ("FORMER_UPN", row.upn), ("NHS", row.nhs)):
        if value:
            held = Identifier.objects.finding().filter(scheme=scheme, value=value)
            found |= {one.person_id: one.person for one in held.select_related("person").order_by("pk")}
    return list(found.values())
