"""Where a contact is between screener and manager, in words for the board and Today."""

from datetime import datetime

from breakwater.casework.models import Transition
from breakwater.foundation.dates.in_words import moment_in_words

from ..pathway import READY, TO_DECIDE
from ..screening.operations.ready import is_sent_back


def mark(stage: str, move: Transition | None, *, now: datetime) -> str:
    """Of a card: since when a manager has it, or that it was sent back."""
    if move is None or stage not in TO_DECIDE:
        return ""
    if stage == READY:
        return f"Ready for decision since {moment_in_words(move.at, now=now)}"
    who = move.by.membership.user.name if move.by.membership else move.by.said
    return f"Sent back by {who} {moment_in_words(move.at, now=now)}: read why" if is_sent_back(move) else ""


def hint(stage: str, move: Transition | None, *, now: datetime) -> str:
    """Of a row on Today: from whom a manager has it, or what a manager sent it back for."""
    if stage == READY and move:
        return f". From {move.by.said}, {moment_in_words(move.at, now=now)}"
    return f". Sent back {moment_in_words(move.at, now=now)}: {move.why}" if is_sent_back(move) else ""
