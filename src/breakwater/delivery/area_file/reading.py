"""The file as entries that know their line. Every word in it is a word: `no`, `0163` and `17:00` are what was typed (YAML would make others of them)."""

import re
from dataclasses import dataclass
from datetime import date, time

import yaml
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from breakwater.foundation.design.fields import PhoneField

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*(?:to|-|–)\s*(\d{1,2}):(\d{2})")
MOST_BYTES = 1_000_000


class Fault(Exception):
    """Something in the file is wrong: its line, and what to do."""

    def __init__(self, line: int, words: str):
        super().__init__(words)
        self.line, self.words = line, words


@dataclass(frozen=True)
class Word:
    """A word of the file, and its line."""

    text: str
    line: int


class Entry:
    """A mapping of the file. What it is asked for is taken out of it: `finish` says what nobody asked for."""

    def __init__(self, fields: dict[str, "Word | Entry | list"], lines: dict[str, int], line: int):
        self.fields, self.lines, self.line = fields, lines, line
        self._asked: set[str] = set()

    def has(self, name: str) -> bool:
        return name in self.fields

    def text(self, name: str, most: int = 200, default: str | None = None) -> str:
        """A word or sentence. Without a default it must be there."""
        found = self._take(name)
        if found is None or (isinstance(found, Word) and not found.text):
            if default is None:
                raise Fault(self.lines.get(name, self.line), f"Say the {name} here")
            return default
        if not isinstance(found, Word):
            raise Fault(self.lines[name], f"{name} is one word or sentence, not a list")
        if len(found.text) > most:
            raise Fault(found.line, f"{name} is longer than {most} characters")
        return found.text

    def choice(self, name: str, among, default: str | None = None) -> str:
        said = self.text(name, default=default)
        if said not in among and said != default:
            raise Fault(self.lines.get(name, self.line), f"{name} is one of {', '.join(among)}; not {said!r}")
        return said

    def day(self, name: str, default: date | None = None) -> date:
        said = self.text(name, default="" if default else None)
        try:
            return date.fromisoformat(said) if said else default
        except ValueError:
            raise Fault(self.lines[name], f"Write {name} as 2027-01-04") from None

    def yes(self, name: str) -> bool:
        return self.choice(name, ("yes", "no"), "no") == "yes"

    def telephone(self, name: str) -> str:
        said = self.text(name, 30, "")
        return self._valid(name, said, PhoneField(required=False).clean) if said and len(said) > 6 else said

    def email(self, name: str) -> str:
        said = self.text(name, 254, "")
        return self._valid(name, said, validate_email) or said if said else ""

    def website(self, name: str) -> str:
        said = self.text(name, 200, "")
        return self._valid(name, said, URLValidator(schemes=["https", "http"])) or said if said else ""

    def words(self, name: str) -> list[Word]:
        """A list of words, or one of them."""
        found = self._take(name)
        if found is None:
            return []
        found = found if isinstance(found, list) else [found]
        if not all(isinstance(one, Word) for one in found):
            raise Fault(self.lines[name], f"{name} is a list of words, as in [one, two]")
        return found

    def entries(self, name: str) -> list["Entry"]:
        """A list of entries, each with a dash before it."""
        found = self._take(name)
        if found is None:
            return []
        if not isinstance(found, list) or not all(isinstance(one, Entry) for one in found):
            raise Fault(self.lines[name], f"{name} is a list: begin each of its entries with “- ”")
        return found

    def entry(self, name: str) -> "Entry | None":
        found = self._take(name)
        if found is not None and not isinstance(found, Entry):
            raise Fault(self.lines[name], f"Below {name} come lines of “name: value”")
        return found

    def week(self, name: str) -> list[list[tuple[time, time]]] | None:
        """A week's opening hours, Monday first; None where the entry says nothing of them."""
        of = self.entry(name)
        if of is None:
            return None
        week = [_spans(of, day) for day in DAYS]
        of.finish()
        return week

    def finish(self) -> None:
        """Raises Fault for the first name that is not known here: a mistyped one would be lost without a word."""
        for name in self.fields:
            if name not in self._asked:
                known = ", ".join(sorted(self._asked))
                raise Fault(self.lines[name], f"{name!r} is not known here. Known are {known}")

    def _take(self, name: str):
        self._asked.add(name)
        return self.fields.get(name)

    def _valid(self, name: str, said: str, check):
        try:
            return check(said)
        except ValidationError as fault:
            raise Fault(self.lines[name], f"{name}: {' '.join(fault.messages)}") from None


def _spans(of: Entry, day: str) -> list[tuple[time, time]]:
    said = of.text(day, default="closed")
    if said == "closed":
        return []
    spans = []
    for part in said.split(","):
        found = SPAN.fullmatch(part.strip())
        try:
            opens, closes = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
        except (TypeError, ValueError):
            opens = closes = None
        if opens is None or opens >= closes:
            raise Fault(of.lines[day], f"Write the hours of {day} as 8:30 to 17:00, or closed")
        spans.append((opens, closes))
    return spans


def read(content: bytes) -> Entry:
    """The whole file as one entry. Raises Fault."""
    if len(content) > MOST_BYTES:
        raise Fault(1, "The file is larger than a megabyte: it is no file of an area")
    try:
        root = yaml.compose(content.decode("utf-8-sig"), Loader=yaml.BaseLoader)
    except UnicodeDecodeError:
        raise Fault(1, "The file is not text in UTF-8: save it so") from None
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        raise Fault(
            mark.line + 1 if mark else 1, f"This is no YAML: {fault.problem}. See how the lines are indented"
        ) from None
    except (yaml.YAMLError, RecursionError):
        raise Fault(
            1, "The file holds signs that no YAML file has, or is indented deeper than any file of an area"
        ) from None
    made = _of_node(root, set()) if root is not None else None
    if not isinstance(made, Entry):
        raise Fault(1, "The file begins with “area:” and the area's number (docs/set-up.md)")
    return made


def _of_node(node, seen: set[int]):
    line = node.start_mark.line + 1
    if id(node) in seen:  # a few lines of references to references would fill the memory
        raise Fault(line, "Write it out: references (& and *) are not read here")
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        return Word(node.value.strip(), line)
    if isinstance(node, yaml.SequenceNode):
        return [_of_node(one, seen) for one in node.value]
    fields, lines = {}, {}
    for key, value in node.value:
        name, at = str(key.value), key.start_mark.line + 1
        if name in fields:
            raise Fault(at, f"{name} is said twice, first on line {lines[name]}")
        fields[name], lines[name] = _of_node(value, seen), at
    return Entry(fields, lines, line)
