"""The sheets of a pack: each case by its number, band of age and codes. No name, no exact date, no number of a record."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design import paper as papers
from breakwater.partnership.people.models import Person

from ...models import ChildDeath, PanelCase, PanelMeeting
from . import codes

TEMPLATE = Path(__file__).parent / "papers" / "pack.typ"
EXPECTED = {True: "Expected", False: "Unexpected", None: "Not known"}


def called(meeting: PanelMeeting) -> str:
    """What a meeting is called: its kind or theme, and which of the year it is."""
    return names_of([meeting])[meeting.pk]


def names_of(meetings: Iterable[PanelMeeting]) -> dict[int, str]:
    """The same of several, by key, in one query."""
    numbers: dict[int, tuple[int, int]] = {}
    of_year: Counter = Counter()
    for key, team, on in PanelMeeting.objects.order_by("on", "pk").values_list("pk", "team", "on"):
        of_year[team, on.year] += 1
        numbers[key] = of_year[team, on.year], on.year
    kinds = {
        each.pk: f"{codes.THEMED[each.theme]} panel" if each.theme else each.get_kind_display() for each in meetings
    }
    return {key: "{}, meeting {} of {}".format(kind, *numbers[key]) for key, kind in kinds.items()}


def told_of(death: ChildDeath) -> list[tuple[str, str]]:
    """What the panel is told of a child: nothing by which one is known."""
    band = codes.age_band(death.born_on, london_date(death.died_at)) if death.born_on else "Not known"
    return [
        ("Age", band),
        ("Sex", Person.Sex(death.sex).label),
        ("Place of death", death.get_place_kind_display()),
        ("Residence", death.get_residence_display()),
        ("Expected", EXPECTED[death.expected]),
        ("Joint agency response", death.get_response_display()),
    ]


def factors_of(case: PanelCase) -> list[list[str]]:
    edition = codes.EDITIONS[case.edition]
    return [
        [
            f"{each.domain}. {codes.DOMAINS[each.domain]}",
            codes.THEMES.get(each.theme, each.theme),
            f"{each.influence}: {edition.influence[each.influence]}",
            "Yes" if each.is_modifiable else "No",
        ]
        for each in sorted(case.factors.all(), key=lambda each: (each.domain, each.pk))
    ]


def sheets(meeting: PanelMeeting, cases: list[PanelCase]) -> bytes:
    """One page a case, as a PDF that a screen reader reads."""
    lost: list[str] = []
    data = papers.printable({"title": called(meeting), "cases": [_sheet(each) for each in cases]}, lost)
    return papers.paper(TEMPLATE, data | {"signs_lost": bool(lost)})


def _sheet(case: PanelCase) -> dict:
    return {
        "number": str(case.number),
        "told": [list(pair) for pair in told_of(case.death)],
        "ask": [line for line in case.ask.splitlines() if line.strip()],
        "edition": codes.EDITIONS[case.edition].title,
        "factors": factors_of(case),
        "out": sorted({codes.SEATS.get(each.seat.seat, "A member") for each in case.recusals.all()}),
        "papers": [each.name for each in sorted(case.papers.all(), key=lambda each: each.number)],
    }
