"""What reading a roll yields: pupils, refusals, and what the file says of itself."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

from breakwater.foundation.refusals import Refusal


class NotARoll(Refusal):
    """The file cannot be read as a list of pupils at all; the words say why and what to do."""

    box = "file"

    def __init__(self, words: str):
        super().__init__(words=words)


class ColumnsNotKnown(NotARoll):
    """The headings do not say which column holds what; a person says so once, and it is remembered."""

    def __init__(self, columns: "Columns", missing: Sequence[str]):
        self.columns, self.missing = columns, missing
        super().__init__(
            f"We could not find a column for: {', '.join(missing)}. Say which column holds what, or name the columns "
            "Surname, Forename and Date of birth in the first line"
        )


@dataclass(frozen=True)
class LineRefusal:
    """A line that is not taken in, or a value that is left out: its line, the field, and why, without the value."""

    line: int
    field: str
    reason: str


@dataclass(frozen=True)
class TheSchool:
    """How a file names a school: by its URN, or by authority and establishment number."""

    urn: str = ""
    la: str = ""
    estab: str = ""

    @property
    def is_named(self) -> bool:
        return bool(self.urn or self.estab)


@dataclass(frozen=True, slots=True)
class Pupil:
    """One pupil as the file has them. Empty where it says nothing."""

    line: int
    forename: str
    surname: str
    born_on: date
    upn: str = ""
    former_upn: str = ""
    nhs: str = ""
    middle_names: str = ""
    known_as: str = ""
    former_surname: str = ""
    sex: str = ""
    year_group: str = ""
    registration: str = ""
    starts_on: date | None = None
    address: str = ""
    postcode: str = ""
    uprn: str = ""

    def facts(self) -> dict:
        """Everything but the line."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name != "line"}


@dataclass(frozen=True)
class Columns:
    """The headings of a table, and which field each was read as ('' for none), by the heading's plain form."""

    headings: Sequence[tuple[str, str]]  # (as written, plain)
    read_as: dict[str, str]
    line: int = 1


@dataclass(frozen=True)
class Roll:
    """A file as read. `held_back` are refused rows as far as they say who is meant: such a pupil has not left.

    `is_whole` says whether the file claims to be the whole roll; None where it does not say. `ignored` counts columns or
    elements that were not read.
    """

    kind: str
    pupils: Sequence[Pupil]
    refused: Sequence[LineRefusal]
    remarks: Sequence[LineRefusal]
    digest: str
    held_back: frozenset = frozenset()
    is_whole: bool | None = None
    of: TheSchool = TheSchool()
    to: TheSchool = TheSchool()
    columns: Columns | None = None
    ignored: int = 0
