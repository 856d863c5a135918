"""Text as people write it in the editor, kept as plain text with a few marks, so that nothing kept is ever HTML.

"## Heading", "### Heading", "- item", "1. item" (two spaces before it: an item of an item), "| cell | cell |" for a row of a table
whose first row is its head, "![what it shows](/pictures/...)" on a line of its own, a blank line between paragraphs; within a line
**bold**, [words](address) and <br>. Whatever else is typed is words: drawing escapes first and marks afterwards.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from markupsafe import Markup, escape

KINDS = ("h2", "h3", "p", "list", "numbers", "table", "picture")
MARKS = {"h2": "## ", "h3": "### ", "list": "- ", "numbers": "1. "}
LISTS = ("list", "numbers")
DEEPEST = 3
BULLET, NUMBER = re.compile(r"[-*•]\s+(.*)"), re.compile(r"\d{1,3}[.)]\s+(.*)")
NUMBER_OF = re.compile(r"(\d{1,3})[.)]\s")
ROW, RULE = re.compile(r"\|.*\|"), re.compile(r"\|(?:\s*:?-{2,}:?\s*\|)+")
PICTURE = re.compile(r"!\[([^\]\[]{1,300})\]\((/pictures/(?:[\w-][\w.-]{0,200}/){0,4}[\w-][\w.-]{0,200})\)")
ADDRESS = r"(?:https?://|mailto:|/(?![/\\]))[^\s()<>\"]{0,300}"  # browsers read "/\" as "//", which is another site
LINK = re.compile(rf"\[([^\]\[]{{1,200}})\]\(({ADDRESS})\)")
BOLD = re.compile(r"\*\*([^*]{1,400})\*\*")
BREAK = re.compile(r"<br>")
TABLE_CLASS = 'class="govuk-table bw-rich__table"'
LIST_CLASSES = {
    "list": ("ul", "govuk-list govuk-list--bullet"),
    "numbers": ("ol", "govuk-list govuk-list--number"),
}


def parse(text: str) -> list[tuple[str, str]]:
    """(kind, text) of what was typed. The text of a list or a table has a line for each item or row."""
    made: list[tuple[str, str]] = []
    joins = False
    for line in text.replace("\r\n", "\n").split("\n"):
        depth = (len(line) - len(line.lstrip(" "))) // 2
        line = line.strip()
        if not line or RULE.fullmatch(line):
            joins = joins and bool(line)
            continue
        kind, words = _kind_of(line)
        before = made[-1][0] if made and joins else ""
        if kind == "numbers" and before != kind and not depth and (begins := int(NUMBER_OF.match(line)[1])) > 1:
            words = f"{begins}. {words}"  # a list that goes on after other words keeps its count
        if kind in LISTS and depth and before in LISTS:
            kind, words = before, f"{'  ' * min(depth, DEEPEST)}{MARKS[kind]}{words}"
        if before == kind and kind in ("p", "table", *LISTS):
            made[-1] = (kind, f"{made[-1][1]}{' ' if kind == 'p' else chr(10)}{words}")
        else:
            made.append((kind, words))
        joins = kind not in ("h2", "h3", "picture")
    # Lines that are joined may begin as another kind does: a stroke alone, and words on the next line.
    return [_kind_of(words) if kind == "p" else (kind, words) for kind, words in made if words]


def _kind_of(line: str) -> tuple[str, str]:
    if line.startswith("#"):
        marks = len(line) - len(line.lstrip("#"))
        return ("h2" if marks <= 2 else "h3"), line.lstrip("# ").strip()
    if found := BULLET.fullmatch(line):
        return "list", found[1].strip()
    if found := NUMBER.fullmatch(line):
        return "numbers", found[1].strip()
    if ROW.fullmatch(line) and len(line) > 1:
        return "table", line
    return ("picture" if PICTURE.fullmatch(line) else "p"), line


def typed(parts: Iterable[tuple[str, str]]) -> str:
    """The text that `parse` reads back into these parts."""
    return "\n\n".join(
        "\n".join(
            line
            if line.startswith("  ") or not number and begins_at(kind, line) > 1
            else f"{MARKS.get(kind, '')}{line}"
            for number, line in enumerate(text.split("\n"))
        )
        for kind, text in parts
    )


def begins_at(kind: str, first: str) -> int:
    """The number of the first item of a list; others begin at one."""
    found = NUMBER_OF.match(first) if kind == "numbers" else None
    return int(found[1]) if found else 1


@lru_cache(maxsize=8192)
def inline(text: str) -> Markup:
    """A line with its links and bold words, everything else escaped: nothing a writer types runs. Settled lines are read again and again."""
    safe = str(escape(text))
    safe = LINK.sub(r'<a class="govuk-link" href="\2">\1</a>', safe)
    return Markup(BOLD.sub(r"<strong>\1</strong>", safe).replace("&lt;br&gt;", "<br>"))


def bare(text: str) -> str:
    """A line without its marks, for the search and for print."""
    text = PICTURE.sub(r"Picture: \1", text)
    return BREAK.sub(" ", BOLD.sub(r"\1", LINK.sub(_named, text))).replace(r"\|", "|")


def _named(found: re.Match) -> str:
    """A link of ours is its words; another says where it leads."""
    return found[1] if found[2].startswith("/") else f"{found[1]} ({found[2].removeprefix('mailto:')})"


def cells(row: str) -> list[str]:
    """The cells of a row as it is kept. A stroke in a cell is kept as "\\|"."""
    return [cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", row.strip()[1:-1])]


def row_of(words: Iterable[str]) -> str:
    """A row as it is kept."""
    return f"| {' | '.join(each.replace('|', chr(92) + '|').replace(chr(10), '<br>') for each in words)} |"


def html_of(kind: str, text: str, *, line: Callable[[str], Markup] = inline, level: int = 2) -> Markup:
    """One part as the pages draw it; `line` makes HTML of a line, `level` is that of the greater headings."""
    if kind in ("h2", "h3"):
        at, size = level + (kind == "h3"), "m" if kind == "h2" else "s"
        return Markup('<h{} class="govuk-heading-{}">{}</h{}>').format(at, size, line(text), at)
    if kind in LISTS:
        return _list(kind, text.split("\n"), line)
    if kind == "table":
        return _table(text.split("\n"), line)
    if kind == "picture" and (found := PICTURE.fullmatch(text)):
        picture = Markup('<figure class="bw-picture"><img src="{}" alt="{}" loading="lazy"></figure>')
        return picture.format(found[2], found[1])
    return Markup("").join(Markup('<p class="govuk-body">{}</p>').format(line(each)) for each in text.split("\n"))


def draw(text: str, level: int = 2) -> Markup:
    """A whole text as the pages draw it: `{{ words | rich }}`."""
    return Markup("\n").join(html_of(kind, words, level=level) for kind, words in parse(text))


def plain(text: str) -> str:
    """A whole text without its marks, for a message: its lines stay lines."""
    return "\n\n".join("\n".join(_plain_lines(kind, words)) for kind, words in parse(text))


def pictures_in(text: str) -> list[str]:
    """The addresses of the pictures in a text."""
    return [found[2] for kind, words in parse(text) if kind == "picture" and (found := PICTURE.fullmatch(words))]


def _plain_lines(kind: str, text: str) -> Iterable[str]:
    lines = text.split("\n")
    begins = begins_at(kind, lines[0])
    if begins > 1:
        lines[0] = NUMBER.fullmatch(lines[0])[1]
    for number, each in enumerate(lines, begins):
        if kind == "table":
            yield ": ".join(bare(cell) for cell in cells(each) if cell)
        elif each.startswith("  "):
            yield bare(each)
        else:
            yield {"list": "- ", "numbers": f"{number}. "}.get(kind, "") + bare(each)


def _table(rows: Sequence[str], line: Callable[[str], Markup]) -> Markup:
    head, *rest = (cells(each) for each in rows)
    columns = max(len(head), *(len(each) for each in rest)) if rest else len(head)
    top = Markup("").join(
        Markup('<th scope="col" class="govuk-table__header">{}</th>').format(line(cell))
        for cell in _filled(head, columns)
    )
    body = Markup("").join(
        Markup('<tr class="govuk-table__row">{}</tr>').format(
            Markup("").join(
                Markup('<td class="govuk-table__cell">{}</td>').format(line(cell)) for cell in _filled(each, columns)
            )
        )
        for each in rest
    )
    return Markup(
        f'<div class="bw-rich__wide" tabindex="0" role="group" aria-label="Table"><table {TABLE_CLASS}><thead class="govuk-table__head">'
        '<tr class="govuk-table__row">{}</tr></thead><tbody class="govuk-table__body">{}</tbody></table></div>'
    ).format(top, body)


def _filled(row: Sequence[str], columns: int) -> list[str]:
    return [*row, *[""] * (columns - len(row))]


def _list(kind: str, lines: Sequence[str], line: Callable[[str], Markup]) -> Markup:
    """A list whose items may hold lists, by the spaces before each line."""
    tag, classes = LIST_CLASSES[kind]
    begins = begins_at(kind, lines[0])
    if begins > 1:
        lines = [NUMBER.fullmatch(lines[0])[1], *lines[1:]]
    start = Markup(' start="{}"').format(begins) if begins > 1 else ""
    made, at = [Markup('<{} class="{}"{}>').format(tag, classes, start)], 0
    while at < len(lines):
        below = at + 1
        while below < len(lines) and lines[below].startswith("  "):
            below += 1
        inner = [each[2:] for each in lines[at + 1 : below]]
        made.append(Markup("<li>{}{}</li>").format(line(lines[at].strip()), _lists(inner, line)))
        at = below
    return Markup("").join([*made, Markup("</{}>").format(tag)])


def _lists(lines: Sequence[str], line: Callable[[str], Markup]) -> Markup:
    """The lists within one item: each line of theirs still has its own mark, which says of what kind it is."""
    made, kind, items = Markup(""), "", []
    for each in lines:
        if each.startswith("  "):
            items.append(each)
            continue
        numbered = NUMBER.fullmatch(each)
        of = "numbers" if numbered else "list"
        if of != kind and items:
            made, items = made + _list(kind, items, line), []
        found, kind = numbered or BULLET.fullmatch(each), of
        items.append(found[1] if found else each)
    return made + _list(kind or "list", items, line) if items else made
