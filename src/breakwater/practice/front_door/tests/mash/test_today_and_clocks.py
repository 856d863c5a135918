"""What stands first on Today, and how a clock looks when little time is left."""

from datetime import timedelta

from breakwater.casework.clocks.showing import state_of, used
from breakwater.casework.models import Clock
from breakwater.foundation.dates import london
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.pathway import DECISION, FIRST_RATING_NOW
from breakwater.testing import factories as make


def test_a_child_in_danger_stands_before_what_is_missed_for_longer(screener, contact_arrives, signed_in):
    contact_arrives(child=make.person("Late", "Routine"), days_ago=9)
    contact_arrives(child=make.person("Early", "Danger"), immediate_danger=True)
    page = signed_in(screener).get("/today/").content.decode()
    clocks = page[page.index("Clocks of your team") :]
    assert clocks.index("Early Danger") < clocks.index("Late Routine")


def clock_of(contact, rule, actor) -> Clock:
    with acting_as(actor):
        return Clock.objects.get(case=contact.case_id, rule=rule.key)


def test_the_last_minutes_look_as_urgent_as_they_are_at_any_hour(screener, contact_arrives):
    at = london(2026, 3, 6, 22, 0)
    clock = clock_of(contact_arrives(immediate_danger=True, at=at), FIRST_RATING_NOW, screener)
    assert [state_of(clock, now=at + timedelta(minutes=gone)) for gone in (5, 25, 29, 31)] == [
        "in_time", "last", "last", "late",
    ]  # fmt: skip
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
