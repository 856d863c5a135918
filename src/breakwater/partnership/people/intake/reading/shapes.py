"""What kind of table a file may be: its fields, the headings people give them, and the words for it."""

from dataclasses import dataclass
from functools import cached_property

from .fields import FIELDS, MANY, NEEDED, Fields


@dataclass(frozen=True)
class Shape:
    """`fields` as in `fields.FIELDS`; `many` may stand in several columns; `called` and `one` name the file and a line of it."""

    fields: Fields
    needed: tuple[str, ...]
    dates: tuple[str, ...]
    called: str
    one: str
    many_of_them: str
    send_one: str
    export: str
    many: frozenset[str] = MANY

    @cached_property
    def by_heading(self) -> dict[str, str]:
        return {heading: field for field, (_, headings) in self.fields.items() for heading in headings}


ROLL = Shape(
    FIELDS,
    needed=NEEDED,
    dates=("born_on", "starts_on", "ends_on"),
    called="roll",
    one="pupil",
    many_of_them="pupils",
    send_one="Send one school's roll",
    export="Export the roll from your system as CSV or as a transfer file",
)
