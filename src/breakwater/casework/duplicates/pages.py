"""Two records side by side: their facts with what differs, why they may be one, the household and the rivals beside."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from breakwater.casework.cases import display as case_display
from breakwater.casework.cases.models import Participant
from breakwater.casework.child_page.pages import contact_said
from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design import charts
from breakwater.foundation.design.absent import NONE_SEEN
from breakwater.partnership.people import cleaning, registry
from breakwater.partnership.people.identifiers import show_nhs_number
from breakwater.partnership.people.models import (
    Address,
    Enrolment,
    Identifier,
    PairToReview,
    Person,
    PersonContact,
)
from breakwater.partnership.people.records import presenting

WITHHELD = presenting.ADDRESS_WITHHELD
SAME, DIFFERS, ONE = "Same", "Differs", "One only"
KIND = {SAME: "good", DIFFERS: "amber", ONE: "quiet", "": ""}
SHOWN = 8


@dataclass(frozen=True)
class Row:
    """One kind of fact of both records, each in lines, and whether they agree."""

    label: str
    left: Sequence[str]
    right: Sequence[str]

    @property
    def agreement(self) -> str:
        if not self.left and not self.right:
            return ""
        if not self.left or not self.right:
            return ONE
        ours, theirs = ({cleaning.clean_line(words) or words for words in side} for side in (self.left, self.right))
        return SAME if ours & theirs else DIFFERS

    @property
    def kind(self) -> str:
        return KIND[self.agreement]


@dataclass(frozen=True)
class Rival:
    """Another record that one of the two may be."""

    of: str
    name: str
    href: str


@dataclass(frozen=True)
class PairPage:
    """All that the page of a pair shows, and whom it names, for the audit."""

    left: presenting.Header
    right: presenting.Header
    rows: Sequence[Row]
    beside: Sequence[dict]
    rivals: Sequence[Rival]
    numbers_differ: Sequence[str]
    may_be_twins: bool
    person_ids: Sequence[int]
    case_ids: Sequence[int]


def called(person: Person) -> str:
    """A record as a choice says it: the name, and the birth where it is known."""
    return f"{person.name}, born {person.born.in_words()}" if person.born else person.name


def two_called(one: Person, other: Person) -> tuple[str, str]:
    """Two records as choices say them. Where both sound the same, each says since when it is on record, and at last its place."""
    said = called(one), called(other)
    if said[0] == said[1]:
        said = tuple(
            f"{called(person)}, on record since {date_in_words(london_date(person.entered_at))}"
            for person in (one, other)
        )
    if said[0] == said[1]:
        said = f"{said[0]}: the first of the two", f"{said[1]}: the second of the two"
    return said


def told_apart(one: Person, other: Person) -> tuple[str, str]:
    """What helps to tell which record is which: numbers, present home, school. Three queries."""
    ids = [one.pk, other.pk]
    numbers, places = _numbers(ids), _places(ids)
    homes = {home.person_id: home for home in Address.objects.filter(person__in=ids, ends_on=None).order_by("pk")}
    hints = []
    for person in (one, other):
        held = [f"{scheme.label} {value}" for scheme in Identifier.Scheme for value in numbers[person.pk, scheme.value]]
        home = homes.get(person.pk)
        home_said = "" if home is None else WITHHELD if home.is_withheld else home.said
        hints.append(". ".join(filter(None, [*held, home_said, *places[person.pk][:1]])) or NONE_SEEN)
    return tuple(hints)


def pair_page(pair: PairToReview, numbers_differ: Sequence[str], *, today: date) -> PairPage:
    """Everything beside two records, in a fixed number of queries."""
    left, right = presenting.headers([pair.left, pair.right], on=today)
    ids = [pair.left_id, pair.right_id]
    numbers, places, ways, cases = _numbers(ids), _places(ids), _ways(ids), _cases(ids)
    homes, neighbours = _homes(ids)
    said = [_said(header, numbers, places, ways, homes, cases) for header in (left, right)]
    rows = [Row(label, said[0][label], said[1][label]) for label in said[0]]
    beside: dict[Person, list[str]] = defaultdict(list)
    for header, whose in ((left, pair.left.name), (right, pair.right.name)):
        for one in header.relatives:
            if one.person.pk not in ids:
                beside[one.person].append(f"{one.is_their} of {whose}")
    for person, address in neighbours:
        beside[person].append(f"lives at {address}")
    rivals = _rivals(pair)
    same_birth = bool(pair.left.born_on) and pair.left.born_on == pair.right.born_on
    forenames = {cleaning.first_sound(cleaning.clean_name(person.forename)) for person in (pair.left, pair.right)}
    return PairPage(
        left=left,
        right=right,
        rows=[row for row in rows if row.left or row.right],
        beside=[
            {"name": person.name, "what": ", ".join(dict.fromkeys(said)), "href": _href(person)}
            for person, said in beside.items()
        ],
        rivals=[Rival(mine.name, other.name, href) for mine, other, href in rivals],
        numbers_differ=numbers_differ,
        may_be_twins=same_birth and len(forenames) == 2,
        person_ids=[
            *ids,
            *(person.pk for person, _ in neighbours),
            *(one.person.pk for h in (left, right) for one in h.relatives),
            *(other.pk for _, other, _ in rivals),
        ],
        case_ids=[case.pk for found in cases.values() for case in found],
    )


def _href(person: Person) -> str:
    return reverse("casework:person", args=[person.public_id])


def _said(header: presenting.Header, numbers, places, ways, homes, cases) -> dict[str, list[str]]:
    """The lines of one record, by the same labels in the same order for each."""
    person = header.person
    return {
        "Forename": _line(person.forename),
        "Middle names": _line(person.middle_names),
        "Surname": _line(person.surname),
        "Known as": _line(person.known_as),
        "Other names": list(header.other_names),
        "Described as": _line(person.description),
        "Born": _line(header.born),
        "Expected": _line(date_in_words(person.expected_on) if person.expected_on else ""),
        "Sex": _line(person.get_sex_display() if person.sex != Person.Sex.UNKNOWN else ""),
        **{scheme.label: numbers[person.pk, scheme.value] for scheme in Identifier.Scheme},
        "Address": homes[person.pk],
        "School": places[person.pk],
        "How to reach them": ways[person.pk],
        "Language": _line(header.language),
        "Cases": [case_display.called(case) for case in cases[person.pk]],
    }


def _line(words: str) -> list[str]:
    return [words] if words else []


def _numbers(ids: Iterable[int]) -> dict[tuple[int, str], list[str]]:
    found = defaultdict(list)
    for row in Identifier.objects.true().filter(person__in=ids).order_by("pk"):
        value = show_nhs_number(row.value) if row.scheme == Identifier.Scheme.NHS else row.value
        found[row.person_id, row.scheme].append(
            value if row.ends_on is None else f"{value}, until {date_in_words(row.ends_on)}"
        )
    return found


def _places(ids: Iterable[int]) -> dict[int, list[str]]:
    found = defaultdict(list)
    for place in Enrolment.objects.filter(person__in=ids).select_related("school").order_by("-starts_on", "-pk"):
        found[place.person_id].append(
            place.school.name + ("" if place.ends_on is None else f", until {date_in_words(place.ends_on)}")
        )
    return found


def _ways(ids: Iterable[int]) -> dict[int, list[str]]:
    found = defaultdict(list)
    for contact in PersonContact.objects.filter(person__in=ids).order_by("kind", "pk"):
        found[contact.person_id].append(contact_said(contact)["value"])
    return found


def _cases(ids: Iterable[int]) -> dict[int, list]:
    found = defaultdict(list)
    parts = Participant.objects.filter(person__in=ids).select_related("case").order_by("-case__opened_at", "-pk")
    for part in parts[: 4 * SHOWN]:
        if len(found[part.person_id]) < SHOWN and part.case not in found[part.person_id]:
            found[part.person_id].append(part.case)
    return found


def _homes(ids: Sequence[int]) -> tuple[dict[int, list[str]], list[tuple[Person, str]]]:
    """Where each of the two lives and lived, and who else lives where one of them lives now."""
    homes, present = defaultdict(list), set()
    for address in Address.objects.filter(person__in=ids).order_by("ends_on", "-pk"):
        said = WITHHELD if address.is_withheld else address.said
        if address.ends_on is None and address.postcode and not address.is_withheld:
            present.add((cleaning.clean_line(address.lines), address.postcode))
        homes[address.person_id].append(
            said if address.ends_on is None else f"{said}, until {date_in_words(address.ends_on)}"
        )
    near = (
        Address.objects.present_homes()
        .unguarded()
        .filter(postcode__in={postcode for _, postcode in present})
        .exclude(person__in=ids)
        .select_related("person")
        .order_by("person_id", "pk")
    )
    there = {a.person: a.said for a in near if (cleaning.clean_line(a.lines), a.postcode) in present}
    return homes, list(there.items())


def _rivals(pair: PairToReview) -> list[tuple[Person, Person, str]]:
    """Other pairs that want a decision and have one of the two in them: (of the two, the other record, its pair's page)."""
    ids = {pair.left_id, pair.right_id}
    others = PairToReview.objects.both_seen().to_review().filter(Q(left__in=ids) | Q(right__in=ids)).exclude(pk=pair.pk)
    found = []
    for one in others.select_related("left", "right").order_by("-probability", "pk")[:SHOWN]:
        mine, other = (one.left, one.right) if one.left_id in ids else (one.right, one.left)
        found.append((mine, other, reverse("casework:pair", args=[one.public_id])))
    return found


@dataclass(frozen=True)
class Reasons:
    """Why the two may be one: a drawing where the reasons have weights, and the reasons in words in any case."""

    drawing: str
    title: str
    items: Sequence[dict]
    rows: Sequence[Sequence[str]]


def reasons_of(pair: PairToReview) -> Reasons:
    """The reasons with which a pair was suggested. Weights are in bits: each doubles or halves the odds."""
    items = [{"text": one["text"], "side": one.get("side", "for"), "weight": one.get("weight")} for one in pair.reasons]
    weighed = [one for one in items if one["weight"] is not None]
    lines = [{key: one[key] for key in ("text", "side")} for one in items]
    if len(weighed) < 2 or len(weighed) < len(items):
        return Reasons("", "", lines, [])
    values = [{"why": one["text"], "bits": abs(one["weight"]) * (1 if one["side"] == "for" else -1)} for one in weighed]
    most = max(values, key=lambda one: abs(one["bits"]))
    title = f"Most weight: {most['why']}"
    specification = {
        "data": {"values": values},
        "mark": {"type": "bar", "height": 14},
        "encoding": {
            "y": {"field": "why", "type": "ordinal", "sort": None, "title": None, "axis": {"labelLimit": 300}},
            "x": {
                "field": "bits",
                "type": "quantitative",
                "title": "Against ←        → For",
                "axis": {"labels": False, "ticks": False, "grid": False},
            },
            "color": {
                "condition": {"test": "datum.bits > 0", "value": charts.SEA},
                "value": charts.AMBER,
            },
        },
    }
    described = "; ".join(f"{one['side']}: {one['text']}" for one in weighed)
    drawing = charts.svg(
        specification,
        f"pair/{pair.pk}/{values!r}",
        title=title,
        description=described,
        width=380,
        height=max(70, 28 * len(values)),
    )
    rows = [[one["text"], "For" if one["side"] == "for" else "Against", f"{abs(one['weight']):.1f}"] for one in weighed]
    return Reasons(drawing, title, lines, rows)


def together(left: Person, right: Person) -> list[list[str]]:
    """What will stand together, by its kind: how many of each record, of those that this actor may read."""
    rows = []
    for field in registry.columns_that_name_a_person().values():
        counted = dict(
            field.model._default_manager.filter(**{f"{field.name}__in": [left, right]})
            .order_by()
            .values_list(field.attname)
            .annotate(Count("pk"))
        )
        if counted:
            words = registry.called(field)
            rows.append([words, str(counted.get(left.pk, 0)), str(counted.get(right.pk, 0))])
    return sorted(rows)
