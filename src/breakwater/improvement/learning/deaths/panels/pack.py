"""The sheets of a pack: each case by its number, band of age and codes. No name, no exact date, no number of a record."""

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
    earlier = PanelMeeting.objects.filter(team=meeting.team, on__year=meeting.on.year, pk__lte=meeting.pk)
    kind = f"{codes.THEMED[meeting.theme]} panel" if meeting.theme else meeting.get_kind_display()
    return f"{kind}, meeting {earlier.count()} of {meeting.on.year}"


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
