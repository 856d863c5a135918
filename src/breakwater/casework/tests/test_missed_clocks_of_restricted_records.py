"""A seal must not let a duty fall: its readers hear of a missed clock, although the area's services see nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from breakwater.casework.clocks.jobs import sweep, tell_of_breaches
from breakwater.casework.clocks.models import Clock
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.records.operations import restrictions
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.models import Contact
from breakwater.practice.front_door.pathway import DECISION
from breakwater.practice.front_door.screening.operations import claims
from breakwater_dev.testing import factories as make


@pytest.fixture
def missed(db):
    """A contact of a restricted child whose clock was missed an hour ago, and its two readers."""
    mash = make.team("MASH", service="front_door")
    one, two = (make.membership("mash_manager", of=mash) for _ in range(2))
    child, now = make.person(), timezone.now()
    long_ago = now - timedelta(days=30)
    receipt = arrivals.receive(
        arrivals.Arrival(area=make.area(), channel="PUBLIC", key="restricted", worry="A worry"),
        by=make.intake(),
        at=long_ago,
    )
    with acting_as(one) as by:
        contact = Contact.objects.get(submission=receipt.submission)
        claims.match(contact=contact, person=child, was_new=False, searched={}, found=1, by=by, at=long_ago)
        breach = Clock.objects.get(case=contact.case_id, rule=DECISION.key).breach_at
        restrictions.restrict(person=child, readers=[one.user, two.user], reason="A colleague's child", by=by, at=now)
    Notification.objects.all().delete()
    return breach, one, two


def hour_of(breach):
    return {"since": breach - timedelta(minutes=30), "until": breach + timedelta(minutes=30)}


def test_sg_06_both_readers_hear_of_a_missed_clock_on_a_restricted_record(missed):
    breach, one, two = missed
    assert sweep(make.area(), **hour_of(breach)) == 1
    told = Notification.objects.filter(words="A clock of a restricted record was missed")
    assert set(told.values_list("user", flat=True)) == {one.user_id, two.user_id}


def test_sg_06_each_hour_tells_of_the_hour_that_has_just_ended_and_of_no_other(missed, monkeypatch):
    breach, _, _ = missed
    for hours, told in ((-1, 0), (0, 2), (1, 2), (2, 2)):
        monkeypatch.setattr(timezone, "now", lambda after=timedelta(hours=hours, minutes=7): breach + after)
        tell_of_breaches()
        assert Notification.objects.count() == told


def test_sg_06_a_restricted_record_without_a_reader_in_post_is_said_to_have_none_and_not_named(missed):
    breach, one, two = missed
    for post in (one, two):
        post.revoked_at = timezone.now()
        post.save(update_fields=["revoked_at"])
    manager = make.membership("mash_manager", of=one.team)
    assert sweep(make.area(), **hour_of(breach)) == 1
    told = Notification.objects.get()
    assert (told.user_id, told.reference) == (manager.user_id, "")
