"""A table to download."""

import csv
import re
from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.http import content_disposition_header

RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
NUMBER = re.compile(r"[-+]?\d[\d,.]*%?")
MAY_BE_A_DAY = re.compile(r"\d{1,2}[-/]\d{1,2}")  # the ages 5-10, which a spreadsheet would make 5 October


def csv_answer(name: str, rows: Iterable[list]) -> HttpResponse:
    """Rows as a CSV file that spreadsheets open in UTF-8, and in which they run nothing."""
    answer = HttpResponse(
        content_type="text/csv; charset=utf-8", headers={"Content-Disposition": content_disposition_header(True, name)}
    )
    answer.write("\ufeff")
    csv.writer(answer).writerows([as_words(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return answer


def as_words(cell: str) -> str:
    """What people typed, so that no spreadsheet runs it or makes a day of it. A number with its sign is one."""
    is_changed = cell.startswith(RUNS) and not NUMBER.fullmatch(cell) or MAY_BE_A_DAY.fullmatch(cell)
    return f"'{cell}" if is_changed else cell
