"""Reading social care's list: a CSV file with one child a row. The columns are described in docs/social-care-list.md.

Only the columns named here are read; every other column is dropped unread (SG-29). Nothing here touches the database.
"""

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from breakwater.foundation.dates.london_time import LONDON, to_utc
from breakwater.foundation.storage import Refused
from breakwater.partnership.people import identifiers

from ..models import SocialCareChild

COLUMNS = (
    "as_at",
    "child_id",
    "nhs_number",
    "upn",
    "forename",
    "surname",
    "date_of_birth",
    "status",
    "since",
    "worker",
    "team",
    "phone",
)
NEEDED = ("as_at", "child_id", "forename", "surname", "date_of_birth", "status")
STATUSES = (
    {label.casefold(): code for code, label in SocialCareChild.Status.choices}
    | {code.casefold().replace("_", " "): code for code in SocialCareChild.Status.values}
    | {"child in need plan": "CIN", "cpp": "CP", "lac": "CLA", "looked after child": "CLA", "closed": "CLOSED"}
)
MOST_ROWS = 20_000
LARGEST = 8 * 1024 * 1024
OLDEST = timedelta(days=60)


class NotTheList(Refused):
    """The file cannot be read as a list at all; the words say why and what to do."""


@dataclass(frozen=True)
class Row:
    """One child as the list has them."""

    line: int
    their_id: str
    forename: str
    surname: str
    born_on: date
    status: str
    since: date | None = None
    nhs: str = ""
    upn: str = ""
    worker: str = ""
    team: str = ""
    phone: str = ""

    def facts(self) -> dict:
        """The row's own facts, as they are kept."""
        names = ("forename", "surname", "born_on", "status", "since", "nhs", "upn", "worker", "team", "phone")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True)
class Listed:
    """A list as read: when it was drawn, its good rows, what is wrong line by line, and whom its faulty rows are about.

    A faulty row takes nobody off the list: `faulty_ids` stay as they were.
    """

    as_at: datetime
    rows: Sequence[Row]
    faults: Sequence[tuple[int, str]]
    faulty_ids: frozenset[str]
    digest: str


def read(content: bytes, *, now: datetime) -> Listed:
    """Read a list. Raises NotTheList."""
    if len(content) > LARGEST:
        raise NotTheList("The file is larger than 8 MB. Send the list alone, one child a row")
    reader = csv.reader(io.StringIO(_text(content), newline=""))
    try:
        head = [cell.strip().casefold().replace(" ", "_") for cell in next(reader, [])]
        lines = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as fault:
        raise NotTheList(f"The file is not a CSV file that can be read, near line {reader.line_num}") from fault
    missing = [name for name in NEEDED if name not in head]
    if missing:
        raise NotTheList(f"The first row must name the columns. Missing: {', '.join(missing)}")
    if not lines:
        raise NotTheList("The list has no rows. An empty list would say that nobody has a case, so it is not taken in")
    if len(lines) > MOST_ROWS:
        raise NotTheList(f"The list has more than {MOST_ROWS:,} rows")
    places = {name: head.index(name) for name in COLUMNS if name in head}
    rows, faults, faulty_ids, seen, drawn = [], [], set(), {}, []
    for line, cells in lines:
        values = {name: cells[at].strip() if at < len(cells) else "" for name, at in places.items()}
        row, wrong, as_at = _row(line, values, now)
        faults += [(line, words) for words in wrong]
        if as_at is not None:
            drawn.append(as_at)
        if row is not None and row.their_id in seen:
            faults.append((line, f"The same child_id is on line {seen[row.their_id]}; this row is left out"))
        elif row is not None:
            seen[row.their_id] = line
            rows.append(row)
        elif values.get("child_id"):
            faulty_ids.add(values["child_id"][:40])
    if not drawn:
        raise NotTheList("No row says when the list was drawn. Fill in as_at, as in 2026-11-24 06:00")
    return Listed(min(drawn), rows, faults, frozenset(faulty_ids - seen.keys()), hashlib.sha256(content).hexdigest())


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise NotTheList("The file is not text. Save the list as CSV, then send that")


def _row(line: int, values: dict, now: datetime) -> tuple[Row | None, list[str], datetime | None]:
    wrong, fatal = [], []
    for name, most in (("child_id", 40), ("forename", 120), ("surname", 120)):
        if not values[name]:
            fatal.append(f"{name} is empty")
        elif len(values[name]) > most:
            fatal.append(f"{name} is longer than {most} characters")
    born = _day(values["date_of_birth"])
    if born is None or born > now.date():
        fatal.append("date_of_birth is no day in the past; write 2014-03-09 or 09/03/2014")
    status = STATUSES.get(values["status"].casefold().replace("_", " "))
    if status is None:
        fatal.append("status is none of CIN, CP, CLA, CARE_LEAVER, CLOSED")
    as_at = _moment(values["as_at"])
    if as_at is None or not now - OLDEST <= as_at <= now + timedelta(minutes=10):
        fatal.append("as_at is no moment of the last 60 days; write 2026-11-24 06:00")
        as_at = None
    since = _day(values.get("since", ""))
    if values.get("since") and since is None:
        wrong.append("since is no day, and is left out")
    numbers = {}
    for column, check in (("nhs_number", identifiers.check_nhs_number), ("upn", identifiers.check_upn)):
        checked = check(values[column]) if values.get(column) else None
        if checked is not None and not checked.valid:
            wrong.append(f"{column} fails its check, and is left out")
        numbers[column] = checked.normalised if checked is not None and checked.valid else ""
    if fatal:
        return None, [*fatal, *wrong], as_at
    row = Row(
        line=line,
        their_id=values["child_id"],
        forename=values["forename"],
        surname=values["surname"],
        born_on=born,
        status=status,
        since=since,
        nhs=numbers["nhs_number"],
        upn=numbers["upn"],
        worker=values.get("worker", "")[:120],
        team=values.get("team", "")[:120],
        phone=values.get("phone", "")[:40],
    )
    return row, wrong, as_at


def _day(text: str) -> date | None:
    for shape in ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d %B %Y"):
        try:
            return datetime.strptime(text, shape).date()
        except ValueError:
            continue
    return None


def _moment(text: str) -> datetime | None:
    """A moment of London's clocks; a day alone is its beginning."""
    for shape in ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M", "%Y-%m-%d", "%d/%m/%Y"):
        try:
            return to_utc(datetime.strptime(text, shape).replace(tzinfo=LONDON))
        except ValueError:
            continue
    return None
