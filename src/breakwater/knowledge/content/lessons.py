"""A lesson or activity written here, as its row keeps it: the plan a teacher reads, the slides a class sees."""

from dataclasses import dataclass, field, fields


@dataclass(frozen=True)
class Step:
    heading: str
    words: list[str]
    minutes: int = 0
    slides: str = ""


@dataclass(frozen=True)
class Piece:
    """A slide (lines to show), or a card to print (a paragraph)."""

    heading: str
    words: list[str] | str


@dataclass(frozen=True)
class Lesson:
    """Every part that PL 11.2 names and a row may leave out; lists are in the order in which they are read."""

    objectives: list[str]
    steps: list[Step]
    curriculum: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    materials: list[str] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    care: str = ""
    send: list[str] = field(default_factory=list)
    assessment: str = ""
    after: str = ""
    cards: list[Piece] = field(default_factory=list)
    slides: list[Piece] = field(default_factory=list)


def read(said: dict) -> Lesson:
    """The lesson in a row or a data file. Raises TypeError where a part is missing or unknown."""
    unknown = said.keys() - {each.name for each in fields(Lesson)}
    if unknown:
        raise TypeError(f"no part of a lesson: {sorted(unknown)}")
    made = {"steps": Step, "cards": Piece, "slides": Piece}
    return Lesson(**{name: [made[name](**each) for each in v] if name in made else v for name, v in said.items()})
