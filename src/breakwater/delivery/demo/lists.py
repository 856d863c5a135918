"""Lists that agencies sent: most of the last fortnight, one late, one whose last file failed, and rows that wait for a person."""

import csv
import io
import random
from datetime import date, datetime, timedelta

from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import ServiceName
from breakwater.partnership.people.models import Enrolment, Identifier
from breakwater.partnership.people.operations import lists

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
    "attendance": ("Attendance below 90 %", "ATTENDANCE", "council", "Arlo Finch, attendance officer", 7, 3, 70, ("PA", "SA")),
    "exclusions": ("Suspensions this term", "EXCLUSIONS", "council", "Arlo Finch, attendance officer", 14, 9, 25, ("SUS",)),
    "social-care": ("Plans and looked-after children", "SOCIAL_CARE", "council", "Ines Heron, performance analyst", 1, 1, 45, ("CIN", "CPP", "CLA")),
    "virtual-school": ("Virtual school roll", "VIRTUAL_SCHOOL", "council", "Otis Plover, virtual school head", 14, 12, 15, ("CLA",)),
    "youth-justice": ("Open interventions", "YOUTH_JUSTICE", "council", "Mabel Stork, team manager", 14, 31, 12, ("YJ",)),
    "encompass": ("Operation Encompass notices", "ENCOMPASS", "police", "Sergeant Ned Tern", 7, 2, 10, ("ENC",)),
}  # fmt: skip
FAILED = "exclusions"
WORKERS = ("P. Sparrow", "D. Linnet", "R. Wagtail", "J. Dunnock")


def build(places: Places, now: datetime) -> None:
    """Make the lists and take in two versions of each, the second with something new, changed and gone."""
    pick = chance("lists")
    with acting_as(service_of(places.area, ServiceName.LISTS)) as by:
        pupils = list(
            Enrolment.objects.filter(ends_on=None, school__serves__area=places.area)
            .select_related("person")
            .order_by("person__born_on", "pk")
        )
        pick.shuffle(pupils)
        numbers = dict(
            Identifier.objects.filter(
                scheme="UPN", ends_on=None, person__in=[place.person_id for place in pupils]
            ).values_list("person_id", "value")
        )
        at = 0
        for key, (label, about, agency, owner, every, age, rows, codes) in LISTS.items():
            made = lists.make_list(
                area=places.area, key=key, label=label, about=about, organisation=places.organisations[agency], owner_name=owner,
                every_days=every, by=by, at=now - timedelta(days=120),
            )  # fmt: skip
            drawn = (now - timedelta(days=age)).date()
            lines = [_row(place, numbers, pick, codes, drawn) for place in pupils[at : at + rows]]
            at += rows // 2  # some children stand on several lists
            before = drawn - timedelta(days=every)
            for day, version in (
                (before, lines[: rows - 2]),
                (drawn, [*lines[1:-2], _without_number(lines[-2]), lines[-1]]),
            ):
                lists.take_in_at_once(
                    agency_list=made, content=_written(version), name=f"{key}.csv", as_at=day, by=by,
                    at=now - timedelta(days=(now.date() - day).days), whole=True,
                )  # fmt: skip
            if key == FAILED:
                lists.note_failure(
                    made,
                    "The last line is shorter than the others: the file may be cut off",
                    at=now - timedelta(days=1),
                )


def _row(place: Enrolment, numbers: dict[int, str], pick: random.Random, codes, drawn: date) -> list[str]:
    person = place.person
    since = drawn - timedelta(days=pick.randrange(20, 400))
    return [
        f"D{person.pk:06}", numbers.get(person.pk, ""), person.surname, person.forename, f"{person.born_on:%d/%m/%Y}", pick.choice(codes),
        f"{since:%d/%m/%Y}", str(pick.randrange(42, 90)), pick.choice(WORKERS), "Demonstration team", f"01632 9600{pick.randrange(10, 99)}",
        f"{drawn + timedelta(days=pick.randrange(5, 60)):%d/%m/%Y}",
    ]  # fmt: skip


def _without_number(row: list[str]) -> list[str]:
    """The agency has not the child's number, so that a person decides."""
    return [row[0], "", *row[2:]]


def _written(rows: list[list[str]]) -> bytes:
    held = io.StringIO()
    csv.writer(held).writerows([HEAD, *rows])
    return held.getvalue().encode()
