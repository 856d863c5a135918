"""Decisions at the front door: what happens to each child, and who hears of it next."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from breakwater.casework.cases import operations as cases
from breakwater.casework.chronology import operations as chronology
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.handovers.registry import Allocated
from breakwater.casework.models import Handover
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.facts import values_of
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Person
from breakwater.partnership.people.records.operations import people

from ... import family_reads
from ...feedback import operations as receipts
from ...information_requests.operations import labels, requests
from ...models import Contact, Decision, Outcome, Proposal, Rag
from ...oversight import operations as oversight
from ...pathway import DECISION, ONWARD
from ...screening.operations import provisional, rating, requirements
from ...screening.operations.locking import lock
from ...screening.operations.requirements import FEWEST_WORDS, ContactAlreadyDecided
from ...screening.repeat_contacts import within_twelve_months
from ...services import PASSED_TO, PAST_THE_WORKER, PROTECTS, agreement_fault
from ...social_care_list import listed_children
from ...social_care_list.operations import open_cases
from . import open_tasks
from .agreement_to_help import record as record_agreements
from .decision_facts import DecisionFacts
from .decision_groups import Group

PASSED_TO_WORKER = (
    "Social care has an open case of this child: {said} ({source}). What was told is passed to that worker and team at once, "
    "who know the child and decide what it changes. No new referral is made, because a case is open already."
)

# What stands on the record of whoever a decision says must not be told, wherever they may be chosen. Why is read with the decision alone.
NOT_TO_BE_TOLD = "Must not be told of a MASH decision: ask the MASH before any contact."
MOST_OF_CARE = Person._meta.get_field("care_with_contact").max_length


class ContactNotDecided(Refusal):
    """There is no decision yet to offer again."""

    words = "There is no decision yet to offer again. Open the contact to see how things are."


class AgreementNeeded(Refusal):
    """Tier 2 and Tier 3 help is voluntary: it needs the family's agreement, recorded (TR-12)."""

    words = "This help is voluntary. Ask the family first, or choose an outcome that needs no agreement"
    box = "agreement"


class RationaleTooShort(Refusal):
    """The reasons are shorter than the partnership asks for (TR-14)."""

    words = "Write more of why"
    box = "rationale"


class ReasonForSenderNeeded(Refusal):
    """The sender reads a reason of their own, in words that are safe for them: never none, never the rationale (FD-16)."""

    words = "Write the reason in words for the referrer, not a copy of your own"
    box = "words_for_sender"


class SecondManagerNeeded(Refusal):
    """A third ending without further action in twelve months is decided by two managers (TR-13)."""

    words = "A second manager has to agree: it would be the third ending without further action in twelve months."


class DecidesTheirOwn(Refusal):
    """Nobody decides a contact that they made (TR-22)."""

    words = "You made this contact, so another manager decides it."


class NoCaseIsOpen(Refusal):
    """Social care's list names no open case of this child, so there is no worker to pass the contact to."""

    words = "Social care's list names no open case of this child now. Open the contact to decide it."


class NoReasonGiven(Refusal):
    """A second manager who does not agree says why."""

    words = "Write why you do not agree"
    box = "answer"


