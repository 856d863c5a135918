"""What goes over the boundary beside a worry: what the next authority must know before it rings anyone (SG-08).

Whoever passes a contact on gathers it here first, a room besides the front door too: operations know no page.
"""

from datetime import datetime

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.spoken import exact_moment

from .agreed import agreement_rows
from .beside import NOT_KNOWN_HERE, beside_of
from .boundary_file import GoesBeside
from .childs_words import childs_words, words_of_one
from .floors import reasons_of
from .models import Addition, Contact, Strategy, Submission
from .models.arrivals import NameKeptBack
from .senders import reach_rows

NOT_SURE = "The sender was not sure whether a child is in danger now."
CHILDS_WORDS = "More of what children of this contact said, in their own words, is kept with us. Ring us for it."


def told_beside(contact: Contact, *, at: datetime) -> GoesBeside:
    """A line each: who told and how to reach them, what the family was told and agrees to, what was told afterwards, what
    sets the lowest rating. The child's own words go as such, this child's alone: for workers there as here (SG-27).

    Where the submission is hidden with another of its children, it says that none of it is known here.
    """
    submission = _submission(contact)
    said = [_line(row) for row in reach_rows(submission)] if submission else [NOT_KNOWN_HERE]
    added = list(submission.additions.order_by("received_at", "pk")) if submission else []
    beside = beside_of(submission, added)
    said += [*beside.lines, *(_line(row) for row in agreement_rows(submission))]
    said += [_told_afterwards(one) for one in added if not one.is_beside]
    if contact.unsure_of_danger and not contact.immediate_danger:
        said.append(NOT_SURE)
    said += [f"Answered or found here: {words}." for words in reasons_of(contact, on=london_date(at))]
    words = words_of_one(submission, contact) if submission else []
    if set(childs_words(submission)) - set(words):
        said.append(CHILDS_WORDS)
    kept_back = beside.name_kept_back if submission else NameKeptBack.NOT_KNOWN
    return GoesBeside("\n".join(said), kept_back, tuple(words))


def open_discussions(contact: Contact) -> list[str]:
    """The references of strategy discussions about a contact that are not concluded: the next authority does not read them."""
    found = Strategy.objects.filter(contact=contact, case__closed_at=None).order_by("pk")
    return list(found.values_list("case__reference", flat=True))


def is_known_here(contact: Contact) -> bool:
    """Whether the actor reads what came with a contact, so that it goes over with it."""
    return _submission(contact) is not None


def _submission(contact: Contact) -> Submission | None:
    return Submission.objects.filter(pk=contact.submission_id).select_related("answers__version__form").first()


def _told_afterwards(one: Addition) -> str:
    return f"Told us afterwards, {exact_moment(one.received_at)}: {' '.join(one.words.split())}"


def _line(row: dict) -> str:
    return f"{row['key']}: {str(row['value']).rstrip('.')}."
