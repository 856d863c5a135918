"""Values, benchmarks and commentary as pages read them: the last revision that was not undone stands."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db.models import Max, Min, Q, QuerySet

from breakwater.partnership.organisations.access.roles import Role
from breakwater.partnership.organisations.models import Area, Membership, User, actor_relations

from . import periods
from .codes import INDICATORS, Indicator
from .models import Benchmark, Commentary, GivenNumbers, IndicatorValue, ValueFile
from .shown import Shown, shown

FILES = ValueFile.objects.select_related("area", *actor_relations("by", "undone_by"))
STANDS = Q(file=None) | Q(file__undone_at=None)
KEEPERS, GROUP = (Role.BUSINESS_MANAGER,), (Role.BUSINESS_MANAGER, Role.HEAD_OF_SERVICE)
Place = tuple[int, str, date]  # an area, an indicator, the first day of a period


def since(begins: Mapping[str, date]) -> Q:
    """What was given of these indicators, of each from its own first day on."""
    by_day: dict[date, list[str]] = {}
    for code, first in begins.items():
        by_day.setdefault(first, []).append(code)
    parts = (Q(indicator__in=sorted(codes), first__gte=first) for first, codes in by_day.items())
    return reduce(or_, parts, Q(pk__in=()))


def in_charts(today: date, of: Iterable[str] = INDICATORS) -> Q:
    """What was given of the periods that charts show: 13 months of one indicator, eight years of another."""
    return since({code: periods.chart_of(INDICATORS[code], today)[0] for code in of})


def before(places: Iterable[tuple[str, date]]) -> Q:
    """What was given of these indicators and first days, and of as many periods before them as a chart has."""
    begins: dict[str, date] = {}
    for code, first in places:
        indicator = INDICATORS[code]
        begun = periods.later(indicator, first, -periods.ON_A_CHART[indicator.every])
        begins[code] = min(begun, begins.get(code, begun))
    return since(begins)


def lately(areas: Iterable[int], today: date) -> Q:
    """What was given since the last but one period of each indicator that the area which is furthest behind has."""
    rows = IndicatorValue.objects.filter(STANDS, in_charts(today), area__in=list(areas)).values_list(
        "area", "indicator"
    )
    begins: dict[str, date] = {}
    for _, code, last in rows.annotate(last=Max("first")):
        before = periods.later(INDICATORS[code], last, -1)
        begins[code] = min(before, begins.get(code, before))
    return since(begins) & in_charts(today)


def standing(areas: Iterable[int], within: Q) -> dict[Place, Shown]:
    """What stands for each period of each area, in one query."""
    rows = IndicatorValue.objects.filter(STANDS, within, area__in=list(areas))
    rows = rows.order_by("area", "indicator", "first", "-revision").distinct("area", "indicator", "first")
    return {
        (each.area_id, each.indicator, each.first): shown(INDICATORS[each.indicator], each)
        for each in rows
        if each.indicator in INDICATORS
    }


def came(area: int, within: Q) -> dict[tuple[str, date], datetime]:
    """When the first value of each indicator and period came, of those that were not undone."""
    rows = IndicatorValue.objects.filter(STANDS, within, area=area).values_list("indicator", "first")
    return {(code, first): at for code, first, at in rows.annotate(came=Min("at")).order_by()}


def brought(area: int, at: datetime) -> list[str]:
    """Of which indicators something was brought over at a moment."""
    found = set(IndicatorValue.objects.filter(area=area, at=at, source="ROOM").values_list("indicator", flat=True))
    return [code for code in INDICATORS if code in found]


def has_value(area: int, code: str, first: date) -> bool:
    return IndicatorValue.objects.filter(STANDS, area=area, indicator=code, first=first).exists()


def revisions(area: int, code: str, first: date | None = None) -> list[IndicatorValue]:
    """Every revision of an indicator, the last first, those of files undone too."""
    rows = IndicatorValue.objects.filter(area=area, indicator=code)
    rows = rows if first is None else rows.filter(first=first)
    both = rows.select_related("file", *actor_relations("by", "file__undone_by"))
    return list(both.order_by("-first", "-revision"))


def every_revision(area: int, places: Iterable[tuple[str, date]]) -> list[IndicatorValue]:
    """Of these indicators and first days, the last first."""
    places = set(places)
    rows = IndicatorValue.objects.filter(area=area, indicator__in={code for code, _ in places})
    rows = rows.filter(first__in={first for _, first in places}).select_related("file").order_by("-revision")
    return [each for each in rows if (each.indicator, each.first) in places]


def places_of(file: ValueFile) -> list[tuple[str, date]]:
    """Of which indicators and first days a file gave values."""
    return list(IndicatorValue.objects.filter(file=file).values_list("indicator", "first"))


def that_stands(rows: Iterable[IndicatorValue]) -> IndicatorValue | None:
    """Of the revisions of one period, the last first, the one whose file was not undone."""
    return next((each for each in rows if each.file is None or each.file.undone_at is None), None)


def given(value: IndicatorValue | None) -> GivenNumbers | None:
    """The numbers as they were typed or filed, for whoever may read them."""
    return GivenNumbers.objects.filter(value=value).first() if value else None


def last_revision(area: int, code: str, first: date) -> int:
    """The number of the last revision, undone or not; 0 where there is none."""
    found = IndicatorValue.objects.filter(area=area, indicator=code, first=first).order_by("-revision")
    return found.values_list("revision", flat=True).first() or 0


def benchmarks(areas: Iterable[int], within: Q) -> dict[tuple[int, str, str], Benchmark]:
    """The last of each, by area, indicator and what it is of."""
    rows = Benchmark.objects.filter(within, area__in=list(areas))
    rows = rows.order_by("area", "indicator", "against", "-first", "-pk").distinct("area", "indicator", "against")
    return {(each.area_id, each.indicator, each.against): each for each in rows}


def commentary(area: int, code: str) -> dict[date, list[Commentary]]:
    """What was said of each period, the last first."""
    found: dict[date, list[Commentary]] = {}
    rows = Commentary.objects.filter(area=area, indicator=code).select_related(*actor_relations("by"))
    for each in rows.order_by("-first", "-pk"):
        found.setdefault(each.first, []).append(each)
    return found


def said_of(area: int, within: Q) -> set[tuple[str, date]]:
    return set(Commentary.objects.filter(within, area=area).values_list("indicator", "first"))


def late(area: int, today: date, *, of: Iterable[str] = INDICATORS) -> dict[str, date]:
    """The period whose value is overdue (DQ11), by indicator: of those alone that somebody gives, and of which the area has had a value before.

    What a room counted last nobody gives: where it has nothing to count there is no value.
    """
    due = {code: _last_due(INDICATORS[code], today) for code in of}
    given = IndicatorValue.objects.filter(STANDS, area=area, indicator__in=list(due))
    begun = dict(given.values_list("indicator").annotate(begun=Min("first")))
    last = given.order_by("indicator", "-first", "-revision").distinct("indicator").values_list("indicator", "source")
    counted = {code for code, source in last if source == IndicatorValue.Source.ROOM}
    here = set(given.filter(since(due)).values_list("indicator", "first").distinct())
    return {
        code: first
        for code, first in due.items()
        if code in begun and code not in counted and begun[code] < first and (code, first) not in here
    }


def _last_due(indicator: Indicator, today: date) -> date:
    """The last period whose value should be here."""
    first = periods.last_over(indicator, today)
    while periods.due_on(indicator, first) >= today:
        first = periods.later(indicator, first, -1)
    return first


def unsaid(area: int, author: str, today: date) -> list[tuple[Indicator, date]]:
    """Of what the author has still to say what it means: the last period of each indicator that has a value."""
    within = in_charts(today)
    rows = IndicatorValue.objects.filter(STANDS, within, area=area).values_list("indicator")
    last, said = dict(rows.annotate(last=Max("first"))), said_of(area, within)
    return [
        (indicator, last[code])
        for code, indicator in INDICATORS.items()
        if indicator.author == author and code in last and (code, last[code]) not in said
    ]


def givers(area: int, codes: Iterable[str]) -> dict[str, int]:
    """Who gave the last value of each indicator, as a user: its owner, as far as this system knows one."""
    rows = IndicatorValue.objects.filter(area=area, indicator__in=list(codes)).exclude(source="ROOM")
    rows = rows.order_by("indicator", "-at", "-pk").distinct("indicator")
    return dict(rows.values_list("indicator", "by__membership__user"))


def group_of(area: int, day: date, roles: Iterable[str] = GROUP) -> QuerySet[User]:
    held = Membership.objects.in_force(day).filter(role__in=list(roles), team__area=area)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk")


def areas() -> list[Area]:
    return list(Area.objects.order_by("name"))
