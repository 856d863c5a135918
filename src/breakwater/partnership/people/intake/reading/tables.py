"""Rolls and lists as tables: CSV in the ways schools' systems write it, and Excel workbooks. Cells become text; formulas never run."""

import csv
import io
import warnings
import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from zipfile import BadZipFile

from .fields import is_month_first, is_of_a_pupil, plain
from .rows import Columns, ColumnsNotKnown, NotARoll
from .shapes import Shape

MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 20_000, 300, 2_000
LOOKED_AT = 12  # lines among which the headings may stand, below a title
CUT_OFF = "The file seems to be cut off, or a quotation mark is missing, near line {line}. Save it again and choose the new copy"

Line = tuple[int, list[str]]


def lines_of_text(text: str, shape: Shape) -> list[Line]:
    """The lines of a CSV file with commas, semicolons, tabs or bars. Raises NotARoll."""
    if text.lstrip().startswith("<"):
        raise NotARoll(f"This is a web page and not a {shape.called}. {shape.export}")
    found: list[Line] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text, shape), strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((begins, cells[:MOST_COLUMNS]))
            begins = reader.line_num + 1
            if len(found) > MOST_ROWS:
                raise NotARoll(f"The file has more than {MOST_ROWS:,} lines. {shape.send_one}")
    except csv.Error:
        raise NotARoll(CUT_OFF.format(line=begins)) from None
    return found


def _delimiter(text: str, shape: Shape) -> str:
    """What parts the cells: of the first lines, the mark that gives most headings we know, then most cells."""
    first = text.lstrip("\ufeff\r\n \t")[:20_000].splitlines()[:LOOKED_AT]

    def gives(mark: str) -> tuple[int, int]:
        rows = list(csv.reader(first, delimiter=mark))
        return max((sum(plain(cell) in shape.by_heading for cell in row) for row in rows), default=0), max(
            map(len, rows), default=0
        )

    return max(",;\t|", key=gives)


def lines_of_workbook(content: bytes, shape: Shape) -> list[Line]:
    """The lines of the sheet that has the shape's headings, else of the first that has anything. Raises NotARoll."""
    import openpyxl  # with numpy behind it: a third of a second that most processes never need
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what a page of cells may hold that has no say in them
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            sheets = [_lines_of_sheet(sheet, shape) for sheet in book.worksheets[:10]]
            book.close()
    except (
        BadZipFile,
        InvalidFileException,
        LookupError,
        OverflowError,
        zlib.error,
        ValueError,
        TypeError,
        AttributeError,
        EOFError,
        SyntaxError,
        OSError,
    ):
        raise NotARoll("The workbook is damaged. Open it in Excel, save it again and choose the new copy") from None
    filled = [lines for lines in sheets if lines]
    if not filled:
        return []
    return max(filled, key=lambda lines: max((_known(cells, shape) for _, cells in lines[:LOOKED_AT]), default=0))


def _lines_of_sheet(sheet, shape: Shape) -> list[Line]:
    sheet.reset_dimensions()  # a sheet may claim to be larger than it is
    found: list[Line] = []
    for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), 1):
        cells = [_text(cell) for cell in row]
        if any(cells):
            found.append((number, cells))
        if len(found) > MOST_ROWS or number > 10 * MOST_ROWS:
            raise NotARoll(f"The workbook has more than {MOST_ROWS:,} lines. {shape.send_one}")
    return found


def _text(cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e11 else repr(cell)
    return str(cell)[:LONGEST_CELL]


def _known(cells: Iterable[str], shape: Shape) -> int:
    return len({shape.by_heading[plain(cell)] for cell in cells if plain(cell) in shape.by_heading})


def columns_of(lines: list[Line], profile: Mapping[str, str], shape: Shape) -> tuple[Columns, int]:
    """The headings, what each column is read as, and the place of their line. Raises NotARoll, ColumnsNotKnown."""
    if not lines:
        raise NotARoll(f"The file is empty. An empty {shape.called} changes nothing")
    at = max(range(min(LOOKED_AT, len(lines))), key=lambda n: (_score(lines[n][1], profile, shape), -n))
    line, cells = lines[at]
    if any(is_of_a_pupil(cell) for cell in cells):
        raise NotARoll(
            f"The file has no line of headings: its first line is a {shape.one}'s. Save it with headings such as Surname, "
            "Forename and Date of birth"
        )
    headings = [(cell.strip()[:80], plain(cell)) for cell in cells]
    named = [heading for _, heading in headings if heading]
    read_as = {heading: profile.get(heading, shape.by_heading.get(heading, "")) for heading in named}
    columns = Columns([pair for pair in headings if pair[1]], read_as, line)
    for written, heading in headings:
        if heading and named.count(heading) > 1 and read_as[heading] and read_as[heading] not in shape.many:
            raise NotARoll(f"Two columns are called {written}. Keep the one that is right and choose the file again")
    chosen: dict[str, str] = {}
    for heading in named:
        field = read_as[heading]
        if field and field not in shape.many and chosen.setdefault(field, heading) != heading:
            worse = max((chosen[field], heading), key=lambda h: _rank(field, h, profile, shape))
            read_as[worse] = ""
            chosen[field] = next(h for h in named if read_as[h] == field)
    missing = [shape.fields[field][0] for field in shape.needed if field not in read_as.values()]
    if missing:
        raise ColumnsNotKnown(columns, missing)
    return columns, at


def _score(cells: list[str], profile: Mapping[str, str], shape: Shape) -> int:
    return _known(cells, shape) + sum(bool(profile.get(plain(cell))) for cell in cells)


def _rank(field: str, heading: str, profile: Mapping[str, str], shape: Shape) -> int:
    """What a person said comes first, then headings in their order."""
    if profile.get(heading) == field:
        return -1
    headings = shape.fields[field][1]
    return headings.index(heading) if heading in headings else len(headings)


def values_of(
    lines: list[Line], columns: Columns, at: int, shape: Shape
) -> Iterator[tuple[int, dict[str, str] | None]]:
    """(line, text by field) of each line below the headings; None of a line that has not their shape. Other cells are dropped."""
    _, cells = lines[at]
    places = [(n, columns.read_as.get(plain(cell), "")) for n, cell in enumerate(cells)]
    wanted = [(n, field) for n, field in places if field]
    width = len(cells)
    for line, row in lines[at + 1 :]:
        if any(cell.strip() for cell in row[width:]):
            yield line, None
            continue
        values: dict[str, str] = {}
        for n, field in wanted:
            text = row[n] if n < len(row) else ""
            if field in shape.many:
                values[field] = ", ".join(part for part in (values.get(field, ""), text.strip()) if part)
            else:
                values[field] = text
        yield line, values


def months_first(rows: Iterable[dict[str, str] | None], dates: Iterable[str]) -> frozenset[str]:
    """The date columns in which some line can only be read with the month first."""
    return frozenset(field for row in rows if row for field in dates if is_month_first(row.get(field, "")))