@transaction.atomic
def decide(
    contacts: Sequence[Contact],
    facts: DecisionFacts,
    *,
    by: Actor,
    at: datetime,
    rationales: Mapping[int, str] | None = None,
    proposed_by: Actor | None = None,
) -> Handover | None:
    """Decide one contact, or several of one submission alike; stop their clocks and offer the work onwards.

    `rationales` has, by key, the reasons of one contact; `proposed_by` is who proposed what `by` approves. Raises the faults
    of this module and `requirements`, AgreementNeeded, TasksUnsettled, QuotesAnAnswer.
    """
    facts = facts.stated(contacts[0])
    group = Group.of(contacts, dict(rationales or {}), facts.rationale)
    fewest = min(len(words.split()) for words in (facts.rationale, *group.reasons.values()))
    if facts.outcome != Outcome.DUPLICATE and fewest < FEWEST_WORDS:
        raise RationaleTooShort(str(fewest))
    agreed = _agreed(group, facts)
    repeats_a_phrase = _keep_to_labels(group, facts)
    _prepare(group, facts, proposed_by=proposed_by, by=by, at=at)
    going = group.tasks(facts.outcome, facts.tasks)
    if not requirements.may_approve(by):
        raise requirements.ApprovalNeeded(contacts[0].reference)
    shared = _shared_by_each(facts, repeats_a_phrase=repeats_a_phrase) | {"second_by": by if proposed_by else None}
    record_agreements(facts.statements, recorded_on=group.first, by=proposed_by or by, at=at)
    for contact in group.held:
        code, words = agreed[contact.pk]
        its = {
            "rationale": group.reasons[contact.pk],
            "agreement": code,
            "agreement_words": words,
            "tasks": going[contact.pk],
        }
        _record(contact, shared | its, by=proposed_by or by, at=at)
    for contact in group.again:
        its = {"rationale": group.reasons[contact.pk], "tasks": going[contact.pk]}
        _end_as_duplicate(contact, group.first, shared | its, by=by, proposed_by=proposed_by, at=at)
    return _onwards(group, facts, agreed, by=by, at=at)


def _agreed(group: Group, facts: DecisionFacts) -> dict[int, tuple[str, str]]:
    """The agreement that holds for each contact, by its key. Raises AgreementNeeded (TR-12)."""
    agreed = group.agreements(facts.statements, facts.agreement)
    for code, words in agreed.values():
        said = values_of(facts, "dispensed_because", "refusal_considered")
        fault = agreement_fault(facts.outcome, agreement=code, chosen=facts.agreement, agreement_words=words, **said)
        if fault:
            raise AgreementNeeded(fault.words, words=fault.words)
    return agreed


def _keep_to_labels(group: Group, facts: DecisionFacts) -> bool:
    """Whether any of the reasons repeats a phrase of an answer, for a reason that is given. Raises QuotesAnAnswer."""
    written = values_of(
        facts,
        "outcome",
        "rationale",
        "words_for_sender",
        "refusal_considered",
        "without_record_because",
        "present",
        "quotes_because",
    )
    written |= {"agreement_words": facts.who_agrees, "for_family": facts.words_for_family}
    repeats = keep_to_labels(group.whole, **written)
    return repeats | _keep_own_to_labels(group, facts.outcome, facts.quotes_because)


def _prepare(group: Group, facts: DecisionFacts, *, proposed_by: Actor | None, by: Actor, at: datetime) -> None:
    """Make each contact ready, and raise what stands in the way of deciding it."""
    outcome = facts.outcome
    for number, contact in enumerate(group.held):
        _may_be_decided(contact, outcome, facts.words_for_sender, group.reasons[contact.pk], by=by)
        contact = group.held[number] = requirements.prepare(contact, group.joined_to(contact), outcome, by=by, at=at)
        has_reason = bool(facts.without_record_because.strip())
        requirements.check(contact, outcome, checked_by_hand=facts.checked_by_hand, has_reason=has_reason, at=at)
        if outcome == Outcome.NO_FURTHER and not proposed_by and ended_twice_before(contact, at=at):
            raise SecondManagerNeeded(contact.reference)


def _shared_by_each(facts: DecisionFacts, *, repeats_a_phrase: bool) -> dict:
    """What the decisions of all these contacts have in common, by the fields of a Decision."""
    as_said = values_of(
        facts,
        "outcome",
        "words_for_sender",
        "checked_by_hand",
        "dispensed_because",
        "refusal_considered",
        "present",
        "without_record_because",
    )
    return as_said | {
        "kind": facts.kind if facts.outcome == Outcome.SPECIALIST_SERVICE else "",
        "in_error": facts.in_error and facts.outcome == Outcome.DUPLICATE,
        "quotes_because": facts.quotes_because if repeats_a_phrase else "",
        "for_family": list(facts.for_family),
    }


