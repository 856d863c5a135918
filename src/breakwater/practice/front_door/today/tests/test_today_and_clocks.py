"""What stands first on Today, and how a clock looks when little time is left."""

from datetime import date, time, timedelta

from django.utils import timezone

from breakwater.casework.clocks.time_left import due_words, state_of, used
from breakwater.casework.models import Clock
from breakwater.foundation.dates import london
from breakwater.foundation.dates.in_words import moment_in_words
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import OpeningHours
from breakwater.practice.front_door.pathway import DECISION, FIRST_RATING_NOW
from breakwater.practice.front_door.screening.operations import record
from breakwater_dev.testing import factories as make


def test_a_child_in_danger_stands_before_what_is_missed_for_longer(screener, contact_arrives, signed_in):
    contact_arrives(child=make.person("Late", "Routine"), days_ago=9)
    contact_arrives(child=make.person("Early", "Danger"), immediate_danger=True)
    page = signed_in(screener).get("/today/").content.decode()
    clocks = page[page.index("Your team’s clocks") :]
    assert clocks.index("Early Danger") < clocks.index("Late Routine")


def clock_of(contact, rule, actor) -> Clock:
    with acting_as(actor):
        return Clock.objects.get(case=contact.case_id, rule=rule.key)


def test_the_last_minutes_look_as_urgent_as_they_are_at_any_hour(screener, contact_arrives):
    at = london(2026, 3, 6, 22, 0)
    clock = clock_of(contact_arrives(immediate_danger=True, at=at), FIRST_RATING_NOW, screener)
    assert [state_of(clock, now=at + timedelta(minutes=gone)) for gone in (5, 25, 29, 31)] == [
        "in_time",
        "last",
        "last",
        "late",
    ]
    assert used(clock, now=at + timedelta(minutes=15)) == 50


def test_a_contact_of_friday_evening_is_not_old_on_monday_morning(screener, contact_arrives):
    at = london(2026, 3, 6, 19, 30)
    clock = clock_of(contact_arrives(at=at), DECISION, screener)
    assert state_of(clock, now=london(2026, 3, 9, 9, 5)) == "in_time"


def test_whoever_of_the_public_gave_no_number_is_not_said_to_sign_in(screener, contact_arrives, signed_in):
    contact = contact_arrives()
    page = signed_in(screener).get(f"/mash/contacts/{contact.reference}/").content.decode()
    assert "when they sign in" not in page
    assert "they can tell us more, and read nothing" in page


def test_an_office_that_opens_at_half_past_eight_has_that_half_hour_left_too(screener, mash, contact_arrives):
    """It said "7 working hours left" at 8:30 of an office that opens then and closes at 16:30: from 9:00 it counted."""
    OpeningHours.objects.filter(team=mash).delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(
            team=mash, weekday=day, opens_at=time(8, 30), closes_at=time(16, 30), effective_from=date(2020, 1, 1)
        )
        for day in range(5)
    )
    clock = clock_of(contact_arrives(at=london(2026, 3, 5, 10, 0)), DECISION, screener)
    assert due_words(clock, now=london(2026, 3, 6, 8, 30)) == "today 16:30, 8 working hours left"
    assert due_words(clock, now=london(2026, 3, 6, 8, 0)) == "today 16:30, 8 working hours left"
    assert used(clock, now=london(2026, 3, 6, 8, 30)) < used(clock, now=london(2026, 3, 6, 9, 0))


def test_a_check_that_found_nothing_says_when_it_was_written_down(screener, settled, signed_in):
    """Beside a list of social care that is days old, "Not known" stood without a day (SG-07, scenario S)."""
    contact, before = settled(), timezone.now() - timedelta(days=4)
    with acting_as(screener):
        record.save(contact=contact, said={"known_status": "NOT_KNOWN"}, by=screener, at=before)
    page = signed_in(screener).get(f"/mash/contacts/{contact.reference}/").content.decode()
    said = page[page.index("Not known to social care or early help") :][:200]
    assert f"recorded {moment_in_words(before, now=timezone.now())}" in said
