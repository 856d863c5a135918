"""From a browser: what changed because of this, on one page; answered by whoever was asked, signed in or by a link without script."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.actions.models import State, TrackedAction
from breakwater.improvement.learning.lessons.operations import responses
from breakwater.improvement.learning.models import Change, ImpactTest, Lesson, PublishedReview, Recommendation, Response
from breakwater.partnership.notifications.models import OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import lessons as told

AHEAD = timezone.localdate() + timedelta(days=60)
ACTION = {
    "wording": "Train every health visitor to follow the protocol",
    "measure": "A register of 40 names",
    "due_on-day": AHEAD.day,
    "due_on-month": AHEAD.month,
    "due_on-year": AHEAD.year,
}


def once() -> dict:
    return {"idempotency": str(uuid4())}


def day(name: str, on: date) -> dict:
    return {f"{name}-day": on.day, f"{name}-month": on.month, f"{name}-year": on.year}


def page(client, view: str, /, *args, **said) -> str:
    at = reverse(f"learning:{view}", args=args)
    answer = client.post(at, said, follow=True) if said else client.get(at, follow=True)
    assert answer.status_code == 200, (view, answer.status_code)
    return answer.content.decode()


def test_a_whole_chain_from_a_browser(signed_in, keeper, colleague, trust, nurse):
    """Everybody does their part by the pages alone; one click from the review leads to what changed."""
    ours, beside, theirs = signed_in(keeper), signed_in(colleague), signed_in(nurse)
    said = {"kind": "LCSPR", "title": "Child A", "reference": "LCSPR 2026/1", "text": told.TEXT} | once()
    shown = page(ours, "review_new", **said, **day("published_on", date(2026, 2, 27)))
    assert "Added. A second person confirms it before everyone reads it" in shown
    review = PublishedReview.objects.get()
    page(ours, "review_finding", review.public_id, text="Each agency knew a part", evidence="Section 4", **once())
    facts = {
        "text": "Follow one protocol",
        "outcome": "No bruise unasked",
        "theme": "non-mobile-injury",
        "finding": "1",
    }
    assert "What changed because of this?" in page(ours, "review_recommend", review.public_id, **facts, **once())
    one = Recommendation.objects.get()
    key = one.public_id
    page(ours, "recommendation_send", key, to="ONE", owner=str(trust.public_id))
    response = Response.objects.get()
    assert "Follow one protocol" in page(theirs, "responses")
    refused = page(theirs, "response_answer", response.public_id, answer="PARTLY", **once())
    assert "Say why" in refused
    assert "Enter what your organisation will do" in refused
    shown = page(theirs, "response_answer", response.public_id, answer="ACCEPTED", **ACTION, **once())
    assert "Train every health visitor" in shown
    with acting_as(nurse):
        assert TrackedAction.objects.get().state == State.ACCEPTED
    edition = told.a_course(keeper, since=timezone.localdate())
    page(ours, "recommendation_changed_course", key, target=edition.public_id, words="It shows the protocol", **once())
    change = Change.objects.get()
    assert "Not closed: no evidence yet" in page(ours, "recommendation", key)
    assert "somebody else looks at the evidence" in page(ours, "change_close", change.public_id, evidence="Seen")
    assert "Evidence: Sat in on it" in page(beside, "change_close", change.public_id, evidence="Sat in on it")
    briefing = {
        "title": "Bruises",
        "part_findings": "Each knew a part",
        "part_different": "Call the MASH",
        "audiences": ["health"],
        "recommendations": ["1"],
        **day("shelf_on", AHEAD),
        **once(),
    }
    page(ours, "briefing_write", review.public_id, **briefing)
    lesson = Lesson.objects.get()
    page(
        ours,
        "briefing_rewrite",
        lesson.public_id,
        **briefing | {"title": "Bruises on babies", "revision": "1"} | once(),
    )
    assert "Whoever wrote a briefing does not issue it" in page(ours, "briefing_issue", lesson.public_id, x="")
    assert "impact is tested after six and twelve months" in page(beside, "briefing_issue", lesson.public_id, x="")
    passed = {"channel": "event", "audience": "Health visitors", "reached": "40", "acknowledged": "31"}
    assert "Health visitors" in page(
        ours, "briefing_passed_on", lesson.public_id, **passed, **once(), **day("on", timezone.localdate())
    )
    test = ImpactTest.objects.order_by("months").first()
    found = {"method": "AUDIT", "result": "HOLDS", "words": "12 of 12 files", **day("tested_on", timezone.localdate())}
    shown = page(ours, "impact_test", test.public_id, **found)
    for words in (
        "What is different now",
        "It shows the protocol",
        "Sat in on it",
        "12 of 12 files",
        "Train every health visitor",
    ):
        assert words in shown
    assert reverse("learning:recommendation", args=[key]) in page(theirs, "review_kept", review.public_id)


def test_a_guest_answers_by_a_link_without_an_account_or_script(client, recommendation, keeper, trust, nurse):
    (response,) = told.sent(recommendation, keeper, trust, email="lead@trust.example")
    (message,) = OutboxMessage.objects.filter(to="lead@trust.example")
    token = responses.guest_address(response).rstrip("/").rpartition("/")[2]
    assert token in message.body
    assert recommendation.text not in message.body
    guest = Client(enforce_csrf_checks=True)
    said = {"name": "Ola Example, head of safeguarding", "answer": "ACCEPTED", **ACTION, **once()}
    assert recommendation.text in page(guest, "answer_by_link", token)
    assert "Enter your name and role" in page(guest, "answer_by_link", token, **said | {"name": ""})
    assert "Your answer is recorded" in page(guest, "answer_by_link", token, **said)
    with acting_as(nurse):
        action = TrackedAction.objects.get()
    assert (action.state, action.owner_team, action.set_by_team) == (State.PROPOSED, trust, keeper.membership.team)
    assert "Your answer is recorded" in page(
        guest, "answer_by_link", token, **said | {"answer": "REJECTED", "reason": "No"}
    )
    assert Response.objects.get().answer == "ACCEPTED"
    assert guest.get(reverse("learning:answer_by_link", args=[f"{token}x"])).status_code == 410


def test_what_was_sent_to_others_is_not_ours_to_answer(signed_in, recommendation, keeper, trust):
    (response,) = told.sent(recommendation, keeper, trust)
    other = signed_in(make.actor("agency_professional"))
    at = reverse("learning:response_answer", args=[response.public_id])
    assert other.post(at, {"answer": "REJECTED", "reason": "No", **once()}).status_code == 403
    assert not Response.objects.get().is_answered


def test_an_area_that_does_not_share_it_keeps_nothing_of_it(signed_in, recommendation):
    elsewhere = signed_in(told.a_keeper("850", "Hampshire"))
    for step in ("send", "changed_course"):
        assert (
            elsewhere.get(reverse(f"learning:recommendation_{step}", args=[recommendation.public_id])).status_code
            == 403
        )


def test_the_public_reads_what_is_published_and_what_changed_alone(client, keeper, colleague, trust, nurse):
    review = told.a_review(keeper)
    one = told.a_recommendation(review, keeper)
    told.accepted(told.sent(one, keeper, trust)[0], nurse)
    told.closed(told.linked(one, keeper, "COURSE", told.a_course(keeper).public_id), colleague)
    told.linked(one, keeper, "COURSE", told.a_course(keeper, "Not closed yet").public_id)
    lesson = told.issued(told.a_briefing(one, keeper), keeper)
    shown = page(client, "published", review.public_id)
    assert told.TEXT in shown
    assert "Bruising in babies, edition 1" in shown
    for hidden in ("Invented Health Trust", "Train every health visitor", "Not closed yet", "Read it on the page"):
        assert hidden not in shown, hidden
    assert review.title in page(client, "published_list")
    assert "Call the MASH" in page(client, "briefing", lesson.public_id)
    printed = client.get(reverse("learning:briefing_paper", args=[lesson.public_id]))
    assert printed.content.startswith(b"%PDF")
    assert printed["Content-Type"] == "application/pdf"


def test_the_public_reads_nothing_that_is_not_public(client, keeper):
    review = told.a_review(keeper, published=None)
    lesson = told.issued(told.a_briefing(told.a_recommendation(review, keeper), keeper), keeper)
    assert "No review is published yet" in page(client, "published_list")
    draft = told.a_briefing(told.a_recommendation(told.a_review(keeper), keeper), keeper)
    for name, thing in (("published", review), ("briefing", lesson), ("briefing", draft), ("briefing_paper", lesson)):
        assert client.get(reverse(f"learning:{name}", args=[thing.public_id])).status_code == 404


def test_a_public_page_names_no_briefing_of_a_review_that_is_not_public(client, signed_in, keeper, colleague):
    kept_back = told.a_review(keeper, published=None)
    lesson = told.issued(told.a_briefing(told.a_recommendation(kept_back, keeper), keeper), keeper)
    review = told.a_review(keeper)
    one = told.a_recommendation(review, keeper)
    told.closed(told.linked(one, keeper, "BRIEFING", lesson.public_id), colleague)
    assert lesson.title not in page(client, "published", review.public_id)
    shown = page(signed_in(keeper), "recommendation", one.public_id)
    assert lesson.title in shown
    assert reverse("learning:briefing", args=[lesson.public_id]) not in shown


def test_a_review_that_is_not_public_is_read_in_the_areas_that_share_it_alone(signed_in, keeper):
    hampshire = told.a_keeper("850", "Hampshire")
    review = told.a_review(keeper, published=None)
    one = told.a_recommendation(review, keeper)
    lesson = told.issued(told.a_briefing(one, keeper), keeper)
    pages = [("review_kept", review.public_id), ("recommendation", one.public_id), ("briefing_kept", lesson.public_id)]
    lists = [("themes",), ("theme", one.theme), ("learning_areas",)]
    theirs, ours = signed_in(hampshire), signed_in(keeper)
    for name, key in pages:
        assert ours.get(reverse(f"learning:{name}", args=[key])).status_code == 200
        assert theirs.get(reverse(f"learning:{name}", args=[key])).status_code == 404
    assert one.text in page(ours, "theme", one.theme)
    for name, *args in lists:
        shown = page(theirs, name, *args)
        assert one.text not in shown
        assert review.reference not in shown


def test_a_link_shows_what_was_answered_for_four_weeks(client, recommendation, keeper, trust):
    (response,) = told.sent(recommendation, keeper, trust, email="lead@trust.example")
    token = responses.guest_address(response).rstrip("/").rpartition("/")[2]
    said = {"name": "Ola Example", "answer": "REJECTED", "reason": "We do it already", **once()}
    assert "We do it already" in page(client, "answer_by_link", token, **said)
    now = timezone.now()
    assert responses.of_link(token, now + timedelta(days=27)) == response
    assert responses.of_link(token, now + timedelta(days=29)) is None


LISTS = ("recommendations", "reviews", "themes", "learning_areas", "responses")


@pytest.mark.parametrize("name", LISTS)
def test_lists_ask_a_fixed_number_of_questions(signed_in, keeper, trust, nurse, colleague, name):
    who = signed_in(nurse if name == "responses" else keeper)
    review = told.a_review(keeper)

    def grow() -> None:
        one = told.a_recommendation(review, keeper)
        police = make.team("Public protection", of=make.organisation())
        told.sent(one, keeper, trust, police)
        told.closed(told.linked(one, keeper, "COURSE", told.a_course(keeper, f"Course {uuid4()}").public_id), colleague)
        told.issued(told.a_briefing(one, keeper), keeper)

    grow()
    page(who, name)
    counted = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            page(who, name)
        counted.append(len(asked))
        for _ in range(3):
            grow()
    assert counted[0] == counted[1], counted


def test_the_list_is_filtered_by_where_the_chain_breaks(signed_in, keeper, trust):
    review = told.a_review(keeper)
    told.sent(told.a_recommendation(review, keeper), keeper, trust)
    client, at = signed_in(keeper), reverse("learning:recommendations")

    def listed(asked: str) -> bool:
        return "LCSPR" in client.get(f"{at}?{asked}").content.decode()

    for fits in ("chain=answer", "chain=broken", "theme=non-mobile-injury", "year=2026"):
        assert listed(fits), fits
    for does_not in ("chain=whole", "chain=impact", "theme=neglect", "year=2025"):
        assert not listed(does_not), does_not


def test_the_figure_opens_to_its_list(signed_in, keeper):
    told.a_recommendation(told.a_review(keeper), keeper)
    shown = page(signed_in(keeper), "learning_figures")
    assert f"{reverse('learning:recommendations')}?chain=whole" in shown
    assert "0 of 1" in shown, "the list's own number"
    assert "at least one accepts it" in shown, "the rule"


def test_a_theme_stands_over_years_and_areas(signed_in, keeper):
    hampshire = told.a_keeper("850", "Hampshire")
    told.a_recommendation(told.a_review(keeper, hampshire.membership.team.area), keeper)
    told.a_recommendation(told.a_review(hampshire), hampshire)
    for who in (keeper, hampshire):
        shown = page(signed_in(who), "theme", "non-mobile-injury")
        assert shown.count("Every agency follows one bruising protocol") == 2
        assert "Year to March 2025/26" in shown
        assert "Hampshire" in shown
        assert "Not shared" in shown
    assert signed_in(keeper).get(reverse("learning:theme", args=["nothing"])).status_code == 404
