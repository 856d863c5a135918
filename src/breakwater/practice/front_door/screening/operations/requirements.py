"""What a contact needs before it is decided: a rating, a recorded search, a worker, and an approver who is social-work-qualified."""

from collections.abc import Sequence
from datetime import datetime

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import Permission, allows
from breakwater.partnership.organisations.models import Actor

from ...models import Contact, Outcome, Rag
from ...services import ENDS, NEEDS_AGREEMENT, PROTECTS
from ...social_care_list import listed_children
from .. import rating_floors
from . import claims, provisional, rating, record

RATING, SEARCH, WORKER = "a rating", "a recorded search for who the child is", "a worker it is allocated to"
SIBLING = "a contact for each child who needs one of their own"


class ContactNotReady(Refusal):
    """A contact is decided rated, searched and allocated, never before. `lacks` says which of these is missing."""

    def __init__(self, contact: Contact, lacks: list[str]):
        self.contact, self.lacks = contact, lacks
        words = f"The contact needs {in_a_row(lacks)} first. Open it, then pass it on."
        super().__init__(contact.reference, words=words)


class ApprovalNeeded(Refusal):
    """Every outcome is approved by a social-work-qualified manager; whoever decides here is not one."""

    words = "A social-work-qualified manager approves it: your role here is not recorded as one."


class NotCheckedByHand(Refusal):
    """No list says what social care knows, so a person looks it up by hand before deciding (SG-07)."""

    words = "Look the child up in social care's own record, then tick this"
    box = "checked_by_hand"


class ScreeningNotWhole(Refusal):
    """An amber or red contact is decided on a whole screening record, or with the reason why it is not (FD 2.3)."""

    words = "Finish the screening record, or write why you decide without it"
    box = "without_record_because"


class HarmUnanswered(Refusal):
    """Harm that is red by the facts ends in no help, or in help that is voluntary, only where somebody has answered it (TR-06)."""

    def __init__(self, contact: Contact, because: str):
        words = (
            f"This contact says: {because}. Hold a strategy discussion, or as a manager rate it lower with the reason, "
            "before you decide this"
        )
        super().__init__(contact.reference, words=words, box="outcome")


def harm_unanswered(contact: Contact, outcome: str, *, at: datetime) -> str:
    """The harm that this outcome would leave without an answer; nothing where a strategy discussion was held about it, or a
    manager rated it lower knowing of it.
    """
    if outcome not in {*ENDS, *NEEDS_AGREEMENT} or contact.strategies.exclude(recorded_at=None).exists():
        return ""
    floor = rating_floors.harm_of(contact, on=london_date(at))
    newest = contact.ratings.order_by("-at", "-pk").first()
    is_known = newest is not None and newest.is_override and newest.floor == Rag.RED
    return "" if is_known else floor.because


def missing(contact: Contact, outcome: str = "") -> list[str]:
    """What has still to be done before this outcome, in words. Protection is never held up: what it lacks is made with it."""
    if outcome in PROTECTS:
        return []
    found = {
        RATING: bool(contact.rag),
        SEARCH: contact.child_id is not None or outcome == Outcome.DUPLICATE,
        WORKER: contact.claimed_by_id is not None,
        SIBLING: outcome == Outcome.DUPLICATE or not record.needs_contacts(contact),
    }
    return [words for words, is_there in found.items() if not is_there]


def in_a_row(words: list[str]) -> str:
    """ "a rating, a search and a worker"; nothing of nothing."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def check(contact: Contact, outcome: Outcome, *, checked_by_hand: bool, has_reason: bool, at: datetime) -> None:
    """Whether a contact is rated, searched and allocated, looked up in social care's record, and its own record whole.

    Raises ContactNotReady, HarmUnanswered, NotCheckedByHand, ScreeningNotWhole.
    """
    if lacks := missing(contact, outcome):
        raise ContactNotReady(contact, lacks)
    if because := harm_unanswered(contact, outcome, at=at):
        raise HarmUnanswered(contact, because)
    if outcome != Outcome.DUPLICATE and not checked_by_hand and listed_children.needs_a_look(contact, at=at):
        raise NotCheckedByHand(outcome.label)
    if not has_reason and missing_of_record(contact, outcome):
        raise ScreeningNotWhole(contact.reference)


def missing_of_record(contact: Contact, outcome: str, newest: Sequence | None = None) -> list[str]:
    """What an amber or red contact's screening record lacks before it is decided (FD 2.3). Protection waits for no record.

    `newest` is its newest record, where it was read already, in a list; an empty list where there is none.
    """
    if contact.rag not in (Rag.RED, Rag.AMBER) or outcome in {*PROTECTS, Outcome.DUPLICATE, Outcome.OPEN_CASE}:
        return []
    if newest is None:
        newest = contact.screening_records.order_by("-number")[:1]
    record = next(iter(newest), None)
    return [
        words
        for box, words in {
            "child_seen_and_heard": "whether the child was seen and heard",
            "lived_experience": "what the child's life is like",
            "adults_considered": "fathers and other adults considered",
        }.items()
        if not (record and getattr(record, box).strip())
    ]


def may_approve(by: Actor) -> bool:
    """Whether whoever acts is a manager who decides here and is social-work-qualified."""
    post = by.membership if by.membership_id else None
    return post is not None and allows(post.role_id, Permission.CONTACT_DECIDE) and post.is_social_work_qualified


def prepare(contact: Contact, joined_to: Contact | None, outcome: str, *, by: Actor, at: datetime) -> Contact:
    """What a contact has by being joined to one that is decided, and by being protected."""
    if joined_to:
        contact = take_over_from(joined_to, contact, by=by, at=at)
    return make_for_protection(contact, outcome, by=by, at=at) if outcome in PROTECTS else contact


def make_for_protection(contact: Contact, outcome: str, *, by: Actor, at: datetime) -> Contact:
    """A child is protected first: unrated it is red, unallocated it is the decider's, and one nobody can name is recorded provisionally."""
    contact = provisional.record_provisionally(contact=contact, by=by, at=at)
    if not contact.rag:
        contact = rating.rate(contact=contact, rag=Rag.RED, reason=f"Decided: {Outcome(outcome).label}", by=by, at=at)
    if contact.claimed_by_id is None:
        contact = claims.claim(contact=contact, by=by, at=at)
    return contact


def take_over_from(first: Contact, other: Contact, *, by: Actor, at: datetime) -> Contact:
    """What is joined to a contact is rated and allocated as that is: one triage, one decision (FD 1.7)."""
    if not other.rag and first.rag:
        other = rating.rate(contact=other, rag=first.rag, reason=f"As contact {first.reference}", by=by, at=at)
    if other.claimed_by_id is None and first.claimed_by_id:
        claims.allocate_with(first=first, other=other, by=by)
    return other


FEWEST_WORDS = 30  # TR-14: every outcome other than a duplicate has a rationale of at least so many words


class ContactAlreadyDecided(Refusal):
    """The contact carries a decision; only an offer that came back is decided again."""

    words = "Someone has decided this contact meanwhile. Open it to read the decision."
