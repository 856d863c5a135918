"""The tracker as a CSV file: written without names, and read from another system's file, each row compared with what stands here."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

import yaml

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.foundation.storage import Tampered, UnknownKey, words
from breakwater.partnership.organisations.models import Area
from breakwater.partnership.people.identifiers import check_nhs_number
from breakwater.partnership.people.models import Person

from ...models import ChildDeath, DeathState, digest_of_number
from . import codes, lookup

_DATA = yaml.safe_load((Path(__file__).parents[2] / "data" / "child_death_file.yaml").read_text())
COLUMNS = {each["key"]: each["title"] for each in _DATA["export"]}
HEADINGS = _DATA["import"]
WORDS = _DATA["words"]
DAYS = ("born_on", "died_on", "notified_on", "reviewed_on", "concluded_on", "closed_on")
STAGES = {
    "notified_on": DeathState.NOTIFIED,
    "reviewed_on": DeathState.REVIEWED,
    "concluded_on": DeathState.CONCLUDED,
    "closed_on": DeathState.NATIONAL,
}
SHAPES = ("%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M:%S")
MOST, AN_HOUR, BOUND = 2_000, 3_600, "child death tracker file"
OURS, LONGEST = ("local_id", "national_id"), 40
EXPECTED = {True: "Yes", False: "No", None: ""}


class NotReadable(Refusal):
    box = "file"


class Stale(Refusal):
    words = "This page was open too long. Choose the file again."


@dataclass(frozen=True)
class Row:
    """A line of the file: what it says, why it cannot be taken in, and the record it is of (none: a new one)."""

    line: int
    said: dict
    fault: str = ""
    death: int | None = None
    reference: str = ""
    changes: list = field(default_factory=list)

    @property
    def tag(self) -> tuple[str, str]:
        if self.fault:
            return "Left out", "red"
        if self.death is None:
            return "New", "info"
        return ("Changed", "amber") if self.changes else ("The same", "")

    @property
    def number(self) -> str:
        """What the row is known by: a number of another system, or ours."""
        return next((said for key in (*OURS, "reference") if (said := self.said.get(key))), "–")

    @property
    def died_on(self) -> str:
        return self.said.get("died_on", "–")

    @property
    def in_words(self) -> str:
        if self.fault:
            return self.fault
        if self.death is None:
            return "A record is opened"
        return f"{self.reference}: {', '.join(self.changes)}" if self.changes else f"{self.reference}: nothing changes"

    @property
    def is_taken(self) -> bool:
        return not self.fault and (self.death is None or bool(self.changes))


def rows_to_write(deaths: Sequence[ChildDeath]) -> list[list[str]]:
    """The export: headings, then a row a death, by codes' words and days. Neither a name nor an NHS number."""
    outcomes = lookup.outcomes_of_deaths([each.pk for each in deaths])
    rows = [list(COLUMNS.values())]
    for each in deaths:
        days, outcome = lookup.days_of(each), outcomes.get(each.pk)
        on = {name: days[stage].isoformat() for name, stage in STAGES.items() if stage in days}
        born, died = each.born_on, london_date(each.died_at)
        said = {
            "reference": each.reference,
            "local_id": each.local_id,
            "national_id": each.national_id,
            "area": each.area.code,
            "residence": each.get_residence_display(),
            "died_on": died.isoformat(),
            "age": codes.age_band(born, died) if born else "",
            "sex": Person.Sex(each.sex).label,
            "place": each.get_place_kind_display(),
            "expected": EXPECTED[each.expected],
            "response": each.get_response_display(),
            "stage": each.get_state_display(),
            "category": outcome.category if outcome else "",
            "modifiable": codes.MODIFIABLE[outcome.modifiable] if outcome else "",
            "edition": outcome.case.edition if outcome else "",
        } | on
        rows.append([said.get(key, "") for key in COLUMNS])
    return rows


