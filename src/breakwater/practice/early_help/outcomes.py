"""The outcomes a plan may aim at, by framework: a vocabulary with its source and edition, so that an old plan keeps its own (FD 4.7)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Framework:
    """`headings` maps a number to its words. A goal keeps `key` beside the numbers it chose."""

    key: str
    title: str
    source: str
    headings: dict[str, str]


SUPPORTING_FAMILIES = Framework(
    key="supporting-families-2022",
    title="Supporting Families outcomes",
    source="Supporting Families programme guidance 2022 to 2025, UK government",
    headings={
        "1": "Getting a good education",
        "2": "Good early years development",
        "3": "Improved mental and physical health",
        "4": "Better managed substance use",
        "5": "Improved family relationships",
        "6": "Children safe from abuse and exploitation",
        "7": "Families diverted from crime",
        "8": "Safe from domestic abuse",
        "9": "Secure housing",
        "10": "Financial stability",
    },
)
FRAMEWORKS = {SUPPORTING_FAMILIES.key: SUPPORTING_FAMILIES}
IN_FORCE = SUPPORTING_FAMILIES


def said(framework: str, numbers: list[str]) -> str:
    """The headings in words, of the framework they were chosen from."""
    found = FRAMEWORKS.get(framework)
    return "; ".join(found.headings[number] for number in numbers if number in found.headings) if found else ""