def _keep_own_to_labels(group: Group, outcome: Outcome, quotes_because: str) -> bool:
    """The same of the reasons written for one child: whether one of them repeats a phrase."""
    said = {"outcome": outcome, "words_for_sender": "", "quotes_because": quotes_because}
    repeated = False
    for contact in group.whole:
        if contact.pk in group.own:
            repeated |= keep_to_labels([contact], rationale=group.own[contact.pk], **said)
    return repeated


def _end_as_duplicate(
    contact: Contact, first: Contact, said: dict, *, by: Actor, proposed_by: Actor | None, at: datetime
) -> None:
    """What was sent again ends as a duplicate of the first, rated and allocated as that is."""
    requirements.take_over_from(first, contact, by=by, at=at)
    none = {"outcome": Outcome.DUPLICATE, "in_error": False, "agreement": "NOT_NEEDED", "agreement_words": ""}
    _record(contact, said | none, by=proposed_by or by, at=at)
    receipts.close_when_told(contact=contact, reason=Outcome.DUPLICATE.label, by=by, at=at, to_stage="duplicate")


def _onwards(
    group: Group, facts: DecisionFacts, agreed: Mapping[int, tuple[str, str]], *, by: Actor, at: datetime
) -> Handover | None:
    """Offer what is decided to the service that takes it on, or close it."""
    outcome = facts.outcome
    service = PASSED_TO.get(outcome)
    if service:
        offers = []
        for to, held in _who_takes_on(group.held, outcome, service).items():
            first_chosen_first = sorted(held, key=lambda contact: list(group.reasons).index(contact.pk))
            why = _each_by_name(first_chosen_first, group.reasons)
            passes = to.said or _each_by_name(first_chosen_first, {pk: words for pk, (_, words) in agreed.items()})
            offers.append(_offer_on(held, to, rationale=why, passes=passes, by=by, at=at))
        return offers[0]
    if outcome == Outcome.TRANSFER:
        return None  # ours until the other authority's receipt: see `boundary`
    end = receipts.end_of(outcome, in_error=facts.in_error)
    for contact in group.held:
        receipts.close_when_told(contact=contact, reason=outcome.label, by=by, at=at, to_stage=end)
    return None


def _each_by_name(contacts: Sequence[Contact], reasons: Mapping[int, str]) -> str:
    """The reasons as the receiving team reads them in one offer: under each child's name, where they are not the same."""
    if len({reasons[one.pk] for one in contacts}) == 1:
        return reasons[contacts[0].pk]
    said = [
        f"{one.child.name if one.child else one.named_as}: {reasons[one.pk]}" for one in contacts if reasons[one.pk]
    ]
    return "\n\n".join(dict.fromkeys(said))


def _may_be_decided(contact: Contact, outcome: Outcome, words_for_sender: str, rationale: str, *, by: Actor) -> None:
    if contact.is_decided:
        raise ContactAlreadyDecided(contact.reference)
    if by.membership_id and contact.sender_user_id == by.membership.user_id:
        raise DecidesTheirOwn(contact.reference)
    if outcome in PAST_THE_WORKER and open_cases.for_the_worker(contact):
        raise open_cases.CaseIsOpenAlready(contact.reference)
    if (
        not receipts.hears_no_outcome(contact)
        and outcome != Outcome.DUPLICATE
        and words_for_sender.strip() in ("", rationale.strip())
    ):
        raise ReasonForSenderNeeded(contact.reference)


def keep_to_labels(
    contacts: Sequence[Contact], *, outcome: str, rationale: str, words_for_sender: str, **others
) -> bool:
    """Let nothing of a decision repeat an answer further than its owner lets it go. `others` by the name of their box, and
    `quotes_because`. Answers whether a phrase is repeated for that reason.

    Raises labels.QuotesAnAnswer (TR-08).
    """
    reasons = {"abroad": rationale} if outcome == Outcome.TRANSFER else {"rationale": rationale}
    return labels.keep(contacts, to_sender=words_for_sender, **reasons, **others)


