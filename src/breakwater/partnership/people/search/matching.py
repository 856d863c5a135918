"""Is this child known? Answered while someone types: candidates the actor may see, in bands, each with its reasons.

Candidates come from `access.search_people`, which applies the wall itself; they are ranked here in the way of Fellegi and
Sunter with the weights of `weights`. Nothing here decides: a person does (SG-13 to SG-15). A person the actor may not see
changes no word, count or order of an answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum

from django.db import connection
from django.utils import timezone

from breakwater.foundation.dates.partial import PartDate

from .. import cleaning
from ..models import Identifier, Person, PersonSearch
from . import comparing, weights
from .asked import Asked, Names, asked_in_fields, asked_in_text

FILLED_TO = 5  # so many candidates are shown where the surname may have changed


class Band(StrEnum):
    """How near a candidate is, in words; never a percentage."""

    SAME = "SAME"
    POSSIBLE = "POSSIBLE"
    WEAK = "WEAK"

    @property
    def label(self) -> str:
        return {"SAME": "Looks like the same person", "POSSIBLE": "Could be the same person", "WEAK": "Less likely"}[
            self
        ]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A known person who may be meant. `against` says what speaks against; `score` (bits) is for ordering and tests."""

    person_id: int
    name: str
    band: Band
    reasons: tuple[str, ...]
    against: tuple[str, ...]
    score: float = field(repr=False)
    person: Person = field(repr=False, compare=False)


class Found(list[Candidate]):
    """The candidates, best first. `advice` says what would settle it where many are alike, else it is empty.

    `searched` states the names, dates and addresses that were searched (SG-10), `asked` is the question as it was understood.
    """

    def __init__(
        self,
        candidates: Iterable[Candidate] = (),
        *,
        advice: str = "",
        searched: dict | None = None,
        asked: Asked | None = None,
    ):
        super().__init__(candidates)
        self.advice, self.asked = advice, asked or Asked()
        self.searched = searched or {"names": [], "dates": [], "addresses": []}

    @property
    def said(self) -> str:
        """What was searched, in one line, to stand beside "nothing known". A number is named and not repeated."""
        numbers = [_NUMBERS[scheme] for scheme, _ in self.asked.numbers]
        return "; ".join(
            [*numbers, *(part for group in ("names", "dates", "addresses") for part in self.searched[group])]
        )


_NUMBERS = {"UPN": "a unique pupil number", "NHS": "an NHS number"}


AGREES, NOT_SAID = comparing.ALIKE | {"sounds"}, "missing"


