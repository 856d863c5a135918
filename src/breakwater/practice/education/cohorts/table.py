"""The table of cohorts an area begins with: what each is, where it comes from, and what a school may see of it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

BEGINS_WITH = Path(__file__).parent / "table.yaml"


@dataclass(frozen=True)
class Line:
    """One cohort of the table."""

    code: str
    name: str
    definition: str
    source: str
    see: str
    condition: str
    said: str
    figure: str
    why: str


@dataclass(frozen=True)
class Table:
    """The whole table, with what it was written from."""

    title: str
    source: str
    owner: str
    review_by: date
    lines: tuple[Line, ...]


def read_table(path: Path = BEGINS_WITH) -> Table:
    """The table in a YAML file. Raises KeyError for a cohort that leaves a column out."""
    data = yaml.safe_load(path.read_text())
    lines = tuple(
        Line(
            code=row["code"],
            name=row["name"],
            definition=row["definition"],
            source=row["source"],
            see=row["see"],
            condition=row.get("condition", "NONE"),
            said=row.get("said", ""),
            figure=row.get("figure", ""),
            why=row.get("why", ""),
        )
        for row in data["cohorts"]
    )
    return Table(data["title"], data["source"], data["owner"], data["review_by"], lines)
