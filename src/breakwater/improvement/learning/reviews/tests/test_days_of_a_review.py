"""The days of a review: mails that say nothing of it, on the morning or the next one with a worker, and Today of whoever keeps it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later
from breakwater.improvement.learning.incidents.operations import raising
from breakwater.improvement.learning.models import LocalReview, Publication, PublishedReview
from breakwater.improvement.learning.reviews import jobs
from breakwater.improvement.learning.reviews.operations import drafts, publishing
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import browsers
from breakwater_dev.testing import factories as make

from .test_publishing import keeper, published

__all__ = ["keeper"]
LONDON = ZoneInfo("Europe/London")
DUE = date(2026, 11, 20)  # a Friday, with no bank holiday in the weeks around it


def told(case, day: date) -> list[str]:
    """What whoever keeps the review is told on a morning."""
    Notification.objects.all().delete()
    jobs.remind(case.review.incident.area, at=datetime(day.year, day.month, day.day, 6, 25, tzinfo=LONDON))
    return list(Notification.objects.filter(user=case.manager.membership.user).values_list("words", flat=True))


def due(case, model, field: str, day: date = DUE) -> None:
    with acting_as(case.manager):
        model.objects.all().update(**{field: day})


def test_k26_six_months_are_reminded_of_before_and_after_and_say_nothing_of_the_review(case):
    due(case, LocalReview, "due_on")
    said = {}
    for n in range(-45, 20):
        if words := told(case, DUE + timedelta(days=n)):
            said[n] = words
    assert said == {-28: [jobs.SOON], -7: [jobs.SOON], 3: [jobs.OVER]}, (
        "20 and 5 working days before, and the one after"
    )
    everybody = {each.membership.user_id for each in (*case.partners, case.reviewer)}
    assert not Notification.objects.filter(user__in=everybody).exists()
    incident = case.review.incident
    for mail in OutboxMessage.objects.filter(to=case.manager.membership.user.email):
        assert not any(
            word in mail.subject + mail.body for word in (incident.reference, "Amelie", "review", "incident of")
        )


def test_a_morning_without_a_worker_loses_no_reminder_and_nothing_comes_twice(case):
    due(case, LocalReview, "due_on")
    assert told(case, DUE - timedelta(days=26)) == [jobs.SOON]
    assert told(case, DUE - timedelta(days=25)) == []
    assert told(case, DUE + timedelta(days=10)) == [jobs.OVER]
    assert told(case, DUE + timedelta(days=11)) == []


def test_a_fact_check_is_reminded_of_until_it_is_answered(case):
    due(case, LocalReview, "due_on", date(2030, 1, 1))
    copy = case.do(drafts.give_copy, case.draft(), drafts.CopyFor("Harbour Trust", "AGENCY"))
    assert told(case, copy.answer_by + timedelta(days=4)) == [jobs.OVER]
    case.do(drafts.record_answer, copy, london_date(case.at), "Read", "Nothing")
    other = case.do(drafts.give_copy, copy.version, drafts.CopyFor("Ward", "AGENCY"))
    case.do(drafts.record_answer, other, london_date(case.at), "Read", "Nothing")
    assert told(case, other.answer_by + timedelta(days=4)) == []


def test_whether_a_page_stays_is_asked_when_its_year_is_over_and_it_stays_until_a_later_day(case):
    publication = case.ready()
    made = published(case, publication)
    year = made.stays_until
    page = browsers.signed_in(case.manager)
    assert told(case, year + timedelta(days=4)) == [jobs.OVER]
    with pytest.raises(publishing.NotLater):
        case.do(publishing.keep_public, publication, year)
    later = months_later(year, 6)
    said = dict(zip(("day", "month", "year"), (later.day, later.month, later.year), strict=True))
    at = reverse("learning:publication_stays", args=[publication.public_id])
    assert at in page.get(reverse("learning:publication", args=[publication.public_id])).content.decode()
    assert page.post(at, {f"removal_review_on-{name}": value for name, value in said.items()}).status_code == 302
    assert PublishedReview.objects.get().stays_until == later
    assert told(case, year + timedelta(days=5)) == []
    with acting_as(case.manager):
        assert Publication.objects.get().removal_review_on == later


def test_sg_11_who_is_kept_out_is_reminded_of_nothing(case):
    due(case, LocalReview, "due_on")
    with acting_as(case.manager) as by:
        incident = case.review.incident
        raising.keep_out(incident, case.manager.membership, "A relative", by=by, at=case.at)
    assert told(case, DUE + timedelta(days=10)) == []


def test_today_has_the_days_of_reviews_for_whoever_keeps_one(case):
    today = london_date(case.at)
    due(case, LocalReview, "due_on", today - timedelta(days=1))
    copy = case.do(drafts.give_copy, case.draft(), drafts.CopyFor("Harbour Trust", "AGENCY"))
    shown = browsers.signed_in(case.manager).get(reverse("web:today")).content.decode()
    assert "Publish the report" in shown
    assert f"An answer to a fact-check, copy {copy.number}" in shown
    for who in (case.reviewer, make.actor("business_manager")):
        assert "Publish the report" not in browsers.signed_in(who).get(reverse("web:today")).content.decode()
