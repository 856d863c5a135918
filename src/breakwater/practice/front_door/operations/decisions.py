"""Decisions at the front door: what happens to each child, and who hears of it next."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from breakwater.casework.cases import operations as cases
from breakwater.casework.chronology import operations as chronology
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.models import Handover
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor

from .. import social_care
from ..models import Contact, Decision, Outcome, Proposal, Rag, Submission
from ..pathway import DECISION, ONWARD
from ..repeats import within_twelve_months
from ..services import PASSED_TO, PAST_THE_WORKER, PROTECTS, WITHOUT_A_CHILD, agreement_fault
from . import groups, labels, open_cases, oversight, rating, receipts, requests
from .locking import lock

PASSED_TO_WORKER = (
    "Social care has an open case of this child: {said} ({source}). What was told is passed to that worker and team at once, "
    "who know the child and decide what it changes. No new referral is made, because a case is open already."
)
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


class ReasonForSenderNeeded(Exception):
    """The sender reads a reason of their own, in words that are safe for them: never none, never the rationale (FD-16)."""


class ScreeningNotWhole(Exception):
    """An amber or red contact is decided on a whole screening record, or with the reason why it is not (FD 2.3)."""


class SecondManagerNeeded(Exception):
    """A third ending without further action in twelve months is decided by two managers (TR-13)."""


class DecidesTheirOwn(Exception):
    """Nobody decides a contact that they made (TR-22)."""


class NoCaseIsOpen(Exception):
    """Social care's list names no open case of this child, so there is no worker to pass the contact to."""


