"""The levels of need by the partnership's own names: `levels.yaml` is the one place that says "Tier 2", "Targeted" or whatever they are called.

    LEVELS[2].name    "Tier 2"
    LEVELS[2].words   "Tier 2: early help"
    COORDINATOR       "Tier 2 co-ordinator", COORDINATORS of several

A form's YAML writes `$level_2`, `$level_2_offer` or `$coordinator` where it needs one of them (`in_words`).
"""

from dataclasses import dataclass
from pathlib import Path
from string import Template

import yaml

HERE = Path(__file__).with_name("levels.yaml")


@dataclass(frozen=True)
class LevelOfNeed:
    """One level: its number, its name, and what is offered at it."""

    number: int
    name: str
    offer: str

    @property
    def words(self) -> str:
        return f"{self.name}: {self.offer}"


@dataclass(frozen=True)
class Naming:
    """All that the partnership calls by a name of its own."""

    levels: dict[int, LevelOfNeed]
    coordinator: str

    def in_words(self, text: str) -> str:
        """A text of a form with its `$level_2` and the like replaced; any other dollar stays."""
        names = {f"level_{n}": level.name for n, level in self.levels.items()}
        offers = {f"level_{n}_offer": level.offer for n, level in self.levels.items()}
        return Template(text).safe_substitute(names | offers, coordinator=self.coordinator)


def read(path: Path = HERE) -> Naming:
    """The names in a file; KeyError where one of the four levels or a name is missing."""
    said = yaml.safe_load(path.read_text(encoding="utf-8"))
    levels = {n: LevelOfNeed(n, said["levels"][n]["name"], said["levels"][n]["offer"]) for n in (1, 2, 3, 4)}
    return Naming(levels, said["coordinator"])


NAMING = read()
LEVELS = NAMING.levels
COORDINATOR = NAMING.coordinator
COORDINATORS = f"{COORDINATOR}s"
NAMES = [(str(n), level.name) for n, level in LEVELS.items()]
in_words = NAMING.in_words
