"""Nobody but those named on a serious incident can tell that it exists (PL 6.8)."""

import uuid

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from breakwater.improvement.learning.incidents import lookup
from breakwater.improvement.learning.incidents.operations import naming, raising
from breakwater.improvement.learning.models import Member, SeriousIncident
from breakwater.partnership.notifications.models import Notification
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


def name(one, manager, who, part="GROUP", partner="") -> Member:
    with acting_as(manager) as by:
        facts = naming.NamedFacts(who.membership, part, partner)
        return naming.name_member(one, facts, by=by, at=timezone.now())


def confirm(member, by) -> Member:
    with acting_as(by) as actor:
        return naming.confirm_member(member, by=actor, at=timezone.now())


def told(who) -> int:
    return Notification.objects.filter(user=who.membership.user, words=naming.TOLD).count()


def test_pl_6_8_who_is_named_finds_it_once_a_second_person_who_is_named_agrees(db):
    manager, second, group = (
        make.actor(role) for role in ("business_manager", "business_manager", "social_care_manager")
    )
    one = raised(make.actor("dsl"))
    made = name(one, manager, group)
    assert (found(group), told(group)) == ([], 0)
    with pytest.raises(naming.SomebodyElseConfirms):
        confirm(made, manager)
    with acting_as(manager):
        assert not lookup.INCIDENTS.get().parts_of(group.membership.user_id)
    confirm(made, second)
    assert (found(group), told(group)) == ([one.reference], 1)
    with pytest.raises(naming.ConfirmedAlready):
        confirm(made, second)


def test_pl_6_8_the_first_beside_one_manager_is_somebody_whose_post_two_people_gave(db):
    manager, raiser = make.actor("business_manager"), make.actor("dsl")
    one = raised(raiser)
    nurse, head = make.actor("agency_professional"), make.actor("head_of_service")
    waits = name(one, manager, nurse, "PARTNER", "HEALTH")
    assert waits.waits
    name(one, manager, head, "PARTNER", "AUTHORITY")
    assert (found(nurse), found(head)) == ([], [one.reference])
    confirm(waits, head)
    assert found(nurse) == [one.reference]
    assert name(one, manager, make.actor("mash_manager")).waits, "there is a second person now"


def test_sg_11_nobody_who_is_kept_from_the_incident_is_named_or_told(db):
    manager, second, group = (
        make.actor(role) for role in ("business_manager", "business_manager", "social_care_manager")
    )
    one = raised(make.actor("dsl"))
    made = name(one, manager, group)
    with acting_as(manager), connection.cursor() as cursor:
        human = group.membership.user_id
        cursor.execute("select access.bar_human('serious_incident', %s, %s, 'a relative')", [one.pk, human])
    with pytest.raises(naming.InConflict):
        confirm(made, second)
    with acting_as(manager) as by:
        naming.end_member(made, by=by, at=timezone.now())
    with pytest.raises(naming.InConflict):
        name(one, manager, group)
    assert told(group) == 0
    with acting_as(group), connection.cursor() as cursor:
        cursor.execute("select access.barred_from_incident(%s, %s)", [one.pk, [group.membership.user_id]])
        assert cursor.fetchone() == ([],), "it tells them nothing"


def test_who_is_to_be_named_is_confirmed_on_the_page(db, signed_in):
    manager, second, group = (
        make.actor(role) for role in ("business_manager", "business_manager", "social_care_manager")
    )
    one = raised(make.actor("dsl"))
    made = name(one, manager, group)
    at, confirms = f"/serious-incidents/{one.public_id}/", f"/serious-incidents/named/{made.public_id}/confirm/"
    assert confirms not in signed_in(manager).get(at).content.decode()
    beside = signed_in(second)
    assert confirms in beside.get(at).content.decode()
    assert "Confirm who is to be named" in beside.get(reverse("web:today")).content.decode()
    assert signed_in(group).post(confirms).status_code == 404
    beside.post(confirms)
    assert found(group) == [one.reference]
