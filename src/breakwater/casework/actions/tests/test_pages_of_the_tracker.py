"""The pages of the action tracker, as the organisation that does an action and as the team that set it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.actions import lookup, operations
from breakwater.casework.actions.models import State, TrackedAction
from breakwater.partnership.notifications.registry import TODAY_PANELS
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make


@pytest.fixture
def setter(db):
    return make.actor("link_manager", of=make.team("Link team"))


@pytest.fixture
def school(db):
    return make.team("Safeguarding", of=make.organisation("Invented School", "SCHOOL"))


@pytest.fixture
def dsl(school):
    return make.actor("dsl", of=school)


def propose(setter, *owners, days=30, wording="Train each midday supervisor to record a concern"):
    due = timezone.localdate() + timedelta(days=days)
    facts = operations.ActionFacts("No record of lunchtime concerns", wording, "A register of 12 names", "2", due)
    with acting_as(setter) as by:
        return operations.propose(
            facts, origin=operations.Origin("VISIT"), owners=owners, by=by, at=timezone.now(), key=uuid4()
        )


def address(action, step=""):
    return reverse(f"casework:action{'_' + step if step else ''}", args=[action.public_id])


def test_from_a_browser_proposed_accepted_completed_verified_and_embedded(signed_in, setter, school, dsl):
    """Every hand does its part by the pages alone, and each page leads to the next."""
    ours, theirs = signed_in(setter), signed_in(dsl)
    due = timezone.localdate() + timedelta(days=40)
    said = {
        "idempotency": str(uuid4()),
        "source": "VISIT",
        "because": "No record of lunchtime concerns",
        "wording": "Train each midday supervisor to record a concern",
        "measure": "A register of 12 names",
        "priority": "2",
        "due_on-day": due.day,
        "due_on-month": due.month,
        "due_on-year": due.year,
        "to": "ONE",
        "owner": str(school.public_id),
    }
    page = ours.post(reverse("casework:action_new"), said, follow=True)
    assert "It is not accepted yet" in page.content.decode()
    with acting_as(setter):
        action = TrackedAction.objects.get()
    assert "Train each midday supervisor" in theirs.get(reverse("casework:actions")).content.decode()
    assert "Accept it, or say why not" in theirs.get(address(action)).content.decode()
    steps = (
        (theirs, "accept", {"owner": str(dsl.membership.public_id)}, "Do it by"),
        (theirs, "progress", {"words": "Six trained", "link": "example.org/register"}, "Six trained"),
        (
            theirs,
            "later",
            {"to_day-day": 1, "to_day-month": 12, "to_day-year": due.year + 1, "reason": "Ill"},
            "is asked for",
        ),
        (ours, "later_answer", {"granted": "yes", "answer": "Agreed"}, "first "),
        (theirs, "complete", {"words": "All twelve"}, "To be verified"),
        (ours, "verify", {"is_shown": "no", "words": "Ten names only"}, "sent back"),
        (theirs, "complete", {"words": "All twelve now"}, "To be verified"),
        (ours, "verify", {"is_shown": "yes", "words": "Saw twelve"}, "Verified"),
        (ours, "embed", {"words": "Concerns from lunchtime doubled"}, "Embedded"),
    )
    for browser, step, sent, seen in steps:
        assert browser.get(address(action, step)).status_code == 200, step
        page = browser.post(address(action, step), sent, follow=True).content.decode()
        assert seen in page, (step, page[page.index("<h1") :][:1500])


def test_a_step_whose_moment_is_over_leads_to_the_action(signed_in, setter, school, dsl):
    action = propose(setter, school)
    assert signed_in(dsl).get(address(action, "complete")).headers["Location"] == address(action)
    page = signed_in(dsl).post(address(action, "complete"), {"words": "All twelve"}).content.decode()
    assert "moved on meanwhile" in page
    assert "All twelve" in page, "what was typed is still there"


def test_whoever_did_it_is_offered_no_verifying(signed_in, setter):
    action = propose(setter, setter.membership.team)
    with acting_as(setter) as by:
        action = operations.accept(action, owner=by.membership, lead=None, by=by, at=timezone.now())
        operations.complete(action, words="Done", link="", by=by, at=timezone.now())
    assert "Check the evidence" not in signed_in(setter).get(address(action)).content.decode()
    page = signed_in(setter).post(address(action, "verify"), {"is_shown": "yes", "words": "x"}, follow=True)
    assert "somebody else verifies it" in page.content.decode()


def test_a_stranger_finds_no_action(signed_in, setter, school):
    stranger = make.actor("dsl", of=make.team("Safeguarding", of=make.organisation("Other School", "SCHOOL")))
    assert signed_in(stranger).get(address(propose(setter, school))).status_code == 404


@pytest.mark.parametrize("name", ["actions", "actions_set"])
def test_the_lists_ask_the_database_alike_for_few_and_many(signed_in, setter, school, dsl, name):
    def queries():
        browser = signed_in(setter if name == "actions_set" else dsl)
        browser.get(reverse(f"casework:{name}"))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            browser.get(reverse(f"casework:{name}"))
        return len(asked)

    propose(setter, school)
    few = queries()
    for number in range(9):
        propose(setter, school, wording=f"Do thing {number} for every pupil")
    assert queries() == few


def test_today_counts_more_than_it_reads(setter, school, dsl):
    for number in range(12):
        propose(setter, school, wording=f"Do thing {number} for every pupil")
    with acting_as(dsl) as by:
        assert TODAY_PANELS["casework.actions"](by, timezone.now()).count == 12
        for action in lookup.to_do_by(school):
            action = operations.accept(action, owner=by.membership, lead=None, by=by, at=timezone.now())
            operations.complete(action, words="Done", link="", by=by, at=timezone.now())
    with acting_as(setter) as by:
        assert TODAY_PANELS["casework.actions_set"](by, timezone.now()).count == 12


def test_what_waits_is_on_today_of_each(signed_in, setter, school, dsl):
    action = propose(setter, school)
    assert "Accept an action, or say why not" in signed_in(dsl).get("/today/").content.decode()
    with acting_as(dsl) as by:
        action = operations.accept(action, owner=by.membership, lead=None, by=by, at=timezone.now())
        operations.complete(action, words="Done", link="", by=by, at=timezone.now())
    assert "Verify an action" in signed_in(setter).get("/today/").content.decode()


def test_what_is_open_is_listed_until_something_else_is_asked(signed_in, setter, school):
    action = propose(setter, school)
    with acting_as(setter) as by:
        operations.supersede(action, words="The new policy has it", by=by, at=timezone.now())
        assert TrackedAction.objects.get().state == State.SUPERSEDED
    ours = signed_in(setter)
    assert "Train each" not in ours.get(reverse("casework:actions_set")).content.decode()
    assert "Train each" in ours.get(reverse("casework:actions_set") + "?show=closed").content.decode()
    assert "Train each" not in ours.get(reverse("casework:actions_set") + "?show=&source=").content.decode()


def test_who_does_it_and_by_when_keep_their_words_whole(signed_in, setter, school, dsl):
    propose(setter, school)
    page = signed_in(dsl).get(reverse("casework:actions")).content.decode()
    assert '<span class="bw-whole">Invented School</span>' in page
    assert page.count('class="bw-whole"') == 2
