"""The glossary of the trade's words: `glossary.yaml`, read once."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from breakwater.partnership.organisations import levels


@dataclass(frozen=True)
class Word:
    """One entry: its place on the page, the term, and what it means in one or two sentences."""

    key: str
    term: str
    means: str
    also: str = ""  # other words by which the search finds it


@cache
def words() -> list[Word]:
    """Every entry in the order of the alphabet, with the partnership's own names of its levels."""
    entries = yaml.safe_load(levels.in_words(Path(__file__).with_name("glossary.yaml").read_text()))
    return sorted((Word(**entry) for entry in entries), key=lambda word: word.term.casefold())
