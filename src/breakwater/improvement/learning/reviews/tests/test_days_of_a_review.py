"""The days of a review: mails that say nothing of it, on the morning or the next one with a worker, and Today of whoever keeps it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from django.urls import reverse

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later
from breakwater.improvement.learning.incidents.operations import raising
from breakwater.improvement.learning.models import Publication, PublishedReview
from breakwater.improvement.learning.reviews import jobs, today
from breakwater.improvement.learning.reviews.operations import drafts, publishing
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import browsers
from breakwater_dev.testing import factories as make

from .test_publishing import keeper, published

__all__ = ["keeper"]
LONDON = ZoneInfo("Europe/London")


def is_working(day: date) -> bool:
    """By another calendar than ours."""
    return day.weekday() < 5 and day not in holidays.UnitedKingdom(subdiv="ENG", years=day.year)


def working(day: date) -> date:
    """The day, or the next working one."""
    return next(each for n in range(10) if is_working(each := day + timedelta(days=n)))


def days_on(day: date, n: int) -> date:
    """So many working days later."""
    for _ in range(n):
        day = working(day + timedelta(days=1))
    return day


def working_days_before(due: date, n: int) -> date:
    """The first working morning from which the due day is at most so many working days away."""
    mornings = (due - timedelta(days=back) for back in range(60, -1, -1))
    return next(each for each in mornings if is_working(each) and days_on(each, n) >= due)


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 6, 25, tzinfo=LONDON)


def told(case, day: date) -> list[str]:
    """What whoever keeps the review is told on a morning."""
    Notification.objects.all().delete()
    jobs.remind(case.review.incident.area, at=moment(day))
    return list(Notification.objects.filter(user=case.manager.membership.user).values_list("words", flat=True))


def test_k26_six_months_are_reminded_of_before_and_after_and_say_nothing_of_the_review(case):
    due, said = case.review.due_on, {}
    for n in range(-45, 10):
        if words := told(case, due + timedelta(days=n)):
            said[due + timedelta(days=n)] = words
        everybody = {each.membership.user_id for each in (*case.partners, case.reviewer)}
        assert not Notification.objects.filter(user__in=everybody).exists()
    first, second = (working_days_before(due, n) for n in (20, 5))
    assert said == {first: [jobs.SOON], second: [jobs.SOON], working(due + timedelta(days=1)): [jobs.OVER]}
    mails = OutboxMessage.objects.filter(to=case.manager.membership.user.email)
    for mail in mails.filter(body__contains="comes near"):
        said = mail.subject + mail.body
        assert not any(word in said for word in (case.review.incident.reference, "Amelie", "child", "review"))


def test_a_morning_without_a_worker_loses_no_reminder_and_nothing_comes_twice(case):
    due = case.review.due_on
    near, after = working(due - timedelta(days=25)), working(due + timedelta(days=10))
    assert told(case, near) == [jobs.SOON]
    assert told(case, working(near + timedelta(days=1))) == []
    assert told(case, after) == [jobs.OVER]
    assert told(case, working(after + timedelta(days=1))) == []


def test_a_fact_check_is_reminded_of_until_it_is_answered(case):
    copy = case.do(drafts.give_copy, case.draft(), drafts.CopyFor("Harbour Trust", "AGENCY"))
    after = working(copy.answer_by + timedelta(days=4))
    assert told(case, after) == [jobs.OVER]
    case.do(drafts.record_answer, copy, london_date(case.at), "Read", "Nothing")
    other = case.do(drafts.give_copy, copy.version, drafts.CopyFor("Ward", "AGENCY"))
    case.do(drafts.record_answer, other, london_date(case.at), "Read", "Nothing")
    assert told(case, after) == []


def test_whether_a_page_stays_is_asked_when_its_year_is_over_and_it_stays_until_a_later_day(case):
    publication = case.ready()
    made = published(case, publication)
    year = made.stays_until
    page = browsers.signed_in(case.manager)
    after = working(year + timedelta(days=4))
    assert told(case, after) == [jobs.OVER]
    with pytest.raises(publishing.NotLater):
        case.do(publishing.keep_public, publication, year)
    later = months_later(year, 6)
    said = dict(zip(("day", "month", "year"), (later.day, later.month, later.year), strict=True))
    at = reverse("learning:publication_stays", args=[publication.public_id])
    assert at in page.get(reverse("learning:publication", args=[publication.public_id])).content.decode()
    assert page.post(at, {f"removal_review_on-{name}": value for name, value in said.items()}).status_code == 302
    assert PublishedReview.objects.get().stays_until == later
    assert told(case, working(after + timedelta(days=1))) == []
    with acting_as(case.manager):
        assert Publication.objects.get().removal_review_on == later


def test_sg_11_who_is_kept_out_is_reminded_of_nothing(case):
    with acting_as(case.partners[0]) as by:
        raising.keep_out(case.review.incident, case.manager.membership, "A relative", by=by, at=case.at)
    assert told(case, working(case.review.due_on + timedelta(days=10))) == []


def test_today_has_the_days_of_reviews_for_whoever_keeps_one(case):
    def shown(who, day: date) -> list[str]:
        with acting_as(who) as actor:
            panel = today.reviews_due(actor, moment(day))
        return [row.text for row in panel.rows] if panel else []

    copy = case.do(drafts.give_copy, case.draft(), drafts.CopyFor("Harbour Trust", "AGENCY"))
    check = f"An answer to a fact-check, copy {copy.number}"
    due = case.review.due_on
    assert shown(case.manager, copy.answer_by) == [check]
    assert shown(case.manager, due - timedelta(days=10)) == [check, "Publish the report"]
    for who in (case.reviewer, make.actor("business_manager")):
        assert shown(who, due) == []
