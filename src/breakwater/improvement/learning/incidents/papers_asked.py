"""The papers that go to the national panel and what an agency is asked, box by box, from `data/papers.yaml`."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

ASKED = yaml.safe_load((Path(__file__).parents[1] / "data" / "papers.yaml").read_text())
CRITERIA: dict[str, str] = ASKED["decision"]["criteria"]
CIRCUMSTANCES: dict[str, str] = ASKED["decision"]["circumstances"]


@dataclass(frozen=True)
class Box:
    """One box: its name, its label, and whether the paper may go without it."""

    name: str
    label: str
    hint: str = ""
    long: bool = False
    needed: bool = False


def title(paper: str) -> str:
    return ASKED[paper]["title"]


def source(paper: str) -> str:
    return ASKED[paper]["source"]


def sections(paper: str) -> Iterator[tuple[str, str, list[Box]]]:
    """The key, title and boxes of each section."""
    for key, section in ASKED[paper]["sections"].items():
        yield key, section["title"], [Box(name, **facts) for name, facts in section["boxes"].items()]


def boxes_of(paper: str, section: str = "") -> list[Box]:
    return [box for key, _, boxes in sections(paper) if section in ("", key) for box in boxes]


def missing(paper: str, answers: Mapping[str, str]) -> list[Box]:
    """The boxes without which the paper does not go."""
    return [box for box in boxes_of(paper) if box.needed and not answers.get(box.name)]


def read(kept: str) -> dict[str, str]:
    """What stands in each box, of a column that keeps it."""
    return json.loads(kept) if kept else {}


def written(answers: Mapping[str, str]) -> str:
    return json.dumps({name: value for name, value in answers.items() if value}, ensure_ascii=False)


def rows(paper: str, answers: Mapping[str, str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each section's title with (label, what stands there) of every box that was filled in."""
    found = [
        (heading, [(box.label, answers[box.name]) for box in boxes if answers.get(box.name)])
        for _, heading, boxes in sections(paper)
    ]
    return [(heading, those) for heading, those in found if those]
