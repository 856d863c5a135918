"""The body of a Word file as parts of rich text: words with bold and links, lists as Word counts them, tables, pictures; and what stays behind."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from breakwater.foundation.design import rich_text

from .word_styles import LEVELS, Lists, Style, W, is_on, list_of, outline, value, whole

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
V = "{urn:schemas-microsoft-com:vml}"
ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s()<>\"]{1,300}")
FIELD_LINK = re.compile(r'\s*HYPERLINK\s+"([^"]+)"')
SHOWN_PICTURES = (".png", ".jpg", ".jpeg", ".webp")
NO_WORDS = "A picture from the Word file: say here what it shows"
LEFT = {
    "deleted": "Tracked deletions, left out: {}",
    "inserted": "Tracked insertions, taken as accepted: {}",
    "comment": "Comments, left out: {}",
    "note": "Footnotes and endnotes, left out: {}",
    "picture": "Pictures of a kind that pages do not show (EMF, WMF, GIF, SVG), left out: {}",
    "nameless": "Pictures without a description, taken: say what each shows. {}",
    "drawing": "Charts, drawings and embedded objects, left out: {}",
    "contents": "The table of contents, left out: pages have one of their own. {} lines",
    "within": "Links to a place within the file, taken as plain words: {}",
    "address": "Links whose address is not of the web, taken as plain words: {}",
    "merged": "Merged cells of tables, taken apart: {}",
    "nested": "Tables within tables, taken as words of their cell: {}",
    "equation": "Equations, left out: {}",
    "first": "Paragraphs before the first chapter, left out: {}",
    "margin": "Headers and footers, left out: {}",
}


@dataclass
class Picture:
    """A picture of the file: the part it is in, and what it shows."""

    part: str
    alternative: str


@dataclass
class Reader:
    """Reads one body. `links` are the file's relations by their id; what stays behind is counted in `left` by the keys of LEFT."""

    styles: dict[str, Style]
    lists: Lists
    links: dict[str, str]
    left: Counter = field(default_factory=Counter)
    pictures: list[Picture] = field(default_factory=list)

    def parts(self, body: Element) -> Iterator[tuple[int, str, str]]:
        """(level of heading or 0, kind, text) of each paragraph and table; a picture's text is its number in `pictures`."""
        for each in body:
            if each.tag == f"{W}p":
                yield from self._paragraph(each)
            elif each.tag == f"{W}tbl":
                yield from self._table(each)
            elif each.tag == f"{W}sdt" and (inner := each.find(f"{W}sdtContent")) is not None:
                if "Table of Contents" in value(each.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")):
                    self.left["contents"] += len(inner.findall(f"{W}p"))
                else:
                    yield from self.parts(inner)
            elif each.tag in (f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag"):
                yield from self.parts(each)

    def _paragraph(self, paragraph: Element) -> Iterator[tuple[int, str, str]]:
        style = self.styles.get(value(paragraph.find(f"{W}pPr/{W}pStyle")), Style())
        if re.match(r"toc \d|toc heading|table of figures", style.name):
            self.left["contents"] += 1
            return
        before = len(self.pictures)
        level, kind, label, depth = self._kind(paragraph, style)
        text = self._words(paragraph, marks=not level and not style.level)
        if text:
            yield level, kind, self._shaped(kind, text, label, depth)
        for number in range(before, len(self.pictures)):
            yield 0, "picture", str(number)

    def _kind(self, paragraph: Element, style: Style) -> tuple[int, str, str, int]:
        """(level of heading, kind, what Word writes before it, depth in its list)."""
        own = outline(value(paragraph.find(f"{W}pPr/{W}outlineLvl")))
        level = style.level or int(own or 0)
        numbered = paragraph.find(f"{W}pPr/{W}numPr")
        listed, at = list_of(numbered) if numbered is not None else style.listed
        at = int(at) if at in LEVELS else 0
        if listed in ("", "0"):
            named = re.match(r"list (bullet|number)", style.name)
            kind = {"bullet": "list", "number": "numbers"}.get(named[1], "p") if named else "p"
            return level, kind, "", 0
        form = self.lists.level(listed, at)
        if form.form in ("bullet", "none"):
            return level, "p" if form.form == "none" else "list", "", at
        number, label = self.lists.count(listed, at)
        if level:
            return level, "heading", label, 0
        if form.text.count("%") > 1 or not at and form.form not in ("decimal", "decimalZero"):
            return 0, "p", label, 0  # 2.1.3, or (a) at the margin: people cite it, so it stays in the words
        return 0, "numbers", str(number), at

    def _shaped(self, kind: str, text: str, label: str, depth: int) -> str:
        if kind in rich_text.LISTS:
            mark = f"{label or 1}. " if kind == "numbers" else "- "
            return f"{'  ' * min(depth, rich_text.DEEPEST)}{mark}{text}"
        return f"{label} {text}" if label else text

    def _table(self, table: Element) -> Iterator[tuple[int, str, str]]:
        rows, before = [], len(self.pictures)
        for row in table.findall(f"{W}tr"):
            cells: list[str] = []
            for cell in _cells_of(row):
                below = cell.find(f"{W}tcPr/{W}vMerge")
                span = whole(value(cell.find(f"{W}tcPr/{W}gridSpan")))
                wide = span if 0 < span < 60 else 1
                is_below = below is not None and value(below) != "restart"
                self.left["merged"] += (wide > 1) + is_below
                self.left["nested"] += len(list(cell.iter(f"{W}tbl")))
                cells += ["" if is_below else self._cell(cell, is_head=not rows), *[""] * (wide - 1)]
            if any(cells):
                rows.append(cells)
        if len(rows) == 1 and len(rows[0]) == 1:  # a box around words
            yield from ((0, "p", words) for words in rows[0][0].split("<br>") if words)
        elif rows:
            yield 0, "table", "\n".join(rich_text.row_of(row) for row in rows)
        for number in range(before, len(self.pictures)):
            yield 0, "picture", str(number)

    def _cell(self, cell: Element, *, is_head: bool) -> str:
        said = []
        for paragraph in cell.iter(f"{W}p"):
            style = self.styles.get(value(paragraph.find(f"{W}pPr/{W}pStyle")), Style())
            _, kind, label, _ = self._kind(paragraph, style)
            mark = "• " if kind == "list" else f"{label}. " if kind == "numbers" else f"{label} " if label else ""
            if words := self._words(paragraph, marks=not is_head):
                said.append(mark + words)
        return "<br>".join(said)

    def _words(self, element: Element, *, marks: bool) -> str:
        runs: list[tuple[str, bool, str]] = []  # words, bold, address
        self._gather(element, runs, Field(), address="")
        made = []
        for words, is_bold, address in _joined(runs):
            text = re.sub(r"[\[\]]", lambda sign: "(" if sign[0] == "[" else ")", words) if address else words
            inner = text.strip()
            if inner and marks and is_bold and "*" not in inner:
                text = text.replace(inner, f"**{inner}**")
            if inner and address:
                text = text.replace(text.strip(), f"[{text.strip()}]({address})")
            made.append(text)
        return re.sub(r"(?:<br>|\s)+$", "", re.sub(r"\s+", " ", "".join(made))).strip()

    def _gather(self, element: Element, runs: list, state: "Field", address: str) -> None:
        for each in element:
            tag = each.tag
            if tag == f"{W}r":
                self._run(each, runs, state, address)
            elif tag == f"{W}hyperlink":
                self._gather(each, runs, state, self._address(each))
            elif tag == f"{W}fldSimple":
                found = FIELD_LINK.match(value(each, "instr"))
                self._gather(each, runs, state, self._known(found[1]) if found else address)
            elif tag in (f"{W}del", f"{W}moveFrom"):
                self.left["deleted"] += 1
            elif tag.endswith("}oMath") or tag.endswith("}oMathPara"):
                self.left["equation"] += 1
            elif tag not in (f"{W}pPr", f"{MC}Fallback", f"{W}rPr"):
                self.left["inserted"] += tag in (f"{W}ins", f"{W}moveTo")
                self._gather(each, runs, state, address)
                if tag == f"{W}p":
                    runs.append((" ", False, ""))

    def _run(self, run: Element, runs: list, state: "Field", address: str) -> None:
        bold, style = run.find(f"{W}rPr/{W}b"), self.styles.get(value(run.find(f"{W}rPr/{W}rStyle")), Style())
        is_bold = is_on(bold) if bold is not None else style.is_bold or style.name == "strong"
        for each in run:
            tag = each.tag
            if tag == f"{W}fldChar":
                state.step(value(each, "fldCharType"))
            elif tag == f"{W}instrText":
                state.words += each.text or ""
            elif tag == f"{W}t" and not state.is_code:
                found = FIELD_LINK.match(state.words) if state.is_open else None
                runs.append((each.text or "", is_bold, self._known(found[1]) if found else address))
            elif tag in (f"{W}tab", f"{W}noBreakHyphen"):
                runs.append((" " if tag == f"{W}tab" else "-", is_bold, address))
            elif tag in (f"{W}br", f"{W}cr"):
                runs.append((" " if value(each, "type") == "page" else "<br>", is_bold, address))
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                self.left["note"] += 1
            elif tag == f"{W}commentReference":
                self.left["comment"] += 1
            elif tag in (f"{W}drawing", f"{W}pict", f"{W}object", f"{MC}AlternateContent"):
                self._drawing(each, runs)

    def _drawing(self, drawing: Element, runs: list) -> None:
        for fallback in drawing.findall(f"{MC}Fallback"):
            drawing.remove(fallback)
        boxes = list(drawing.iter(f"{W}txbxContent"))
        for box in boxes:
            self._gather(box, runs, Field(), address="")
        said = next((each for each in drawing.iter(f"{WP}docPr")), None)
        alternative = (said.get("descr") or "").strip() if said is not None else ""
        found = [each.get(f"{R}embed", "") for each in drawing.iter(f"{A}blip")]
        found += [each.get(f"{R}id", "") for each in drawing.iter(f"{V}imagedata")]
        if not found:
            self.left["drawing"] += not boxes
        for each in found:
            part = self.links.get(each, "")
            if not part.lower().endswith(SHOWN_PICTURES):
                self.left["picture"] += 1
                continue
            self.left["nameless"] += not alternative
            alternative = re.sub(r"[\[\]\s]+", " ", alternative).strip()[:200]
            self.pictures.append(Picture(part, alternative or NO_WORDS))

    def _address(self, link: Element) -> str:
        if not link.get(f"{R}id"):
            self.left["within"] += 1
            return ""
        return self._known(self.links.get(link.get(f"{R}id", ""), ""))

    def _known(self, address: str) -> str:
        """An address of the web, made fit for a mark; anything else is no link."""
        address = address.strip().replace("(", "%28").replace(")", "%29").replace(" ", "%20")
        if ADDRESS.fullmatch(address):
            return address
        self.left["address"] += 1
        return ""

    def said_of_what_is_left(self) -> list[str]:
        """In words what was left out, or was found tracked."""
        return [words.format(self.left[key]) for key, words in LEFT.items() if self.left[key]]


def _cells_of(row: Element) -> Iterator[Element]:
    """The cells of a row, and none of a table within one of them."""
    for each in row:
        if each.tag == f"{W}tc":
            yield each
        elif each.tag != f"{W}tbl":
            yield from _cells_of(each)


@dataclass
class Field:
    """Where one is in a field of Word's: its code is read, its result is shown."""

    depth: int = 0
    is_code: bool = False
    words: str = ""

    @property
    def is_open(self) -> bool:
        return self.depth > 0

    def step(self, what: str) -> None:
        if what == "begin":
            self.depth, self.is_code, self.words = self.depth + 1, True, ""
        elif what == "separate":
            self.is_code = False
        elif what == "end":
            self.depth, self.is_code, self.words = max(0, self.depth - 1), False, ""


def _joined(runs: list[tuple[str, bool, str]]) -> list[tuple[str, bool, str]]:
    """Runs that look alike are one; a space between two bold ones is bold."""
    made: list[tuple[str, bool, str]] = []
    for words, is_bold, address in runs:
        if made and made[-1][2] == address and (made[-1][1] == is_bold or not words.strip()):
            made[-1] = (made[-1][0] + words, *made[-1][1:])
        elif words:
            made.append((words, is_bold, address))
    return made