def is_called(asked: Asked, told: str, *, today: date) -> bool:
    """Whether somebody told by a name may be the one asked for: of both names a part agrees, and none speaks against it."""
    either_way = [*asked.readings, *(Names(one.sn, one.fn, one.swap) for one in asked.readings)]
    theirs = asked_in_text(told, swap=0, today=today).readings
    levels = (
        {comparing.forenames(one.fn, other.fn)[0], comparing.surnames(one.sn, other.sn)[0]} - {NOT_SAID}
        for one in either_way
        for other in theirs
    )
    return any(found and found <= AGREES for found in levels)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the search table, as the search function returns it."""

    person_id: int
    kind: str
    fn: str
    sn: str
    fn_ph: str
    sn_ph: str
    dob: date | None
    dob_precision: str
    yob: int | None
    pc: str
    line: str


@dataclass(frozen=True, slots=True)
class _Scored:
    row: _Row
    score: float
    forename: str
    surname: str
    swapped: bool
    born: str
    postcode: str
    address: str


def find(
    *,
    text: str = "",
    forename: str = "",
    surname: str = "",
    born: PartDate | None = None,
    postcode: str = "",
    address: str = "",
    limit: int = 10,
) -> Found:
    """People known by something like this, best first, among those the actor may see; at most `limit`.

    Give one line of `text`, or fields; with both, fields given are added to what the text says. Run inside `acting_as`.
    """
    asked = _asked(text, forename, surname, born, postcode, address)
    if asked.is_empty:
        return Found()
    best = _best_by_person(_scored(row, asked) for row in _rows(asked, wide=False))
    if asked.readings and _is_worth_a_wider_look(best, asked):
        wider = _best_by_person(_scored(row, asked) for row in _rows(asked, wide=True))
        best = _best_by_person([*best.values(), *wider.values()])
    numbered = _people_with(asked.numbers)
    ranked = sorted(best.values(), key=lambda s: (-s.score, s.row.person_id))
    ranked = [
        s
        for place, s in enumerate(ranked)
        if s.score >= weights.WEAK
        or s.row.person_id in numbered
        or (place < FILLED_TO and _may_bear_another_surname(s))
    ]
    ids = [*numbered, *(s.row.person_id for s in ranked if s.row.person_id not in numbered)][:limit]
    people = Person.objects.in_bulk(ids)
    scored = {s.row.person_id: s for s in ranked}
    candidates = [_candidate(people[i], scored.get(i), numbered.get(i, "")) for i in ids if i in people]
    return Found(candidates, advice=_advice(ranked, asked, numbered), searched=asked.said, asked=asked)


def compare(
    person: Person,
    *,
    forename: str = "",
    surname: str = "",
    born: PartDate | None = None,
    postcode: str = "",
    address: str = "",
) -> Candidate | None:
    """One known person beside these facts, whatever a search finds; None where there is nothing to compare."""
    asked = _asked("", forename, surname, born, postcode, address)
    rows = PersonSearch.objects.filter(person=person).order_by("pk").values_list(*(each.name for each in fields(_Row)))
    best = {} if asked.is_empty else _best_by_person(_scored(_Row(*row), asked) for row in rows)
    return _candidate(person, best[person.pk], "") if best else None


def asked_in(text: str) -> Asked:
    """The question that one line of text puts."""
    return _asked(text, "", "", None, "", "")


def _is_worth_a_wider_look(best: dict[int, _Scored], asked: Asked) -> bool:
    """Whether none is as near as could be, or, where no date tells them apart, few are likely."""
    scores = [s.score for s in best.values() if s.score >= weights.WEAK]
    return max(scores, default=0.0) < _content_with(asked) or (asked.day is None and len(scores) < FILLED_TO)


def _content_with(asked: Asked) -> float:
    """The score of a best candidate above which a look at likeness of whole names would add nothing.

    Nearly all that the question could reach: without a date or an address the right answer scores low as well.
    """
    names = max(comparing.forenames(r.fn, r.fn)[1] + comparing.surnames(r.sn, r.sn)[1] for r in asked.readings)
    born = weights.BORN["same day" if asked.day else "asked year" if asked.born else "missing"]
    postcode = weights.POSTCODE["same" if asked.whole_postcode else "missing"]
    return min(weights.LOOK_WIDER_BELOW, weights.NEARLY_ALL * (names + born + postcode))


def _asked(text, forename, surname, born, postcode, address) -> Asked:
    told = asked_in_fields(
        forename=forename, surname=surname, born=born, postcode=postcode, address=address, swap=weights.SWAPPED_NAMES
    )
    if not text.strip():
        return told
    typed = asked_in_text(text, swap=weights.SWAPPED_IN_TEXT, today=timezone.localdate())
    return Asked(
        readings=told.readings or typed.readings,
        born=told.born or typed.born,
        pc=told.pc or typed.pc,
        line=told.line or typed.line,
        numbers=typed.numbers,
        said={group: [*told.said[group], *typed.said[group]] for group in typed.said},
    )


def _rows(asked: Asked, *, wide: bool) -> list[_Row]:
    forenames, surnames = set(), set()
    for reading in asked.readings:
        forenames |= {cleaning.first_sound(reading.fn)}
        first = reading.fn.split()[0] if reading.fn else ""
        forenames |= {cleaning.sound_of(variant) for variant in cleaning.variants_of(first)}
        surnames |= {
            cleaning.sound_of(reading.sn),
            *(cleaning.sound_of(part) for part in cleaning.parts_of(reading.sn)),
        }
    whole = max((f"{r.fn} {r.sn}".strip() for r in asked.readings), key=len, default="")
    forename = asked.readings[0].fn if asked.readings else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from access.search_people(%s::text[], %s::text[], %s::date, %s::date, %s::integer, %s, %s, %s, %s, %s)",
            [
                sorted(forenames - {""}),
                sorted(surnames - {""}),
                asked.day,
                asked.day_swapped,
                asked.born and asked.born.year,
                asked.whole_postcode,
                whole,
                forename,
                wide,
                asked.home_alone,
            ],
        )
        return [_Row(*row) for row in cursor.fetchall()]


def _scored(row: _Row, asked: Asked) -> _Scored:
    """The best reading of the question against one known name."""
    forename, surname, swapped, names = "missing", "missing", False, 0.0
    for n, reading in enumerate(asked.readings):
        for other_way in (False, True):
            fore, sur, worth = _names(row, reading, other_way)
            if (n == 0 and not other_way) or worth > names:
                forename, surname, swapped, names = fore, sur, other_way, worth
    born = comparing.births(asked.born, row.dob, row.dob_precision)
    postcode = comparing.postcodes(asked.pc, row.pc)
    address = comparing.addresses(asked.line, row.line, postcode == "same")
    score = (
        names - weights.BY_KIND[row.kind] + weights.BORN[born] + weights.POSTCODE[postcode] + weights.ADDRESS[address]
    )
    return _Scored(row, score, forename, surname, swapped, born, postcode, address)


def _names(row: _Row, reading: Names, other_way: bool) -> tuple[str, str, float]:
    fn, sn = (reading.sn, reading.fn) if other_way else (reading.fn, reading.sn)
    forename, fore = comparing.forenames(fn, row.fn)
    surname, sur = comparing.surnames(sn, row.sn)
    return forename, surname, fore + sur - (reading.swap if other_way else 0.0)


def _may_bear_another_surname(one: _Scored) -> bool:
    """Whether the forename agrees and nothing but the surname speaks against: shown where fewer than `FILLED_TO` are likelier."""
    return (
        one.score >= weights.FAINT
        and one.forename in comparing.ALIKE
        and not {one.born, one.postcode, one.address} & {"other", "other house"}
    )


def _best_by_person(scored: Iterable[_Scored]) -> dict[int, _Scored]:
    best: dict[int, _Scored] = {}
    for one in scored:
        held = best.get(one.row.person_id)
        if held is None or one.score > held.score:
            best[one.row.person_id] = one
    return best


def _numbers_held(scheme: str, value: str):
    """Who has or had the number; one that was entered wrongly finds nobody, and a guarded person is found by none (SG-13)."""
    held = Identifier.objects.finding().filter(scheme=scheme, value=value)
    return held.values_list("person_id", flat=True)


def _people_with(numbers: Iterable[tuple[str, str]]) -> dict[int, str]:
    found = {}
    for scheme, value in numbers:
        for person in _numbers_held(scheme, value):
            found[person] = "same unique pupil number" if scheme == "UPN" else "same NHS number"
    return found


_NOT_THE_SAME = {"other", "missing", "initial"}
# Ayesha and Isa sound alike by their consonants and may be twins.
_NOT_SURELY_THE_SAME = _NOT_THE_SAME | {"rather alike", "sounds"}


def _band(one: _Scored) -> Band:
    """SAME needs both names and, beside them, a date of birth or a home: twins and namesakes never look the same."""
    sure_names = one.forename not in _NOT_SURELY_THE_SAME and one.surname not in _NOT_THE_SAME
    placed = one.born in ("same day", "swapped", "one figure") or (
        one.postcode == "same" and one.born not in ("other", "near year")
    )
    if one.score >= weights.SAME and sure_names and placed:
        return Band.SAME
    return Band.POSSIBLE if one.score >= weights.POSSIBLE else Band.WEAK


_FORENAME = {
    "same": "same forename",
    "first part": "same first part of the forename",
    "sounds and looks": "forename sounds the same",
    "sounds": "forename sounds the same",
    "variant": "forename can be short for the other, or the other way round",
    "alike": "forename spelt nearly the same",
    "rather alike": "forename spelt something like it",
    "shortened": "forename shortened",
    "initial": "same initial",
}
_SURNAME = {
    "same": "same surname",
    "sounds and looks": "surname sounds the same",
    "sounds": "surname sounds the same",
    "part": "one part of the surname is the same",
    "alike": "surname spelt nearly the same",
    "rather alike": "surname spelt something like it",
    "initial": "same initial of the surname",
}
_BORN = {
    "same day": "same date of birth",
    "swapped": "day and month swapped",
    "one figure": "one figure of the date of birth differs",
    "same day, next year": "same birthday, one year apart",
    "same month": "same month and year of birth",
    "asked month": "same month and year of birth",
    "within a week": "born within the same week",
    "first of January": "same year of birth, with 1 January given for the day",
    "same year": "same year of birth",
    "asked year": "same year of birth",
    "near year": "year of birth one or two apart",
}
_POSTCODE = {
    "same": "same postcode",
    "one character": "postcode differs by one character",
    "same sector": "lives nearby",
    "asked part": "same postcode area",
}
_ADDRESS = {"same house": "same address", "same house, no postcode": "same address", "same street": "same street"}
_KIND = {
    "FORMER": "by a former name",
    "ALIAS": "by another name in use",
    "KNOWN_AS": "by the name they are known as",
    "MIDDLE": "by a middle name",
}
_AGAINST = {
    "forename": {"other": "another forename"},
    "surname": {"other": "another surname"},
    "born": {"other": "another date of birth", "same year": "another day of birth"},
    "postcode": {"other": "another postcode"},
    "address": {"other house": "another house of the same postcode"},
}


def _candidate(person: Person, one: _Scored | None, number: str) -> Candidate:
    if one is None:
        return Candidate(person.pk, person.name, Band.POSSIBLE, (number,), (), weights.POSSIBLE, person)
    names = [_FORENAME.get(one.forename), _SURNAME.get(one.surname)]
    if one.forename == one.surname == "same":
        names = ["same name"]
    if one.swapped and "missing" not in (one.forename, one.surname):
        names.append("forename and surname swapped")
    reasons = [
        number,
        *names,
        _KIND.get(one.row.kind),
        _BORN.get(one.born),
        _POSTCODE.get(one.postcode),
        _ADDRESS.get(one.address),
    ]
    against = [table.get(getattr(one, what)) for what, table in _AGAINST.items()]
    band = Band.POSSIBLE if number and _band(one) == Band.WEAK else _band(one)
    return Candidate(
        person.pk, person.name, band, tuple(filter(None, reasons)), tuple(filter(None, against)), one.score, person
    )


def _advice(ranked: list[_Scored], asked: Asked, numbered: dict[int, str]) -> str:
    """What would tell alike candidates apart, when it has not been asked for already."""
    if numbered or len(ranked) < 2 or not asked.readings:
        return ""
    alike = sum(s.score > ranked[0].score - weights.TIE for s in ranked)
    if alike < 2:
        return ""
    no_day, no_home = asked.day is None, not (asked.whole_postcode or asked.line)
    if no_day and no_home:
        return "Several people are alike. A date of birth or an address would settle it."
    if no_day:
        return "Several people are alike. A date of birth would settle it."
    if no_home:
        return "Several people are alike. An address would settle it."
    return ""
