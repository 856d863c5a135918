"""Which indicators this system counts itself: each read from what its room publishes, and counted nowhere else (SG-22)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.figures.amounts import Amount, Rate
from breakwater.foundation.figures.periods import year_to_march_of
from breakwater.foundation.figures.reading import Figures
from breakwater.improvement.assurance.audits import findings
from breakwater.improvement.assurance.audits import lookup as audits
from breakwater.knowledge.training.figures.counting import attended_in_quarter
from breakwater.knowledge.training.service import counting
from breakwater.partnership.kit.figures import ServiceFigures
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.models import Area
from breakwater.practice.early_help.figures.declared import EARLY_HELP
from breakwater.practice.front_door.figures.declared import MASH

from . import periods
from .codes import Indicator
from .models import Dimension


@dataclass(frozen=True)
class Reading:
    """What a room publishes of a period."""

    some: Amount
    of: Amount | None = None
    parts: Sequence[tuple[str, str, Amount]] = ()


@dataclass
class Rooms:
    """What is published of an area since a day: each service is read once."""

    area: Area
    since: date
    at: datetime

    def __post_init__(self):
        self.published = cache(self._published)

    def _published(self, number: int) -> Figures:
        service, months = SERVICES[number], []
        month = self.since
        while month <= london_date(self.at):
            months.append(month)
            month = months_later(month, 1)
        return service.published(self.area, months)


@dataclass(frozen=True)
class Own:
    """How an indicator is read; its room's page, and who may open that. One that counts `in_post` is read by its keeper's own sight."""

    read: Callable[[Rooms, Indicator, date], Reading | None]
    room: str
    page: str
    permission: Permission
    in_post: bool = False
    by_period: bool = True


SERVICES: Sequence[ServiceFigures] = (MASH, EARLY_HELP)


def _figure(service: ServiceFigures, key: str, *, part: str | None = None, parts: str = "") -> Callable:
    """A measure of a service's published figures; `part` is another part of its table, `parts` a dimension to split it by."""

    def read(rooms: Rooms, indicator: Indicator, first: date) -> Reading | None:
        figures, measure = rooms.published(SERVICES.index(service)), service.measures[key]
        months = periods.period_of(indicator, first).months
        if not figures.has(months) or figures.amount(service.measures[service.whole], months).most == 0:
            return None
        some = figures.amount(measure, months, part=part)
        if measure.is_rate or part:
            of = figures.amount(measure, months, part=measure.of)
            return None if of.most == 0 else Reading(some, of)
        names = measure.splits() if parts else {}
        lines = figures.lines(measure, months) if parts else []
        return Reading(
            some, None, [(parts, names.get(line, line), figures.amount(measure, months, line)) for line in lines]
        )

    return read


def _training(rooms: Rooms, indicator: Indicator, first: date) -> Reading | None:
    with counting(rooms.area):
        rate: Rate = attended_in_quarter(rooms.area, year_to_march_of(first), (first.month - 4) % 12 // 3, at=rooms.at)
    return None if rate.of.most == 0 else Reading(rate.some, rate.of)


def _audits(rooms: Rooms, indicator: Indicator, first: date) -> Reading | None:
    """The rounds that were due in the period, as their findings say: counts of organisations."""
    last = periods.last_day(indicator, first)
    rounds = audits.rounds_of(rooms.area.pk).filter(round__due_on__range=(first, last))
    found = [each for part in rounds for each in findings.returns_of(part)]
    asked = sum(each.asked for each in found)
    return Reading(_exact(sum(each.returned for each in found)), _exact(asked)) if asked else None


def _exact(number: int) -> Amount:
    return Amount(number, number)


def _mash(key: str, **more) -> Own:
    return Own(_figure(MASH, key, **more), "MASH figures", "front_door:figures", Permission.FIGURES_READ)


def _early_help(key: str) -> Own:
    return Own(_figure(EARLY_HELP, key), "Early help figures", "early_help:figures", Permission.FIGURES_READ)


OWN: Mapping[str, Own] = {
    "A1": _mash("contacts"),
    "A2": _mash("contacts", parts=Dimension.SOURCE),
    "A3": _mash("decision"),
    "A4": _mash("conversion"),
    "A5": _mash("referrals"),
    "A6": _mash("rereferrals"),
    "A8": _early_help("opened"),
    "A10": _early_help("review"),
    "F4": _mash("strategy", part="NO"),
    "J2": Own(_training, "Training in figures", "training:reports", Permission.TRAINING_FIGURES, by_period=False),
    "J3": Own(
        _audits,
        "Audits of agencies and schools",
        "assurance:rounds",
        Permission.AUDIT_READ,
        in_post=True,
        by_period=False,
    ),
}
