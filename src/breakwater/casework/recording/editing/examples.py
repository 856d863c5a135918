"""Forms that an area may begin from, rebuilt from national guidance. No room asks them yet."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from breakwater.casework.recording.parser import PlainLoader, parse
from breakwater.partnership.organisations.levels import in_words

from ..definitions import Form

FOLDER = Path(__file__).parent.parent / "examples"
ROOM = "examples"


@dataclass(frozen=True)
class Example:
    """A form to begin from: its definition as data, and as a form."""

    key: str
    data: dict
    form: Form


@cache
def examples() -> dict[str, Example]:
    """Every example by its key. Raises reading.BadForm."""
    made = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        key = f"{ROOM}.{path.stem}"
        data = yaml.load(in_words(path.read_text(encoding="utf-8")), Loader=PlainLoader)
        made[key] = Example(key, data, parse(data, key=key, where=path.name))
    return made
