"""Whatever happens to places, a school reads of no pupil who is not confirmed on its roll on the list's day (SG-14)."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as draw

from breakwater.casework.cases.standings import Standing
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.practice.education.models import Fortnight, ListRow
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.trials import trials

PLACES = draw.lists(
    draw.tuples(
        draw.integers(0, 2),  # school
        draw.integers(-40, 10),  # begins, in days from today
        draw.one_of(draw.none(), draw.integers(0, 60)),  # lasts so many days
        draw.one_of(draw.none(), draw.integers(-5, 20)),  # confirmed so many days after it began
        draw.sampled_from("CCMS"),
    ),
    max_size=4,
)


@pytest.mark.slow
@settings(max_examples=trials(10, 60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories=draw.lists(PLACES, min_size=1, max_size=3))
def test_a_school_reads_of_no_pupil_who_is_not_confirmed_on_its_roll_that_day(city, histories):
    children = city.__dict__.setdefault("everyone", {})
    now = []
    for number, places in enumerate(histories):
        child = make.person(f"P{Fortnight.objects.count()}x{number}", "Example")
        for school, begins, lasts, confirmed, registration in places:
            since = city.today + timedelta(days=begins)
            place = city.place(
                child,
                school,
                since=since,
                verified=False,
                registration=registration,
                ends=since + timedelta(days=lasts) if lasts is not None else None,
            )
            if confirmed is not None:
                with acting_as(make.intake()) as by:
                    place.verified_on, place.verified_by = since + timedelta(days=confirmed), by
                    place.save()
        children[child.pk] = places
        now.append(child.pk)
    city.says(*(Standing(pk, "CPP") for pk in now))
    city.fortnight(Fortnight.objects.count())
    weeks = Fortnight.objects.count() - 1
    for school, dsl in enumerate(city.dsl):
        found = city.list_of(school, weeks)
        with acting_as(actor_of(dsl)):
            read = set(ListRow.objects.filter(list=found.pk).values_list("person_id", flat=True))
        assert read <= {pk for pk, places in children.items() if _is_sure(places, school)}


def _is_sure(places, school) -> bool:
    there = [place for place in places if place[1] <= 0 and (place[2] is None or place[1] + place[2] >= 0)]
    sure = [place for place in there if place[3] is not None and place[1] + place[3] <= 0]
    alone = {place[0] for place in sure if place[4] == "C"}
    return any(place[0] == school for place in sure) and len(alone) < 2
