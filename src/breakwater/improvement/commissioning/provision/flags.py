"""What a commissioner is warned of: a service too full or too empty for two quarters, a wait over its target, funding that ends. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from breakwater.foundation.dates.months import months_later
from breakwater.foundation.figures.amounts import FEWEST, Amount, percent
from breakwater.foundation.figures.reading import HIDDEN
from breakwater.foundation.figures.suppression import suppress

from .. import wards
from ..models import AgeBand, Provision, Quarter

FULL, EMPTY = 95, 60  # per cent of its places (PL 5.3)
WARNED = 12, 6, 3  # months before funding ends (K21)
TIMES = "caseload", "referrals", "accepted", "declined", "waiting"
UNANSWERED = "unanswered"
BANDS = [each for each in AgeBand if each != AgeBand.ALL]


@dataclass(frozen=True)
class Shown:
    """A quarter as everybody reads it: numbers of children from 1 to 4 hidden, and what would give one away."""

    quarter: Quarter
    amounts: dict[str, Amount]

    @property
    def utilisation(self) -> float | None:
        """Children in the service of its places; None where it is not shown."""
        used, places = self.amounts["caseload"], self.quarter.places
        return used.least / places if used.is_exact and places >= FEWEST else None

    @property
    def used(self) -> str:
        return (
            "–"
            if self.utilisation is None
            else f"{percent(min(1.0, self.utilisation)) if self.utilisation <= 1 else round(100 * self.utilisation)}%"
        )

    @property
    def waits(self) -> bool:
        """Whether how long children wait is shown: of a hidden number it would be somebody's own wait."""
        return self.amounts["waiting"].is_exact and self.amounts["waiting"].least > 0


def shown(quarter: Quarter) -> Shown:
    """Suppressed within the quarter: referrals are those accepted, declined and not yet answered."""
    values = {name: getattr(quarter, name) for name in TIMES}
    values[UNANSWERED] = quarter.referrals - quarter.accepted - quarter.declined
    hidden = suppress(values, [["referrals", "accepted", "declined", UNANSWERED]])
    return Shown(quarter, {k: HIDDEN[hidden[k]] if k in hidden else Amount(v, v) for k, v in values.items()})


def flags(provision: Provision, last: Sequence[Quarter], today: date) -> list[str]:
    """In words. `last` are the standing whole quarters, the last first; where a number is hidden nothing is said of it."""
    return [*_of_use(last), *_of_wait(provision, last), *ending(provision, today)]


def _of_use(last: Sequence[Quarter]) -> list[str]:
    if len(last) < 2 or months_later(last[1].starts_on, 3) != last[0].starts_on:
        return []
    used = [shown(each).utilisation for each in last[:2]]
    if None in used:
        return []
    if all(100 * each > FULL for each in used):
        return [f"Over {FULL}% full for two quarters"]
    return [f"Under {EMPTY}% full for two quarters"] if all(100 * each < EMPTY for each in used) else []


def _of_wait(provision: Provision, last: Sequence[Quarter]) -> list[str]:
    target = provision.wait_target
    if not last or target is None or last[0].median_wait is None or not shown(last[0]).waits:
        return []
    return [f"Wait over target: {last[0].median_wait} days, target {target}"] if last[0].median_wait > target else []


def serves(provision: Provision, age: AgeBand) -> bool:
    """Whether any child of an age band may come."""
    youngest, oldest = age.ages
    least, most = provision.service.minimum_age, provision.service.maximum_age
    return (least is None or least <= oldest) and (most is None or most >= youngest)


def serves_all(provision: Provision, age: AgeBand) -> bool:
    """Whether every child of an age band may come."""
    youngest, oldest = age.ages
    least, most = provision.service.minimum_age, provision.service.maximum_age
    return (least is None or least <= youngest) and (most is None or most >= oldest)


def reach(area_code: str, running: Iterable[Provision], tier: str) -> list[tuple[str, list[int]]]:
    """By ward, how many services of a tier a child of each age band may come to. A 0 is a cell without provision."""
    listed = [each for each in running if each.tier == tier]
    return [
        (name, [sum(serves(each, age) for each in listed if not each.wards or ward in each.wards) for age in BANDS])
        for ward, name in wards.of_area(area_code).items()
    ]


def months_left(ends_on: date | None, today: date) -> int | None:
    """The nearest warning that is due: 12, 6 or 3 months before the end; None where it is further off, or over."""
    if ends_on is None or ends_on < today:
        return None
    due = [months for months in WARNED if months_later(ends_on, -months) <= today]
    return min(due, default=None)


def ending(provision: Provision, today: date) -> list[str]:
    """What of a service has ended or ends within a year, in words: its funding, its contract."""
    both = ("Funding", provision.funding_ends_on), ("Contract", provision.ends_on)
    return [words for what, on in both if (words := _ends_in(what, on, today))]


def _ends_in(what: str, ends_on: date | None, today: date) -> str:
    if ends_on is not None and ends_on < today:
        return f"{what} has ended"
    months = months_left(ends_on, today)
    return f"{what} ends within {months} months" if months else ""
