"""The one thing to do now with a contact, for the post that looks at it."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse

from breakwater.casework.handovers.registry import RECEIVERS
from breakwater.casework.models import Handover, Task, Transition
from breakwater.foundation.dates.in_words import moment_in_words
from breakwater.partnership.organisations.models import Actor

from ..models import Contact, Outcome, Proposal
from ..pathway import READY
from ..screening import linked_contacts
from ..screening.findings import Side
from ..screening.operations.claims import is_claimed
from ..services import WAITS_FOR_ACCEPTANCE

SETTLE = "Settle who it is about"


@dataclass(frozen=True)
class NextAction:
    """What to do now: in words, with the link or the button that does it.

    `posts` is an address to post to; with
    `all_button` a second button there does it for every child of the same form.
    """

    title: str
    words: str
    button: str = ""
    href: str = ""
    posts: str = ""
    all_button: str = ""


def next_action(
    contact: Contact,
    actor: Actor,
    *,
    offers,
    running,
    allowed: dict,
    now: datetime,
    side: Side | None = None,
    with_duty: str = "",
    task: Task | None = None,
    handed: Transition | None = None,
) -> NextAction:
    """The one thing to do now with this contact, for this post. `with_duty` says what emergency duty has in hand (SG-04).

    `task` is one that is open though the contact is closed.
    """
    ref, url = contact.reference, reverse
    if task:
        due = moment_in_words(task.due_at, now=now)
        return NextAction(
            task.title,
            f"Due {due}, for {task.team.name}.",
            "See the task",
            href=url("casework:task", args=[task.public_id]),
        )
    if contact.case.closed_at and contact.is_provisional and allowed["match"]:
        return NextAction(
            "Match the child recorded provisionally",
            "Search again with what is known now. Nothing recorded is lost.",
            "Find the child",
            href=url("front_door:match", args=[ref]),
        )
    if contact.case.closed_at:
        return NextAction("Nothing more to do here", f"Closed: {contact.case.closing_reason}.")
    waiting = next((offer for offer in offers if offer.status == Handover.Status.OFFERED), None)
    if waiting:
        due = moment_in_words(waiting.answer_due_at, now=now)
        return NextAction(
            "Wait for the answer",
            f"Offered to {RECEIVERS[waiting.service].team_said(waiting.to_team.name)}, which answers by {due}. You stay responsible until then.",
            "See the handover",
            href=url("casework:handover", args=[waiting.reference]),
        )
    if contact.outcome == Outcome.TRANSFER and contact.case.stage == "handed_on":
        return _tell_the_sender()
    if contact.outcome == Outcome.TRANSFER:
        return NextAction(
            "Get the other authority's receipt",
            "Until they have said that they have it, the child is ours.",
            "How far it has got",
            href=url("front_door:passing", args=[ref]),
        )
    if contact.is_decided and not offers and contact.outcome not in WAITS_FOR_ACCEPTANCE:
        return _tell_the_sender()
    came_back = contact.is_decided
    if came_back:
        reason = next((offer.answer_reason for offer in offers if offer.status == Handover.Status.DECLINED), "")
        words = f"The offer came back: {reason}" if reason else "The offer came back."
        if allowed["decide"]:
            return NextAction("Decide again, today", words, "Decide again", href=url("front_door:decide", args=[ref]))
        return NextAction("A manager decides again, today", f"{words} Tell your manager now.")
    if side and side.proposal:
        return _second_look(contact, side)
    if contact.case.stage == READY:
        return _ready(contact, allowed, handed, now)
    held = is_claimed(contact, now)
    if held and contact.claimed_by_id != actor.membership_id and not allowed["decide"]:
        return NextAction("Someone is on it", claim_words(contact, actor, now))
    if with_duty and not held:
        return _with_emergency_duty(contact, with_duty, allowed)
    if not held and allowed["claim"]:
        return NextAction(
            "Claim it",
            "Nobody is working on this contact. It is yours until the end of the shift.",
            "Claim",
            posts=url("front_door:claim", args=[ref]),
        )
    if contact.child_id is None and allowed["match"]:
        return NextAction(
            SETTLE,
            "Search before you enter anyone new.",
            "Find the child",
            href=url("front_door:match", args=[ref]),
        )
    if side and side.is_open_with and allowed["route"] and contact.rag:
        known = side.is_open_with
        return NextAction(
            "Pass it to the worker, within the hour",
            f"Social care has an open case: {known.said}. No new referral is made.",
            "Pass it on",
            href=url("front_door:open_case", args=[ref]),
        )
    if contact.rag and contact.told_more_at and allowed["screen"]:
        return NextAction("Rate it again", "We were told more since it was rated.", "Rate again", href="#rate")
    if not contact.rag and allowed["screen"]:
        return NextAction(
            "Say how urgent it is", "A rating, with its reason. It does not move the clock.", "Rate", href="#rate"
        )
    if side and side.lacks and allowed["screen"] and contact.claimed_by_id == actor.membership_id:
        return NextAction(
            "Write the screening record",
            f"It does not say yet {', nor '.join(side.lacks)}.",
            "Write it",
            href=url("front_door:screening", args=[ref]),
        )
    if allowed["decide"]:
        return NextAction(
            "Decide", "What happens next for this child, and why.", "Decide", href=url("front_door:decide", args=[ref])
        )
    if allowed["screen"]:
        return NextAction(
            "Hand it to a manager",
            "It is matched and rated. The deadline runs on until a manager has decided.",
            "Ready for decision",
            href=url("front_door:ready", args=[ref]),
        )
    return NextAction("The MASH is working on it", "You will be told when there is something to do.")


def _tell_the_sender() -> NextAction:
    return NextAction(
        "Tell the sender what was decided",
        "It closes when they have been told.",
        "See what they hear",
        href="#sender",
    )


def _ready(contact: Contact, allowed: dict, handed: Transition | None, now: datetime) -> NextAction:
    """A manager decides; everyone else reads where it is. The same clock runs on (FD 9)."""
    by = f"{handed.by.said} handed it over {moment_in_words(handed.at, now=now)}. " if handed else ""
    note = f"Their note: {handed.why}" if handed and handed.why else ""
    if allowed["decide"]:
        return NextAction(
            "Ready for your decision",
            f"{by}{note}",
            "Decide",
            href=reverse("front_door:decide", args=[contact.reference]),
        )
    return NextAction(
        "With the manager, ready for decision", f"{by}{note} The deadline runs on until it is decided.".strip()
    )


def _with_emergency_duty(contact: Contact, words: str, allowed: dict) -> NextAction:
    """Whoever does duty says what they did; the day team takes it from there; nobody reads that it is nobody's."""
    if allowed["pick_up"]:
        return NextAction(
            "Pick it up from emergency duty",
            f"{words}. Read what was done, then claim it.",
            "What emergency duty did",
            href=reverse("front_door:overnight"),
        )
    if allowed["duty"]:
        return NextAction(
            "Record what you did",
            f"{words}. The MASH picks it up at opening.",
            "Record it",
            href=reverse("front_door:duty_did", args=[contact.reference]),
        )
    return NextAction("Emergency duty has it", f"{words}.")


