"""The codes of the analysis form by edition, the panel's seats and themes, and bands of age, as data/child_death_panel.yaml has them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import yaml

from breakwater.casework.clocks.rules import Guidance
from breakwater.foundation.dates.months import months_later

from ...lessons.codes import THEMES as ALL_THEMES

_DATA = yaml.safe_load((Path(__file__).parents[2] / "data" / "child_death_panel.yaml").read_text())

CATEGORIES: Mapping[str, str] = _DATA["categories"]
MODIFIABLE: Mapping[str, str] = _DATA["modifiable"]
DOMAINS: Mapping[str, str] = _DATA["domains"]
SEATS: Mapping[str, str] = _DATA["seats"]
THEMED: Mapping[str, str] = _DATA["themed_panels"]
ROLE_WORDS = frozenset(_DATA["role_words"].split())
THEMES: Mapping[str, str] = {code: ALL_THEMES[code] for code in _DATA["themes"]}


@dataclass(frozen=True)
class Edition:
    """An edition of the analysis form, with the codes of influence that it has."""

    code: str
    title: str
    source: Guidance
    review_by: date
    influence: Mapping[str, str]


EDITIONS = {
    code: Edition(code, **{**said, "source": Guidance(**said["source"])}) for code, said in _DATA["editions"].items()
}
CURRENT = EDITIONS[_DATA["current"]]


def age_band(born: date, died: date) -> str:
    """The band of age in which a child died: never an age in months."""
    for each in _DATA["ages"]:
        until = born + timedelta(days=each["days"]) if "days" in each else months_later(born, 12 * each["years"])
        if died < until:
            return each["title"]
    return "18 years or over"
