"""The file of earlier returns and actions: its columns, how each line is read and what is wrong with it. Nothing is written here.

Nothing of the file is kept: what was looked at comes back with the form that confirms it, and is read and checked again.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from rapidfuzz import fuzz, process

from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Organisation
from breakwater.partnership.people.identifiers import check_nhs_number

from ..models import EarlierLine

Status = EarlierLine.Status
MOST_LINES, MOST_BYTES = 5_000, 2_000_000
COLUMNS = {
    "audit": "Name of the audit, such as Section 11 audit 2023",
    "organisation": "As the register has it, or the URN of a school",
    "returned": "Day on which it was returned, such as 31/08/2023",
    "standard": "Standard or statement, in the words of the earlier system",
    "grade": "Its grade, in the words of the earlier system",
    "evidence": "What the organisation gave as evidence",
    "action": "An action that was agreed: one on each line",
    "owner": "Who was to do it, by role",
    "due": "Day by which it was due",
    "status": "open, done or not done",
    "done on": "Day on which it was done",
    "proof": "What shows that it was done, and where it is kept",
}
NEEDED = ("audit", "organisation", "returned")
LONGEST = {"audit": 160, "standard": 200, "grade": 80, "action": 400, "owner": 160, "evidence": 4_000, "proof": 4_000}
STATUSES = {"open": Status.OPEN, "done": Status.DONE, "complete": Status.DONE, "not done": Status.NOT_DONE}
DAYS = ("%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d %B %Y")
TEN_FIGURES = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
LIKE = 80  # of 100: a name that may be meant


class NotReadable(Refusal):
    """The file is no table of earlier returns."""

    box = "file"


class Wrong(Refusal):
    """What is wrong with one line."""


@dataclass(frozen=True)
class Line:
    """One line of the file. `fault` is why it is not taken in."""

    number: int
    title: str = ""
    named: str = ""
    organisation: Organisation | None = None
    returned_on: date | None = None
    standard: str = ""
    grade: str = ""
    evidence: str = ""
    action: str = ""
    owner: str = ""
    due_on: date | None = None
    status: str = ""
    done_on: date | None = None
    proof: str = ""
    fault: str = ""

    @property
    def of(self) -> tuple[str, int | None]:
        """The audit that it is a line of."""
        return self.title.casefold(), self.organisation.pk if self.organisation else None


@dataclass(frozen=True)
class Register:
    """The organisations of an area by what a file may call them."""

    by_urn: Mapping[str, Organisation]
    by_name: Mapping[str, Organisation]
    shared: frozenset[str] = frozenset()  # names that two organisations have

    def known(self, named: str) -> Organisation | None:
        return self.by_urn.get(named) or self.by_name.get(plain(named))

    def find(self, named: str) -> Organisation:
        """The organisation that is called so. Raises Wrong."""
        if found := self.known(named):
            return found
        if plain(named) in self.shared:
            raise Wrong(words=f"Two organisations are called {named}: give the URN")
        nearest = process.extractOne(plain(named), list(self.by_name), scorer=fuzz.token_sort_ratio, score_cutoff=LIKE)
        hint = f". Is it {self.by_name[nearest[0]].name}?" if nearest else ""
        raise Wrong(words=f"The register of your area has no organisation {named}{hint}")


def text_of(content: bytes) -> str:
    """The text of a file as systems and spreadsheets save it. Raises NotReadable."""
    if len(content) > MOST_BYTES or b"\0" in content:
        raise NotReadable(words="Choose a CSV file of at most 2 MB. Save a workbook as CSV first")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotReadable(words="The file is in an encoding that cannot be read. In Excel choose CSV UTF-8")


def lines_of(text: str, register: Register, today: date) -> list[Line]:
    """Every line, with what is wrong with it. Raises NotReadable.

    An audit is taken in once: one faulty line holds back every line of the same audit, so that none is missing from it for ever.
    """
    lines: list[Line] = []
    graded: dict[tuple, Line] = {}
    returned: dict[tuple, Line] = {}
    for number, cells in rows_of(text, COLUMNS, NEEDED):
        named = cells.get("organisation", "")
        line = Line(number, cells.get("audit", ""), named, register.known(named))
        try:
            line = _read(line, cells, register, today)
            first = returned.setdefault(line.of, line)
            if first.returned_on != line.returned_on:
                raise Wrong(words=f"Line {first.number} says that this audit was returned on another day")
            first = graded.setdefault((*line.of, line.standard.casefold()), line)
            if line.grade and first.grade != line.grade:
                raise Wrong(words=f"Line {first.number} gives this standard another grade")
        except Wrong as refusal:
            line = replace(line, fault=refusal.words)
        lines.append(line)
    faulty = {line.of: line.number for line in reversed(lines) if line.fault and line.organisation}
    return [line if line.fault or line.of not in faulty else _held_back(line, faulty[line.of]) for line in lines]


def _held_back(line: Line, by: int) -> Line:
    return replace(line, fault=f"Line {by} of the same audit is faulty: an audit is taken in whole")


def rows_of(text: str, columns: Iterable[str], needed: Iterable[str]) -> list[tuple[int, dict[str, str]]]:
    """The lines with their numbers, each cell under its column. Raises NotReadable."""
    mark = max(",;\t", key=text.split("\n", 1)[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    try:
        heads = [plain(each.replace("_", " ")) for each in next(reader, [])]
        if missing := [each for each in needed if each not in heads]:
            raise NotReadable(words=f"The first line names the columns. It has no column {missing[0]}")
        if twice := next((each for each in columns if heads.count(each) > 1), ""):
            raise NotReadable(words=f"Two columns are called {twice}")
        found = []
        begins = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((begins, {head: cell.strip() for head, cell in zip(heads, cells, strict=False)}))
            begins = reader.line_num + 1
    except csv.Error:
        raise NotReadable(words="The file cannot be read as CSV: a quotation mark may be missing") from None
    if not found or len(found) > MOST_LINES:
        words = "There is no line below the headings" if not found else f"Send at most {MOST_LINES:,} lines at once"
        raise NotReadable(words=words)
    return found


def _read(line: Line, cells: Mapping[str, str], register: Register, today: date) -> Line:
    """A line as it is kept. Raises Wrong."""
    for name in NEEDED:
        if not cells.get(name):
            raise Wrong(words=f"The column {name} is empty")
    for name, most in LONGEST.items():
        if len(cells.get(name, "")) > most:
            raise Wrong(words=f"The column {name} has more than {most:,} characters")
    said = {name: cells.get(name, "") for name in ("standard", "grade", "evidence", "action", "owner", "proof")}
    if not said["action"] and not (said["standard"] and said["grade"]):
        raise Wrong(words="A line needs a standard with its grade, or an action")
    if said["grade"] and not said["standard"]:
        raise Wrong(words="There is a grade without a standard")
    if who := _names_somebody(said):
        raise Wrong(words=who)
    status = STATUSES.get(plain(cells.get("status", "")), "") if said["action"] else ""
    if said["action"] and not status:
        raise Wrong(words="The status of an action is open, done or not done")
    return replace(
        line,
        organisation=register.find(cells["organisation"]),
        returned_on=day_of("returned", cells, until=today),
        due_on=day_of("due", cells),
        done_on=day_of("done on", cells, until=today) if status == Status.DONE else None,
        status=status,
        **said,
    )


def _names_somebody(said: Mapping[str, str]) -> str:
    """What shows that a line is about a child: a number of theirs. Names nobody can find without a record of them."""
    words = " ".join(said.values())
    if any(check_nhs_number(each).valid for each in TEN_FIGURES.findall(words)):
        return "There is an NHS number in it. Audits name no child"
    return ""


def day_of(column: str, cells: Mapping[str, str], *, until: date | None = None) -> date | None:
    typed = cells.get(column, "")
    if not typed:
        return None
    for shape in DAYS:
        try:
            found = datetime.strptime(typed, shape).date()
        except ValueError:
            continue
        if until and found > until:
            raise Wrong(words=f"The column {column} is a day still to come")
        return found
    raise Wrong(words=f"The column {column} is not a day like 31/08/2023")


def plain(words: str) -> str:
    return " ".join(words.casefold().split())
