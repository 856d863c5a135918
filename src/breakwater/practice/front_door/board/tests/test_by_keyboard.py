"""The board by keyboard: few stops before the first contact, and a way past them all."""

import pytest

from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater_dev.testing.browsers import show
from breakwater_dev.testing.served import chromium

__all__ = ["chromium"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]
IN_A_ROW = "Boolean(document.activeElement.closest('.mash-card'))"
MOST_STOPS = 8


@pytest.fixture
def board(screener, signed_in, contact_arrives, chromium):
    contact_arrives(arrivals.ChildTold(named_as="Abe Ash"), arrivals.ChildTold(named_as="Zed Ash"))
    page = chromium.new_page()
    show(page, signed_in(screener).get("/mash/", {"order": "due", "rag": "none"}).content.decode())
    yield page
    page.close()


def test_at_most_eight_stops_of_the_page_stand_before_the_first_contact(board):
    board.locator("#main-content").focus()
    stops = 0
    while not board.evaluate(IN_A_ROW):
        board.keyboard.press("Tab")
        stops += 1
        assert stops <= MOST_STOPS + 1, "the first contact is itself a stop"


def test_a_skip_link_leads_to_the_first_contact(board):
    link = board.get_by_role("link", name="Skip to the first contact")
    link.focus()
    assert link.bounding_box()["height"] > 10
    board.keyboard.press("Enter")
    board.keyboard.press("Tab")
    assert board.evaluate(IN_A_ROW)
    assert board.evaluate("document.activeElement.textContent").startswith("Abe Ash")


def test_the_arrow_keys_walk_a_row_of_links(board):
    heads = board.get_by_role("toolbar", name="Sort by").get_by_role("link")
    heads.filter(has_text="Deadline").focus()
    board.keyboard.press("ArrowRight")
    assert board.evaluate("document.activeElement.textContent") == "Allocated to"
    board.keyboard.press("Home")
    assert board.evaluate("document.activeElement.textContent") == "Danger and RAG"
