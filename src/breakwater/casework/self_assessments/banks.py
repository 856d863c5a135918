"""A bank of statements as it is written: sections, statements, the scale with words for each grade, guidance with its edition."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import yaml

import breakwater
from breakwater.partnership.organisations.models import Organisation

HOUSE = Path(breakwater.__file__).parent
NOT_APPLICABLE = "na"
OF_A_BANK = {"title", "about", "asked_by", "answered_by", "organisations", "guidance", "review_by", "scale", "sections"}
MAY_HAVE = {"variants", "also", "edition", "source", "again_after", "levels"}


class BadBank(Exception):
    """A file of a bank is not one: every fault found, a line each."""


@dataclass(frozen=True)
class Grade:
    """A grade of the scale. `score` counts from 1, the lowest; one that `acts` asks for an action."""

    code: str
    label: str
    words: str
    score: int
    acts: bool


@dataclass(frozen=True)
class Statement:
    """A line to grade. `good` says what the highest grade looks like; `also` names its place in another framework.

    `variants` are those that have it; none: all. `level` is a code of the bank's levels, `applies` says in words to whom it applies, and
    `review_by` that it is to be checked before the rest of the bank. `holds` names what the product may hold about it
    (`partnership.kit.evidence_held`).
    """

    key: str
    text: str
    good: str
    evidence: str
    also: str
    variants: tuple[str, ...]
    level: str = ""
    applies: str = ""
    review_by: str = ""
    holds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    about: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Bank:
    """A bank, or one variant of it. `asked_by` and `answered_by` are services; `organisations` are kinds; `also` heads the other framework.

    `edition` and `source` say whose wording it is; `again_after` is after how many months it is asked for again, 0 where nothing says so.
    """

    key: str
    title: str
    about: str
    asked_by: str
    answered_by: str
    organisations: tuple[str, ...]
    guidance: str
    review_by: date
    also: str
    variants: tuple[tuple[str, str], ...]
    scale: tuple[Grade, ...]
    sections: tuple[Section, ...]
    edition: str = ""
    source: str = ""
    again_after: int = 0
    levels: tuple[tuple[str, str], ...] = ()

    def of_variant(self, variant: str) -> list[Section]:
        """The sections of a variant with the statements that it has; a section without any is left out."""
        found = []
        for section in self.sections:
            kept = tuple(each for each in section.statements if not each.variants or variant in each.variants)
            if kept:
                found.append(Section(section.key, section.title, section.about, kept))
        return found

    @cached_property
    def grades(self) -> dict[str, Grade]:
        return {grade.code: grade for grade in self.scale}

    def grade_of(self, score: int | None) -> str:
        """The words of a score."""
        return next((grade.label for grade in self.scale if grade.score == score), "")


def installed_files() -> list[Path]:
    """Every bank's file, in the `statement_banks` folder of each room."""
    return sorted(HOUSE.glob("*/*/statement_banks/*.yaml"))


def key_of(path: Path) -> str:
    return f"{path.parent.parent.name}.{path.stem}"


def load(path: Path) -> tuple[Bank, dict]:
    """The bank of a file, and its data as the database keeps them. Raises BadBank."""
    data = yaml.safe_load(path.read_text())
    bank = parse(data, key=key_of(path))
    return bank, json.loads(json.dumps(data, ensure_ascii=False, default=str))  # days as text


def parse(data: dict, *, key: str) -> Bank:
    """The bank that data describe. Raises BadBank with every fault found."""
    if faults := list(_faults(data)):
        raise BadBank("\n".join(f"{key}: {fault}" for fault in faults))
    return Bank(
        key=key,
        title=data["title"],
        about=data["about"],
        asked_by=data["asked_by"],
        answered_by=data["answered_by"] or "",
        organisations=tuple(data["organisations"]),
        guidance=data["guidance"],
        review_by=date.fromisoformat(str(data["review_by"])),
        also=data.get("also", ""),
        variants=tuple(data.get("variants", {}).items()),
        scale=tuple(
            Grade(each["code"], each["label"], each["words"], score, each.get("acts", False))
            for score, each in enumerate(data["scale"], 1)
        ),
        sections=tuple(_section(each) for each in data["sections"]),
        edition=data.get("edition", ""),
        source=data.get("source", ""),
        again_after=data.get("again_after", 0),
        levels=tuple(data.get("levels", {}).items()),
    )


def _section(data: dict) -> Section:
    statements = tuple(
        Statement(
            each["key"],
            each["text"],
            each["good"],
            each["evidence"],
            each.get("also", ""),
            tuple(each.get("variants", ())),
            each.get("level", ""),
            each.get("applies", ""),
            str(each.get("review_by", "")),
            tuple(each.get("holds", ())),
        )
        for each in data["statements"]
    )
    return Section(data["key"], data["title"], data.get("about", ""), statements)


def _faults(data: dict) -> Iterator[str]:
    """What is missing, named twice or not known."""
    if missing := OF_A_BANK - data.keys():
        yield f"says no {', '.join(sorted(missing))}"
        return
    if unknown := data.keys() - OF_A_BANK - MAY_HAVE:
        yield f"says {', '.join(sorted(unknown))}, which no bank has"
    if strange := set(data["organisations"]) - set(Organisation.Kind.values):
        yield f"is for {', '.join(sorted(strange))}, which is no kind of organisation"
    codes = [grade["code"] for grade in data["scale"]]
    if len(codes) < 2 or NOT_APPLICABLE in codes or any(not isinstance(code, str) for code in codes):
        yield f"has the scale {codes}: two or more codes in quotes, none of them {NOT_APPLICABLE}"
    variants = set(data.get("variants", {}))
    statements = [statement for section in data["sections"] for statement in section["statements"]]
    for named in (
        codes,
        [section["key"] for section in data["sections"]],
        [statement["key"] for statement in statements],
    ):
        if twice := {key for key in named if named.count(key) > 1}:
            yield f"names {', '.join(sorted(twice))} twice"
    for statement in statements:
        if lacks := {"key", "text", "good", "evidence"} - statement.keys():
            yield f"{statement.get('key', '?')} says no {', '.join(sorted(lacks))}"
        if strange := set(statement.get("variants", ())) - variants:
            yield f"{statement.get('key', '?')} is for {', '.join(sorted(strange))}, which is no variant"
        if (level := statement.get("level", "")) and level not in data.get("levels", {}):
            yield f"{statement.get('key', '?')} is of level {level}, which is none of the bank's"