def ended_twice_before(contact: Contact, *, at: datetime) -> bool:
    """Two or more contacts of this child ended without further action in twelve months: a second manager decides (TR-13)."""
    if contact.child_id is None:
        return False
    today = london_date(at)
    ended = Decision.objects.filter(contact__child=contact.child_id, outcome=Outcome.NO_FURTHER, at__lte=at)
    days = ended.exclude(contact=contact).values_list("at", flat=True)
    return sum(within_twelve_months(london_date(day), today) for day in days) >= 2


def _who_takes_on(held: Sequence[Contact], outcome: Outcome, service: str) -> dict[Allocated, list[Contact]]:
    """Who is offered which contacts: the service of the outcome; of open cases, whoever is allocated to each child."""
    found: dict[Allocated, list[Contact]] = {}
    for contact in held:
        to = open_cases.allocated_to(contact) if outcome == Outcome.OPEN_CASE else None
        found.setdefault(to or Allocated(service), []).append(contact)
    return found


def _offer_on(
    held: Sequence[Contact], to: Allocated, *, rationale: str, passes: str, by: Actor, at: datetime
) -> Handover:
    """Offer the work to whoever takes it on; of a case that is open, to the team that has it where that is here."""
    for contact in held:
        if contact.outcome == Outcome.OPEN_CASE:
            why = Outcome.OPEN_CASE.label
            contact.case = cases.move(case=contact.case, to_stage="on_open_case", by=by, at=at, why=why)
    offer = handovers.offer(
        [contact.case for contact in held],
        handovers.Offer(to=to.service, reason=rationale, passes=passes, to_team=to.team),
        by=by,
        at=at,
    )
    for contact in held:
        if contact.rag == Rag.GREEN:
            clocks.start(case=contact.case, rule=ONWARD, team=contact.case.responsible_team, at=at)
    return offer


@transaction.atomic
def pass_to_worker(
    *, contact: Contact, words_for_sender: str, note: str, by: Actor, at: datetime, checked_by_hand: bool = False
) -> Handover | None:
    """Pass a contact to the worker of the case that social care has open: no new referral, within the hour (O9, FD 1.7).

    By whoever may not approve it, it is proposed to a manager, and nothing is returned. Its open tasks go with it.
    Raises NoCaseIsOpen, and what `decide` raises.
    """
    known = open_cases.open_with(contact)
    if known is None:
        raise NoCaseIsOpen(contact.reference)
    rationale = PASSED_TO_WORKER.format(
        said=known.said, source=listed_children.list_state(contact.case.area_id, at=at).source
    )
    facts = DecisionFacts(
        outcome=Outcome.OPEN_CASE.value,
        rationale=f"{rationale} {note}".strip(),
        words_for_sender=words_for_sender,
        checked_by_hand=checked_by_hand,
        tasks=dict.fromkeys(_open_tasks(contact), open_tasks.GOES),
    )
    try:
        with transaction.atomic():
            return decide([contact], facts, by=by, at=at)
    except requirements.ApprovalNeeded:
        propose([contact], facts, why=Proposal.Why.APPROVAL, by=by, at=at)
        return None


def _open_tasks(contact: Contact) -> list[str]:
    return [task.public_id for task in open_tasks.open_of([contact]).get(contact.pk, ())]


@transaction.atomic
def propose(
    contacts: Sequence[Contact], facts: DecisionFacts, *, by: Actor, at: datetime, why: str = Proposal.Why.THIRD_ENDING
) -> list[Proposal]:
    """Put a decision before whoever approves it, or before a second manager (TR-13). Nothing is decided; the clocks run on.

    Raises ContactAlreadyDecided.
    """
    words = "A decision waits for approval" if why == Proposal.Why.APPROVAL else "A decision waits for a second manager"
    made = []
    for contact in [lock(each) for each in sorted(contacts, key=lambda each: each.pk)]:
        if contact.is_decided:
            raise ContactAlreadyDecided(contact.reference)
        waiting = contact.proposals.filter(answered_at=None).first()
        made.append(waiting or Proposal.objects.create(contact=contact, said=facts.as_json(), why=why, at=at, by=by))
        notifications.tell(
            team=contact.case.responsible_team,
            words=words,
            path=f"/mash/contacts/{contact.reference}/",
            reference=contact.reference,
            by=by,
            at=at,
        )
        audit.did("proposed a decision", "case", contact.case_id, outcome=facts.outcome)
    return made