class NoReasonGiven(Exception):
    """A second manager who does not agree says why."""


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
    dispensed_because: str = "",
    refusal_considered: str = "",
    kind: str = "",
    in_error: bool = False,
    present: str = "",
    without_record_because: str = "",
    proposed_by: Actor | None = None,
    rationales: Mapping[int, str] | None = None,
) -> Handover | None:
    """Decide one contact, or several of one submission alike; stop their clocks and offer the work onwards.

    `rationales` has, by key, the reasons of those contacts whose own were written or confirmed: the decision is each child's.
    `checked_by_hand` says that someone looked up what social care knows (SG-07); a fresh list spares it. `proposed_by` is
    the first manager, where `by` is the second whom a third ending without further action needs (TR-13). Returns the offer,
    where the outcome goes to a service. Raises ContactAlreadyDecided, AgreementNeeded, RationaleTooShort, ChildNotSettled,
    NotCheckedByHand, ReasonForSenderNeeded, CaseIsOpenAlready, ScreeningNotWhole, SecondManagerNeeded, DecidesTheirOwn,
    labels.QuotesAnAnswer (TR-08).
    """
    outcome = Outcome(outcome)
    own = dict(rationales or {})
    fewest = min(len(words.split()) for words in (rationale, *own.values()))
    if outcome != Outcome.DUPLICATE and fewest < FEWEST_WORDS:
        raise RationaleTooShort(str(fewest))
    fault = agreement_fault(
        outcome, agreement=agreement, agreement_words=agreement_words, dispensed_because=dispensed_because,
        refusal_considered=refusal_considered,
    )  # fmt: skip
    if fault:
        raise AgreementNeeded(fault.words)
    # Contacts of one incident are decided together; what was sent again goes with the first, as a duplicate (FD 1.7).
    together = [*contacts, *groups.joined_with(contacts)]
    own |= _of_the_same_child(contacts, own)
    whole = [lock(contact) for contact in sorted(together, key=lambda contact: contact.pk)]
    again = groups.duplicates_among(whole)
    held = [contact for contact in whole if contact.pk not in again]
    keep_to_labels(
        whole, outcome=outcome, rationale=rationale, words_for_sender=words_for_sender, agreement_words=agreement_words,
        refusal_considered=refusal_considered, without_record_because=without_record_because, present=present,
    )  # fmt: skip
    for contact in whole:
        if contact.pk in own:
            keep_to_labels([contact], outcome=outcome, rationale=own[contact.pk], words_for_sender="")
    for contact in held:
        _may_be_decided(contact, outcome, words_for_sender, own.get(contact.pk, rationale), by=by)
        if outcome != Outcome.DUPLICATE and not checked_by_hand and social_care.needs_a_look(contact, at=at):
            raise NotCheckedByHand(outcome.label)
        if not without_record_because.strip() and missing_of_record(contact, outcome):
            raise ScreeningNotWhole(contact.reference)
        if outcome == Outcome.NO_FURTHER and not proposed_by and ended_twice_before(contact, at=at):
            raise SecondManagerNeeded(contact.reference)
    said = {
        "outcome": outcome, "rationale": rationale, "words_for_sender": words_for_sender, "agreement": agreement,
        "agreement_words": agreement_words, "checked_by_hand": checked_by_hand, "dispensed_because": dispensed_because,
        "refusal_considered": refusal_considered, "kind": kind if outcome == Outcome.SPECIALIST_SERVICE else "",
        "in_error": in_error and outcome == Outcome.DUPLICATE, "present": present,
        "without_record_because": without_record_because, "second_by": by if proposed_by else None,
    }  # fmt: skip
    reasons = {contact.pk: own.get(contact.pk, rationale) for contact in together}
    for contact in held:
        _record(contact, said | {"rationale": reasons[contact.pk]}, by=proposed_by or by, at=at)
    for contact in whole:
        if contact.pk in again:
            sent_again = {"outcome": Outcome.DUPLICATE, "in_error": False, "rationale": reasons[contact.pk]}
            _record(contact, said | sent_again, by=proposed_by or by, at=at)
            receipts.close_when_told(
                contact=contact, reason=Outcome.DUPLICATE.label, by=by, at=at, to_stage="duplicate"
            )
    service = PASSED_TO.get(outcome)
    if service:
        first_chosen_first = sorted(held, key=lambda contact: list(reasons).index(contact.pk))
        why = _each_by_name(first_chosen_first, reasons)
        return _offer_on(held, outcome, service, rationale=why, passes=agreement_words, by=by, at=at)
    if outcome == Outcome.TRANSFER:
        return None  # ours until the other authority's receipt: see `boundary`
    end = receipts.end_of(outcome, in_error=in_error)
    for contact in held:
        receipts.close_when_told(contact=contact, reason=outcome.label, by=by, at=at, to_stage=end)
    return None


def _of_the_same_child(contacts: Sequence[Contact], own: Mapping[int, str]) -> dict[int, str]:
    """The reasons of what is joined to a chosen contact: they are those of its own child, not of the first."""
    chosen = {contact.pk for contact in contacts}
    return {
        other.pk: own[contact.pk]
        for contact in contacts
        if contact.pk in own
        for other in groups.joined_with([contact])
        if other.pk not in chosen
    }


def _each_by_name(contacts: Sequence[Contact], reasons: Mapping[int, str]) -> str:
    """The reasons as the receiving team reads them in one offer: under each child's name, where they are not the same."""
    if len({reasons[one.pk] for one in contacts}) == 1:
        return reasons[contacts[0].pk]
    said = [f"{one.child.name if one.child else one.named_as}: {reasons[one.pk]}" for one in contacts]
    return "\n\n".join(dict.fromkeys(said))


def _may_be_decided(contact: Contact, outcome: Outcome, words_for_sender: str, rationale: str, *, by: Actor) -> None:
    if contact.is_decided:
        raise ContactAlreadyDecided(contact.reference)
    if contact.child_id is None and outcome not in WITHOUT_A_CHILD:
        raise ChildNotSettled(contact.reference)
    if by.membership_id and contact.sender_user_id == by.membership.user_id:
        raise DecidesTheirOwn(contact.reference)
    if outcome in PAST_THE_WORKER and open_cases.for_the_worker(contact):
        raise open_cases.CaseIsOpenAlready(contact.reference)
    public = contact.channel in (Submission.Channel.CHILD, Submission.Channel.PUBLIC)
    if not public and outcome != Outcome.DUPLICATE and words_for_sender.strip() in ("", rationale.strip()):
        raise ReasonForSenderNeeded(contact.reference)


