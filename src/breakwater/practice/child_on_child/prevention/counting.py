"""One school's incidents of a term in numbers, suppressed before anybody reads them (SG-22).

A term is counted once it is over: counted while it runs, the difference of two days would tell of one child.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection

from breakwater.foundation.figures.suppression import SHOWN_FROM, Hidden, suppress
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import ServiceName, Team

from ..codes import ETHNIC_GROUPS, PLACES, RELATIONSHIPS, TIMES, UNTIL_REPORTED
from ..models import Report
from ..models.incidents import VIOLENCE, Category, Outcome, YesNo

TERMS = ((1, "Spring", "January to March"), (4, "Summer", "April to August"), (9, "Autumn", "September to December"))
GROUPS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "VIOLENCE": ("Sexual violence", VIOLENCE),
    "IN_PERSON": (
        "Harassment in person",
        (Category.VERBAL, Category.PHYSICAL, Category.VISUAL, Category.UPSKIRTING),
    ),
    "ONLINE_ALL": ("Online and images", (Category.ONLINE, Category.IMAGES)),
}
WEEKDAYS = dict(
    zip("1234567", ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"], strict=True)
)
NOT_KNOWN = {"NOT_KNOWN": "Not known"}
SEXES = {"F": "Female", "M": "Male"} | NOT_KNOWN
NEEDS = {"YES": "Special educational needs", "NO": "None"} | NOT_KNOWN
YEARS = {"R": "Reception"} | {str(year): f"Year {year}" for year in range(1, 14)} | NOT_KNOWN
CARE = {"CLA": "Looked after", "WORKER": "Child in need or with a social worker", "NEITHER": "Neither"} | NOT_KNOWN
YES_NO = {"YES": "Yes", "NO": "No"}
BECAME = {"INCIDENT": "An incident was opened", "NO_INCIDENT": "Not an incident", "WAITING": "Not decided yet"}
OUTCOMES = dict(Outcome.choices) | {"NONE": "No outcome yet"}
ALL = "ALL"
NOT_SAID = ("NOT_KNOWN", "NONE")


@dataclass(frozen=True)
class Table:
    """A table of the report: the cells of `name` by code, which add up to the line ALL of `of`.

    One that is of children tells of each of them where all are alike, however many there are: then none of it is shown.
    """

    title: str
    name: str
    of: str
    words: Mapping[str, str]
    is_of_children: bool = True


TABLES = (
    Table("Where it happened", "place", "category", PLACES, is_of_children=False),
    Table("On which day", "weekday", "category", WEEKDAYS | NOT_KNOWN, is_of_children=False),
    Table("About what time", "hour", "category", TIMES, is_of_children=False),
    Table("Same children or same place as before", "repeat", "category", YES_NO, is_of_children=False),
    Table("What the children are to each other", "relation", "category", RELATIONSHIPS),
    Table("From the day it happened to the first report", "until", "category", UNTIL_REPORTED),
    Table("Related to a child being LGBT+, or thought to be", "lgbt", "category", dict(YesNo.choices)),
    Table("Answered by the school itself", "route_internal", "category", YES_NO),
    Table("Early help", "route_early", "category", YES_NO),
    Table("Children’s social care told", "route_social", "category", YES_NO),
    Table("Police told", "route_police", "category", YES_NO),
    Table("Outcome", "outcome", "category", OUTCOMES),
    Table("How it was reported", "how", "how", dict(Report.How.choices), is_of_children=False),
    Table("What became of the reports", "became", "how", BECAME, is_of_children=False),
    Table("Children harmed, by sex", "harmed_sex", "harmed", SEXES),
    Table("Children harmed, by special needs", "harmed_send", "harmed", NEEDS),
    Table("Children harmed, looked after or in need", "harmed_care", "harmed", CARE),
    Table("Children harmed, by ethnicity", "harmed_ethnic", "harmed", ETHNIC_GROUPS),
    Table("Children harmed, by year", "harmed_year", "harmed", YEARS),
    Table("Children alleged to have caused harm, by sex", "alleged_sex", "alleged", SEXES),
    Table("Children alleged to have caused harm, by special needs", "alleged_send", "alleged", NEEDS),
    Table("Children alleged to have caused harm, looked after or in need", "alleged_care", "alleged", CARE),
    Table("Children alleged to have caused harm, by ethnicity", "alleged_ethnic", "alleged", ETHNIC_GROUPS),
    Table("Children alleged to have caused harm, by year", "alleged_year", "alleged", YEARS),
)
PLACE_BY_TIME = Table(
    "Where and about what time",
    "place_hour",
    "category",
    {
        f"{place}|{hour}": f"{where}, {when[0].lower()}{when[1:]}"
        for place, where in PLACES.items()
        for hour, when in TIMES.items()
    },
    is_of_children=False,
)
ROUTES = ("route_internal", "route_early", "route_social", "route_police")
# What is read together: the tables by their names, in this order.
CHAPTERS: Mapping[str, tuple[str, ...]] = {
    "Where and when": ("place", "weekday", "hour", "place_hour"),
    "How it was reported and answered": ("how", "became", "until", "routes", "outcome"),
    "Patterns": ("repeat", "relation", "lgbt"),
    "Children harmed": ("harmed_sex", "harmed_year", "harmed_send", "harmed_care", "harmed_ethnic"),
    "Children alleged to have caused harm": (
        "alleged_sex",
        "alleged_year",
        "alleged_send",
        "alleged_care",
        "alleged_ethnic",
    ),
}
TIMELY = {
    "acknowledged": "Report acknowledged by the safeguarding lead within 30 minutes",
    "same_day": "Risk assessment the same day, after sexual violence",
    "parents": "Parents or carers told, or a reason recorded why not",
    "reviews": "Risk assessment reviewed on time",
}
Counts = dict[tuple[str, str], int]


@dataclass(frozen=True)
class Term:
    starts_on: date
    ends_on: date
    label: str


def term_of(day: date) -> Term:
    """The term that a day falls in. Terms are counted by months, which are the same in every school and area."""
    number = max(place for place, (month, *_) in enumerate(TERMS) if month <= day.month)
    month, name, months = TERMS[number]
    following = date(day.year + 1, 1, 1) if number == len(TERMS) - 1 else date(day.year, TERMS[number + 1][0], 1)
    return Term(date(day.year, month, 1), following - timedelta(days=1), f"{name} term {day.year} ({months})")


def ended(today: date, most: int) -> list[Term]:
    """The terms that are over, the newest first."""
    found = [term_of(term_of(today).starts_on - timedelta(days=1))]
    while len(found) < most:
        found.append(term_of(found[-1].starts_on - timedelta(days=1)))
    return found


def work_out(team: Team, term: Term, *, at: datetime) -> dict:
    """The figures of a school's term: the same whoever asks, and nothing small in them."""
    with acting_as(service_of(team.area, ServiceName.LISTS)), connection.cursor() as cursor:
        cursor.execute(
            "select * from access.incident_term_counts(%s, %s, %s, %s)",
            [team.pk, term.starts_on, term.ends_on + timedelta(days=1), at],
        )
        return figures_of({(name, line): n for name, line, n in cursor.fetchall()})


