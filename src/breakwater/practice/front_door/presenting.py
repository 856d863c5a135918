"""How a sender's receipts and drafts read: the words for each stage, prepared for the page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from breakwater.casework.recording.models import Answers
from breakwater.casework.recording.words import Section
from breakwater.foundation.design.environment import lines

from .models import Receipt

STAGES = {
    "RECEIVED": ("We have it", "info", "A social worker reads it and decides what to do."),
    "DECIDED": ("Decided", "good", ""),
    "TAKEN_UP": ("Taken up", "good", ""),
}


@dataclass(frozen=True)
class Line:
    """One child on a receipt. `outcome` and `words` are what the sender may read."""

    child: str
    stage: str
    kind: str
    outcome: str
    words: str
    now_with: str
    at: datetime
    is_open: bool


@dataclass(frozen=True)
class ReceiptRow:
    reference: str
    received_at: datetime
    lines: tuple[Line, ...]
    is_new: bool
    due_on: object
    by_me: bool


@dataclass(frozen=True)
class DraftRow:
    public_id: str
    title: str
    saved_at: datetime


def receipt_lines(receipt: Receipt) -> list[Line]:
    made = []
    for line in receipt.lines:
        stage, kind, meaning = STAGES.get(line.get("status"), STAGES["RECEIVED"])
        made.append(
            Line(
                child=line.get("child", ""),
                stage=stage,
                kind=kind,
                outcome=line.get("outcome", ""),
                words=line.get("words", "") or meaning,
                now_with=line.get("now_with", ""),
                at=datetime.fromisoformat(line["at"]),
                is_open=line.get("status") == "RECEIVED",
            )
        )
    return made


def receipt_rows(receipts: Iterable[Receipt], *, mine: int) -> list[ReceiptRow]:
    """Each receipt as a row; `is_new` while there is an answer that nobody of the team has opened."""
    return [
        ReceiptRow(
            reference=receipt.reference,
            received_at=receipt.received_at,
            lines=tuple(lines := receipt_lines(receipt)),
            is_new=receipt.read_at is None and any(not line.is_open for line in lines),
            due_on=receipt.answer_due_on,
            by_me=receipt.sender_user_id == mine,
        )
        for receipt in receipts
    ]


def draft_row(answers: Answers) -> DraftRow:
    """A draft by the first child it names."""
    rows = answers.values.get("children")
    first = rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], dict) else {}
    name = " ".join(
        str(first[key]) for key in ("child_first_name", "child_family_name") if isinstance(first.get(key), str)
    )
    more = f" and {len(rows) - 1} more" if name and len(rows) > 1 else ""
    return DraftRow(answers.public_id, f"{name}{more}" if name else "No child named yet", answers.saved_at)


def summary_rows(section: Section) -> list[dict]:
    """A section's answers as design's summary list draws them."""
    return [
        {"key": row.question, "value": lines(row.value), "what": row.what} | ({"href": row.href} if row.href else {})
        for row in section.rows
    ]
