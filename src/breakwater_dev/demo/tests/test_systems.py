"""The demonstration's systems: one whose key its lead makes before one's eyes, one that waits for approval."""

from datetime import UTC, datetime

from breakwater.delivery.api import keys
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.demo import places, staff, systems

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_a_visitor_makes_a_key_at_once_and_approves_another(db):
    made = places.build(NOW.date())
    people = staff.build(made)
    systems.tell(people, NOW)
    lead, office = people.actor("dsl"), people.actor("business manager")
    with acting_as(lead):
        newest, first = (system.newest for system in keys.systems_of(lead.membership.team))
        assert (first.state_on(NOW.date()), newest.state_on(NOW.date())) == (
            "Approved: make the key",
            "Waiting for approval",
        )
        shown = keys.make(first, by=lead, at=NOW)
    assert keys.key_behind(shown.secret, at=NOW) == shown.key
    with acting_as(office):
        assert keys.approve(newest, by=office, at=NOW).system.actor_id
