"""The letter that tells how a request ended without a copy: what was decided and why, who decided, and how to complain (UK GDPR article 12(4))."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design import paper

from .. import lookup
from ..models import RightsRequest
from .letter import CANNOT_SAY, COMPLAIN, who_to_ask

TEMPLATE = Path(__file__).parent / "papers" / "answer.typ"
Kind, Outcome = RightsRequest.Kind, RightsRequest.Outcome
ASKED = {
    Kind.ACCESS: "for a copy of what we hold",
    Kind.CORRECTION: "to correct what we hold",
    Kind.OBJECTION: "to stop or limit how we use what we hold",
    Kind.ERASURE: "to erase what we hold",
}
ENDED = {
    Outcome.DONE: "We have done what you asked.",
    Outcome.PARTLY: "We have done part of what you asked.",
    Outcome.REFUSED: "We have decided not to do what you asked.",
    Outcome.WITHDRAWN: "You told us that you no longer ask for this, and we have closed your request. You can ask again at any time.",
}
NOTED = "We have noted beside the record that you say it is not accurate. Everybody who reads it reads that."


def has_letter(request: RightsRequest) -> bool:
    """What was given has a letter of its own."""
    return request.outcome in ENDED


def letter(request: RightsRequest) -> bytes:
    """As it is sent, dated by the day on which the request ended."""
    on = date_in_words(london_date(request.ended_at))
    data = {
        "title": "Answer to your request",
        "author": request.area.partnership_name,
        "reference": request.reference,
        "to": request.asker_name,
        "on": on,
        "letter": list(sections(request, at=request.ended_at)),
    }
    lost: list[str] = []
    return paper.paper(TEMPLATE, paper.printable(data, lost) | {"signs_lost": bool(lost)})


def sections(request: RightsRequest, *, at: datetime) -> Iterator[tuple[str, list[str]]]:
    """Headings with their paragraphs."""
    outcome = Outcome(request.outcome)
    asked = f"You asked us on {date_in_words(request.received_on)} {ASKED[Kind(request.kind)]}."
    yield "What we decided", [asked, ENDED[outcome]]
    if outcome == Outcome.WITHDRAWN:
        yield "Who to ask", who_to_ask(request, at, "this request")
        return
    noted = [NOTED] if lookup.is_noted(request) else []
    yield "What we did, and why", [*lookup.answer_of(request).splitlines(), *noted, CANNOT_SAY]
    yield "If you do not agree", [*COMPLAIN]
    yield "Who to ask", who_to_ask(request, at, "this request")