def keep_to_labels(
    contacts: Sequence[Contact], *, outcome: str, rationale: str, words_for_sender: str, **others
) -> None:
    """Whether nothing of a decision repeats an answer further than its owner lets it go. `others` by the name of their box.

    Raises labels.QuotesAnAnswer (TR-08).
    """
    reasons = {"abroad": rationale} if outcome == Outcome.TRANSFER else {"rationale": rationale}
    labels.keep(contacts, to_sender=words_for_sender, **reasons, **others)


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


def ended_twice_before(contact: Contact, *, at: datetime) -> bool:
    """Two or more contacts of this child ended without further action in twelve months: a second manager decides (TR-13)."""
    if contact.child_id is None:
        return False
    today = london_date(at)
    ended = Decision.objects.filter(contact__child=contact.child_id, outcome=Outcome.NO_FURTHER, at__lte=at)
    days = ended.exclude(contact=contact).values_list("at", flat=True)
    return sum(within_twelve_months(london_date(day), today) for day in days) >= 2


def _offer_on(
    held, outcome: Outcome, service: str, *, rationale: str, passes: str, by: Actor, at: datetime
) -> Handover:
    """Offer the work to the service; to the worker's own team where social care's list names one that is here."""
    team = None
    if outcome == Outcome.OPEN_CASE:
        known = open_cases.open_with(held[0])
        team = open_cases.team_of(known, held[0].case.area)
        passes = known.said if known else passes
        for contact in held:
            contact.case = cases.move(case=contact.case, to_stage="on_open_case", by=by, at=at, why=outcome.label)
    offer = handovers.offer(
        cases_carried=[contact.case for contact in held], to=service, reason=rationale, by=by, at=at, passes=passes,
        to_team=team,
    )  # fmt: skip
    for contact in held:
        if contact.rag == Rag.GREEN:
            clocks.start(case=contact.case, rule=ONWARD, team=contact.case.responsible_team, at=at)
    return offer


@transaction.atomic
def pass_to_worker(
    *, contact: Contact, words_for_sender: str, note: str, by: Actor, at: datetime, checked_by_hand: bool = False
) -> Handover | None:
    """Pass a contact to the worker of the case that social care has open: no new referral, within the hour (O9, FD 1.7).

    Raises NoCaseIsOpen, and what `decide` raises.
    """
    known = open_cases.open_with(contact)
    if known is None:
        raise NoCaseIsOpen(contact.reference)
    rationale = PASSED_TO_WORKER.format(
        said=known.said, source=social_care.list_state(contact.case.area_id, at=at).source
    )
    return decide(
        contacts=[contact], outcome=Outcome.OPEN_CASE, rationale=f"{rationale} {note}".strip(),
        words_for_sender=words_for_sender, by=by, at=at, checked_by_hand=checked_by_hand,
    )  # fmt: skip


@transaction.atomic
def propose(*, contacts: Sequence[Contact], said: dict, by: Actor, at: datetime) -> list[Proposal]:
    """Put a decision before a second manager (TR-13). Nothing is decided; the clocks run on. Raises ContactAlreadyDecided."""
    made = []
    for contact in [lock(each) for each in sorted(contacts, key=lambda each: each.pk)]:
        if contact.is_decided:
            raise ContactAlreadyDecided(contact.reference)
        waiting = contact.proposals.filter(answered_at=None).first()
        made.append(waiting or Proposal.objects.create(contact=contact, said=said, at=at, by=by))
        notifications.tell(
            team=contact.case.responsible_team, words="A decision waits for a second manager",
            path=f"/mash/contacts/{contact.reference}/", reference=contact.reference, by=by, at=at,
        )  # fmt: skip
        audit.did("proposed a decision", "case", contact.case_id, outcome=said["outcome"])
    return made