def claim_with_all(action: NextAction, free: int) -> NextAction:
    """Where brothers and sisters of the same form are free too, one press claims them all. `free` are the others."""
    if action.button != "Claim" or not free:
        return action
    return replace(action, all_button=linked_contacts.claim_all_words(free))


def ask_of_the_strongest(action: NextAction, suggestion) -> NextAction:
    """Where one known child stands out, the next thing is to compare the two and not to search."""
    if action.title != SETTLE or suggestion is None or suggestion.band_kind != "good":
        return action
    return NextAction(
        f"Is it {suggestion.name}?",
        "What was told and what is known stand side by side. Compare them, then choose.",
        "Compare",
        href="#who",
    )


def _second_look(contact: Contact, side: Side) -> NextAction:
    """What is proposed waits for someone else: a third ending for a second manager (TR-13), any outcome for its approval."""
    proposal = side.proposal
    outcome = Outcome(proposal.said["outcome"]).label
    if proposal.why == Proposal.Why.APPROVAL:
        waits, words = (
            "It waits for approval",
            f"{proposal.by.said} proposes: {outcome}. A social-work-qualified manager approves it, or says why not.",
        )
    else:
        waits = "It waits for a second manager"
        words = f"{proposal.by.said} would end it without further action, the third in twelve months."
    if side.may_answer:
        return NextAction(
            "A decision waits for you",
            f"{words} Say whether you agree.",
            "Read it and answer",
            href=reverse("front_door:second", args=[contact.reference]),
        )
    return NextAction(waits, f"{words} The clock runs on.")


def claim_words(contact: Contact, actor: Actor, now: datetime, *, with_duty: str = "") -> str:
    """Who of the MASH has the contact now, and until when."""
    if contact.case.closed_at or contact.is_decided:
        return ""
    if not is_claimed(contact, now):
        return "Nobody in the MASH has claimed it yet." if with_duty else "Nobody has claimed it."
    until = moment_in_words(contact.claimed_until, now=now)
    if contact.claimed_by_id == actor.membership_id:
        return f"Yours until {until}."
    return f"{contact.claimed_by.user.name} is working on it until {until}."