def figures_of(counts: Counts) -> dict:
    """Cells with a number, or why there is none; how often duties were met in time, in words."""
    values, lines = _cells(counts)
    hidden = suppress(values, lines)
    alike = alike_in(values)
    cells = {
        f"{name}:{line}": hidden.get((name, line), n)
        for (name, line), n in values.items()
        if (n or line == ALL) and (name not in alike or line == ALL)
    }
    timely = {name: _in_words(counts, name) for name in TIMELY}
    reported = values["how", ALL]
    minutes = str(counts.get(("minutes", ""), "")) if reported >= SHOWN_FROM else ""
    return {"cells": cells, "alike": alike, "timely": timely, "minutes": minutes}


def alike_in(values: Counts) -> list[str]:
    """The tables of children in which all of them are alike: the one line would tell of each."""
    found = []
    for table in TABLES:
        said = [code for code in table.words if values.get((table.name, code))]
        if table.is_of_children and len(said) == 1 and said[0] not in NOT_SAID:
            found.append(table.name)
    return found


def _cells(counts: Counts) -> tuple[Counts, list[list[tuple[str, str]]]]:
    values: Counts = {}
    groups = [("category", key) for key in GROUPS]
    for key, (_, codes) in GROUPS.items():
        values |= {("category", code.value): counts.get(("category", code.value), 0) for code in codes}
        values["category", key] = sum(values["category", code.value] for code in codes)
    values["category", ALL] = sum(values[group] for group in groups)
    lines = [[("category", ALL), *groups]]
    lines += [[("category", key), *(("category", code.value) for code in codes)] for key, (_, codes) in GROUPS.items()]
    for table in TABLES:
        other = next(reversed(table.words))  # what no code has words for is not known
        mine = {(table.name, code): 0 for code in table.words}
        for (name, code), n in counts.items():
            if name == table.name:
                mine[name, code if code in table.words else other] += n
        values |= mine
        values.setdefault((table.of, ALL), sum(mine.values()))
        lines.append([(table.of, ALL), *mine])
    return values, lines + _by_time(counts, values)


