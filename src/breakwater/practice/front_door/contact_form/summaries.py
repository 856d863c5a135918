"""How a sender's drafts and answers read, prepared for the page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from breakwater.casework.recording.models import Answers
from breakwater.casework.recording.words import Section
from breakwater.foundation.design.environment import lines


@dataclass(frozen=True)
class DraftRow:
    public_id: str
    title: str
    saved_at: datetime


def draft_row(answers: Answers) -> DraftRow:
    """A draft by the first child it names."""
    rows = answers.values.get("children")
    first = rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], dict) else {}
    name = " ".join(
        str(first[key]) for key in ("child_first_name", "child_family_name") if isinstance(first.get(key), str)
    )
    more = f" and {len(rows) - 1} more" if name and len(rows) > 1 else ""
    return DraftRow(answers.public_id, f"{name}{more}" if name else "No child named yet", answers.saved_at)


def read_over(sections: Iterable[Section], *, unanswered: bool = True) -> list[dict]:
    """The sections of a form as they are read over before sending: each with one way to change it. What has nothing is left out."""
    return [
        {"title": each.title, "rows": rows, "actions": [{"text": "Change", "href": each.href}] if each.href else []}
        for each in sections
        if (rows := [row | {"href": ""} for row in summary_rows(each, unanswered=unanswered)])
    ]


def summary_rows(section: Section, *, unanswered: bool = True) -> list[dict]:
    """A section's answers as design's summary list draws them; without `unanswered`, what was said alone."""
    return [
        {"key": row.question, "value": lines(row.value), "what": row.what} | ({"href": row.href} if row.href else {})
        for row in section.rows
        if unanswered or row.state != "none"
    ]
