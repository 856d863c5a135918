"""Nothing here is about a person in care: chapters are public. What is settled or decided, nobody alters, the application least."""

from pathlib import Path

from breakwater.foundation.grants.declare import Reference

ONCE_ANSWERED = ("answer", "answered_at", "answered_by_id")

TABLES = [
    Reference("policies_manual", update=("title", "about")),
    Reference("policies_sharing", update=False),
    Reference("policies_chapter", update=("title", "sort", "kept_by_id", "review_by", "under_review")),
    Reference("policies_version", frozen=("public_id", "chapter_id", "begun_at", "begun_by_id")),
    Reference("policies_ratification", update=("corrected_at",)),
    Reference("policies_local", update=False),
    Reference("policies_question", update=(*ONCE_ANSWERED, "why", "local_id", "asked_at", "earlier")),
    Reference("policies_period", update=("believed_to",)),
    Reference("policies_withdrawal", update=False),
    Reference("policies_review", update=False),
    Reference("policies_consultation", update=("closes_on", "closed_at")),
    Reference("policies_comment", update=(*ONCE_ANSWERED, "reason")),
    Reference("policies_wordimport", update=False, delete=True),
    Reference("policies_round", update=("token_digest", "due_on", "ends_on"), delete=True),
    Reference("policies_listed", update=False, delete=True),
    Reference("policies_reading", update=("listed_id",), delete=True),
]
SCRIPTS = [Path(__file__).parent / "sql" / "settled.sql"]