def read(content: bytes, areas: Iterable[Area], today: date, held: Iterable[ChildDeath]) -> list[Row]:
    """The rows of a file, each compared with the records that the team holds. Nothing is changed. Raises NotReadable."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    if "\0" in text:
        raise NotReadable(words="This is no CSV file. Save the sheet as “CSV UTF-8” and choose that")
    lines = _lines(text)
    places = _places(lines[0]) if lines else {}
    if "died_on" not in places or not places.keys() & {"reference", "local_id", "national_id"}:
        raise NotReadable(
            words="The first line must name the columns: Local ID or NCMD ID, and Date of death, at least"
        )
    if len(lines) > MOST + 1:
        raise NotReadable(words=f"Send at most {MOST:,} rows at once")
    rows = [_row(at, cells, places, today) for at, cells in enumerate(lines[1:], start=2) if any(cells)]
    return _without_twice(_compared(rows, list(areas), list(held)))


def _lines(text: str) -> list[list[str]]:
    """Raises NotReadable where a quotation mark is not closed, which would swallow the rows after it."""
    between = ";" if text[:2000].count(";") > text[:2000].count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True)
    try:
        return list(reader)
    except csv.Error:
        at = reader.line_num
    raise NotReadable(
        words=f"The file cannot be read to its end: look for a quotation mark that is not closed, before line {at}"
    )


def packed(rows: Iterable[Row], at: datetime) -> str:
    """The rows that are taken in, as the page that shows them carries them: locked, so that no cache of a browser reads a name."""
    said = {"at": at.timestamp(), "rows": [asdict(each) for each in rows if each.is_taken]}
    return words.lock_words(json.dumps(said), bound_to=BOUND).hex()


def unpacked(carried: str, at: datetime) -> list[Row]:
    """Raises Stale."""
    try:
        said = json.loads(words.open_words(bytes.fromhex(carried), bound_to=BOUND))
    except (ValueError, Tampered, UnknownKey):
        raise Stale from None
    if not 0 <= at.timestamp() - said["at"] <= AN_HOUR:
        raise Stale
    return [Row(**each) for each in said["rows"]]


def _places(header: list[str]) -> dict[str, int]:
    names = [" ".join(cell.lower().replace("_", " ").split()) for cell in header]
    found = {
        key: next((names.index(each) for each in called if each in names), None) for key, called in HEADINGS.items()
    }
    return {key: place for key, place in found.items() if place is not None}


def _row(line: int, cells: list[str], places: dict[str, int], today: date) -> Row:
    typed = {key: " ".join(cells[at].split())[:120] if at < len(cells) else "" for key, at in places.items()}
    said, faults = {key: value.removeprefix("'") for key, value in typed.items() if value}, []
    for key in DAYS:
        if key in said and (day := _day(said[key])) and day <= today:
            said[key] = day.isoformat()
        elif key in said:
            faults.append(f"{said[key]} is no past date like 03/09/2025")
    for key, known in WORDS.items():
        if key in said:
            found = known.get(said[key].lower(), said[key] if said[key] in known.values() else None)
            faults += [f"{said[key]} is not known under {HEADINGS[key][0]}"] if found is None else []
            said[key] = found
    if (category := said.get("category")) and category not in codes.CATEGORIES:
        said["category"] = next(
            (code for code, title in codes.CATEGORIES.items() if title.lower() == category.lower()), ""
        )
        faults += [] if said["category"] else [f"{category} is no category of death"]
    if said.get("edition", codes.CURRENT.code) not in codes.EDITIONS:
        faults.append(f"There is no form edition {said['edition']}")
    if number := said.get("nhs_number"):
        checked = check_nhs_number(number)
        said["nhs_number"] = checked.normalised
        faults += [] if checked.valid else [checked.reason]
    faults += [f"{HEADINGS[key][0]} is longer than {LONGEST} signs" for key in OURS if len(said.get(key, "")) > LONGEST]
    if "died_on" not in said:
        faults.append("No date of death")
    if said.get("category") and not (said.get("concluded_on") and said.get("modifiable")):
        faults.append("A category needs the day of the panel and the code of modifiable factors beside it")
    return Row(line, said, fault=f"Left out: {'. '.join(faults)}" if faults else "")


def _day(typed: str) -> date | None:
    for shape in SHAPES:
        try:
            return datetime.strptime(typed, shape).date()
        except ValueError:
            continue
    return None


def _compared(rows: list[Row], areas: list[Area], deaths: list[ChildDeath]) -> list[Row]:
    """Each with the record it is of: by our reference, the system's own number, the national one, or the NHS number."""
    by = {
        key: {getattr(each, key): each for each in deaths if getattr(each, key)}
        for key in ("reference", "local_id", "national_id", "number_digest")
    }
    outcomes = lookup.outcomes_of_deaths([each.pk for each in deaths])
    known = {name: each for each in areas for name in (each.code.lower(), each.name.lower())}
    made = []
    for row in rows:
        said = row.said | {"number_digest": digest_of_number(row.said.get("nhs_number", ""))}
        found = {each.pk: each for key, rows_by in by.items() if (each := rows_by.get(said.get(key) or "")) is not None}
        fault = row.fault
        if len(found) > 1:
            fault = fault or "Left out: its numbers are of two records here. Merge those first, or correct the file"
        if (area := row.said.get("area")) and area.lower() not in known:
            fault = fault or f"Left out: {area} is no area of this team"
        if not found and said.get("reference"):
            fault = fault or "Left out: no record here has this reference"
        death = next(iter(found.values()), None)
        if death is None or fault:
            made.append(replace(row, fault=fault))
            continue
        made.append(
            replace(row, death=death.pk, reference=death.reference, changes=changes_of(death, row.said, outcomes))
        )
    return made


def changes_of(death: ChildDeath, said: dict, outcomes: dict) -> list[str]:
    """What a row adds to a record. What stands here is never written over: only what is missing is filled."""
    days = lookup.days_of(death)
    changes = [HEADINGS[key][0] for key in ("local_id", "national_id") if said.get(key) and not getattr(death, key)]
    changes += ["expected"] if said.get("expected") is not None and death.expected is None else []
    undecided = death.response == ChildDeath.Response.NOT_DECIDED
    changes += ["joint agency response"] if said.get("response") and undecided else []
    changes += [HEADINGS[key][0] for key in stages_to_add(days, said)]
    changes += ["category of death"] if said.get("category") and death.pk not in outcomes else []
    return changes


def stages_to_add(days: dict, said: dict) -> list[str]:
    """The stages whose day is missing; of the notification also one that was earlier than ours."""
    return [
        key
        for key, stage in STAGES.items()
        if said.get(key) and (stage not in days or key == "notified_on" and date.fromisoformat(said[key]) < days[stage])
    ]


def _without_twice(rows: list[Row]) -> list[Row]:
    """A second line of the same child is left out."""
    seen: set[tuple] = set()
    made = []
    for row in rows:
        keys = {
            (key, row.said[key]) for key in ("reference", "local_id", "national_id", "nhs_number") if row.said.get(key)
        }
        is_twice = bool(keys & seen)
        seen |= keys
        made.append(
            replace(row, fault="Left out: an earlier line is of the same child") if is_twice and not row.fault else row
        )
    return made
