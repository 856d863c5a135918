"""Reading an agency's list of children: CSV or an Excel workbook, one line a child and a reason for standing on it.

Only the columns of `LIST_FIELDS` are read; every other column is dropped unread (SG-29). Of what an agency says of a child, short codes,
days and whom to ring are kept, and no free text.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from breakwater.foundation import storage

from .fields import Unreadable, day_of, fields_of
from .pupils import A_FORMULA, pupil_of, who
from .reader import LARGEST, kind_of, lines_of, table_of
from .rows import Columns, LineRefusal, NotARoll, Pupil
from .shapes import Shape

OF_THE_CHILD = ("upn", "nhs", "surname", "forename", "born_on", "known_as", "former_surname", "postcode")
LIST_FIELDS = fields_of("list")
LIST = Shape(
    LIST_FIELDS,
    needed=("surname", "forename", "born_on"),
    dates=("born_on", "starts_on", "ends_on", "next_on"),
    called="list",
    one="child",
    many_of_them="children",
    send_one="Send one list",
    export="Export the list from its system as CSV or Excel",
    many=frozenset(),
)
LIMITS = storage.Limits(largest=LARGEST, kinds=frozenset({"csv", "txt", "xlsx"}))
LONGEST = {"their_id": 40, "code": 20, "detail": 60, "worker": 120, "team": 120, "phone": 40}
SAID = ("detail", "figure", "worker", "team", "phone", "next_on")
_FIGURE = re.compile(r"-?[0-9]{1,6}(?:\.[0-9]{1,3})?")
_CODE = re.compile(r"[^A-Z0-9]+")


@dataclass(frozen=True, slots=True)
class ListedChild:
    """One line of a list: the child, and what the agency says. `said` holds the other mapped columns as text, days as ISO."""

    child: Pupil
    their_id: str = ""
    code: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    said: dict = field(default_factory=dict)

    @property
    def line(self) -> int:
        return self.child.line

    @property
    def forename(self) -> str:
        return self.child.forename

    @property
    def surname(self) -> str:
        return self.child.surname

    @property
    def born_on(self) -> date:
        return self.child.born_on

    @property
    def key(self) -> str:
        """What stands for the child in the list from one version to the next: the agency's number, else ours, else who it is."""
        child = self.child
        for kind, number in (("id", self.their_id), ("upn", child.upn), ("nhs", child.nhs)):
            if number:
                return f"{kind}:{number}"
        return "who:" + hashlib.sha256("|".join(map(str, who(child))).encode()).hexdigest()[:32]

    @property
    def mark(self) -> str:
        """A digest of all the line says, so that a change shows and nothing can be read from it."""
        facts = [
            str(self.child.facts()),
            self.their_id,
            self.code,
            str(self.starts_on),
            str(self.ends_on),
            str(sorted(self.said.items())),
        ]
        return hashlib.sha256("\x1f".join(facts).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Listed:
    """A list as read. `held_back` are the keys of refused lines, as far as they say whose they are: such a child is not gone."""

    kind: str
    rows: Sequence[ListedChild]
    refused: Sequence[LineRefusal]
    remarks: Sequence[LineRefusal]
    digest: str
    columns: Columns
    held_back: frozenset[str] = frozenset()
    ignored: int = 0


def read_list(
    content: bytes, name: str, *, today: date, profile: Mapping[str, str] | None = None, code: str = ""
) -> Listed:
    """Read an agency's list. `profile` says what its headings mean; `code` is why a child is on it where no column says.

    Raises NotARoll (ColumnsNotKnown where a person can say which column is which), with words for whoever sent it.
    """
    kind = kind_of(content, name, LIST, LIMITS)
    table = table_of(lines_of(content, kind, LIST), "XLSX" if kind == "xlsx" else "CSV", profile or {}, LIST)
    rows, refused, remarks, faulty = [], list(table.misshapen), [], list(table.cut_off)
    for line, values in table.whole:
        row, wrong, left_out = _row(line, values, today, table.month_first, code)
        refused += wrong
        remarks += left_out
        if row is None:
            faulty.append(values)
        else:
            rows.append(row)
    rows, twice, out = _once_each(rows)
    if not rows and not refused and not twice:
        raise NotARoll("The file has headings and no children. An empty list changes nothing")
    return Listed(
        "XLSX" if kind == "xlsx" else "CSV",
        rows,
        sorted([*refused, *twice], key=lambda one: one.line),
        remarks,
        hashlib.sha256(content).hexdigest(),
        table.columns,
        _keys_of(faulty) | {row.key for row in out},
        sum(not read_as for read_as in table.columns.read_as.values()),
    )


def _row(
    line, values, today: date, month_first, code: str
) -> tuple[ListedChild | None, list[LineRefusal], list[LineRefusal]]:
    of_the_child = {name: text for name, text in values.items() if name in OF_THE_CHILD}
    child, wrong, remarks = pupil_of(
        line, of_the_child, today=today, month_first=month_first, fields=LIST_FIELDS, wrong_number_refuses=False
    )
    said: dict[str, str] = {}

    def refusal(name: str, reason: str) -> LineRefusal:
        return LineRefusal(line, LIST_FIELDS[name][0], reason)

    for name in ("their_id", "code", "detail", "worker", "team", "phone"):
        text = " ".join(values.get(name, "").split())
        if text.startswith(("=", "+", "@")) and name != "phone":
            wrong.append(refusal(name, A_FORMULA))
        elif len(text) > LONGEST[name] and name in ("their_id", "code"):
            wrong.append(refusal(name, f"This is longer than {LONGEST[name]} characters"))
        elif len(text) > LONGEST[name]:
            remarks.append(refusal(name, f"This is longer than {LONGEST[name]} characters. It is left out"))
            text = ""
        said[name] = text
    days: dict[str, date | None] = {}
    for name in ("starts_on", "ends_on", "next_on"):
        days[name] = None
        if text := values.get(name, "").strip():
            try:
                days[name] = day_of(text, month_first=name in month_first)
            except Unreadable as why:
                remarks.append(refusal(name, f"{why}. It is left out"))
    if days["starts_on"] and days["ends_on"] and days["ends_on"] < days["starts_on"]:
        wrong.append(refusal("ends_on", "This lies before the day it began"))
    figure = values.get("figure", "").strip().rstrip("%").strip()
    if figure and not _FIGURE.fullmatch(figure):
        remarks.append(refusal("figure", "This is not a number. It is left out"))
        figure = ""
    if child is None or wrong:
        return None, wrong, []
    said |= {"figure": figure, "next_on": days["next_on"].isoformat() if days["next_on"] else ""}
    their_id, own_code = said.pop("their_id"), said.pop("code")
    row = ListedChild(
        child,
        their_id,
        _CODE.sub("_", own_code.upper()).strip("_") or code,
        days["starts_on"],
        days["ends_on"],
        {name: said[name] for name in SAID if said[name]},
    )
    return row, [], remarks


def _once_each(rows: list[ListedChild]) -> tuple[list[ListedChild], list[LineRefusal], list[ListedChild]]:
    """(rows that stand, refusals, rows refused). A child may stand on several lines; one number for two children on none."""
    whose: dict[str, set] = {}
    for row in rows:
        for number in _numbers(row):
            whose.setdefault(number, set()).add(who(row.child))
    kept, refused, out, seen = [], [], [], {}
    for row in rows:
        shared = next((number for number in _numbers(row) if len(whose[number]) > 1), None)
        if shared:
            called = {"id": "their_id"}.get(shared.split(":")[0], shared.split(":")[0])
            refused.append(
                LineRefusal(row.line, LIST_FIELDS[called][0], "Another line has the same number for another child")
            )
            out.append(row)
        elif (row.key, row.mark) in seen:
            refused.append(LineRefusal(row.line, "", f"Line {seen[row.key, row.mark]} says the same"))
        else:
            seen[row.key, row.mark] = row.line
            kept.append(row)
    return kept, refused, out


def _numbers(row: ListedChild) -> list[str]:
    return [
        f"{kind}:{number}"
        for kind, number in (("id", row.their_id), ("upn", row.child.upn), ("nhs", row.child.nhs))
        if number
    ]


def _keys_of(faulty: Sequence[Mapping[str, str]]) -> frozenset[str]:
    """The keys of refused lines, where they give a number."""
    found = set()
    for values in faulty:
        for kind, name in (("id", "their_id"), ("upn", "upn"), ("nhs", "nhs")):
            if number := "".join(values.get(name, "").split()):
                found.add(f"{kind}:{number.upper() if kind == 'upn' else number}")
    return frozenset(found)
