"""Searches are on record: who was shown, and what was asked in a form that says nothing."""

from collections.abc import Sequence
from datetime import datetime

from breakwater.foundation import audit
from breakwater.partnership.organisations.models import Actor


def log_search(*, searched: dict, found: Sequence[int], by: Actor, at: datetime, cases: Sequence[int] = ()) -> None:
    """Put a search on record: who was shown, and digests of what was searched, never the words (SG-10).

    `searched` is `Found.searched`, `found` the ids of the people shown, `cases` those of work shown whose child has no record. The words themselves are kept by the room that
    answers "nothing known", with its answer.
    """
    audit.saw("person", *found)
    audit.saw("case", *cases)
    terms = {group: [audit.digest(word.casefold()) for word in words] for group, words in searched.items()}
    audit.did("searched", "person", None, found=len(found), terms=terms, **({"cases": len(cases)} if cases else {}))