def _by_time(counts: Counts, values: Counts) -> list[list[tuple[str, str]]]:
    """Place by time: each place is the sum of its times, and each time of its places."""
    mine: Counts = {}
    for (name, line), n in counts.items():
        if name == PLACE_BY_TIME.name:
            place, _, hour = line.partition("|")
            place, hour = (code if code in of else next(reversed(of)) for code, of in ((place, PLACES), (hour, TIMES)))
            mine[name, f"{place}|{hour}"] = mine.get((name, f"{place}|{hour}"), 0) + n
    values |= mine
    lines = [[("place", place), *(cell for cell in mine if cell[1].startswith(f"{place}|"))] for place in PLACES]
    lines += [[("hour", hour), *(cell for cell in mine if cell[1].endswith(f"|{hour}"))] for hour in TIMES]
    return [line for line in lines if len(line) > 1]


def _in_words(counts: Counts, name: str) -> str:
    """How often, in bands: a share of a few would tell of one."""
    late = counts.get((name, "NO"), 0)
    met = counts.get((name, "YES"), 0) + counts.get((name, "REASON"), 0)
    of = late + met
    if of == 0:
        return "Did not arise"
    if of < SHOWN_FROM:
        return "Too few to show"
    for words, is_so in (
        ("Always", not late),
        ("Nine times in ten or more", met * 10 >= of * 9),
        ("Three times in four or more", met * 4 >= of * 3),
        ("Half of the times or more", met * 2 >= of),
    ):
        if is_so:
            return words
    return "Less than half of the times"


def is_alike(figures: Mapping, name: str, line: str) -> bool:
    return line != ALL and name in figures.get("alike", [])


def shown(figures: Mapping, name: str, line: str = ALL) -> str:
    """A cell as people read it."""
    if is_alike(figures, name, line):
        return "hidden"
    cell = figures.get("cells", {}).get(f"{name}:{line}", 0)
    return {Hidden.SMALL: "under 5", Hidden.FEW: "under 5", Hidden.BESIDE: "hidden"}.get(cell, str(cell))


def number(figures: Mapping, name: str, line: str = ALL) -> int | None:
    """A cell's number, where it may be shown."""
    if is_alike(figures, name, line):
        return None
    cell = figures.get("cells", {}).get(f"{name}:{line}", 0)
    return cell if isinstance(cell, int) else None


def rate(figures: Mapping, pupils: int) -> str:
    """Incidents per 100 pupils."""
    all_of_them = number(figures, "category")
    return "hidden" if all_of_them is None else f"{all_of_them * 100 / pupils:.1f}"
