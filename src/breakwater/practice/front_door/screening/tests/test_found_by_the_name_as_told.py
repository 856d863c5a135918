"""Who searches for a person by name finds the open contacts of their team that nobody has matched with a record yet."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.arrivals.operations.arrivals import ChildTold
from breakwater.practice.front_door.screening.operations import claims
from breakwater_dev.testing import factories as make

HEADING = "Open contacts not matched yet"


@pytest.fixture
def searched(signed_in):
    """`searched(actor, words)` is the page that answers them."""
    return lambda who, words: signed_in(who).post(reverse("casework:search"), {"words": words}).content.decode()


@pytest.mark.parametrize(
    "words", ["Zofia Kowalczyk", "zofia", "Kowalczyk, Zofia", "Zofja Kowalczyk", "kowalczyk zofia 2015"]
)
def test_a_child_on_an_open_contact_is_found_by_the_name_as_told_in_a_group_of_its_own(
    screener, contact_arrives, searched, words
):
    contact = contact_arrives(ChildTold(named_as="Zofia Kowalczyk"))
    contact_arrives(ChildTold(named_as="Adam Elsewhere"))
    page = searched(screener, words)
    assert HEADING in page
    assert "No record found that you may see" in page
    assert reverse("front_door:contact", args=[contact.reference]) in page
    assert "Adam Elsewhere" not in page


def test_once_matched_or_closed_to_named_readers_it_is_in_no_such_group_and_nothing_is_said_of_it(
    screener, manager, contact_arrives, searched
):
    contact = contact_arrives(ChildTold(named_as="Zofia Kowalczyk"))
    other_words = searched(screener, "Nobody Suchname")
    with acting_as(screener) as by:
        claims.claim(contact=contact, by=by, at=timezone.now())
        child = make.person("Zofia", "Kowalczyk")
        claims.match(contact=contact, person=child, was_new=True, searched={}, found=0, by=by, at=timezone.now())
    assert HEADING not in searched(screener, "Zofia Kowalczyk")
    assert HEADING not in other_words
    assert "does not mean that the child is not known" in other_words


@pytest.mark.parametrize("role", ["tier2_coordinator", "social_worker", "emergency_duty"])
def test_nobody_of_another_team_finds_it(contact_arrives, searched, role):
    contact_arrives(ChildTold(named_as="Zofia Kowalczyk"))
    page = searched(make.actor(role, of=make.team("Another team")), "Zofia Kowalczyk")
    assert HEADING not in page
    assert "Nobody that you may see was found" in page


def test_the_search_is_audited_with_what_it_showed_and_without_its_words(screener, contact_arrives, searched):
    contact = contact_arrives(ChildTold(named_as="Zofia Kowalczyk"))
    with CaptureQueriesContext(connection) as queries:
        searched(screener, "Zofia Kowalczyk")
    [written] = [one["sql"] for one in queries.captured_queries if "insert into audit_entry" in one["sql"]]
    assert "searched" in written
    assert f'"case": [{contact.case_id}]' in written
    assert "zofia" not in written.lower()


def test_it_asks_as_much_of_the_database_for_three_as_for_one(screener, contact_arrives, signed_in):
    browser, address = signed_in(screener), reverse("casework:search")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            browser.post(address, {"words": "Zofia Kowalczyk"})
        return len(queries)

    contact_arrives(ChildTold(named_as="Zofia Kowalczyk"))
    asked()
    one = asked()
    contact_arrives(ChildTold(named_as="Zofia Kowalczyk"), ChildTold(named_as="Zosia Kowalczyk"))
    assert asked() == one
