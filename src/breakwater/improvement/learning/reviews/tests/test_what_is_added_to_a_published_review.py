"""What is typed beneath a review of a case of ours is compared with the names of the case, by whoever is named on it."""

from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone

from breakwater.improvement.learning.lessons import names
from breakwater.improvement.learning.lessons.operations import reviews, showing
from breakwater.improvement.learning.models import Finding
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make

from .test_publishing import keeper, published

__all__ = ["keeper"]


def added(review, by, text: str) -> Finding:
    with acting_as(by) as actor:
        return reviews.add_finding(
            review, reviews.FindingFacts(text, "Section 4"), by=actor, at=timezone.now(), key=uuid4()
        )


def confirmed(thing, by):
    with acting_as(by) as actor:
        return showing.confirm(thing, "", names.digest_of([]), by=actor, at=timezone.now())


def test_names_and_days_of_a_case_are_found_by_whoever_is_named_on_it(case, child):
    with acting_as(case.manager):
        found = names.found_in({"Title": "Amelie", "Text": "In January, and on 29/1, Thackray was seen"})
    assert [(hit.words, hit.what) for hit in found] == [
        ("Amelie", "a name, place or number of a case"),
        ("Thackray", "a name, place or number of a case"),
        ("29/1", "a day of a case"),
    ]
    with acting_as(make.actor("policy_officer")):
        assert names.found_in({"Title": "Amelie"}) == []


def test_what_nobody_named_typed_or_confirmed_is_not_public(case):
    review = published(case, case.ready())
    one, other = (make.actor("policy_officer") for _ in range(2))
    thing = added(review, one, "Each agency knew a part of it")
    with pytest.raises(showing.NotCompared):
        confirmed(thing, other)
    assert confirmed(thing, case.manager).is_confirmed
    typed = added(review, case.manager, "Nobody asked what mornings were like")
    assert confirmed(typed, other).is_confirmed


def test_a_review_of_ours_is_taken_off_and_published_anew_by_somebody_else(case):
    review = published(case, case.ready())
    stays = review.stays_until
    with acting_as(case.manager) as by:
        showing.take_off(review, "A relative recognised a quote", by=by, at=timezone.now())
    review.refresh_from_db()
    assert (review.published_on, review.stays_until) == (None, stays)
    with pytest.raises(showing.SomebodyElseConfirms):
        confirmed(review, case.manager)
    confirmed(review, make.actor("policy_officer"))
    review.refresh_from_db()
    assert isinstance(review.published_on, date)
