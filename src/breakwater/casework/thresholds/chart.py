"""The chart an area begins with, read from its file."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

BEGINS_WITH = Path(__file__).parent / "charts" / "hips.yaml"


@dataclass(frozen=True)
class Line:
    """One indicator of a chart: its level (1 to 4), domain, topic and words."""

    level: int
    domain: str
    topic: str
    text: str
    alone: bool = False


@dataclass(frozen=True)
class Chart:
    title: str
    source: str
    review_by: date
    tiers: dict[str, dict[str, str]]
    lines: tuple[Line, ...]


def read_chart(path: Path = BEGINS_WITH) -> Chart:
    """The chart in a YAML file: tiers, and indicators by domain, topic and tier."""
    data = yaml.safe_load(path.read_text())
    lines = []
    for block in data["indicators"]:
        for level, said in block["tiers"].items():
            for one in said:
                text, alone = (one["text"], one["alone"]) if isinstance(one, dict) else (one, False)
                lines.append(Line(level, block["domain"], block["area"], text, alone))
    return Chart(
        title=data["title"],
        source=data["source"],
        review_by=data["review_by"],
        tiers={str(level): said for level, said in data["tiers"].items()},
        lines=tuple(lines),
    )
