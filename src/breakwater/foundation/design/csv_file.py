"""A table to download."""

import csv
from collections.abc import Iterable

from django.http import HttpResponse

RUNS = ("=", "+", "-", "@", "\t", "\r")


def csv_answer(name: str, rows: Iterable[list]) -> HttpResponse:
    """Rows as a CSV file that spreadsheets open in UTF-8."""
    answer = HttpResponse(
        content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
    answer.write("\ufeff")
    csv.writer(answer).writerows(rows)
    return answer


def as_words(cell: str) -> str:
    """What people typed, so that no spreadsheet runs it."""
    return f"'{cell}" if cell.startswith(RUNS) else cell
