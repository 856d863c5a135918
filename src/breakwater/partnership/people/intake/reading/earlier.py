"""Reading a file of an earlier system: people, contacts or early help episodes, one a line (`docs/cut-over.md`).

Only the columns of the shapes are read; every other column is dropped unread (SG-29). Of a contact or an episode dates, codes and a few
words are kept and no notes. What is about radicalisation or about someone who works with children has compartments of its own here and
does not come in this way (SG-11, SG-12).
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from breakwater.foundation import storage
from breakwater.foundation.dates.partial import NotADate, PartDate
from breakwater.partnership.people.models import EarlierAbout, EarlierRecord, Precision

from .fields import Unreadable, day_of, fields_of, nhs_of, plain, sex_of, upn_of
from .pupils import A_FORMULA, FORMULA
from .reader import LARGEST, kind_of, lines_of, table_of
from .rows import Columns, ColumnsNotKnown, LineRefusal, NotARoll, Pupil
from .shapes import Shape

Hidden = EarlierRecord.Hidden
LIMITS = storage.Limits(largest=LARGEST, kinds=frozenset({"csv", "txt", "xlsx"}))
WORDS = {"came_from": 120, "reason": 120, "outcome": 240, "worker": 120}
LONGEST = {"their_id": 48, "reference": 48, "surname": 120, "forename": 120}
SPECIALIST = "Specialist route"
BORN_BY_NOW = timedelta(days=60)
UNKNOWN_BIRTH = frozenset({"", "unknown", "not known", "n/a", "na", "null", "none", "-", "1900-01-01", "01/01/1900"})
_SPECIALIST = re.compile(
    r"radicali[sz]|extremis|terror|\bPrevent (?:referral|duty|concern|team|lead|officer|case|panel|support|programme)|\bChannel\b"
    r"|(?:\A|[,;:/|(–-])\s*Prevent\s*(?:[,;:/|)–.-]|\Z)|(?-i:\bPREVENT\b)",
    re.I,
)
# A heading that may say of a record that it is closed: never left out without a person's word.
_MAY_RESTRICT = re.compile(r"restrict|seal|sensitiv|confidential|adopt|protected|secur|witness|locked|access|hidden")
_ALLEGATION = re.compile(
    r"\bLADO\b|position of trust|allegations? against (?:a |an )?(?:professional|person|staff|teacher|carer|adult)",
    re.I,
)
_OPEN = frozenset({"", "no", "n", "0", "false", "open", "none", "not restricted", "null"})
_RESTRICTED = frozenset({"yes", "y", "1", "true", "restricted", "sensitive", "confidential"})
_YES = frozenset({"y", "yes", "1", "true", "t"})
_UNDATED = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?|([0-9]{1,2})/([0-9]{4})")


def _shape(kind: str, needed: tuple[str, ...], called: str, one: str, many: str) -> Shape:
    return Shape(
        fields_of(kind),
        needed=needed,
        dates=("born_on", "starts_on", "ends_on", "expected_on"),
        called=called,
        one=one,
        many_of_them=many,
        send_one="Send it in several files",
        export="Export it from the earlier system as CSV",
        many=frozenset(),
    )


SHAPES: Mapping[str, Shape] = {
    EarlierAbout.PEOPLE: _shape(
        "earlier_people", ("their_id", "surname", "forename"), "file of people", "person", "people"
    ),
    EarlierAbout.CONTACTS: _shape(
        "earlier_contacts", ("reference", "starts_on"), "file of contacts", "contact", "contacts"
    ),
    EarlierAbout.EPISODES: _shape(
        "earlier_episodes", ("reference", "starts_on"), "file of episodes", "episode", "episodes"
    ),
}


@dataclass(frozen=True, slots=True)
class EarlierRow:
    """One line. `born` is as much as is known of the birth; `hidden` what the line says of restriction."""

    line: int
    reference: str
    their_id: str = ""
    forename: str = ""
    surname: str = ""
    born: PartDate | None = None
    expected_on: date | None = None
    sex: str = ""
    upn: str = ""
    nhs: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    came_from: str = ""
    reason: str = ""
    outcome: str = ""
    worker: str = ""
    hidden: str = ""

    @property
    def is_named(self) -> bool:
        return bool(self.surname)

    @property
    def is_never_compared(self) -> bool:
        return self.hidden in EarlierRecord.NEVER_COMPARED

    @property
    def pupil(self) -> Pupil:
        """The person as other intakes name them; no birth where the day is not known."""
        whole = self.born is not None and self.born.is_whole and not self.born.estimated
        born_on = self.born.earliest if whole else None
        return Pupil(self.line, self.forename, self.surname, born_on, upn=self.upn, nhs=self.nhs, sex=self.sex)

    @property
    def same_as(self) -> str:
        """What stands for the record from one file to the next: its number, and whose it is where one contact is about several."""
        whose = self.their_id or f"{self.upn}|{self.nhs}|{self.forename}|{self.surname}|{self.born}".casefold()
        return _digest(self.reference, whose)

    @property
    def mark(self) -> str:
        """A digest of all the line says, so that a change shows and nothing can be read from it."""
        return _digest(*(str(getattr(self, name)) for name in self.__dataclass_fields__ if name != "line"))


@dataclass(frozen=True)
class EarlierRead:
    """A file as read."""

    kind: str
    rows: Sequence[EarlierRow]
    refused: Sequence[LineRefusal]
    remarks: Sequence[LineRefusal]
    digest: str
    columns: Columns
    ignored: int = 0


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def read_earlier(
    content: bytes, name: str, *, about: str, today: date, profile: Mapping[str, str] | None = None
) -> EarlierRead:
    """Read a file of an earlier system. Raises NotARoll (ColumnsNotKnown where a person can say which column is which)."""
    shape = SHAPES[about]
    kind = kind_of(content, name, shape, LIMITS)
    label = "XLSX" if kind == "xlsx" else "CSV"
    table = table_of(lines_of(content, kind, shape), label, profile or {}, shape)
    _ask_of_restrictions(table.columns, profile or {}, shape)
    rows, refused, remarks = [], list(table.misshapen), []
    for line, values in table.whole:
        reading = _Line(line, values, shape, about, today, table.month_first)
        row = reading.row()
        refused += reading.wrong
        if row is not None:
            remarks += reading.left_out
            rows.append(row)
    rows, twice = _once_each(rows, shape)
    if not rows and not refused and not twice:
        raise NotARoll(f"The file has headings and no {shape.many_of_them}. An empty file changes nothing")
    return EarlierRead(
        label,
        rows,
        sorted([*refused, *twice], key=lambda one: one.line),
        remarks,
        hashlib.sha256(content).hexdigest(),
        table.columns,
        sum(not read_as for read_as in table.columns.read_as.values()),
    )


def _ask_of_restrictions(columns: Columns, profile: Mapping[str, str], shape: Shape) -> None:
    """Raise ColumnsNotKnown for a column that may say of a record that it is closed and would be dropped unread, until a person says so."""
    said = {plain(heading) for heading in profile}
    if any(not read and _MAY_RESTRICT.search(named) and named not in said for named, read in columns.read_as.items()):
        raise ColumnsNotKnown(columns, [shape.fields["hidden"][0]])


class _Line:
    """One line while it is read: what is wrong with it, and what is left out of it."""

    def __init__(self, line: int, values: Mapping[str, str], shape: Shape, about: str, today: date, month_first):
        self.line, self.shape, self.about, self.today, self.month_first = line, shape, about, today, month_first
        self.values = {name: " ".join(text.split()) for name, text in values.items()}
        self.wrong: list[LineRefusal] = []
        self.left_out: list[LineRefusal] = []

    def refuse(self, field: str, reason: str) -> None:
        self.wrong.append(LineRefusal(self.line, self.shape.fields[field][0], reason))

    def leave_out(self, field: str, reason: str) -> str:
        self.left_out.append(LineRefusal(self.line, self.shape.fields[field][0], f"{reason}. It is left out"))
        return ""

    def row(self) -> EarlierRow | None:
        for field, text in self.values.items():
            if text.startswith(FORMULA):
                self.refuse(field, A_FORMULA)
            elif len(text) > LONGEST.get(field, len(text)):
                self.refuse(field, f"This is longer than {LONGEST[field]} characters")
        said = {name: self.values.get(name, "") for name in ("their_id", "surname", "forename")}
        said["reference"] = said["their_id"] if self.about == EarlierAbout.PEOPLE else self.values.get("reference", "")
        said |= {name: self.words(name) for name in WORDS if name in self.shape.fields}
        said |= {name: self.day(name) for name in ("starts_on", "ends_on", "expected_on") if name in self.shape.fields}
        said |= {name: self.number(name, read) for name, read in (("upn", upn_of), ("nhs", nhs_of))}
        born, said["expected_on"] = self.birth(), said.get("expected_on")
        if born is None and said["expected_on"] and said["expected_on"] < self.today - BORN_BY_NOW:
            # Some systems keep here a birth that they only estimate.
            born, said["expected_on"] = PartDate.of(said["expected_on"], estimated=True), None
        row = EarlierRow(
            self.line, **said, born=born, sex=sex_of(self.values.get("sex", "")), hidden=self.restriction()
        )
        self.check(row)
        return None if self.wrong else row

    def check(self, row: EarlierRow) -> None:
        """What a line needs to say of the record and of whom it is about."""
        if not row.reference:
            self.refuse("their_id" if self.about == EarlierAbout.PEOPLE else "reference", "The number is missing")
        if self.about == EarlierAbout.PEOPLE:
            if not row.surname:
                self.refuse("surname", "The surname is missing")
            if not row.forename and not row.expected_on:
                self.refuse(
                    "forename", "The forename is missing. Leave the line to be entered by hand where nobody knows it"
                )
            if row.born and row.expected_on:
                self.refuse("expected_on", "Someone is born or is expected, never both. Empty one of the two")
        else:
            if not row.starts_on and not self.wrong:
                self.refuse("starts_on", "The date is missing: a record without its true date is not taken in")
            if not row.their_id and not (row.surname and row.forename):
                self.refuse(
                    "their_id", "Nobody is named. Give the person's number in the earlier system, or name and birth"
                )
            if row.ends_on and row.starts_on and row.ends_on < row.starts_on:
                self.refuse("ends_on", "This lies before the day it began")
        said = " ".join((row.came_from, row.reason, self.values.get("outcome", "")))
        if _ALLEGATION.search(said):
            field = next(
                name for name in ("reason", "outcome", "came_from") if _ALLEGATION.search(self.values.get(name, ""))
            )
            self.refuse(
                field,
                "Allegations against people who work with children are not taken in: they stay with the designated officer (LADO)",
            )

    def day(self, field: str) -> date | None:
        text = self.values.get(field, "")
        if not text:
            return None
        try:
            found = day_of(text, month_first=field in self.month_first)
        except Unreadable as why:
            self.refuse(field, str(why))
            return None
        if field != "expected_on" and found > self.today:
            self.refuse(field, "This day lies in the future")
        return found

    def birth(self) -> PartDate | None:
        """The day, the month or the year of birth; nothing where the earlier system did not know it."""
        text = self.values.get("born_on", "")
        if text.casefold() in UNKNOWN_BIRTH:
            return None
        try:
            if found := _UNDATED.fullmatch(text):
                year, month = found[1] or found[4], found[2] or found[3]
                born = PartDate(int(year), int(month) if month else None)
            else:
                born = PartDate.of(day_of(text, month_first="born_on" in self.month_first))
        except (Unreadable, NotADate) as why:
            self.refuse("born_on", str(why))
            return None
        if born.earliest > self.today or born.year < self.today.year - 120:
            self.refuse("born_on", "This cannot be a date of birth. Leave it empty where it is not known")
        return born

    def number(self, field: str, read) -> str:
        if not (text := self.values.get(field, "")):
            return ""
        try:
            return read(text)
        except Unreadable as why:
            return self.leave_out(field, str(why))

    def words(self, field: str) -> str:
        """A few words or a code; what is longer is a note, and what is about radicalisation is not said here (SG-12)."""
        text = self.values.get(field, "")
        if field == "outcome" and text.startswith(("{", "[")):
            text = self.flags(text)
        if _SPECIALIST.search(text):
            self.leave_out(field, "This is about the specialist route, which has its own records")
            return SPECIALIST
        if len(text) > WORDS[field]:
            return self.leave_out(field, f"This is longer than {WORDS[field]} characters, and notes are not taken in")
        return text

    def flags(self, text: str) -> str:
        """The outcomes of a contact from the standard dataset's object of flags; its comments and totals are not read."""
        try:
            said = json.loads(text)
        except ValueError:
            return self.leave_out("outcome", "The outcomes cannot be read")
        flags = said if isinstance(said, dict) else {}
        return ", ".join(
            name.removeprefix("OUTCOME_").removesuffix("_FLAG").replace("_", " ").lower().capitalize()
            for name, value in flags.items()
            if str(value).casefold() in _YES and "COMMENT" not in name.upper() and "TOTAL" not in name.upper()
        )

    def restriction(self) -> str:
        """What the line says of restriction. A mark that nobody can read keeps the line out, never open."""
        text = self.values.get("hidden", "").casefold()
        if text in _OPEN:
            return ""
        if "adopt" in text or text == "sealed":
            return Hidden.ADOPTION_SEALED
        if "protect" in text or "witness" in text:
            return Hidden.PROTECTED_IDENTITY
        if text in _RESTRICTED:
            return Hidden.RESTRICTED
        self.refuse("hidden", "This mark is not known. Write no, restricted, adoption or protected")
        return ""


