"""Nobody but those named on a serious incident can tell that it exists (PL 6.8)."""

import uuid

import pytest
from django.utils import timezone

from breakwater.improvement.learning.incidents.operations import raising
from breakwater.improvement.learning.models import SeriousIncident
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make


def raised(by, **more) -> SeriousIncident:
    facts = raising.RaisedFacts("Nel Nowhere", "DEATH", "Found at home", **more)
    with acting_as(by):
        return raising.raise_incident(facts, key=uuid.uuid4(), by=by, at=timezone.now())


def found(who) -> list[str]:
    with acting_as(who):
        return list(SeriousIncident.objects.values_list("reference", flat=True))


def test_sg_12_business_managers_and_whoever_raised_it_find_it_and_nobody_else(db):
    manager, raiser = make.actor("business_manager"), make.actor("dsl")
    made = raised(raiser)
    assert found(manager) == found(raiser) == [made.reference]
    for role in ("mash_manager", "head_of_service", "information_governance", "system_administrator", "emergency_duty"):
        assert found(make.actor(role)) == []


def test_sg_12_a_manager_with_a_conflict_finds_nothing_of_it_and_is_named_in_nothing(db):
    manager, other, raiser = make.actor("business_manager"), make.actor("business_manager"), make.actor("dsl")
    made = raised(raiser, without=(other.membership,), without_why="Her sister's child")
    assert (found(manager), found(other)) == ([made.reference], [])
    with acting_as(manager):
        assert [each.user_id for each in made.members.all()] == [manager.membership.user_id]


def test_sg_12_where_nobody_would_read_it_the_page_says_whom_to_ring(db):
    with pytest.raises(raising.NobodyToConsiderIt, match="Call the partnership"):
        raised(make.actor("dsl"))