@transaction.atomic
def answer_proposal(*, proposal: Proposal, agreed: bool, answer: str, by: Actor, at: datetime) -> Handover | None:
    """The second manager agrees, and it is decided; or does not, and it stays to be decided, with their reasons.

    Raises SecondManagerNeeded where the first answers themselves, NoReasonGiven where nobody says why not.
    """
    proposal = (
        Proposal.objects.select_for_update(of=("self",)).select_related("contact", "by__membership").get(pk=proposal.pk)
    )
    if proposal.answered_at is not None:
        return None
    if by.membership is None or by.membership.user_id == (proposal.by.membership and proposal.by.membership.user_id):
        raise SecondManagerNeeded(proposal.contact.reference)
    if not agreed and not answer.strip():
        raise NoReasonGiven(proposal.contact.reference)
    proposal.answered_at, proposal.answered_by, proposal.agreed, proposal.answer = at, by, agreed, answer
    proposal.save(update_fields=["answered_at", "answered_by", "agreed", "answer"])
    audit.did("answered a proposed decision", "case", proposal.contact.case_id, agreed=agreed)
    if not agreed:
        return None
    return decide(contacts=[proposal.contact], **proposal.said, proposed_by=proposal.by, by=by, at=at)


def _record(contact: Contact, said: dict, *, by: Actor, at: datetime) -> None:
    without = requests.go_without(contact=contact, by=by, at=at)
    decision = Decision.objects.create(contact=contact, **said, without=without, at=at, by=by)
    oversight.freeze(decision=decision, contact=contact, by=said["second_by"] or by, at=at)
    outcome = said["outcome"]
    contact.outcome, contact.decided_at = outcome, at
    contact.save(update_fields=["outcome", "decided_at"])
    clocks.stop(case=contact.case, rule=DECISION, by=by, at=at)
    clocks.stop(case=contact.case, rule=handovers.OFFER_DECLINED, by=by, at=at)
    rating.decided(contact=contact, by=by, at=at)
    contact.case = cases.move(case=contact.case, to_stage="decided", by=by, at=at, why=outcome.label)
    chronology.record(
        case=contact.case, person=contact.child, kind="decision", what=f"Decision: {outcome.label}", by=by, at=at,
        significant=True, detail=_for_the_chronology(contact, decision),
    )  # fmt: skip
    receipts.tell_outcome(contact=contact, outcome=outcome, words=said["words_for_sender"], by=by, at=at)
    audit.did("decided", "case", contact.case_id, outcome=outcome.value)


def _for_the_chronology(contact: Contact, decision: Decision) -> str:
    """The concern in a line, and the reason of the decision; of the specialist route neither (SG-12)."""
    if decision.outcome == Outcome.SPECIALIST:
        return ""
    return f"Concern: {chronology.in_a_line(contact.worry)}\nReason: {decision.rationale}"


@transaction.atomic
def offer_again(*, contact: Contact, by: Actor, at: datetime, **said) -> Handover | None:
    """Decide again after an offer came back declined: a new decision beside the old. `said` is what `decide` takes.

    Raises ContactNotDecided, and what `decide` raises.
    """
    contact = lock(contact)
    if not contact.is_decided or contact.case.handovers.filter(handover__status="OFFERED").exists():
        raise ContactNotDecided(contact.reference)
    contact.outcome, contact.decided_at = "", None
    contact.save(update_fields=["outcome", "decided_at"])
    cases.move(case=contact.case, to_stage="screening", by=by, at=at, why="The offer was declined")
    return decide(contacts=[contact], by=by, at=at, **said)
