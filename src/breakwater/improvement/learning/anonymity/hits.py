"""What a scan finds, and what a file is read into."""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """Upper-case codes, as they are kept with a scan."""

    NAME = "NAME"
    DATE = "DATE"
    METADATA = "METADATA"
    TRACKED = "TRACKED"
    HIDDEN = "HIDDEN"
    COMMENT = "COMMENT"


KIND_WORDS = {
    Kind.NAME: "A name, place or number of the case",
    Kind.DATE: "An exact date",
    Kind.METADATA: "A property of the file",
    Kind.TRACKED: "A tracked change",
    Kind.HIDDEN: "Hidden text or an earlier version",
    Kind.COMMENT: "A comment",
}


@dataclass(frozen=True)
class Hit:
    """One thing to take out, or to explain: where it stands, the words, and what they give away. `among` is a digest of what it stands in."""

    kind: Kind
    where: str
    words: str
    what: str = ""
    among: str = ""


@dataclass(frozen=True)
class Passage:
    """Words of a file and where they stand. `is_prose` is False for markup, in which a number is no date."""

    where: str
    words: str
    is_prose: bool = True


@dataclass
class Readable:
    """A file or a text as it is scanned: its passages, and the marks that count by being there at all."""

    passages: list[Passage] = field(default_factory=list)
    marks: list[Hit] = field(default_factory=list)

    def say(self, where: str, words: object, *, is_prose: bool = True) -> None:
        """Add words, where there are any."""
        if (said := str(words or "").strip()) and Passage(where, said, is_prose) not in self._known:
            self._known.add(Passage(where, said, is_prose))
            self.passages.append(Passage(where, said, is_prose))

    def mark(self, kind: Kind, where: str, words: object, what: str = "") -> None:
        hit = Hit(kind, where, " ".join(str(words).split())[:200], what)
        if hit not in self.marks:
            self.marks.append(hit)

    def __post_init__(self):
        self._known: set[Passage] = set()
