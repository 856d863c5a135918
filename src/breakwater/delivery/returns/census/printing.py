"""The faults of a file as JSON or CSV, and their count in words."""

import csv
import io
import json
from collections.abc import Iterable

from breakwater.foundation.design.csv_file import as_words

from .checking import Checked, Fault

COLUMNS = ("line", "rule", "weight", "child", "words")


def in_total(checked: Checked) -> str:
    return f"children {checked.children}, errors {checked.errors}, queries {checked.queries} (census {checked.edition.name})"


def as_json(checked: Checked, faults: Iterable[Fault]) -> str:
    said = {
        "edition": checked.edition.name,
        "unsure": checked.edition.unsure,
        "children": checked.children,
        "errors": checked.errors,
        "queries": checked.queries,
        "faults": [{name: getattr(fault, name) for name in COLUMNS} for fault in faults],
    }
    return json.dumps(said, ensure_ascii=False, indent=1)


def as_csv(faults: Iterable[Fault]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(
        [COLUMNS, *([as_words(str(getattr(fault, name))) for name in COLUMNS] for fault in faults)]
    )
    return out.getvalue()
