"""The file of earlier returns and actions: its columns, how each line is read and what is wrong with it. Nothing is written here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from rapidfuzz import fuzz, process

from breakwater.partnership.organisations.models import Organisation
from breakwater.partnership.people.identifiers import check_nhs_number
from breakwater.partnership.people.intake.reading.filled_in import FilledIn, Wrong, day_of, filled, plain, within

from ..models import EarlierLine

Status = EarlierLine.Status
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
TEN_FIGURES = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
FILE = FilledIn(COLUMNS, NEEDED, frozenset({"grade"}), "file of earlier audits", "line", "lines", most_lines=5_000)
LIKE = 80  # of 100: a name that may be meant


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


def lines_of(text: str, register: Register, today: date) -> list[Line]:
    """Every line, with what is wrong with it. Raises NotReadable.

    An audit is taken in once: one faulty line holds back every line of the same audit, so that none is missing from it for ever.
    """
    lines: list[Line] = []
    graded: dict[tuple, Line] = {}
    returned: dict[tuple, Line] = {}
    for row in FILE.rows_of(text):
        named = row.cells["organisation"]
        line = Line(row.number, row.cells["audit"], named, register.known(named))
        try:
            if row.fault:
                raise Wrong(words=row.fault)
            line = _read(line, row.cells, register, today)
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


def _read(line: Line, cells: Mapping[str, str], register: Register, today: date) -> Line:
    """A line as it is kept. Raises Wrong."""
    filled(cells, NEEDED)
    within(cells, LONGEST)
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
