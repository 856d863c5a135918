"""No child's data in words that many read: what looks like an NHS number, a UPN or a date of birth is refused.

Years and dates of events stand on pages all the time, so a date counts only beside a word about being born.
"""

import re

from django.core.exceptions import ValidationError
from stdnum.gb import nhs, upn

NUMBER = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
PUPIL = re.compile(r"\b[A-HJ-NP-RT-Z]\d{12}\b|\b[A-HJ-NP-RT-Z]\d{11}[A-HJ-NP-RT-Z]\b", re.IGNORECASE)
BORN = re.compile(
    r"\b(?:born(?: on)?|d\.?o\.?b\.?|date of birth|birthday)\b[\s:.,]*(?:is|was|of)?[\s:]*"
    r"(?:\d{1,2}[ /.-](?:\d{1,2}|[a-z]{3,9})[ /.-]\d{2,4})",
    re.IGNORECASE,
)


def found_in(text: str) -> list[str]:
    """What in this text looks like a child's data, in words: never the data themselves."""
    found = []
    if any(nhs.is_valid(each) for each in NUMBER.findall(text)):
        found.append("an NHS number")
    if any(upn.is_valid(each) for each in PUPIL.findall(text)):
        found.append("a pupil's number (UPN)")
    if BORN.search(text):
        found.append("a date of birth")
    return found


class NoChildsData:
    """Beside a form whose words many will read: what looks like a child's data is refused before anyone does."""

    telephones: tuple[
        str, ...
    ] = ()  # fields not looked at: ten digits of a freephone number may pass for an NHS number

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        for name, value in list(cleaned.items()):
            if (
                isinstance(value, str)
                and name in self.fields
                and name not in self.telephones
                and (found := found_in(value))
            ):
                self.add_error(
                    name,
                    ValidationError(
                        f"This seems to hold {' and '.join(found)}. Take it out: nothing about a child belongs here"
                    ),
                )
        return cleaned
