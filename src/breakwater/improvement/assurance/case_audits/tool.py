"""The common tool: domains, boxes and grades, as `data/case_audit.yaml` has them now and as an audit kept them."""

import json
from dataclasses import dataclass
from pathlib import Path

import yaml

FILE = Path(__file__).parents[1] / "data" / "case_audit.yaml"
NOW = yaml.safe_load(FILE.read_text())
AGES: dict[str, str] = NOW["ages"]
KINDS = {"early_help": "Early help episode", "contact": "Contact to the MASH"}
SAFETY_DAYS = NOW["safety_working_days"]
GRADED_NOT = ("NONE", "Not graded: the record has nothing on it")


@dataclass(frozen=True)
class Domain:
    key: str
    title: str
    about: str


@dataclass(frozen=True)
class Tool:
    edition: str
    grades: dict[str, str]
    domains: tuple[Domain, ...]
    boxes: dict[str, str]

    def domain(self, key: str) -> Domain | None:
        return next((each for each in self.domains if each.key == key), None)

    def called(self, grade: str) -> str:
        return self.grades.get(grade, GRADED_NOT[1] if grade == GRADED_NOT[0] else "")

    def missing(self, answers: dict) -> list[Domain]:
        """The domains without a grade."""
        return [each for each in self.domains if not answers.get(each.key, {}).get("grade")]


def as_kept() -> str:
    """What an audit keeps of the tool."""
    kept = {name: NOW[name] for name in ("edition", "grades", "boxes", "domains")}
    return json.dumps(kept, ensure_ascii=False)


def read(kept: str) -> Tool:
    said = json.loads(kept)
    domains = tuple(Domain(key, **facts) for key, facts in said["domains"].items())
    return Tool(said["edition"], said["grades"], domains, said["boxes"])


def answers_of(kept: str) -> dict[str, dict[str, str]]:
    return json.loads(kept) if kept else {}
