"""The outcomes a plan may aim at: the product's vocabulary with its edition, or the area's own, and an old plan keeps its own (FD 4.7)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from breakwater.partnership.organisations.models import Area
from breakwater.practice.early_help.models import OutcomeList


@dataclass(frozen=True)
class Framework:
    """`headings` maps a number to its words. A goal keeps `key` beside the numbers it chose; `retired` are offered no more."""

    key: str
    title: str
    source: str
    headings: dict[str, str]
    retired: frozenset[str] = field(default_factory=frozenset)

    @property
    def offered(self) -> list[tuple[str, str]]:
        return [(number, words) for number, words in self.headings.items() if number not in self.retired]


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
PRODUCTS = {SUPPORTING_FAMILIES.key: SUPPORTING_FAMILIES}
_READ: dict[str, Framework] = {}  # a version never changes, so each is read once a process


def in_force(area: Area | int, on: date) -> Framework:
    """What plans of an area aim at on a day: its newest version begun by then, or the product's."""
    found = OutcomeList.objects.filter(area=area, from_on__lte=on).order_by("-from_on", "-number").first()
    return of_list(found) if found else SUPPORTING_FAMILIES


def of_list(version: OutcomeList) -> Framework:
    return Framework(
        key=version.public_id,
        title=version.title,
        source=version.source,
        headings={one["key"]: one["words"] for one in version.headings},
        retired=frozenset(one["key"] for one in version.headings if one["retired"]),
    )


def framework(key: str) -> Framework | None:
    """The vocabulary that a goal was put into; None for one that is not known here."""
    known = PRODUCTS.get(key) or _READ.get(key)
    if known is None and (found := OutcomeList.objects.filter(public_id=key).first()):
        known = _READ[key] = of_list(found)
    return known


def said(key: str, numbers: Sequence[str]) -> str:
    """The headings in words, of the framework they were chosen from."""
    found = framework(key)
    return "; ".join(found.headings[number] for number in numbers if number in found.headings) if found else ""
