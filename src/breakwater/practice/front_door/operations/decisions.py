"""Decisions at the front door: what happens to each child, and who hears of it next."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from breakwater.casework.cases import operations as cases
from breakwater.casework.chronology import operations as chronology
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.models import Handover
from breakwater.foundation import audit
from breakwater.partnership.organisations.models import Actor

from ..models import Contact, Decision, Outcome
from ..pathway import DECISION
from ..services import NEEDS_AGREEMENT, PASSED_TO, WITHOUT_A_CHILD
from . import receipts
from .screening import lock

FEWEST_WORDS = 30  # TR-14: every outcome other than a duplicate has a rationale of at least so many words


class ContactAlreadyDecided(Exception):
    """The contact carries a decision; only an offer that came back is decided again."""


class ContactNotDecided(Exception):
    """There is no decision yet to offer again."""


class NotCheckedByHand(Exception):
    """No list says what social care knows, so a person looks it up by hand before deciding (SG-07)."""


class AgreementNeeded(Exception):
    """Tier 2 and Tier 3 help is voluntary: it needs the family's agreement, recorded (TR-12)."""


class ChildNotSettled(Exception):
    """Nobody has settled who the contact is about, and this outcome is for a child who is known."""


class RationaleTooShort(Exception):
    """The reasons are shorter than the partnership asks for (TR-14)."""


@transaction.atomic
def decide(
    *,
    contacts: Sequence[Contact],
    outcome: str,
    rationale: str,
    words_for_sender: str,
    by: Actor,
    at: datetime,
    agreement: str = "NOT_NEEDED",
    agreement_words: str = "",
    checked_by_hand: bool = False,
) -> Handover | None:
    """Decide one contact, or several of one submission alike; stop their clocks and offer the work onwards.

    `checked_by_hand` says that someone looked up what social care knows (SG-07). Returns the offer, where the outcome goes
    to a service. Raises ContactAlreadyDecided, AgreementNeeded, RationaleTooShort, ChildNotSettled.
    """
    outcome = Outcome(outcome)
    if outcome != Outcome.DUPLICATE and len(rationale.split()) < FEWEST_WORDS:
        raise RationaleTooShort(str(len(rationale.split())))
    if outcome != Outcome.DUPLICATE and not checked_by_hand:
        raise NotCheckedByHand(outcome.label)
    if outcome in NEEDS_AGREEMENT and not (agreement == "AGREES" and agreement_words.strip()):
        raise AgreementNeeded(outcome.label)
    held = [lock(contact) for contact in sorted(contacts, key=lambda contact: contact.pk)]
    for contact in held:
        if contact.is_decided:
            raise ContactAlreadyDecided(contact.reference)
        if contact.child_id is None and outcome not in WITHOUT_A_CHILD:
            raise ChildNotSettled(contact.reference)
    said = {
        "outcome": outcome, "rationale": rationale, "words_for_sender": words_for_sender, "agreement": agreement,
        "agreement_words": agreement_words, "checked_by_hand": checked_by_hand,
    }  # fmt: skip
    for contact in held:
        _record(contact, said, by=by, at=at)
    service = PASSED_TO.get(outcome)
    if service:
        return handovers.offer(
            cases_carried=[contact.case for contact in held], to=service, reason=rationale, by=by, at=at,
            passes=agreement_words,
        )  # fmt: skip
    for contact in held:
        handovers.close_case(case=contact.case, reason=outcome.label, by=by, at=at)
    return None


def _record(contact: Contact, said: dict, *, by: Actor, at: datetime) -> None:
    Decision.objects.create(contact=contact, **said, at=at, by=by)
    outcome = said["outcome"]
    contact.outcome, contact.decided_at = outcome, at
    contact.save(update_fields=["outcome", "decided_at"])
    clocks.stop(case=contact.case, rule=DECISION, by=by, at=at)
    clocks.stop(case=contact.case, rule=handovers.OFFER_DECLINED, by=by, at=at)
    contact.case = cases.move(case=contact.case, to_stage="decided", by=by, at=at, why=outcome.label)
    chronology.record(
        case=contact.case, person=contact.child, kind="decision", what=f"Decision: {outcome.label}", by=by, at=at,
        significant=True,
    )  # fmt: skip
    receipts.tell_outcome(contact=contact, outcome=outcome, words=said["words_for_sender"], by=by, at=at)
    audit.did("decided", "case", contact.case_id, outcome=outcome.value)


@transaction.atomic
def offer_again(
    *, contact: Contact, outcome: str, rationale: str, words_for_sender: str, by: Actor, at: datetime,
    agreement: str = "NOT_NEEDED", agreement_words: str = "", checked_by_hand: bool = False,
) -> Handover | None:  # fmt: skip
    """Decide again after an offer came back declined: a new decision beside the old. Raises ContactNotDecided."""
    contact = lock(contact)
    if not contact.is_decided or contact.case.handovers.filter(handover__status="OFFERED").exists():
        raise ContactNotDecided(contact.reference)
    contact.outcome, contact.decided_at = "", None
    contact.save(update_fields=["outcome", "decided_at"])
    cases.move(case=contact.case, to_stage="screening", by=by, at=at, why="The offer was declined")
    return decide(
        contacts=[contact], outcome=outcome, rationale=rationale, words_for_sender=words_for_sender, by=by, at=at,
        agreement=agreement, agreement_words=agreement_words, checked_by_hand=checked_by_hand,
    )  # fmt: skip
