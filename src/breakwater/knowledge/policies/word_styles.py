"""What a Word file says of its paragraphs elsewhere: which style is a heading of which level, and what number Word writes before it."""

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HEADING = re.compile(r"heading ([1-9])")
ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
MOST, LONGEST = 9_999, 60  # how far a list counts, and how much may stand before an item: a file may name any number
LEVELS = tuple("012345678")


def value(element: Element | None, name: str = "val") -> str:
    return element.get(f"{W}{name}", "") if element is not None else ""


def is_on(element: Element | None) -> bool:
    """Whether a property such as bold is there and not switched off."""
    return element is not None and value(element) not in ("0", "false", "off", "none")


def outline(text: str) -> str:
    """Word counts outline levels from 0; the tenth means body text."""
    return str(int(text) + 1) if text in LEVELS else ""


def whole(text: str) -> int:
    """The number that a file gives, of however many digits; 0 where it gives none."""
    digits = text.lstrip("0") if text.isascii() and text.isdigit() else ""
    return MOST if len(digits) > len(str(MOST)) else int(digits or 0)


@dataclass
class Style:
    """One style: its level as a heading (0: none), its own list, and whether its words are bold."""

    level: int = 0
    listed: tuple[str, str] = ("", "0")
    is_bold: bool = False
    name: str = ""


def styles_of(root: Element | None) -> dict[str, Style]:
    """Each style by its id, with what it has of the one it is based on."""
    rows = {each.get(f"{W}styleId", ""): each for each in root.iter(f"{W}style")} if root is not None else {}
    return {key: _style(key, rows, 0) for key in rows}


def _style(key: str, rows: dict[str, Element], depth: int) -> Style:
    row = rows.get(key)
    if row is None or depth > 10:
        return Style()
    base = _style(value(row.find(f"{W}basedOn")), rows, depth + 1)
    name = value(row.find(f"{W}name")).lower()
    named, level = HEADING.fullmatch(name), outline(value(row.find(f"{W}pPr/{W}outlineLvl")))
    numbered, bold = row.find(f"{W}pPr/{W}numPr"), row.find(f"{W}rPr/{W}b")
    listed = list_of(numbered) if numbered is not None else base.listed
    own = int(named[1]) if named else int(level) if level else base.level
    return Style(own, listed, is_on(bold) if bold is not None else base.is_bold, name)


def list_of(numbered: Element) -> tuple[str, str]:
    """(list, level) of a paragraph; ("0", …) takes it out of the list of its style."""
    return value(numbered.find(f"{W}numId")), value(numbered.find(f"{W}ilvl")) or "0"


@dataclass
class Level:
    """How one level of a list counts."""

    form: str = "bullet"
    text: str = ""
    start: int = 1


@dataclass
class Lists:
    """The lists of a file, and how far each has counted."""

    levels: dict[str, list[Level]] = field(default_factory=dict)
    shared: dict[str, str] = field(default_factory=dict)
    counts: dict[str, list[int]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)
    restarts: dict[tuple[str, int], int] = field(default_factory=dict)

    def level(self, listed: str, at: int) -> Level:
        found = self.levels.get(listed, [])
        return found[at] if at < len(found) else Level()

    def count(self, listed: str, at: int) -> tuple[int, str]:
        """Count one item: its number, and what Word writes before it."""
        own = self.shared.get(listed, listed)
        counts = self.counts.setdefault(own, [0] * 9)
        level = self.level(listed, at)
        if (listed, at) in self.restarts and listed not in self.begun:
            counts[at] = self.restarts[listed, at] - 1
        self.begun.add(listed)
        counts[at] = min(counts[at] + 1, MOST) if counts[at] else level.start
        counts[at + 1 :] = [0] * (8 - at)
        return counts[at], self._label(listed, at, counts)

    def _label(self, listed: str, at: int, counts: list[int]) -> str:
        def number(found: re.Match) -> str:
            place = int(found[1]) - 1
            level = self.level(listed, place)
            return said(counts[place] or level.start, level.form)

        return re.sub(r"%([1-9])", number, self.level(listed, at).text[:LONGEST]).strip()[:LONGEST]


def said(number: int, form: str) -> str:
    """A number as Word's format writes it."""
    if form in ("lowerLetter", "upperLetter"):
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters.upper() if form == "upperLetter" else letters
    if form in ("lowerRoman", "upperRoman"):
        made, left = "", number
        for worth, sign in ROMAN:
            made, left = made + sign * (left // worth), left % worth
        return made.upper() if form == "upperRoman" else made
    return f"{number:02d}" if form == "decimalZero" else str(number)


def lists_of(root: Element | None) -> Lists:
    """The lists that numbering.xml describes. Lists of one description count together unless they begin anew."""
    made = Lists()
    if root is None:
        return made
    described = {}
    for each in root.iter(f"{W}abstractNum"):
        levels = [Level() for _ in range(9)]
        for number, row in enumerate(each.findall(f"{W}lvl")):
            at = value(row, "ilvl") or str(number)
            if at in LEVELS:
                start = value(row.find(f"{W}start"))
                levels[int(at)] = Level(
                    value(row.find(f"{W}numFmt")) or "bullet",
                    value(row.find(f"{W}lvlText")) or f"%{int(at) + 1}.",
                    whole(start) if start.isdigit() else 1,
                )
        described[value(each, "abstractNumId")] = levels
    for each in root.iter(f"{W}num"):
        listed, of = value(each, "numId"), value(each.find(f"{W}abstractNumId"))
        made.levels[listed], made.shared[listed] = described.get(of, []), of
        for change in each.findall(f"{W}lvlOverride"):
            begins = value(change.find(f"{W}startOverride"))
            if begins.isdigit() and value(change, "ilvl") in LEVELS:
                made.restarts[listed, int(value(change, "ilvl"))] = whole(begins)
    return made
