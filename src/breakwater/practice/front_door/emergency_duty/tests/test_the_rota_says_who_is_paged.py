"""SG-04: the rota of the day says who is paged at night, and where; nobody who is away is waited for."""

from datetime import date, time
from uuid import uuid4

import pytest
from django.utils import timezone

from breakwater.foundation.dates.london_time import moment
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.keeping import rota as keeping
from breakwater.partnership.organisations.models import DutyPost, DutyPostHolder
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater_dev.testing import factories as make

FRIDAY = date(2026, 3, 6)
NIGHT = moment(FRIDAY, time(20))


@pytest.fixture
def nights(mash, settings):
    """Emergency duty with two workers, and two posts that are paged one after the other."""
    settings.BREAKWATER_MAIL = "smtp"
    team = make.team("Emergency duty", service="emergency_duty")
    workers = [make.membership("emergency_duty", of=team, starts_on=date(2020, 1, 1)) for _ in range(2)]
    for number, holder in enumerate(workers, start=1):
        post = DutyPost.objects.create(
            team=team,
            title=f"Duty {number}",
            pager=f"pager{number}@example.invalid",
            paged_as=number,
            last_checked_on=timezone.localdate(),
        )
        DutyPostHolder.objects.create(post=post, membership=holder, starts_on=date(2020, 1, 1))
    return workers


def danger():
    arrivals.receive(
        arrivals.Arrival(
            area=make.area(), channel="PUBLIC", key=str(uuid4()), worry="He has a knife", immediate_danger=True
        ),
        by=make.intake(),
        at=NIGHT,
    )


def paged() -> list[str]:
    return list(OutboxMessage.objects.filter(body__startswith="Emergency").values_list("to", flat=True).order_by("pk"))


def on_call(who, manager, pager=""):
    post = DutyPost.objects.get(title="Duty 1")
    facts = keeping.ShiftFacts(first=FRIDAY, last=FRIDAY, opens=time(17), closes=time(9), post=post, pager=pager)
    with acting_as(manager):
        keeping.add_shifts(membership=who, facts=facts, by=manager, at=moment(FRIDAY, time(9)))


def test_sg_04_whoever_carries_the_post_by_their_shift_is_paged_where_it_says(nights, manager):
    on_call(nights[1], manager, pager="own-mobile@example.invalid")
    danger()
    assert paged() == ["own-mobile@example.invalid"]


def test_sg_04_the_notice_goes_to_who_is_on_shift_and_to_all_where_no_rota_says(nights, manager):
    danger()
    assert set(Notification.objects.values_list("user", flat=True)) >= {one.user_id for one in nights}
    Notification.objects.all().delete()
    on_call(nights[1], manager)
    danger()
    told = set(Notification.objects.values_list("user", flat=True))
    assert nights[1].user_id in told
    assert nights[0].user_id not in told


def test_sg_04_a_post_whose_carrier_is_away_is_passed_over_while_another_is_left(nights, manager):
    with acting_as(manager):
        keeping.add_absence(membership=nights[0], first=FRIDAY, last=None, by=manager, at=moment(FRIDAY, time(9)))
    danger()
    assert paged() == ["pager2@example.invalid"]
    with acting_as(manager):
        keeping.add_absence(membership=nights[1], first=FRIDAY, last=None, by=manager, at=moment(FRIDAY, time(9)))
    danger()
    assert paged() == ["pager2@example.invalid", "pager1@example.invalid"]  # all away: the first is paged all the same
