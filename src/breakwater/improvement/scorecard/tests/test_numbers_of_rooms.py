"""What a room publishes stands on the scorecard as everyone reads it there, is counted nowhere else, and changes with it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.figures.amounts import Amount
from breakwater.improvement.scorecard import jobs, lookup, periods
from breakwater.improvement.scorecard.checks import ValueFacts
from breakwater.improvement.scorecard.codes import INDICATORS
from breakwater.improvement.scorecard.models import IndicatorValue
from breakwater.improvement.scorecard.operations import CountedHere, give
from breakwater.improvement.scorecard.own import OWN
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import ServiceName
from breakwater.practice.front_door.figures.declared import MASH
from breakwater.practice.front_door.models import Figure
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.partnership import a_partnership

NOW = timezone.now()
TODAY = london_date(NOW)
LAST = periods.last_over(INDICATORS["A1"], TODAY)
SHOWN = [("outcome", "", "", 60), ("outcome", "SCHOOL", "", 56), ("decision", "", "YES", 46), ("decision", "", "", 60)]


@pytest.fixture
def ours(db):
    return a_partnership("851", "Portsmouth")


def publish(area, month, rows, hidden=()) -> None:
    """A month of the MASH as its own job leaves it: what is small is hidden already."""
    Figure.objects.filter(area=area, month=month).delete()
    Figure.objects.bulk_create(
        Figure(area=area, month=month, name=name, line=line, part=part, value=value, worked_out_at=NOW)
        for name, line, part, value in rows
    )
    Figure.objects.bulk_create(
        Figure(area=area, month=month, name=name, line=line, part=part, hidden="SMALL", worked_out_at=NOW)
        for name, line, part in hidden
    )


def test_every_number_that_is_ours_is_of_an_indicator_and_of_a_measure_of_its_room():
    assert OWN.keys() <= INDICATORS.keys()
    for code, own in OWN.items():
        assert reverse(own.page), code


def test_a_room_s_number_is_the_same_here_and_is_not_typed_as_well(signed_in, ours):
    with acting_as(service_of(ours.area, ServiceName.LISTS)):
        publish(ours.area, LAST, SHOWN, hidden=[("outcome", "POLICE", "")])
    assert jobs.bring(ours.area, at=NOW) > 0
    assert jobs.bring(ours.area, at=NOW) == 0, "what did not change makes no revision"
    with acting_as(ours.manager) as by:
        stands = lookup.standing([ours.area.pk], Q())
        figures, measure = MASH.published(ours.area, [LAST]), MASH.measures["decision"]
        a1, a3 = (stands[ours.area.pk, code, LAST] for code in ("A1", "A3"))
        assert a1.some == figures.amount(MASH.measures["contacts"], [LAST]) == Amount(60, 60)
        assert a3.words == figures.rate(measure, [LAST]).words == "77%"
        names = dict(stands[ours.area.pk, "A2", LAST].parts["SOURCE"])
        assert Amount(56, 56) in names.values()
        assert Amount(1, 4) in names.values()
        facts = ValueFacts(LAST, 61, None, "", None, "REVISED", "By hand", "I counted")
        with pytest.raises(CountedHere):
            give(INDICATORS["A1"], facts, by=by, at=NOW, key=uuid4(), revision=1)
    with acting_as(service_of(ours.area, ServiceName.LISTS)):
        publish(ours.area, LAST, [("outcome", "", "", 61), *SHOWN[1:]], hidden=[("outcome", "POLICE", "")])
    jobs.bring(ours.area, at=NOW + timedelta(days=1))
    kept = IndicatorValue.objects.filter(indicator="A1", first=LAST).order_by("revision")
    assert [(each.least, each.state) for each in kept] == [(60, "PROVISIONAL"), (61, "REVISED")]
    with acting_as(ours.manager):
        assert lookup.late(ours.area.pk, TODAY + timedelta(days=90)) == {}, "nobody gives what the system counts"
    year_later = timedelta(days=(periods.last_day(INDICATORS["A1"], LAST) - TODAY).days + 367)
    jobs.bring(ours.area, at=NOW + year_later)
    assert [each.state for each in kept.all()] == ["PROVISIONAL", "REVISED", "FINAL"]
    nurse = signed_in(make.actor("agency_professional", of=make.team("Nurses", of=ours.agency, in_area=ours.area)))
    screener = signed_in(make.actor("mash_manager", of=make.team("MASH", in_area=ours.area)))
    link = f"{reverse('front_door:figures')}?period={LAST:%Y-%m}"
    pages = {who: who.get(reverse("scorecard:indicator", args=["A1"])).content.decode() for who in (nurse, screener)}
    assert link in pages[screener]
    assert all("<strong>61</strong>" in page for page in pages.values())


def test_a_month_in_which_nothing_is_published_makes_no_value(ours):
    assert jobs.bring(ours.area, at=NOW) == 0
    with acting_as(service_of(ours.area, ServiceName.LISTS)):
        publish(ours.area, months_later(LAST, -1), [("outcome", "", "", 0)])
    assert jobs.bring(ours.area, at=NOW) == 0
