"""Published numbers: what holds today and tomorrow, and what the keeper is told (SG-31, FD-02)."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from breakwater.foundation import audit
from breakwater.partnership.organisations.access import NotPermitted, acting_as
from breakwater.partnership.organisations.keeping import numbers
from breakwater.partnership.organisations.models import ContactPoint
from breakwater_dev.testing import factories as make

Purpose = ContactPoint.Purpose
ONE_DAY = timedelta(days=1)


def said(**facts):
    return {
        "label": "MASH",
        "telephone": "01632 960811",
        "text_number": "",
        "website": "",
        "note": "",
        "for_children": False,
        "source": "The council's page",
    } | facts


def holding(purpose, day):
    """The telephone numbers that stand for a purpose on a day."""
    return [
        row.telephone
        for row in ContactPoint.objects.filter(purpose=purpose).order_by("pk")
        if row.effective_from <= day and (row.effective_to is None or day <= row.effective_to)
    ]


@pytest.fixture
def change(keeper, today):
    """Change a number as the keeper, in a year's review unless told."""

    def changed(point, starts_on, **facts):
        with acting_as(keeper):
            return numbers.change(
                point=point,
                starts_on=starts_on,
                review_by=today + timedelta(days=365),
                by=keeper,
                at=timezone.now(),
                **said(**facts),
            )

    return changed


@pytest.fixture
def publish(keeper, today):
    def published(purpose, starts_on, **facts):
        with acting_as(keeper):
            return numbers.publish(
                area=make.area(),
                purpose=purpose,
                starts_on=starts_on,
                review_by=today + ONE_DAY,
                by=keeper,
                at=timezone.now(),
                **said(**facts),
            )

    return published


@pytest.fixture
def end(keeper):
    def ended(point, last_day):
        with acting_as(keeper):
            return numbers.end(point=point, last_day=last_day, by=keeper, at=timezone.now())

    return ended


def test_a_change_from_tomorrow_leaves_today_as_it_was(number, change, today):
    old = number()
    new = change(old, today + ONE_DAY)
    old.refresh_from_db()
    assert old.telephone == "01632 960800"
    assert old.effective_to == today
    assert new.last_checked_on == today
    assert holding(Purpose.FRONT_DOOR, today) == ["01632 960800"]
    assert holding(Purpose.FRONT_DOOR, today + ONE_DAY) == ["01632 960811"]


def test_the_same_change_sent_twice_makes_one_number(number, change, today):
    old = number()
    assert change(old, today).pk == change(old, today).pk
    assert ContactPoint.objects.count() == 2


def test_the_audit_says_what_was_changed_once_and_carries_no_number(number, keeper, today):
    old = number()
    facts = said(source="The head told us") | {"starts_on": today, "review_by": today}
    with acting_as(keeper):
        for _ in range(2):
            numbers.change(point=old, by=keeper, at=timezone.now(), **facts)
        done = audit.current().done
        assert audit.current().changed == {"area": {make.area().pk}}
    assert [(each["verb"], each["kind"], each["fields"]) for each in done] == [
        ("changed", "area", ["source", "telephone"])
    ]
    assert "01632" not in str(done)


def test_a_change_before_one_to_come_stands_until_it(number, change, today):
    old = number()
    change(old, today + timedelta(days=10), telephone="01632 960822")
    old.refresh_from_db()
    change(old, today + timedelta(days=3), telephone="01632 960833")
    assert [holding(Purpose.FRONT_DOOR, today + timedelta(days=ahead)) for ahead in (2, 3, 9, 10)] == [
        ["01632 960800"],
        ["01632 960833"],
        ["01632 960833"],
        ["01632 960822"],
    ]


def test_a_number_changed_on_its_first_day_never_held(number, change, today):
    slip = number(effective_from=today)
    change(slip, today)
    assert holding(Purpose.FRONT_DOOR, today) == ["01632 960811"]


def test_the_past_is_not_changed(number, change, today):
    with pytest.raises(numbers.FromTooEarly):
        change(number(), today - ONE_DAY)


def test_a_number_that_ended_meanwhile_is_not_changed(number, change, today):
    gone = number(effective_to=today - ONE_DAY)
    with pytest.raises(numbers.HasEnded):
        change(gone, today)


def test_where_nothing_differs_the_number_counts_as_checked(number, change, today):
    old = number()
    same = change(old, today, telephone=old.telephone)
    assert same.pk == old.pk
    assert (same.last_checked_on, same.review_by) == (today, today + timedelta(days=365))
    assert ContactPoint.objects.count() == 1


def test_one_number_stands_for_a_worry_at_a_time(number, publish, today):
    number()
    with pytest.raises(numbers.AnotherStands):
        publish(Purpose.FRONT_DOOR, today + timedelta(days=90))
    publish(Purpose.HELPLINE, today, label="A helpline")
    publish(Purpose.HELPLINE, today, label="Another helpline")
    assert ContactPoint.objects.filter(purpose=Purpose.HELPLINE).count() == 2


def test_a_helpline_published_twice_is_one_and_the_next_comes_after_it(publish, today):
    first = publish(Purpose.HELPLINE, today, label="A helpline")
    assert publish(Purpose.HELPLINE, today, label="A helpline") == first
    assert publish(Purpose.HELPLINE, today, label="Another").order == first.order + 1


def test_a_number_for_worries_has_a_telephone_and_others_some_way(publish, today):
    with pytest.raises(numbers.Unreachable):
        publish(Purpose.OUT_OF_HOURS, today, telephone="", website="https://example.org")
    with pytest.raises(numbers.Unreachable):
        publish(Purpose.OTHER, today, telephone="")
    assert publish(Purpose.OTHER, today, telephone="", website="https://example.org").pk


def test_the_only_number_for_worries_does_not_end(number, end, today):
    with pytest.raises(numbers.NobodyWouldAnswer):
        end(number(), today)


def test_one_of_two_numbers_for_the_same_worry_may_end(number, end, today):
    """Two sources gave two numbers once, and both were loaded: one is taken off at once."""
    number()
    stray = number(telephone="01632 960899")
    end(stray, today - ONE_DAY)
    assert holding(Purpose.FRONT_DOOR, today) == ["01632 960800"]


def test_a_helpline_ends_on_its_last_day_and_the_end_sent_twice_is_one(number, end, today):
    helpline = number(Purpose.HELPLINE)
    end(helpline, today)
    assert end(helpline, today).effective_to == today
    assert holding(Purpose.HELPLINE, today)
    assert not holding(Purpose.HELPLINE, today + ONE_DAY)


def test_a_check_moves_the_review_as_far_as_it_was(number, keeper, today):
    point = number(last_checked_on=date(2025, 1, 1), review_by=date(2025, 4, 1))
    with acting_as(keeper):
        for _ in range(2):
            numbers.check(point=point, by=keeper, at=timezone.now())
    point.refresh_from_db()
    assert (point.last_checked_on, point.review_by) == (today, today + timedelta(days=90))


def test_another_areas_number_is_not_changed_even_by_a_keeper(number, change, today):
    theirs = number(area=make.area("850", "Hampshire"))
    with pytest.raises(NotPermitted):
        change(theirs, today)
