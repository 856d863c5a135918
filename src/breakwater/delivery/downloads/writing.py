"""Rows as a file that runs nothing: no cell is a formula, whatever somebody typed."""

import csv
import io
from collections.abc import Iterable, Sequence

from breakwater.foundation.design.csv_file import as_words

from .models import Format

WIDEST, CELL = 60, 32_000  # characters: of a column, and of a cell as Excel takes it


def written(kind: str, heads: Sequence[str], rows: Iterable[Sequence[str]], about: Iterable[Sequence[str]]) -> bytes:
    """The file. `about` are facts of it, a pair each, for the second sheet of a workbook."""
    return _workbook(heads, rows, about) if kind == Format.XLSX else _text(heads, rows)


def _text(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([as_words(cell) for cell in row] for row in (heads, *rows))
    return ("\ufeff" + out.getvalue()).encode()


def _workbook(heads: Sequence[str], rows: Iterable[Sequence[str]], about: Iterable[Sequence[str]]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    def cell(sheet, words: str, *, bold: bool = False) -> WriteOnlyCell:
        made = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", words)[:CELL])
        made.data_type, made.quotePrefix = "s", True
        if words.isdecimal() and len(words) < 10 and not (len(words) > 1 and words.startswith("0")):
            made = WriteOnlyCell(sheet, int(words))
        made.font, made.alignment = Font(bold=bold), Alignment(vertical="top", wrap_text=True)
        return made

    book, rows = Workbook(write_only=True), list(rows)
    for title, lines, has_head in (("List", [heads, *rows], True), ("About", list(about), False)):
        sheet = book.create_sheet(title)
        for at, column in enumerate(zip(*lines, strict=True), start=1):
            longest = max((len(words) for words in column), default=0)
            sheet.column_dimensions[get_column_letter(at)].width = min(longest + 2, WIDEST)
        if has_head:
            sheet.freeze_panes = "A2"
        for number, line in enumerate(lines):
            sheet.append([cell(sheet, words, bold=has_head and number == 0) for words in line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
