"""How reviews of deaths keep their times, by the year to March in which the child died, and what panels found (PL 7.8)."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse

from breakwater.casework.clocks.rules import Guidance, LocalAgreement
from breakwater.foundation.dates.london_time import end_of, london_date, start_of
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.dates.working_days import add_working_days
from breakwater.foundation.figures.amounts import Rate
from breakwater.foundation.figures.crossed import ALL, Crossed, crossed
from breakwater.foundation.figures.measures import Good, Measure
from breakwater.foundation.figures.numbers import Link, Overdue, Point, number_of
from breakwater.foundation.figures.page import Page, Table
from breakwater.foundation.figures.periods import Period, year_to_march_of

from ...models import ChildDeath, PanelOutcome
from .. import lookup as deaths
from . import lookup
from .codes import CATEGORIES, MODIFIABLE

STATUTORY = Guidance("Child death review: statutory and operational guidance", "edition in force")
CUSTOM = LocalAgreement("Child death overview panel, measures")
OF, YES, NO = "of", "in time", "late"
BY_CATEGORY = "What panels found, by category of death"
FOUND = (OF, *MODIFIABLE)
YEARS = 3


@dataclass(frozen=True)
class Told:
    """What is counted of one death."""

    death: ChildDeath
    days: Mapping[str, date]
    facts: lookup.Beside

    @property
    def died_on(self) -> date:
        return london_date(self.death.died_at)

    @property
    def is_carried_over(self) -> bool:
        """Opened here long after the death: what was done in its first days stands in another system."""
        return deaths.is_carried_over(self.death)


@dataclass(frozen=True)
class Duty:
    """A measure by its definition, and whether a death meets it: None where it does not count, or not yet."""

    measure: Measure
    met: Callable[[Told, date], bool | None]


def _by(day: date | None, due: date, today: date) -> bool | None:
    """In time, late, or neither while the day is not over and nothing came."""
    if day is not None:
        return day <= due
    return False if today > due else None


def _notified(told: Told, today: date) -> bool | None:
    """By the moment it was opened here, or by the day that another system gives."""
    known = told.days.get("NOTIFIED")
    in_time = told.death.opened_at <= told.death.died_at + timedelta(hours=48)
    return in_time or known is not None and known <= told.died_on + timedelta(days=2)


def _response(told: Told, today: date) -> bool | None:
    if told.death.response != ChildDeath.Response.YES or told.is_carried_over:
        return None
    met = told.facts.response_met_at
    return _by(london_date(met) if met else None, london_date(told.death.died_at + timedelta(hours=48)), today)


def _forms(told: Told, today: date) -> bool | None:
    if not told.facts.asked:
        return None
    return told.facts.returned == told.facts.asked or (None if told.facts.is_running(today) else False)


def _key_worker(told: Told, today: date) -> bool | None:
    if told.is_carried_over and told.facts.key_worker_on is None:
        return None
    return _by(told.facts.key_worker_on, add_working_days(told.died_on, 1), today)


def _within(months: int, state: str) -> Callable[[Told, date], bool | None]:
    def met(told: Told, today: date) -> bool | None:
        found = _by(told.days.get(state), months_later(told.died_on, months), today)
        return None if found is False and told.facts.waited else found

    return met


def _measure(key: str, title: str, counts: str, source, of_what: str = "Children who died in the year.") -> Measure:
    day = "The day the child died."
    return Measure(key, title, counts, str(source), "", is_rate=True, of_what=of_what, when=day, good=Good.MORE)


WAITED = " One that waited for an inquest, a trial or another review and came later is not counted."
DUTIES = {
    duty.measure.key: duty
    for duty in (
        Duty(
            _measure("notified", "Notified within 48 hours", "Recorded here within 48 hours of the death.", CUSTOM),
            _notified,
        ),
        Duty(
            _measure(
                "response",
                "Joint agency response: meeting within 48 hours",
                "The first meeting of the agencies was held within two days.",
                CUSTOM,
                "Deaths with a joint agency response, but those carried over from another system.",
            ),
            _response,
        ),
        Duty(
            _measure(
                "forms",
                "Reporting forms returned",
                "Every professional who was asked has returned the form; a nil return counts as returned.",
                CUSTOM,
                "Deaths for which forms were asked for and are all due.",
            ),
            _forms,
        ),
        Duty(
            _measure(
                "key_worker",
                "Key worker within a working day",
                "The family’s key worker was named by then.",
                STATUTORY,
                "Children who died in the year, but those carried over from another system.",
            ),
            _key_worker,
        ),
        Duty(
            _measure("meeting", "Child death review meeting within 3 months", f"Held by then.{WAITED}", STATUTORY),
            _within(3, "REVIEWED"),
        ),
        Duty(
            _measure("panel", "Panel concluded within 12 months", f"Concluded by then.{WAITED}", CUSTOM),
            _within(12, "CONCLUDED"),
        ),
    )
}
MODIFIED = Measure(
    "modifiable",
    "Modifiable factors",
    "Deaths that panels concluded in the year, by category, and what they found.",
    str(STATUTORY),
    "",
    when="The day the panel concluded.",
)


def told_of(first: date, last: date) -> list[Told]:
    """The deaths between two days whose record the actor reads."""
    found = lookup.died(start_of(first), end_of(last))
    return [Told(each, lookup.days_of(each), lookup.beside_of(each)) for each in found]


def rate_of(key: str, rows: Sequence[Told], today: date) -> tuple[Rate, str]:
    """As everyone may read it, and exactly."""
    said = [met for each in rows if (met := DUTIES[key].met(each, today)) is not None]
    counted = Counter({(ALL, OF): len(said), (ALL, YES): sum(said), (ALL, NO): len(said) - sum(said)})
    shown = crossed(counted, {}, (OF, YES, NO))
    return Rate(shown.amount(ALL, YES), shown.amount(ALL, OF)), f"{sum(said)} of {len(said)}"


def found_by(outcomes: Sequence[PanelOutcome]) -> Crossed:
    """What panels found by category of death, small numbers hidden together."""
    values: Counter = Counter()
    for each in outcomes:
        for line in (ALL, (BY_CATEGORY, each.category)):
            values[line, OF] += 1
            values[line, each.modifiable] += 1
    return crossed(values, {BY_CATEGORY: CATEGORIES}, FOUND)


def last_day(year: Period) -> date:
    return months_later(year.last, 1) - timedelta(days=1)


def page_of(year: Period, *, at: datetime, is_file: bool) -> Page:
    """Six measures of a year beside the two before, and what panels found in it."""
    today, is_over = london_date(at), year.is_over(london_date(at))
    years = [year.moved(-12 * back) for back in reversed(range(YEARS))]
    rows = {each: told_of(each.first, last_day(each)) for each in years}
    numbers = []
    for key, duty in DUTIES.items():
        points = [Point(each.words, rate_of(key, rows[each], today)[0]) for each in years]
        exact = rate_of(key, rows[year], today)[1]
        where = f"{reverse('learning:panel_figures_list', args=[key])}?period={year.code}"
        link = None if is_file else Link("The list", where, exact=exact)
        numbers.append(number_of(duty.measure, points[-1], points[-2], points, link=link, is_over=is_over))
    found = found_by(lookup.concluded(year.first, last_day(year)))
    heads = ["Category of death", "Deaths", *MODIFIABLE.values()]
    measures = [duty.measure for duty in DUTIES.values()]
    lines = [
        [each.measure.title, each.value if is_file else each.published.removeprefix("Published as: ") or each.value]
        for each in numbers
    ]
    first = numbers[0]
    return Page(
        finding=f"{first.measure.title}, {year.words}: {first.value}.",
        numbers=numbers,
        tables=[
            Table("Every measure", ["Measure", "Share"], lines),
            found.table(BY_CATEGORY, heads, CATEGORIES, FOUND, MODIFIED),
        ],
        now=[],
        definitions=[*measures, MODIFIED],
        worked_out_at=at,
        is_over=is_over,
    )


def overdue(*, at: datetime) -> Overdue:
    """Reviews that should be further by now, with what has no time while it waits left out."""
    today = london_date(at)
    year = year_to_march_of(today)
    rows = told_of(year.moved(-12).first, last_day(year))
    late = {key: sum(_is_late(key, each, today) for each in rows) for key in ("key_worker", "meeting", "panel")}
    late |= {"to_panel": sum(_waits_too_long(each, today) for each in rows)}
    late |= {"forms": sum(_owes_forms(each, today) for each in rows)}
    words = {
        "key_worker": "without a key worker",
        "meeting": "without a review meeting after 3 months",
        "panel": "not concluded after 12 months",
        "to_panel": "not with a panel six weeks after the analysis",
        "forms": "with a reporting form overdue",
    }
    lines = [(words[key], str(number)) for key, number in late.items() if number]
    total = sum(late.values())
    link = Link("Child deaths", reverse("learning:deaths"))
    return Overdue(
        str(total) if total else "None", "duties", lines, at, link=link if lines else None, is_none=not lines
    )


def _waits_too_long(told: Told, today: date) -> bool:
    """As the tracker has it, where it is not counted as unconcluded already."""
    next_one = deaths.next_of(told.death, today)
    is_late = next_one is not None and next_one.words == deaths.PANEL and next_one.is_late
    return is_late and not _is_late("panel", told, today)


def _owes_forms(told: Told, today: date) -> bool:
    """On hold nothing is overdue."""
    is_on_hold = any(each.ended_on is None for each in told.death.waits.all())
    return not is_on_hold and any(each.is_open and each.due_on < today for each in told.death.requests.all())


def _is_late(key: str, told: Told, today: date) -> bool:
    came = {
        "key_worker": told.facts.key_worker_on,
        "meeting": told.days.get("REVIEWED"),
        "panel": told.days.get("CONCLUDED"),
    }
    return came[key] is None and DUTIES[key].met(told, today) is False
