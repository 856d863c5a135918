"""Who is at work and who is away: the one place that says so, and the pages on which a manager keeps it."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from breakwater.foundation.dates import london
from breakwater.partnership.organisations import rota
from breakwater.partnership.organisations.access import NotPermitted, acting_as
from breakwater.partnership.organisations.keeping import rota as keeping
from breakwater.partnership.organisations.models import Absence, DutyPost, Shift
from breakwater_dev.testing import factories as make

MONDAY = date(2026, 11, 30)
TEN = london(2026, 11, 30, 10, 0)


@pytest.fixture
def mash(db):
    return make.team("MASH", service="front_door")


@pytest.fixture
def manager(mash):
    return make.actor("mash_manager", of=mash)


@pytest.fixture
def screener(mash):
    return make.membership("mash_screener", of=mash)


def enter(who, by, opens=time(9), closes=time(17), first=MONDAY, last=None, at=TEN, **more):
    facts = keeping.ShiftFacts(first=first, last=last or first, opens=opens, closes=closes, **more)
    with acting_as(by):
        return keeping.add_shifts(membership=who, facts=facts, by=by, at=at)


def states(team, at=TEN) -> dict[str, str]:
    return {one.membership.role_id: one.state.value for one in rota.of_team(team, at=at)}


def test_without_a_rota_everyone_who_is_not_away_is_at_work(mash, manager, screener):
    assert states(mash) == {"mash_manager": "at work", "mash_screener": "at work"}
    with acting_as(manager):
        keeping.add_absence(membership=screener, first=MONDAY, last=None, by=manager, at=TEN)
    assert states(mash) == {"mash_manager": "at work", "mash_screener": "away"}
    assert not rota.is_at_work(screener, at=TEN)


def test_with_a_shift_entered_whoever_is_on_none_is_not_at_work(mash, manager, screener):
    enter(screener, manager)
    assert states(mash) == {"mash_manager": "not on shift", "mash_screener": "on shift"}
    assert states(mash, at=london(2026, 11, 30, 17, 0)) == {
        "mash_manager": "not on shift",
        "mash_screener": "not on shift",
    }
    assert states(mash, at=london(2026, 12, 1, 10, 0)) == {"mash_manager": "at work", "mash_screener": "at work"}


def test_a_night_shift_runs_over_midnight(mash, manager, screener):
    enter(screener, manager, opens=time(21), closes=time(9))
    assert rota.is_at_work(screener, at=london(2026, 12, 1, 2, 0))
    assert not rota.is_at_work(screener, at=london(2026, 12, 1, 9, 0))


def test_an_absence_wins_over_a_shift_and_ends_when_they_are_back(mash, manager, screener):
    enter(screener, manager)
    with acting_as(manager):
        absence = keeping.add_absence(
            membership=screener,
            first=MONDAY - timedelta(days=3),
            last=MONDAY,
            by=manager,
            at=london(2026, 11, 27, 9, 0),
        )
        assert not rota.is_at_work(screener, at=TEN)
        assert rota.away_in(make.area(), on=MONDAY) == {screener.user_id}
        keeping.end_absence(absence=absence, team=mash, by=manager, at=TEN)
    assert rota.is_at_work(screener, at=TEN)


def test_a_screen_on_the_wall_is_nobody_on_the_rota(mash, manager, screener, signed_in):
    screen = make.membership("wall_screen", of=mash)
    assert screen not in [one.membership for one in rota.of_team(mash, at=TEN)]
    browser = signed_in(manager)
    for path in ("/rota/", "/rota/shift/", "/rota/absence/"):
        page = browser.get(path).content.decode()
        assert screener.user.name in page
        assert screen.user.name not in page


def test_a_post_that_has_ended_is_never_at_work(mash, manager):
    gone = make.membership("mash_screener", of=mash, ends_on=MONDAY - timedelta(days=1))
    assert not rota.is_at_work(gone, at=TEN)
    with pytest.raises(keeping.PostDoesNotHold):
        enter(gone, manager)


def test_shifts_of_one_person_do_not_overlap_and_the_same_twice_is_one(manager, screener):
    enter(screener, manager, last=MONDAY + timedelta(days=6))  # Monday to Sunday: five working days
    assert Shift.objects.count() == 5
    assert enter(screener, manager) == []
    with pytest.raises(keeping.WorksThenAlready):
        enter(screener, manager, opens=time(16), closes=time(20))


def test_a_manager_keeps_the_rota_of_their_team_and_of_emergency_duty_and_of_no_other(manager, screener):
    night = make.membership("emergency_duty", of=make.team("Emergency duty", service="emergency_duty"))
    enter(night, manager)
    elsewhere = make.membership("tier2_coordinator", of=make.team("Tier 2", service="early_help"))
    with pytest.raises(NotPermitted):
        enter(elsewhere, manager)
    with pytest.raises(NotPermitted):
        enter(screener, make.actor("mash_screener", of=screener.team))


def test_whoever_carries_a_duty_post_by_their_shift_is_known_unless_they_are_away(mash, manager, screener):
    post = DutyPost.objects.create(team=mash, title="Duty manager", last_checked_on=MONDAY)
    (shift,) = enter(screener, manager, post=post, pager="07700 900123")
    assert rota.carriers([post], at=TEN) == {post.pk: shift}
    with acting_as(manager):
        keeping.add_absence(membership=screener, first=MONDAY, last=None, by=manager, at=TEN)
    assert rota.carriers([post], at=TEN) == {}


def test_the_rota_asks_the_same_number_of_queries_for_one_and_for_five(mash, manager):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            rota.of_team(mash, at=TEN)
        return len(asked)

    first = queries()
    for _ in range(4):
        enter(make.membership("mash_screener", of=mash), manager)
    assert queries() == first


def test_a_manager_adds_a_shift_and_an_absence_on_the_page_and_takes_each_back(manager, screener, signed_in, today):
    browser, soon = signed_in(manager), today + timedelta(days=1)
    day = {"first-day": soon.day, "first-month": soon.month, "first-year": soon.year}
    who = {"who": screener.public_id}
    page = browser.post(
        reverse("organisations:rota_shift"), who | day | {"opens": "9am", "closes": "17:00"}, follow=True
    )
    assert f"1 shift added for {screener.user.name}" in page.content.decode()
    page = browser.post(reverse("organisations:rota_absence"), who | day, follow=True).content.decode()
    assert "No return date" in page
    shift, absence = Shift.objects.get(), Absence.objects.get()
    browser.post(reverse("organisations:rota_shift_remove", args=[shift.public_id]))
    browser.post(reverse("organisations:rota_absence_end", args=[absence.public_id]))
    shift.refresh_from_db()
    absence.refresh_from_db()
    assert shift.removed_at
    assert absence.removed_at


def test_another_teams_rota_is_not_found(manager, signed_in):
    other = make.team("Tier 2", service="early_help")
    assert signed_in(manager).get(reverse("organisations:rota"), {"team": other.public_id}).status_code == 404
    assert signed_in(make.actor("mash_screener")).get(reverse("organisations:rota")).status_code == 403


def test_what_is_typed_wrongly_is_said_and_kept(manager, screener, signed_in, today):
    past = today - timedelta(days=2)
    typed = {"who": screener.public_id, "first-day": past.day, "first-month": past.month, "first-year": past.year}
    page = signed_in(manager).post(reverse("organisations:rota_shift"), typed | {"opens": "9:00", "closes": "17:00"})
    assert "That shift is over" in page.content.decode()
    assert 'value="9:00"' in page.content.decode()
