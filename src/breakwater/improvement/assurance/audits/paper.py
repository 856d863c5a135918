"""The letter of a formal request, as a PDF that a screen reader reads."""

from pathlib import Path

from breakwater.foundation.design import moments
from breakwater.foundation.design import paper as papers

from ..models import FormalRequest
from .pathway import POWER

TEMPLATE = Path(__file__).parent / "papers" / "formal_request.typ"


def letter_of(made: FormalRequest) -> bytes:
    """The letter names the power. What was typed stands in the data alone."""
    member = made.member
    held = {
        "title": "Request for information",
        "organisation": member.organisation.name,
        "addressed_to": made.addressed_to,
        "made_on": moments.day(made.made_at),
        "partnership": member.area.partnership_name,
        "power": POWER,
        "round": member.round_area.round.title,
        "was_due": moments.day(member.request.due_on),
        "wanted": made.wanted,
        "answer_by": moments.day(made.answer_by),
        "sender": made.made_by.said,
    }
    return papers.paper(TEMPLATE, papers.printable(held, []))
