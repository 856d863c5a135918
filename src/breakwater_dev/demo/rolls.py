"""The last roll of every school, taken in as any roll, and the next one of the first as a file that a visitor can send."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from xml.etree.ElementTree import Element, SubElement, tostring

from breakwater.delivery.web.demo_rolls import path
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import School, ServiceName, Team
from breakwater.partnership.people.intake.operations.entries import Upload
from breakwater.partnership.people.intake.rolls.operations import applying
from breakwater.partnership.people.models import Address, Enrolment, Identifier

HEAD = [
    "UPN",
    "Surname",
    "Forename",
    "Date of birth",
    "Sex",
    "Year group",
    "Address",
    "Postcode",
    "Entry date",
    "Enrolment status",
]
BEFORE = timedelta(days=38)


def build(team: Team, teams: Sequence[Team], now: datetime) -> None:
    """Every school's last roll; in that of `team` two rows wait for the authority, and its next one is a file."""
    with acting_as(service_of(team.area, ServiceName.LISTS)) as by:
        for one in teams:
            rows = _rows(Enrolment.objects.filter(team=one, ends_on=None))
            if one == team:
                others = _rows(
                    Enrolment.objects.exclude(team=team).filter(
                        ends_on=None, year_group__in=["8", "9"], registration="C"
                    ),
                    most=2,
                )
                doubtful = [others[0], ["", *others[1][1:]]] if len(others) == 2 else []
                own, rows = rows, [*rows, *doubtful]
            if rows:
                applying.take_in_at_once(one, upload=Upload("roll-october.csv", _written(rows)), by=by, at=now - BEFORE)
    path().parent.mkdir(parents=True, exist_ok=True)
    following = [*_next(own), *doubtful]
    path().write_bytes(_written(following))
    path("xml").write_bytes(_as_transfer_file(following, team))


def _rows(places, *, most: int | None = None) -> list[list[str]]:
    """Pupils as a school's system writes them."""
    places = list(places.select_related("person").order_by("person__surname", "person__forename", "pk")[:most])
    people = [place.person_id for place in places]
    numbers = dict(Identifier.objects.filter(person__in=people, scheme="UPN").values_list("person_id", "value"))
    homes = {home.person_id: home for home in Address.objects.filter(person__in=people, ends_on=None)}
    rows = []
    for place in places:
        person, home = place.person, homes.get(place.person_id)
        rows.append(
            [
                numbers.get(person.pk, ""),
                person.surname,
                person.forename,
                f"{person.born_on:%d/%m/%Y}",
                person.sex,
                place.year_group,
                home.lines if home else "",
                home.postcode if home else "",
                f"{place.starts_on:%d/%m/%Y}",
                place.registration,
            ]
        )
    return rows


def _next(rows: list[list[str]]) -> list[list[str]]:
    """A month later: one has left, one has a new surname, one has moved, two are new, one is typed wrongly, one is in doubt."""
    rows = [list(row) for row in rows]
    if len(rows) < 6:
        return rows
    rows[0][1] = f"{rows[0][1]}-Lanternby"
    rows[1][6], rows[1][7] = "3 Paper Boat Close, Portsmouth", "PO4 8AA"
    rows[2][3] = f"{rows[2][3][:6]}{rows[2][3][8:]}"
    rows[3][2] = "Marigold" if rows[3][2] != "Marigold" else "Bartholomew"
    group = rows[4][5]
    return [
        *rows[:4],
        *rows[5:],
        [
            "",
            "Kettlewick",
            "Juniper",
            "14/03/2014",
            "F",
            group,
            "8 Marble Lane, Portsmouth",
            "PO4 8AA",
            "02/11/2026",
            "C",
        ],
        [
            "",
            "Kettlewick",
            "Rowan",
            "14/03/2014",
            "M",
            group,
            "8 Marble Lane, Portsmouth",
            "PO4 8AA",
            "02/11/2026",
            "C",
        ],
    ]


def _written(rows: list[list[str]]) -> bytes:
    held = io.StringIO()
    csv.writer(held).writerows([HEAD, *rows])
    return held.getvalue().encode()


def _as_transfer_file(rows: list[list[str]], team: Team) -> bytes:
    """The same pupils as a Common Transfer File."""
    school = School.objects.get(organisation=team.organisation_id)
    root = Element("CTfile")
    header = SubElement(root, "Header")
    for name, said in (("DocumentName", "Common Transfer File"), ("CTFversion", "26.0"), ("DocumentQualifier", "full")):
        SubElement(header, name).text = said
    for way in ("SourceSchool", "DestSchool"):
        end = SubElement(header, way)
        SubElement(end, "LEA").text, SubElement(end, "Estab").text = school.la_code, school.establishment_number
    pupils = SubElement(root, "CTFpupilData")
    for upn, surname, forename, born, sex, year, lines, postcode, _, status in rows:
        day, month, of = born.split("/")
        pupil = SubElement(pupils, "Pupil")
        for name, said in (
            ("UPN", upn),
            ("Surname", surname),
            ("Forename", forename),
            ("DOB", f"{of}-{month}-{day}"),
            ("Sex", sex),
        ):
            SubElement(pupil, name).text = said
        basic = SubElement(pupil, "BasicDetails")
        SubElement(basic, "NCyearActual").text, SubElement(basic, "EnrolStatus").text = year, status
        home = SubElement(pupil, "Address")
        SubElement(SubElement(home, "AddressLines"), "AddressLine1").text = lines
        SubElement(home, "PostCode").text = postcode
    return tostring(root, encoding="utf-8", xml_declaration=True)
