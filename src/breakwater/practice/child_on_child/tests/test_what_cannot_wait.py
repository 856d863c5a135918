"""What was reported of touching in the last days, and of what the child said, stands where the safeguarding lead acts."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.notifications.registry import TODAY_PANELS, in_order
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.child_on_child.incidents import examination, lookup
from breakwater.practice.child_on_child.models import Incident, IncidentChild
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.incidents import WORDS, child_in, opened, reported, with_police

EXAMINED = "Evidence may still be taken."


def page_of(name, thing, reader, signed_in) -> str:
    return signed_in(reader).get(reverse(f"child_on_child:{name}", args=[thing.public_id])).content.decode()


def urgent(made, dsl) -> list[str]:
    with acting_as(dsl):
        return [due.words for due in lookup.due_of(lookup.whole(made), london_date(timezone.now())) if due.is_urgent]


def test_touching_in_the_last_seven_days_is_not_lost_where_it_is_opened_as_images(signed_in, dsl):
    """The window for an examination closes whatever the incident is called."""
    made = opened(dsl, "IMAGES", report=reported(dsl, now=("recent", "images")))
    assert urgent(made, dsl) == [lookup.EXAMINE]
    page = page_of("incident", made, dsl, signed_in)
    assert EXAMINED in page
    assert "up to 7 days after it happened" in page
    assert "change what happened" in page
    with_police(made, dsl)
    assert lookup.EXAMINE not in urgent(made, dsl)
    assert EXAMINED not in page_of("incident", made, dsl, signed_in)


def test_it_stands_beside_what_must_be_told_of_violence(mash, signed_in, dsl):
    made = opened(dsl, "ASSAULT", report=reported(dsl, now=("recent",)))
    assert urgent(made, dsl) == ["Report to the police now", "Refer to children’s social care now"]
    assert EXAMINED in page_of("incident", made, dsl, signed_in)


@pytest.mark.parametrize(
    ("reported_ago", "happened_ago", "is_possible"), [(7, None, True), (8, None, False), (2, 7, True), (2, 8, False)]
)
def test_an_examination_is_counted_from_the_day_it_happened(dsl, reported_ago, happened_ago, is_possible):
    """Counted from the report it would be offered when it is too late."""
    now = timezone.now()
    at = now - timedelta(days=reported_ago)
    made = opened(dsl, "VERBAL", at=at, report=reported(dsl, at, now=("recent",)))
    with acting_as(dsl):
        if happened_ago:
            Incident.objects.filter(pk=made.pk).update(happened_on=london_date(now) - timedelta(days=happened_ago))
        assert examination.may_be_possible(lookup.whole(made), london_date(now)) is is_possible


def test_what_must_be_told_now_comes_first_on_today(mash, school, dsl):
    """It stood below alerts and requests, in a narrow column."""
    opened(dsl, "ASSAULT")
    opened(dsl, "VERBAL")
    with acting_as(dsl) as by:
        panels = [panel for ask in TODAY_PANELS.values() if (panel := ask(by, timezone.now()))]
        first = in_order(panels)[0]
    assert first.title == "Incidents between children"
    assert not first.is_short
    assert first.rows[0].text == "Report to the police now"


def test_the_childs_words_stand_on_the_incident_and_on_the_record_of_the_child_affected(signed_in, school, dsl):
    made = opened(dsl, "VERBAL", report=reported(dsl))
    assert WORDS in page_of("incident", made, dsl, signed_in)
    assert WORDS in page_of("child", child_in(made, "HARMED", dsl), dsl, signed_in)
    assert WORDS not in page_of("child", child_in(made, "ALLEGED", dsl), dsl, signed_in)


def test_whoever_works_with_one_child_reads_no_report_there(signed_in, school, dsl):
    made = opened(dsl, "VERBAL", report=reported(dsl))
    worker = make.actor("school_staff", of=school)
    child = child_in(made, "HARMED", dsl)
    with acting_as(dsl):
        IncidentChild.objects.filter(pk=child.pk).update(
            worker=worker.membership, worker_user=worker.membership.user_id
        )
    assert WORDS not in page_of("child", child, worker, signed_in)
