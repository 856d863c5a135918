"""What a calendar file of a meeting and its page say of when it was moved."""

from datetime import datetime

from breakwater.foundation.dates.in_words import exact_moment
from breakwater.foundation.design.moments import day

from .models import Meeting


def changed_at(meeting: Meeting) -> datetime:
    """When what a calendar file of it says was said: a program that holds two takes the later."""
    newest = meeting.moves.order_by("-at").values_list("at", flat=True).first()
    return newest or meeting.called_at


def moves_of(meeting: Meeting) -> list[dict]:
    """Each time a meeting was moved, newest first, as a timeline shows it."""
    moves = meeting.moves.select_related("by__membership__user").order_by("-at", "-pk")
    return [
        {
            "title": f"Was on {exact_moment(move.was_starts_at)}{f', {move.was_place}' if move.was_place else ''}",
            "when": day(move.at),
            "body": ". ".join(
                [
                    move.because.rstrip("."),
                    *([f"Answered until then: {'; '.join(move.answers)}"] if move.answers else []),
                ]
            ),
            "who": move.by.membership.user.name if move.by.membership_id else "",
        }
        for move in moves
    ]
