"""The demonstration's requests: one of each kind at other steps, and a mother's, gathered."""

from datetime import UTC, datetime

from breakwater.delivery.information_rights.models import GatheredItem, RightsRequest
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.demo import information_rights, places, staff
from breakwater_dev.testing import factories as make

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_a_request_of_each_kind_stands_at_another_step(db):
    made = places.build(NOW.date())
    people = staff.build(made)
    mother, son = (make.person(name, "Invented", in_area=made.area) for name in ("Mia", "Ben"))
    told = information_rights.Telling(people, NOW)
    information_rights.a_mother_asks(told, mother, son)
    information_rights.the_others(told)
    with acting_as(people.actor("governance")):
        listed = list(RightsRequest.objects.select_related("officer").order_by("pk"))
        assert {each.kind for each in listed} == set(RightsRequest.Kind.values)
        assert [each.state for each in listed] == [
            "To redact",
            "Identity to verify",
            "Waiting for whoever asks",
            "To decide",
            "Withdrawn",
            "Refused",
        ]
        assert GatheredItem.objects.count() > 2
