"""What a yearly report contains and when it is due, as data/yearly_report.yaml has it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from breakwater.casework.clocks.rules import Guidance
from breakwater.foundation.dates.months import months_later

_DATA = yaml.safe_load((Path(__file__).parent.parent / "data" / "yearly_report.yaml").read_text())
GUIDANCE = Guidance(_DATA["guidance"]["title"], _DATA["guidance"]["edition"])
STATUTE = "Children Act 2004 section 16G"


@dataclass(frozen=True)
class Section:
    number: int
    title: str
    prompt: str


SECTIONS: Mapping[str, Section] = {
    code: Section(number, **said) for number, (code, said) in enumerate(_DATA["sections"].items(), 1)
}


@dataclass(frozen=True)
class Due:
    """A day by which something is due, and whose word that is; `sent` where it is to be sent as well."""

    label: str
    on: date
    because: str
    sent: bool = False


def dues(year: int, last_published: date | None) -> list[Due]:
    """The clocks of the report of a year to March (K01, K02); the first report of an area has no earlier one to count from."""
    month, day = map(int, _DATA["clocks"]["public_by"].split("-"))
    found = [Due("Public, and with the national panel and Foundations", date(year, month, day), str(GUIDANCE), True)]
    if last_published:
        months = _DATA["clocks"]["months_between"]
        found.append(
            Due("Published", months_later(last_published, months), f"{months} months after the last: {STATUTE}")
        )
    return sorted(found, key=lambda each: each.on)


def year_words(year: int) -> str:
    return f"April {year - 1} to March {year}"
