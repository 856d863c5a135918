"""Staff and training records of the system before, from a CSV file: read, compared with the team, shown, then taken in (PL 8.11-11).

The file is not kept: what it says travels signed in the page that shows it, until somebody confirms it.
"""

import csv
import io
from collections.abc import Collection, Container, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models.functions import Lower
from rapidfuzz import fuzz

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.field_components import storable
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Team

from ..codes import staff_groups
from ..models import Course, CourseGroup, Delegate, ExternalEvidence
from ..operations import delegates
from ..service import counting
from . import lookup

MOST = 1_000  # rows
LIKE = 88  # of 100: two names that may be one person's
SALT = "training.import"
COLUMNS = {
    "name": ("name", "full name", "employee", "staff name"),
    "email": ("email", "e-mail", "email address", "work email"),
    "job_title": ("job title", "post", "job", "position"),
    "groups": ("staff groups", "staff group", "role", "roles"),
    "training": ("training", "course", "course title"),
    "completed_on": ("completed", "completed on", "date completed", "date"),
    "provider": ("provider", "trainer", "supplier"),
}
HEADINGS = "Name, Email, Job title, Staff groups, Training, Completed, Provider"


class NotReadable(Refusal):
    box = "file"


class Stale(Refusal):
    words = "This page was open too long. Choose the file again."


@dataclass(frozen=True)
class Row:
    """One line: a member of staff and, as wanted, one training of theirs. `fault` says why it cannot be taken in."""

    line: int
    name: str
    email: str
    job_title: str = ""
    groups: tuple[str, ...] = ()
    training: str = ""
    completed_on: str = ""
    provider: str = ""
    fault: str = ""
    match: str = ""  # KNOWN, OTHER (the address is known under another name), LIKE or NEW
    other: str = ""  # the name of whoever it may be

    @property
    def in_words(self) -> str:
        """What becomes of it."""
        if self.fault:
            return self.fault
        if self.match == "KNOWN":
            return "Already in your team: the training is added" if self.training else "Already in your team"
        if self.match == "OTHER":
            return f"This address is {self.other}’s in our records. Left out unless you say below that it is the same person"
        if self.match == "LIKE":
            return f"New. Is it {self.other}? Then change the address in the file to theirs and choose it again"
        return "New: added to your team"

    @property
    def tag(self) -> tuple[str, str]:
        if self.fault:
            return "Left out", "red"
        check = ("Check", "amber")
        return {"KNOWN": ("Matched", "good"), "OTHER": check, "LIKE": check}.get(self.match, ("New", "info"))