def _once_each(rows: list[EarlierRow], shape: Shape) -> tuple[list[EarlierRow], list[LineRefusal]]:
    """(rows that stand, refusals): the same record once, and none that two lines say differently; a number of one person alone."""
    called = shape.fields.get("reference", shape.fields["their_id"])[0]
    said: dict[str, set[str]] = {}
    whose: dict[tuple[str, str], set[tuple]] = {}
    for row in rows:
        said.setdefault(row.same_as, set()).add(row.mark)
        for number in _numbers(row):
            whose.setdefault(number, set()).add(
                (row.their_id, row.forename.casefold(), row.surname.casefold(), str(row.born))
            )
    kept, refused, seen = [], [], {}
    for row in rows:
        shared = next((kind for kind, number in _numbers(row) if len(whose[kind, number]) > 1), None)
        if len(said[row.same_as]) > 1:
            refused.append(
                LineRefusal(row.line, called, "Another line has the same number and says something else. Keep one")
            )
        elif row.same_as in seen:
            refused.append(LineRefusal(row.line, called, f"Line {seen[row.same_as]} says the same"))
        elif shared:
            refused.append(
                LineRefusal(row.line, shape.fields[shared][0], "Another line has the same number for another person")
            )
        else:
            seen[row.same_as] = row.line
            kept.append(row)
    return kept, refused


def _numbers(row: EarlierRow) -> list[tuple[str, str]]:
    return [(kind, number) for kind, number in (("upn", row.upn), ("nhs", row.nhs)) if number and row.is_named]


def precision_of(born: PartDate | None) -> str:
    """How much of a birth is known, as a person's row says it."""
    if born is None:
        return ""
    return (
        Precision.ESTIMATED
        if born.estimated
        else Precision.DAY
        if born.day
        else Precision.MONTH
        if born.month
        else Precision.YEAR
    )