@transaction.atomic
def answer_proposal(*, proposal: Proposal, agreed: bool, answer: str, by: Actor, at: datetime) -> Handover | None:
    """The second manager agrees, and it is decided; or does not, and it stays to be decided, with their reasons.

    Raises SecondManagerNeeded where the first answers themselves, NoReasonGiven where nobody says why not, and what `decide` raises.
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
    facts = DecisionFacts.from_json(proposal.said)
    return decide([proposal.contact], facts, proposed_by=proposal.by, by=by, at=at)


def _record(contact: Contact, said: dict, *, by: Actor, at: datetime) -> None:
    without = requests.go_without(contact=contact, closes=said["outcome"] not in PROTECTS, by=by, at=at)
    decision = Decision.objects.create(contact=contact, **said, without=without, at=at, by=by)
    oversight.freeze(decision=decision, contact=contact, by=said["second_by"] or by, at=at)
    outcome = said["outcome"]
    contact.outcome, contact.decided_at = outcome, at
    contact.save(update_fields=["outcome", "decided_at"])
    tasks_open = open_tasks.open_of([contact]).get(contact.pk, ())
    open_tasks.end_chosen(tasks_open, decision.tasks, outcome, by=by, at=at)
    clocks.stop(case=contact.case, rule=DECISION, by=by, at=at)
    clocks.stop(case=contact.case, rule=handovers.OFFER_DECLINED, by=by, at=at)
    rating.decided(contact=contact, by=by, at=at)
    contact.case = cases.move(case=contact.case, to_stage="decided", by=by, at=at, why=outcome.label)
    chronology.record(
        case=contact.case,
        person=contact.child,
        kind="decision",
        what=f"Decision: {outcome.label}",
        by=by,
        at=at,
        significant=True,
        detail=_for_the_chronology(contact, decision),
    )
    for _, person, _ in family_reads.not_told([decision]):
        if person is not None and NOT_TO_BE_TOLD not in person.care_with_contact:
            words = " ".join(filter(None, [NOT_TO_BE_TOLD, person.care_with_contact]))
            people.take_care(person=person, words=words[:MOST_OF_CARE], by=by, at=at)
    not_to_tell = family_reads.names_who_must_not_be_told(contact, decision)
    words = said["words_for_sender"]
    receipts.tell_outcome(contact=contact, outcome=outcome, words=words, not_to_tell=not_to_tell, by=by, at=at)
    if contact.is_provisional and outcome != Outcome.DUPLICATE:
        provisional.ask_to_match(contact, by=by, at=at)
    audit.did("decided", "case", contact.case_id, outcome=outcome.value)


def _for_the_chronology(contact: Contact, decision: Decision) -> str:
    """The concern in a line, and the reason of the decision; of the specialist route neither (SG-12)."""
    if decision.outcome == Outcome.SPECIALIST:
        return ""
    return f"Concern: {chronology.in_a_line(contact.worry)}\nReason: {decision.rationale}"


@transaction.atomic
def offer_again(contact: Contact, facts: DecisionFacts, *, by: Actor, at: datetime) -> Handover | None:
    """Decide again after an offer came back declined: a new decision beside the old.

    Raises ContactNotDecided, and what `decide` raises.
    """
    contact = lock(contact)
    if not contact.is_decided or contact.case.handovers.filter(handover__status="OFFERED").exists():
        raise ContactNotDecided(contact.reference)
    contact.outcome, contact.decided_at = "", None
    contact.save(update_fields=["outcome", "decided_at"])
    cases.move(case=contact.case, to_stage="screening", by=by, at=at, why="The offer was declined")
    return decide([contact], facts, by=by, at=at)
