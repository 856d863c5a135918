"""Lists that agencies sent: most of the last fortnight, one late, one whose last file failed, and rows that wait for a person."""

import csv
import io
import random
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta

from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Membership, ServiceName, Team
from breakwater.partnership.people.intake.lists.operations import applying, receiving, registering
from breakwater.partnership.people.intake.lists.operations.registering import ListFacts
from breakwater.partnership.people.intake.operations.entries import Upload
from breakwater.partnership.people.models import AgencyList, Enrolment, Identifier

from .families import Family
from .places import Places
from .tables import chance

HEAD = [
    "Child ID",
    "UPN",
    "Surname",
    "Forename",
    "Date of birth",
    "Code",
    "Since",
    "Figure",
    "Worker",
    "Team",
    "Phone",
    "Next review",
]
# key: label, about, agency, owner, days between, days since drawn, rows, codes
LISTS = {
    "sen": ("SEN register", "SEN", "council", "Wilma Wren, SEN casework manager", 14, 6, 60, ("EHCP", "EHCN")),
    "attendance": (
        "Attendance below 90 %",
        "ATTENDANCE",
        "council",
        "Arlo Finch, attendance officer",
        7,
        3,
        70,
        ("PA", "SA"),
    ),
    "exclusions": (
        "Suspensions this term",
        "EXCLUSIONS",
        "council",
        "Arlo Finch, attendance officer",
        14,
        9,
        25,
        ("SUS",),
    ),
    "social-care": (
        "Plans and looked-after children",
        "SOCIAL_CARE",
        "council",
        "Ines Heron, performance analyst",
        1,
        1,
        45,
        ("CIN", "CPP", "CLA"),
    ),
    "virtual-school": (
        "Virtual school roll",
        "VIRTUAL_SCHOOL",
        "council",
        "Otis Plover, virtual school head",
        14,
        12,
        15,
        ("CLA",),
    ),
    "youth-justice": (
        "Open interventions",
        "YOUTH_JUSTICE",
        "council",
        "Mabel Stork, team manager",
        14,
        31,
        12,
        ("YJ",),
    ),
    "encompass": ("Operation Encompass notices", "ENCOMPASS", "police", "Sergeant Ned Tern", 7, 2, 10, ("ENC",)),
}
FAILED = "exclusions"
SHOWN, EVERY = 14, 11
WORKERS = ("P. Sparrow", "D. Linnet", "R. Wagtail", "J. Dunnock")


def build(
    places: Places,
    now: datetime,
    *,
    owner: Membership | None = None,
    shown: Team | None = None,
    of: Iterable[Family] | None = None,
    then: Mapping[date, Callable[[], None]] | None = None,
) -> None:
    """Make the lists and take in their versions in the order of their days, the last with something new, changed and gone.

    `then` is what happens on a day with what has come in before it. `owner` answers for what social care says, and `shown` is the school
    whose pupils stand on several. The lists name children of the families `of`, or anyone's.
    """
    then = then or {}
    sent = []
    with acting_as(service_of(places.area, ServiceName.LISTS)) as by:
        pick = chance("lists")
        pupils = _pupils(places, shown, of, pick)
        numbers = dict(
            Identifier.objects.filter(
                scheme="UPN", ends_on=None, person__in=[place.person_id for place in pupils]
            ).values_list("person_id", "value")
        )
        at = 0
        for key, (label, about, agency, name, every, age, rows, codes) in LISTS.items():
            made = registering.make_list(
                places.area,
                key=key,
                facts=ListFacts(
                    label=label,
                    about=about,
                    organisation=places.organisations[agency],
                    owner_name=name,
                    every_days=every,
                ),
                owner=owner if about == "SOCIAL_CARE" else None,
                by=by,
                at=now - timedelta(days=120),
            )
            drawn = (now - timedelta(days=age)).date()
            lines = [_row(place, numbers, pick, codes, drawn) for place in pupils[at : at + rows]]
            at += rows // 2  # some children stand on several lists
            days = sorted({drawn - timedelta(days=every), *(day - timedelta(days=1) for day in then)})
            days = [day for day in days if day < drawn]
            sent += [(day, made, lines[: rows - 2 * back]) for back, day in enumerate(reversed(days), 1)]
            sent.append((drawn, made, [*lines[1:-2], _without_number(lines[-2]), lines[-1]]))
    waiting = sorted(then)
    for day, made, rows in sorted(sent, key=lambda one: (one[0], one[1].pk)):
        while waiting and waiting[0] <= day:
            then[waiting.pop(0)]()
        _take_in(made, rows, day, now)
    for day in waiting:
        then[day]()
    with acting_as(service_of(places.area, ServiceName.LISTS)):
        receiving.note_failure(
            AgencyList.objects.get(area=places.area, key=FAILED),
            "The last line is shorter than the others: the file may be cut off",
            at=now - timedelta(days=1),
        )


def _pupils(places: Places, shown: Team | None, of: Iterable[Family] | None, pick: random.Random) -> list[Enrolment]:
    """Pupils in a drawn order, some of the school that visitors sign in to spread among the first."""
    pupils = list(
        Enrolment.objects.filter(ends_on=None, school__serves__area=places.area)
        .select_related("person")
        .order_by("person__born_on", "pk")
    )
    if of is not None:
        children = {child.person.pk for family in of for child in family.children}
        pupils = [place for place in pupils if place.person_id in children]
    pick.shuffle(pupils)
    for number, place in enumerate([place for place in pupils if shown and place.team_id == shown.pk][:SHOWN]):
        pupils.remove(place)
        pupils.insert(number * EVERY, place)
    return pupils


def _take_in(made: AgencyList, rows: list[list[str]], day: date, now: datetime) -> None:
    with acting_as(service_of(made.area, ServiceName.LISTS)) as by:
        applying.take_in_at_once(
            made,
            upload=Upload(f"{made.key}.csv", _written(rows)),
            as_at=day,
            by=by,
            at=now - timedelta(days=(now.date() - day).days),
            whole=True,
        )


def _row(place: Enrolment, numbers: dict[int, str], pick: random.Random, codes, drawn: date) -> list[str]:
    person = place.person
    since = drawn - timedelta(days=pick.randrange(20, 400))
    code, drawn_as = pick.choice(codes), pick.randrange(42, 90)
    missed = {"PA": drawn_as // 2, "SA": max(50, drawn_as)}.get(code)  # of a hundred sessions
    return [
        f"D{person.pk:06}",
        numbers.get(person.pk, ""),
        person.surname,
        person.forename,
        f"{person.born_on:%d/%m/%Y}",
        code,
        f"{since:%d/%m/%Y}",
        f"{missed}%" if missed else "",
        pick.choice(WORKERS),
        "Demonstration team",
        f"01632 9600{pick.randrange(10, 99)}",
        f"{drawn + timedelta(days=pick.randrange(5, 60)):%d/%m/%Y}",
    ]


def _without_number(row: list[str]) -> list[str]:
    """The agency has not the child's number, so that a person decides."""
    return [row[0], "", *row[2:]]


def _written(rows: list[list[str]]) -> bytes:
    held = io.StringIO()
    csv.writer(held).writerows([HEAD, *rows])
    return held.getvalue().encode()
