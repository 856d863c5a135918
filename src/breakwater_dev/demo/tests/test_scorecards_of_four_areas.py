"""The demonstration's scorecards: sixty indicators of four areas, with a late return, a revision, a comment and an explanation to find."""

from datetime import UTC, datetime

from django.db.models import Q
from django.urls import reverse

from breakwater.foundation.dates.london_time import london_date
from breakwater.improvement.scorecard import lookup
from breakwater.improvement.scorecard.codes import INDICATORS
from breakwater.improvement.scorecard.models import IndicatorValue
from breakwater.improvement.scorecard.own import OWN
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.demo import places, scorecards, staff


def test_sixty_indicators_of_four_areas(db, signed_in):
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    made = places.build(now.date())
    people = staff.build(made)
    scorecards.tell(made, people, now)
    with acting_as(people.posts["business manager"]):
        stands = lookup.standing([area.pk for area in made.areas.values()], Q())
        assert {code for _, code, _ in stands} == set(INDICATORS)
        assert len({area for area, _, _ in stands}) == 4
        home = [first for area, code, first in stands if area == made.area.pk and code == "B1"]
        assert len(home) >= 12
        assert sorted(lookup.late(made.area.pk, london_date(now))) == sorted(scorecards.LATE)
        kept = IndicatorValue.objects.exclude(indicator__in=OWN)
        assert set(kept.values_list("state", flat=True)) == {"PROVISIONAL", "REVISED", "FINAL"}
        assert set(kept.values_list("source_words", flat=True)) == {scorecards.INVENTED}
    reader = signed_in(people.actor("business manager"))
    page = reader.get(reverse("scorecard:indicator", args=[scorecards.EXPLAINED])).content.decode()
    assert scorecards.WHY in page
    assert "one address" in page
