"""What a browser sent, made fit to work with: text only, no characters that cannot be kept, never more rows than allowed."""

from collections.abc import Mapping

from django.utils.datastructures import MultiValueDict

from breakwater.foundation.design.field_components import storable

from .definitions import Question
from .parser import MOST_ROWS
from .row_questions import fresh_row

LONGEST = 200_000


def tidy(data: Mapping | None) -> MultiValueDict:
    """Return the data as names to lists of storable text, whatever it was: a QueryDict, a mapping, wrong types."""
    if data is None:
        return MultiValueDict()
    pairs = data.lists() if hasattr(data, "lists") else data.items()
    return MultiValueDict({_text(name): _texts(values) for name, values in pairs})


def _texts(values) -> list[str]:
    several = values if isinstance(values, (list, tuple)) else [values]
    return [_text(each) for each in several]


def _text(value) -> str:
    if value is None:
        return ""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    return storable(str(value))[:LONGEST]


def number_of_rows(group: Question, data: MultiValueDict) -> int:
    """How many rows the page shows: what was sent, within the group's limits."""
    sent = data.get(f"{group.key}-count") or ""
    count = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 4 else 0
    return max(fewest_rows(group), min(count, group.most or MOST_ROWS))


def fewest_rows(group: Question) -> int:
    """How many rows are drawn at least: one to write in, unless the group says that it begins with none."""
    return 1 if group.least is None else group.least


def row_prefix(group: Question, number: int) -> str:
    return f"{group.key}-{number}-"


def without_row(group: Question, data: MultiValueDict, number: int) -> MultiValueDict:
    """Return the data with one row of a group taken out and those after it moved up."""
    rows = number_of_rows(group, data)
    if not 0 <= number < rows:
        return data
    kept = MultiValueDict()
    for name, values in data.lists():
        found = _row_of(group, name)
        if found is None or found < number:
            kept.setlist(name, values)
        elif found > number:
            kept.setlist(row_prefix(group, found - 1) + name.removeprefix(row_prefix(group, found)), values)
    kept[f"{group.key}-count"] = str(max(rows - 1, 0))
    return kept


def with_row(group: Question, data: MultiValueDict, filled: Mapping | None = None) -> MultiValueDict:
    """Return the data with one more row, blank or `filled` (by name within the row). A blank last row is filled first."""
    rows, more = number_of_rows(group, data), data.copy()
    place = rows
    if filled and not has_words(group, data, rows - 1):
        place = rows - 1
    if place >= (group.most or MOST_ROWS):
        return data
    for name, value in (filled or {}).items():
        more.setlist(row_prefix(group, place) + name, value if isinstance(value, list) else [value])
    if place == rows:
        more[row_box(group, place)] = fresh_row()
    more[f"{group.key}-count"] = str(place + 1)
    return more


def has_words(group: Question, data: MultiValueDict, number: int) -> bool:
    """Something was typed or chosen in a row."""
    prefix = row_prefix(group, number)
    return any(
        name.startswith(prefix) and name != row_box(group, number) and any(value.strip() for value in values)
        for name, values in data.lists()
    )


def row_box(group: Question, number: int) -> str:
    """The hidden box that holds a row's lasting name."""
    return f"{row_prefix(group, number)}row"


def row_names(group: Question, data: MultiValueDict, rows: int) -> list[str]:
    """The rows' lasting names in order, given where one came without: none is used twice."""
    made: list[str] = []
    for number in range(rows):
        sent = (data.get(row_box(group, number)) or "")[:20]
        name = sent if sent.isascii() and sent.isalnum() and sent != "all" and sent not in made else f"r{number + 1}"
        made.append(name if name not in made else fresh_row())
    return made


def _row_of(group: Question, name: str) -> int | None:
    head, _, rest = name.removeprefix(f"{group.key}-").partition("-")
    return (
        int(head)
        if name.startswith(f"{group.key}-") and rest and head.isascii() and head.isdigit() and len(head) < 4
        else None
    )
