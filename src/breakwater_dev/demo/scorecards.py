"""The scorecards of four areas: eight quarters or thirteen months of sixty indicators, with what was revised, said, explained and is late.

Every number that no room of this system counts is invented, and says so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID, uuid5

from django.db.models import Q

from breakwater.foundation.dates.london_time import london_date, start_of
from breakwater.improvement.scorecard import checks, lookup, operations, periods, publishing
from breakwater.improvement.scorecard.codes import EDITION, INDICATORS, Indicator
from breakwater.improvement.scorecard.models import Benchmark, Commentary, GivenNumbers, IndicatorValue
from breakwater.improvement.scorecard.own import OWN
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Actor, Area

from .places import Places
from .staff import Staff

KEYS, HOME = UUID(int=85_117), "851"
INVENTED = "Invented for the demonstration"
POPULATION = {"851": 43_000, "852": 52_000, "850": 285_000, "921": 24_000}
LATE, EXPLAINED = ("D4", "F2"), "F1"
WHY = "A refuge opened in the month, and the police record every call to it"
STARTS = {"high": 84, "low": 14, "compare": 38, "context": 46}  # per cent
FEW = {"B7": 5, "E4": 4, "H2b": 6, "K1": 3, "K2": 4, "I2": 9}  # so rare that they are hidden now and then
KINDS = {
    "C2": ("Neglect", "Emotional abuse", "Physical abuse", "Sexual abuse"),
    "E3": ("Significant", "Moderate", "Emerging"),
    "H3": ("Elective home education", "Missing education", "Part-time timetable", "Alternative provision"),
}
# Where a line begins that goes with another: severe absence is rarer than persistent, fewer plans begin in a month than are open.
BEGINS = {"B3": 2.4, "C1": 25, "C2": 14, "D1": 60, "H1a": 7, "H1b": 19, "H1c": 2.2, "H2a": 3.1, "H2b": 0.06}
SAID = {
    "A2": ("Schools and police tell us most; health tells us less than a year ago.", "Do health teams know the number to call?"),
    "A3": ("Decisions in a day are back at their level: the second decision maker began in October, and the queue of the summer is gone.", "What happens when one of the two is away?"),
    "A8": ("More families begin early help after the summer, as each year.", "Are there workers enough for the winter?"),
    "A10": ("Reviews run late where a plan has four agencies or more.", "Which agency cannot come, and why?"),
    "D4": ("Late assessments are those of children placed outside the area.", "Who asks the other area’s health team?"),
    "H5": ("Schools hear back more often since the form asks for an address.", "What do schools do with it?"),
    "B1": ("Two teams lost a manager in spring; assessments wait a week longer than a year ago.", "Is the plan for the two teams enough?"),
    "C3b": ("Children come back within two years after neglect more than after anything else.", "What do we ask of the step-down plan?"),
    "D2": ("More children are placed near home since the new carers began.", "What would keep it so?"),
    "E2": ("Conversations are offered in time and held late.", "Who can hold one at a weekend?"),
    "F1": ("The rise is one address: the refuge tells of every family it takes in.", "Do schools hear of each?"),
    "G2": ("The wait has fallen for half a year and is still above that of our neighbours.", "Which children wait longest?"),
    "H1b": ("Persistent absence falls in primary schools alone.", "What do secondary schools need?"),
    "J1": ("Vacancies fell after the offer to newly qualified social workers.", "Will they stay beyond the first year?"),
}  # fmt: skip


@dataclass
class Telling:
    area: Area
    by: Actor
    now: datetime
    number: int = 0
    numbers: dict[tuple[str, date], int] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return london_date(self.now)

    def key(self) -> UUID:
        self.number += 1
        return uuid5(KEYS, f"{self.area.code} {self.number}")


def tell(places: Places, people: Staff, now: datetime) -> None:
    for code, area in places.areas.items():
        posts = ("business manager",) if code == HOME else (f"business manager {code}", f"policy officer {code}")
        with acting_as(people.actor(next(post for post in posts if post in people.posts))) as by:
            told = Telling(area, by, now)
            operations.bring(area, by=by, at=now)
            _values(told)
            _benchmarks(told)
            _said(told)


# What one indicator counts is what another is a share of, and two that count the same are the same.
OF = {
    "A3": "A1",
    "A4": "A1",
    "A6": "A5",
    "A7": "A5",
    "B4": "B3",
    "C3a": "C2",
    "C3b": "C2",
    "D2": "D1",
    "D3": "D1",
    "E2": "E1a",
}
OF |= {"F2": "F1"}
SAME, FIRST = {"A2": "A1"}, ("A1", "A5")


def _values(told: Telling) -> None:
    stands = lookup.standing([told.area.pk], Q())
    counted = {(code, first): shown for (_, code, first), shown in stands.items()}
    made: list[IndicatorValue] = []
    given: list[GivenNumbers] = []
    for code in (*FIRST, *(code for code in INDICATORS if code not in FIRST)):
        indicator = INDICATORS[code]
        known = {first: shown for (of, first), shown in counted.items() if of == code}
        told.numbers |= {(code, first): shown.some.least for first, shown in known.items() if shown.some}
        for value in _line(told, indicator, known):
            made.append(value)
            told.numbers[code, value.first] = value.least or 0
            given += _given(told, value)
    IndicatorValue.objects.bulk_create(made, batch_size=1000)
    GivenNumbers.objects.bulk_create(given, batch_size=1000)
    publishing.publish(told.area, {(value.indicator, value.first) for value in made})


def _line(told: Telling, indicator: Indicator, known: Mapping) -> Iterator[IndicatorValue]:
    """The periods of a chart that no room counted, from the first to the last whose return is here."""
    dice = Random(f"{told.area.code} {indicator.code}")
    line = [first for first in periods.chart_of(indicator, told.today) if first not in known]
    due = [first for first in line if periods.due_on(indicator, first) < told.today]
    line = due[:-1] if told.area.code == HOME and indicator.code in LATE else due
    here = [shown.height for shown in known.values() if shown.height]
    start = here[0] if here else _start(told, indicator)
    rate, drift = start, dice.choice((-0.01, 0.0, 0.01))
    for number, first in enumerate(line):
        is_last = number == len(line) - 1
        rate = max(min(1.0, start), rate * (1 + drift + dice.uniform(-0.06, 0.06)))
        rate = min(rate, 97.0) if indicator.is_share else rate
        is_explained = is_last and indicator.code == EXPLAINED and told.area.code == HOME
        value = _value(told, indicator, first, 1.42 * rate if is_explained else rate, dice)
        if is_explained:
            value.unusual, value.reason = (
                checks.unusual(value.least, [told.numbers[indicator.code, line[number - 1]]]),
                WHY,
            )
        age = len(line) - number
        if age in (2, 3) and dice.random() < 0.3 and value.least:
            yield _revised(told, value, dice)
            value.revision, value.state, value.reason = 2, "REVISED", "Late entries of the period came in"
        else:
            value.state = "PROVISIONAL" if is_last else "FINAL"
        yield value


def _start(told: Telling, indicator: Indicator) -> float:
    """Where a line begins: per cent, a rate, or a number that goes with how many children an area has."""
    dice = Random(f"start {indicator.code}")
    share = (POPULATION.get(told.area.code, 40_000) / 43_000) ** 0.5
    if indicator.code in BEGINS:
        return BEGINS[indicator.code] * (1 if indicator.per else share)
    if indicator.is_share:
        return STARTS[indicator.polarity] + dice.uniform(-7, 7)
    if indicator.unit == "average":
        return dice.uniform(7, 12)
    if indicator.unit == "per_100":
        return dice.uniform(2, 6) if indicator.code not in FEW else 0.05
    if indicator.unit == "per_10000":
        return dice.uniform(12, 70)
    if indicator.code == "A5":
        return 0.42 * _start(told, INDICATORS["A1"])
    return FEW.get(indicator.code, dice.uniform(45, 260)) * share


def _value(told: Telling, indicator: Indicator, first: date, rate: float, dice: Random) -> IndicatorValue:
    value = IndicatorValue(
        area=told.area,
        indicator=indicator.code,
        first=first,
        revision=1,
        edition=EDITION,
        state="FINAL",
        source="TYPED",
        source_words=INVENTED,
        at=min(told.now, start_of(periods.due_on(indicator, first) - timedelta(days=dice.randint(1, 6)))),
        by=told.by,
        key=told.key(),
    )
    if indicator.unit == "average":
        value.average = Decimal(f"{rate:.2f}")
        return value
    if indicator.per:
        population = POPULATION.get(told.area.code, 40_000)
        of = population if indicator.unit == "per_10000" else population // 2
        of = dice.randint(90, 400) * population // 43_000 + 20 if indicator.is_share else of
        of = told.numbers.get((OF.get(indicator.code, ""), first)) or of
        of = FEW[indicator.code] + 8 if indicator.is_share and indicator.code in FEW else of
        value.of_least = value.of_most = of
        value.of_edition = "The same return" if indicator.is_share else f"Invented estimate of {first.year - 1}"
        value.least = value.most = min(round(rate * of / indicator.per), of)
        if indicator.code == "A4":  # the referrals are those of A5
            value.least = value.most = min(told.numbers.get(("A5", first), value.least), of)
    else:
        value.least = value.most = told.numbers.get((SAME.get(indicator.code, ""), first)) or round(rate)
    return value


def _revised(told: Telling, value: IndicatorValue, dice: Random) -> IndicatorValue:
    """As it was given first: a little less."""
    less = max(0, value.least - dice.randint(1, 3))
    said = {"least": less, "most": less, "state": "PROVISIONAL", "key": told.key(), "at": value.at - timedelta(days=2)}
    names = ("area", "indicator", "first", "revision", "edition", "source", "source_words", "by", "of_least", "of_most")
    return IndicatorValue(**{name: getattr(value, name) for name in (*names, "of_edition")}, **said)


def _given(told: Telling, value: IndicatorValue) -> list[GivenNumbers]:
    """The numbers of a value as they were given; nothing of it is published yet."""
    if value.least is None:
        return []
    kinds = KINDS.get(value.indicator, ()) if value.indicator not in OWN else ()
    found = {"some": value.least, "of": value.of_least, "parts": _parts(value.least, kinds)}
    value.least, value.most = 0, None
    value.of_least, value.of_most = (None if value.of_least is None else 0), None
    return [GivenNumbers(value=value, area=told.area, team=told.by.membership.team, **found)]


def _parts(left: int, kinds: tuple[str, ...]) -> list[tuple[str, str, int]]:
    """What a number is made of: the first kind the most, the last what is left."""
    made = []
    for number, name in enumerate(kinds, 1):
        count = left if number == len(kinds) else round(left * 0.55)
        made.append(("KIND", name, count))
        left -= count
    return made


def _benchmarks(told: Telling) -> None:
    stands = lookup.standing([told.area.pk], Q())
    made = []
    for code, indicator in INDICATORS.items():
        line = [first for (_, of, first) in stands if of == code]
        if not line or not (indicator.per or indicator.unit == "average"):
            continue
        shown, dice = stands[told.area.pk, code, max(line)], Random(f"beside {code}")
        if shown.height is None:
            continue
        for against in Benchmark.Against:
            rate = shown.height * dice.uniform(0.85, 1.15)
            rate = min(rate, 99) if indicator.is_share else rate
            given = {"area": told.area, "indicator": code, "first": max(line), "against": against}
            when = {"at": told.now, "on": told.today - timedelta(days=60), "by": told.by, "key": told.key()}
            made.append(Benchmark(**given, **when, rate=Decimal(f"{rate:.1f}"), source=INVENTED))
    Benchmark.objects.bulk_create(made, batch_size=1000)


def _said(told: Telling) -> None:
    last: dict[str, date] = {}
    for _, code, first in lookup.standing([told.area.pk], Q(indicator__in=SAID)):
        last[code] = max(first, last.get(code, first))
    few = list(SAID) if told.area.code == HOME else list(SAID)[:3]
    Commentary.objects.bulk_create(
        Commentary(
            area=told.area,
            indicator=code,
            first=last[code],
            so_what=SAID[code][0],
            question=SAID[code][1],
            at=told.now - timedelta(days=2),
            by=told.by,
            key=told.key(),
        )
        for code in few
        if code in last
    )
