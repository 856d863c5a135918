"""Opening hours, closed days, terms, receivers and duty posts: what holds when, and that the past stays."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.calendars import hours_of, school_calendar, working_calendar
from breakwater.partnership.organisations.keeping import days, hours, teams
from breakwater.partnership.organisations.models import DutyPost, OpeningHours, TeamService
from breakwater.partnership.organisations.operations import receiving_team
from breakwater.partnership.organisations.settled import settled
from breakwater_dev.testing import factories as make

ONE_DAY = timedelta(days=1)
LONG = [[(time(8), time(18))]] * 5 + [[], []]
SHORT = [[(time(9), time(12)), (time(13), time(16))]] * 4 + [[], [], []]


@pytest.fixture
def act(keeper):
    """`act(operation, **facts)` runs an operation as the keeper, now."""

    def acted(operation, **facts):
        with acting_as(keeper):
            return operation(by=keeper, at=timezone.now(), **facts)

    return acted


@pytest.fixture
def mash(db):
    team = make.team("MASH", service="front_door")
    OpeningHours.objects.bulk_create(
        OpeningHours(team=team, weekday=day, opens_at=time(8), closes_at=time(18), effective_from=date(2020, 1, 1))
        for day in range(5)
    )
    return team


def week_of(team, day):
    return hours.in_force(list(team.hours.all()), day)


def test_new_hours_count_from_their_day(act, mash, today):
    assert act(hours.keep, team=mash, week=SHORT, starts_on=today + ONE_DAY)
    assert week_of(mash, today) == LONG
    assert week_of(mash, today + ONE_DAY) == SHORT
    assert [len(spans) for spans in hours_of(mash, today + ONE_DAY).week] == [2, 2, 2, 2, 0, 0, 0]


def test_the_same_hours_sent_twice_change_nothing(act, mash, today):
    assert not act(hours.keep, team=mash, week=LONG, starts_on=today)
    assert act(hours.keep, team=mash, week=SHORT, starts_on=today)
    assert not act(hours.keep, team=mash, week=SHORT, starts_on=today)
    assert mash.hours.count() == 5 + 8


def test_hours_before_a_change_to_come_stand_until_it(act, mash, today):
    act(hours.keep, team=mash, week=SHORT, starts_on=today + timedelta(days=10))
    saturdays = [[]] * 5 + [[(time(10), time(12))], []]
    act(hours.keep, team=mash, week=saturdays, starts_on=today + timedelta(days=3))
    weeks = [week_of(mash, today + timedelta(days=ahead)) for ahead in (2, 3, 9, 10)]
    assert weeks == [LONG, saturdays, saturdays, SHORT]


def test_a_change_to_come_is_taken_back_and_what_stood_goes_on(act, mash, today):
    act(hours.keep, team=mash, week=SHORT, starts_on=today + timedelta(days=5))
    assert act(hours.call_off, team=mash, starts_on=today + timedelta(days=5))
    assert not act(hours.call_off, team=mash, starts_on=today + timedelta(days=5))
    assert week_of(mash, today + timedelta(days=400)) == LONG
    with pytest.raises(hours.HoursTooEarly):
        act(hours.call_off, team=mash, starts_on=today)


def test_hours_of_days_gone_by_stay_and_a_week_has_an_open_day(act, mash, today):
    with pytest.raises(hours.HoursTooEarly):
        act(hours.keep, team=mash, week=SHORT, starts_on=today - ONE_DAY)
    with pytest.raises(hours.NeverOpen):
        act(hours.keep, team=mash, week=[[]] * 7, starts_on=today)


def weekday_ahead(today):
    return next(day for day in (date(today.year + 1, 3, number) for number in range(1, 8)) if day.weekday() == 1)


def test_a_closed_day_is_no_working_day_until_it_is_taken_back(act, today):
    area, day = make.area(), weekday_ahead(today)
    assert act(days.close, area=area, first=day, last=day, reason="Moving") == [day]
    assert act(days.close, area=area, first=day, last=day, reason="Moving") == []
    assert not working_calendar(area).is_working_day(day)
    closure = area.closures.get()
    assert act(days.open_again, area=area, closure=closure.pk).day == day
    assert act(days.open_again, area=area, closure=closure.pk) is None
    assert working_calendar(area).is_working_day(day)


def test_what_a_request_has_read_is_read_anew_once_it_changes_it(act, today):
    area, day = make.area(), weekday_ahead(today)
    with settled():
        assert working_calendar(area).is_working_day(day)
        area.closures.create(day=day, reason="By another request")
        assert working_calendar(area).is_working_day(day)  # one request reckons with one calendar
        act(days.close, area=area, first=day + ONE_DAY, last=day + ONE_DAY, reason="By this one")
        assert not working_calendar(area).is_working_day(day)
        assert not working_calendar(area).is_working_day(day + ONE_DAY)


def test_a_range_leaves_bank_holidays_out(act, today):
    area, christmas = make.area(), date(today.year + 1, 12, 25)
    closed = act(days.close, area=area, first=christmas - ONE_DAY, last=christmas, reason="Christmas")
    assert closed == [christmas - ONE_DAY]
    with pytest.raises(days.ClosedAnyway):
        act(days.close, area=area, first=christmas, last=christmas, reason="Christmas")


def test_days_gone_by_are_neither_closed_nor_opened(act, today):
    area = make.area()
    with pytest.raises(days.NotADayToCome):
        act(days.close, area=area, first=today - ONE_DAY, last=today, reason="Late")
    gone = area.closures.create(day=today - ONE_DAY, reason="Storm")
    with pytest.raises(days.NotADayToCome):
        act(days.open_again, area=area, closure=gone.pk)


def test_terms_do_not_overlap_and_count_at_once(act, today):
    area = make.area()
    autumn = act(
        days.keep_term, area=area, term=None, label="Autumn", starts_on=today, ends_on=today + timedelta(days=60)
    )
    assert (
        act(days.keep_term, area=area, term=None, label="Autumn", starts_on=today, ends_on=today + timedelta(days=60))
        == autumn
    )
    with pytest.raises(days.TermsOverlap) as overlap:
        act(
            days.keep_term,
            area=area,
            term=None,
            label="Spring",
            starts_on=today + timedelta(days=60),
            ends_on=today + timedelta(days=90),
        )
    assert overlap.value.args == (autumn,)
    with pytest.raises(days.TermNamedTwice):
        act(
            days.keep_term,
            area=area,
            term=None,
            label="AUTUMN",
            starts_on=today + timedelta(days=70),
            ends_on=today + timedelta(days=90),
        )
    act(days.keep_term, area=area, term=autumn, label="Autumn", starts_on=today, ends_on=today + timedelta(days=50))
    assert [term.end for term in school_calendar(area).terms] == [today + timedelta(days=50)]


@pytest.mark.parametrize(
    ("starts", "ends", "refusal"),
    [(5, 5, days.WrongWayRound), (5, 4, days.WrongWayRound), (0, 300, days.TooLong), (-50, -1, days.NotADayToCome)],
)
def test_a_term_has_sensible_dates(act, today, starts, ends, refusal):
    dates = {"starts_on": today + timedelta(days=starts), "ends_on": today + timedelta(days=ends)}
    with pytest.raises(refusal):
        act(days.keep_term, area=make.area(), term=None, label="Odd", **dates)


def test_a_term_that_has_begun_stays(act, today):
    area = make.area()
    begun = area.terms.create(label="Now", starts_on=today - ONE_DAY, ends_on=today + timedelta(days=9))
    coming = area.terms.create(label="Next", starts_on=today + timedelta(days=20), ends_on=today + timedelta(days=30))
    with pytest.raises(days.NotADayToCome):
        act(days.remove_term, area=area, term=begun.pk)
    assert act(days.remove_term, area=area, term=coming.pk).label == "Next"
    assert act(days.remove_term, area=area, term=coming.pk) is None


def test_another_team_receives_from_now_on(act):
    make.team("Family hub", service="early_help")
    other = make.team("Second hub")
    row = TeamService.objects.get(service="early_help")
    assert act(teams.name_receiver, service=row, team=other) == teams.Named.NOW
    assert act(teams.name_receiver, service=row, team=other) == teams.Named.BEFORE
    assert receiving_team(make.area(), "early_help") == other
    with pytest.raises(teams.NotOfThisArea):
        act(teams.name_receiver, service=row, team=make.team(in_area=make.area("850", "Hampshire")))


def test_only_what_is_marked_of_a_duty_post_is_public_and_never_an_empty_line(act, mash, today):
    post = DutyPost.objects.create(
        team=mash, title="Duty manager", telephone="01632 960710", last_checked_on=date(2025, 1, 1)
    )
    facts = {"telephone": "01632 960711", "email": "", "telephone_is_public": True, "email_is_public": False}
    kept = act(teams.keep_post, post=post, **facts)
    assert (kept.telephone, kept.telephone_is_public, kept.last_checked_on) == ("01632 960711", True, today)
    with pytest.raises(teams.NothingToPublish):
        act(teams.keep_post, post=post, **facts | {"email_is_public": True})
