"""What the yearly report takes from the scorecard: the final values of the year of what has a target, as everyone reads them."""

from django.db.models import Q
from django.urls import reverse

from breakwater.improvement.assurance.yearly_report.facts import FURTHER, Fact, Year, some_or_missing

from . import lookup, periods
from .codes import INDICATORS
from .models import IndicatorValue
from .shown import Shown

SOURCE = "Scorecard, final values"


def final_values(year: Year) -> list[Fact]:
    """Of each indicator with a target the last period of the year whose value is final: what is not final is not told."""
    stands = lookup.standing([year.area.pk], Q(first__range=(year.first, year.last), indicator__in=list(INDICATORS)))
    last: dict[str, Shown] = {}
    for (_, code, first), held in sorted(stands.items(), key=lambda one: one[0][2]):
        is_final = held.value.state == IndicatorValue.State.FINAL
        if is_final and held.indicator.target and periods.last_day(held.indicator, first) <= year.last:
            last[code] = held
    facts = (_fact(last[code]) for code in INDICATORS if code in last)
    return some_or_missing(facts, "Final values of the scorecard", SOURCE, reverse("scorecard:card"))


def _fact(held: Shown) -> Fact:
    of, words = held.indicator, f"{held.words}{f', {held.of_words}' if held.of_words else ''}"
    period = periods.words(of, held.value.first)
    return Fact(
        f"{of.title}, {period}", f"{words}; target {of.target}", SOURCE, reverse("scorecard:indicator", args=[of.code])
    )


FURTHER.register("scorecard.final", ("impact", final_values))
