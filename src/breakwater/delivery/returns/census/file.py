"""What stands in a CIN census file, as facts: children, their episodes, and what happened in each.

Each thing knows the line it begins on (`line`) and the lines of its values (`lines`). What the file does not give, or gives in a way
that cannot be read, is None (a date, a yes or no, a number) or "" (a code). Names of elements are in `reading`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    line: int = 0
    lines: Mapping[str, int] = field(default_factory=dict, repr=False)

    def line_of(self, name: str) -> int:
        """Where a value stands, or where the thing it is missing from begins."""
        return self.lines.get(name, self.line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Header(Thing):
    collection: str = ""
    year: str = ""
    reference_date: date | None = None
    software: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment(Thing):
    started_on: date | None = None
    reviewed_on: date | None = None
    authorised_on: date | None = None
    factors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CinPlan(Thing):
    started_on: date | None = None
    ended_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enquiry(Thing):
    """A section 47 enquiry."""

    started_on: date | None = None
    target_on: date | None = None
    conference_on: date | None = None
    not_required: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviews(Thing):
    held_on: tuple[date | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectionPlan(Thing):
    started_on: date | None = None
    ended_on: date | None = None
    initial_category: str = ""
    latest_category: str = ""
    previous: int | None = None
    reviews: tuple[Reviews, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PreProceedings(Thing):
    """Read since 2026 to 2027; no rule is known of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode(Thing):
    """One referral and what came of it: a CINdetails group."""

    referred_on: date | None = None
    source: str = ""
    need: str = ""
    closed_on: date | None = None
    reason: str = ""
    conference_on: date | None = None
    nfa: bool | None = None
    assessments: tuple[Assessment, ...] = ()
    plans: tuple[CinPlan, ...] = ()
    enquiries: tuple[Enquiry, ...] = ()
    protection_plans: tuple[ProtectionPlan, ...] = ()
    pre_proceedings: tuple[PreProceedings, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Child(Thing):
    id: str = ""
    upn: str = ""
    former_upn: str = ""
    upn_unknown: str = ""
    born_on: date | None = None
    expected_on: date | None = None
    sex: str = ""
    died_on: date | None = None
    ethnicity: str = ""
    disabilities: tuple[str, ...] = ()
    episodes: tuple[Episode, ...] = ()

    @property
    def goes_further(self) -> bool:
        """One of the referrals led to something."""
        return any(episode.nfa is False for episode in self.episodes)


@dataclass(frozen=True, slots=True)
class Misread:
    """What the file says in a way that no census system reads: where, of which child, and what is wrong with it."""

    line: int
    child: str
    words: str


@dataclass(frozen=True, slots=True)
class CensusFile:
    header: Header
    children: tuple[Child, ...]
    misread: tuple[Misread, ...] = ()
