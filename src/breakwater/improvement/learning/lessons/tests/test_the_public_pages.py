"""What is typed for everyone is looked through, confirmed by a second person, and taken off again (PL 6.8, 6.9)."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.improvement.learning.lessons import names
from breakwater.improvement.learning.lessons.operations import reviews, showing
from breakwater.improvement.learning.models import Dissemination, Finding, PublishedReview, Recommendation
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import lessons as told
from breakwater_dev.testing.lessons import NOW

from .test_pages_of_recommendations import day, once, page

SAID = {"kind": "LCSPR", "title": "Child A", "reference": "LCSPR 2026/1", "text": told.TEXT}
ON = day("published_on", date(2026, 2, 27))


@pytest.fixture
def typed(keeper) -> PublishedReview:
    with acting_as(keeper) as by:
        facts = reviews.ReviewFacts("Child A", "LCSPR 2026/1", "LCSPR", told.TEXT, published_on=date(2026, 2, 27))
        return reviews.publish_review(facts, by=by, at=NOW, key=uuid4())


def is_public(client, review) -> bool:
    return client.get(reverse("learning:published", args=[review.public_id])).status_code == 200


def test_what_one_person_types_is_public_once_another_confirms_it(client, signed_in, keeper, colleague):
    ours, beside = signed_in(keeper), signed_in(colleague)
    assert "Waits for a second person" in page(ours, "review_new", **SAID, **ON, **once())
    today = "Confirm words for the public pages"
    assert today in beside.get(reverse("web:today")).content.decode()
    assert today not in ours.get(reverse("web:today")).content.decode()
    review = PublishedReview.objects.get()
    assert not is_public(client, review)
    assert review.title not in page(client, "published_list")
    assert "somebody else" in page(ours, "review_confirm", review.public_id, seen=names.digest_of([]))
    assert not is_public(client, review)
    assert told.TEXT in page(beside, "review_confirm", review.public_id), "the second person reads the words themselves"
    page(beside, "review_confirm", review.public_id, seen=names.digest_of([]))
    assert is_public(client, review)
    page(ours, "review_finding", review.public_id, text="Each agency knew a part", evidence="Section 4", **once())
    asked = {"text": "Follow one protocol", "outcome": "No bruise unasked", "theme": "non-mobile-injury", "finding": ""}
    page(ours, "review_recommend", review.public_id, **asked, **once())
    shown = page(client, "published", review.public_id)
    assert "Each agency knew a part" not in shown
    assert "Follow one protocol" not in shown
    for thing, name in ((Finding.objects.get(), "finding"), (Recommendation.objects.get(), "recommendation")):
        page(beside, f"{name}_confirm", thing.public_id, seen="")
    shown = page(client, "published", review.public_id)
    assert "Each agency knew a part" in shown
    assert "Follow one protocol" in shown


PLANTED = {
    "Mr Nowhere": "a title and a name",
    "DC J. Marlow": "a title and a name",
    "ann@harbour.example": "an e-mail address",
    "023 9200 0000": "a telephone number",
    "+44 7700 900123": "a telephone number",
    "PO1 3ZZ": "a postcode",
    "12 March 2024": "an exact date",
}


@pytest.mark.parametrize("words", PLANTED)
def test_what_gives_somebody_away_is_looked_at_by_who_types_and_by_who_confirms(signed_in, keeper, colleague, words):
    ours, beside, key = signed_in(keeper), signed_in(colleague), once()
    text = f"{told.TEXT} It was said to {words} by a neighbour."
    first = page(ours, "review_new", **SAID | {"text": text}, **ON, **key)
    assert f"“{words}” ({PLANTED[words]})" in first
    assert not PublishedReview.objects.exists()
    looked = re.search(r'name="looked"[^>]*value="(\w+)"|value="(\w+)"[^>]*name="looked"', first)
    page(ours, "review_new", **SAID | {"text": text, "looked": looked[1] or looked[2]}, **ON, **key)
    review = PublishedReview.objects.get()
    shown = page(beside, "review_confirm", review.public_id)
    assert f"“{words}”" in shown
    seen = names.digest_of(names.found_in(names.words_of(review)))
    assert "Say of each thing" in page(beside, "review_confirm", review.public_id, seen=seen, confirmed_why="")
    assert "More was found" in page(beside, "review_confirm", review.public_id, seen="", confirmed_why="Nobody’s")
    page(beside, "review_confirm", review.public_id, seen=seen, confirmed_why="It is nobody’s")
    review.refresh_from_db()
    assert (review.published_on, review.confirmed_why) == (date(2026, 2, 27), "It is nobody’s")


def test_how_reviews_hide_a_name_is_no_name():
    assert (
        names.found_in(
            {"Text": "Child A and Mr B were seen in March 2024. Edition 2, 116 123, LCSPR 2026/1."}, names.Names()
        )
        == []
    )


def test_it_is_taken_off_for_a_reason_and_published_anew_by_two(client, signed_in, keeper, colleague):
    review = told.a_review(keeper)
    one, stays = told.a_recommendation(review, keeper), review.stays_until
    lesson = told.issued(told.a_briefing(one, keeper), keeper)
    ours = signed_in(keeper)
    assert "Say why it is taken off" in page(ours, "review_take_off", review.public_id, taken_off_why="")
    assert is_public(client, review)
    shown = page(ours, "review_take_off", review.public_id, taken_off_why="A reader recognised somebody")
    assert "A reader recognised somebody" in shown
    for name, thing in (("published", review), ("published_pdf", review), ("briefing", lesson)):
        assert client.get(reverse(f"learning:{name}", args=[thing.public_id])).status_code == 404
    assert Notification.objects.filter(words=showing.TAKEN_OFF).exists()
    assert "somebody else" in page(ours, "review_confirm", review.public_id, seen="")
    page(signed_in(colleague), "review_confirm", review.public_id, seen="")
    review.refresh_from_db()
    assert is_public(client, review)
    assert (review.stays_until, review.taken_off_why) == (stays, "")


def test_one_recommendation_is_taken_off_and_its_page_stays_for_the_partnership(client, signed_in, keeper, colleague):
    review = told.a_review(keeper)
    one, ours = told.a_recommendation(review, keeper), signed_in(keeper)
    told.closed(told.linked(one, keeper, "COURSE", told.a_course(keeper).public_id), colleague)
    assert one.text in page(client, "published", review.public_id)
    page(ours, "recommendation_take_off", one.public_id, taken_off_why="It names a street")
    assert one.text not in page(client, "published", review.public_id)
    assert "Taken off the public pages" in page(ours, "recommendation", one.public_id)


def test_a_review_of_the_partnership_alone_waits_for_nobody(signed_in, keeper):
    review = told.a_review(keeper, published=None)
    assert not showing.waits(review)
    assert "Waits for a second person" not in page(signed_in(keeper), "review_kept", review.public_id)


def test_a_form_that_is_sent_twice_makes_one(signed_in, keeper, typed):
    ours, keys = signed_in(keeper), [once() for _ in range(3)]
    for _ in range(2):
        page(ours, "review_finding", typed.public_id, text="Each agency knew a part", evidence="Section 4", **keys[0])
        asked = {"text": "Follow one protocol", "outcome": "No bruise", "theme": "neglect", "finding": ""}
        page(ours, "review_recommend", typed.public_id, **asked, **keys[1])
    lesson = told.issued(told.a_briefing(Recommendation.objects.get(), keeper), keeper)
    for _ in range(2):
        passed = {"channel": "event", "audience": "All", "reached": "40", **day("on", timezone.localdate())} | keys[2]
        page(ours, "briefing_passed_on", lesson.public_id, **passed)
    assert (Finding.objects.count(), Recommendation.objects.count(), Dissemination.objects.count()) == (1, 1, 1)