def read(content: bytes, team: Team, at: datetime) -> list[Row]:
    """The rows of a file, each compared with the team's staff. Leave is asked before. Raises NotReadable."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    try:
        lines = list(csv.reader(io.StringIO(storable(text), newline="")))
    except csv.Error:
        raise NotReadable(words="The file is cut off, or a quotation mark is missing. Save it again as CSV") from None
    places = _places(lines[0]) if lines else {}
    if not {"name", "email"} <= places.keys():
        raise NotReadable(words=f"The first line must name the columns, with Name and Email among them: {HEADINGS}")
    if len(lines) > MOST + 1:
        raise NotReadable(words=f"Send at most {MOST:,} rows at once")
    today = london_date(at)
    rows = [_row(number, cells, places, today) for number, cells in enumerate(lines[1:], start=2) if any(cells)]
    with counting(team.area):
        staff = {each.delegate for each in lookup.employed_by(team, today)}
    return [each if each.fault else _matched(each, staff) for each in rows]


def packed(rows: Iterable[Row], team: Team) -> str:
    """The rows as the page that shows them carries them, and whose staff they are."""
    return signing.dumps([team.pk, [asdict(each) for each in rows if not each.fault]], salt=SALT, compress=True)


def unpacked(said: str, teams: Container[int]) -> tuple[int, list[Row]]:
    """The team, one of `teams`, and the rows. Raises Stale."""
    try:
        team, rows = signing.loads(said, salt=SALT, max_age=3600)
    except signing.BadSignature:
        raise Stale from None
    if team not in teams:
        raise Stale
    return team, [Row(**each | {"groups": tuple(each["groups"])}) for each in rows]


@transaction.atomic
def take_in(
    rows: Iterable[Row], team: Team, *, same: Collection[int] = (), by: Actor, at: datetime
) -> tuple[int, int, list[Row]]:
    """Add the staff of a team and their records; the same file twice adds nothing twice. Returns how many people, how many records,
    and the rows that were left out: of people who work elsewhere by the records, and of an address that is known under another
    name, unless somebody said of that line that it is the `same` person: nobody is joined by an address alone (SG-15)."""
    people: dict[str, Delegate] = {}
    elsewhere: dict[str, Row] = {}
    records = 0
    area = team.area
    titles = _titles(area)
    with counting(area):
        emails = [each.email.lower() for each in rows]
        known = Delegate.objects.annotate(key=Lower("email")).filter(area=area, merged_into=None, key__in=emails)
        names = {each.key: each.name for each in known}
    for row in rows:
        key = row.email.lower()
        if key in elsewhere:
            continue
        if key in names and not alike(row.name, names[key]) and not (row.match == "OTHER" and row.line in same):
            elsewhere[key] = row
            continue
        if key not in people:
            facts = delegates.ColleagueFacts(row.name, row.email, row.job_title, row.groups)
            try:
                with transaction.atomic():
                    people[key] = delegates.add_colleague(facts, team, by=by, at=at)
            except delegates.RecordElsewhere:
                elsewhere[key] = row
                continue
        records += _record(people[key], row, titles, by=by, at=at)
    audit.did("imported staff", "area", area.pk, people=len(people), records=records)
    return len(people), records, list(elsewhere.values())


def _record(delegate: Delegate, row: Row, titles: dict[str, str], *, by: Actor, at: datetime) -> bool:
    """One training of somebody; one whose name nobody knows waits for the training team to say what it counts as."""
    if not row.training:
        return False
    group = titles.get(row.training.lower())
    judged = {"verified_at": at, "verified_by": by} if group else {}
    with counting(delegate.area):
        _, is_new = ExternalEvidence.objects.get_or_create(
            delegate=delegate,
            source=ExternalEvidence.Source.IMPORT,
            title=row.training,
            completed_on=date.fromisoformat(row.completed_on),
            defaults={"group_id": group, "provider": row.provider, "added_at": at, "added_by": by} | judged,
        )
    return is_new


def _titles(area) -> dict[str, str]:
    """What a training may be called, and the group it counts as."""
    known = {each.title.lower(): each.code for each in CourseGroup.objects.all()}
    known |= {each.code: each.code for each in CourseGroup.objects.all()}
    courses = Course.objects.filter(area=area).exclude(group=None)
    return known | {name.lower(): each.group_id for each in courses for name in (each.title, each.code)}


def _places(header: list[str]) -> dict[str, int]:
    """Which column is which."""
    names = [" ".join(cell.lower().replace("_", " ").split()) for cell in header]
    found = {
        key: next((names.index(name) for name in called if name in names), None) for key, called in COLUMNS.items()
    }
    return {key: place for key, place in found.items() if place is not None}


def _row(number: int, cells: list[str], places: dict[str, int], today: date) -> Row:
    said = {key: " ".join(cells[place].split())[:120] if place < len(cells) else "" for key, place in places.items()}
    groups, unknown = _groups(said.pop("groups", ""))
    day, fault = _day(said.pop("completed_on", ""), said.get("training", ""))
    if day > f"{today:%Y-%m-%d}":
        fault = "Left out: the day of the training is still to come"
    try:
        validate_email(said["email"])
    except ValidationError:
        fault = "Left out: no e-mail address"
    if not said["name"]:
        fault = "Left out: no name"
    if unknown:
        fault = f"Left out: there is no staff group {unknown}"
    return Row(line=number, groups=groups, completed_on=day, fault=fault, **said)


def _groups(typed: str) -> tuple[tuple[str, ...], str]:
    """The staff groups that a cell names, by code or title, and the first that there is none of."""
    known = {title.lower(): code for code, title in staff_groups().items()} | {code: code for code in staff_groups()}
    names = [each.strip() for each in typed.split(";") if each.strip()]
    unknown = next((each for each in names if each.lower() not in known), "")
    return tuple(known[each.lower()] for each in names if each.lower() in known), unknown


def _day(typed: str, training: str) -> tuple[str, str]:
    """The day in ISO, and what is wrong with it."""
    if not training:
        return "", ""
    for shape in ("%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d %B %Y"):
        try:
            return f"{datetime.strptime(typed, shape).date():%Y-%m-%d}", ""
        except ValueError:
            continue
    return "", "Left out: the day of the training is not a date like 03/09/2025"


def alike(name: str, other: str) -> bool:
    """Whether two names may be one person's."""
    return _likeness(name, other) >= LIKE


def _likeness(name: str, other: str) -> float:
    return fuzz.token_sort_ratio(name.lower(), other.lower())


def _matched(row: Row, staff: set[Delegate]) -> Row:
    """Whether the row is somebody of the team: by address and name, by the address alone, or perhaps by a name that is nearly the same."""
    if known := next((each for each in staff if each.email.lower() == row.email.lower()), None):
        return (
            replace(row, match="KNOWN")
            if alike(row.name, known.name)
            else replace(row, match="OTHER", other=known.name)
        )
    names = sorted(((_likeness(row.name, each.name), each.name) for each in staff), reverse=True)
    if names and names[0][0] >= LIKE:
        return replace(row, match="LIKE", other=names[0][1])
    return replace(row, match="NEW")
