"""The one thing to do now with a contact, for the post that looks at it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse

from breakwater.casework.handovers.registry import RECEIVERS
from breakwater.casework.models import Handover, Task, Transition
from breakwater.foundation.dates.in_words import moment_in_words
from breakwater.partnership.organisations.models import Actor

from ..emergency_duty import alarms_in_hand
from ..models import Contact, DutyAction, Outcome, Proposal
from ..pathway import READY
from ..screening import linked_contacts
from ..screening.findings import Side
from ..screening.operations.claims import is_claimed
from ..services import WAITS_FOR_ACCEPTANCE

SETTLE = "Match the child"


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


@dataclass(frozen=True)
class Standing:
    """How a contact stands for the post that looks at it.

    `offers` are its handovers, the newest first; `duty` is the last thing emergency duty did that nobody has picked up (SG-04); `task` is one that
    is open though the contact is closed; `handed` is how it came to a manager, where it did.
    """

    contact: Contact
    actor: Actor
    allowed: Mapping[str, bool]
    now: datetime
    offers: Sequence[Handover]
    side: Side
    duty: DutyAction | None = None
    task: Task | None = None
    handed: Transition | None = None

    @property
    def is_closed(self) -> bool:
        return self.contact.case.closed_at is not None

    @property
    def waiting(self) -> Handover | None:
        """The offer that nobody has answered yet."""
        return next((offer for offer in self.offers if offer.status == Handover.Status.OFFERED), None)

    @property
    def offered_to(self) -> str:
        to = RECEIVERS[self.waiting.service].team_said(self.waiting.to_team.name)
        return f"Offered to {to}. Answer due {self.moment(self.waiting.answer_due_at)}."

    @property
    def is_to_be_told(self) -> bool:
        """Whether it is decided, goes to nobody else or is with the other authority, and closes when its sender has been told."""
        contact = self.contact
        if contact.outcome == Outcome.TRANSFER:
            return contact.case.stage == "handed_on"
        return contact.is_decided and not self.offers and contact.outcome not in WAITS_FOR_ACCEPTANCE

    @property
    def is_held(self) -> bool:
        return is_claimed(self.contact, self.now)

    @property
    def is_mine(self) -> bool:
        return self.contact.claimed_by_id == self.actor.membership_id

    @property
    def is_elsewhere(self) -> bool:
        """Whether a colleague has it, and this post decides nothing."""
        return self.is_held and not self.is_mine and not self.allowed["decide"]

    @property
    def with_duty(self) -> str:
        """What emergency duty has in hand, in words."""
        return alarms_in_hand.said(self.duty, now=self.now) if self.duty else ""

    @property
    def what_picking_up_does(self) -> str:
        if self.is_held and not self.is_mine:
            return f"{self.contact.claimed_by.user.name} works on it: what is still to do becomes their task."
        return "It is yours then, and what is still to do becomes your task."

    @property
    def has_worker(self) -> bool:
        """Whether social care has an open case, so that it goes to that worker and is decided past nobody."""
        return bool(self.side.is_open_with and self.allowed["route"] and self.contact.rag)

    @property
    def why_it_came_back(self) -> str:
        reason = next((offer.answer_reason for offer in self.offers if offer.status == Handover.Status.DECLINED), "")
        return f"The offer came back: {reason}" if reason else "The offer came back."

    @property
    def needs_approval(self) -> bool:
        return self.side.proposal.why == Proposal.Why.APPROVAL

    @property
    def proposed(self) -> str:
        """What is proposed, and by whom: a third ending for a second manager (TR-13), or any outcome for its approval."""
        proposal = self.side.proposal
        if not self.needs_approval:
            return f"{proposal.by.said} would end it without further action, the third in twelve months."
        outcome = Outcome(proposal.said["outcome"]).label
        return f"{proposal.by.said} proposes: {outcome}. A social-work-qualified manager approves it, or says why not."

    @property
    def handed_words(self) -> str:
        """Who handed it to a manager, when, and their note."""
        if self.handed is None:
            return ""
        note = f"Their note: {self.handed.why}" if self.handed.why else ""
        return f"{self.handed.by.said} handed it over {self.moment(self.handed.at)}. {note}"

    def moment(self, at: datetime) -> str:
        return moment_in_words(at, now=self.now)


@dataclass(frozen=True)
class Step:
    """One row of what is to be done: `when` it is, its title and words, and the button with the address that it leads to.

    `to` is a part of the page, or a route that takes the contact's reference; where it takes something else, `args` gives that.
    """

    when: Callable[[Standing], object]
    title: str | Callable[[Standing], str]
    words: str | Callable[[Standing], str]
    button: str = ""
    to: str = ""
    args: Callable[[Standing], Sequence[str | int]] = lambda s: (s.contact.reference,)
    posts: bool = False

    def action(self, standing: Standing) -> NextAction:
        title, words = (each(standing) if callable(each) else each for each in (self.title, self.words))
        address = reverse(self.to, args=self.args(standing)) if ":" in self.to else self.to
        return NextAction(title, words, self.button, **{"posts" if self.posts else "href": address})


# The first row whose `when` holds is the one thing to do.
STEPS = (
    # It is closed.
    Step(
        lambda s: s.task,
        lambda s: s.task.title,
        lambda s: f"Due {s.moment(s.task.due_at)}, for {s.task.team.name}.",
        "See the task",
        to="casework:task",
        args=lambda s: (s.task.public_id,),
    ),
    Step(
        lambda s: s.is_closed and s.contact.is_provisional and s.allowed["match"],
        "Match the child recorded provisionally",
        "Search again with what is known now. Nothing recorded is lost.",
        "Find the child",
        to="front_door:match",
    ),
    Step(
        lambda s: s.is_closed,
        "Nothing more to do here",
        lambda s: f"Closed: {s.contact.case.closing_reason}.",
    ),
    # It is decided.
    Step(
        lambda s: s.waiting and not s.allowed["handovers"],
        "It is offered, and not answered yet",
        lambda s: f"{s.offered_to} {s.contact.case.responsible_team.name} stays responsible until then.",
    ),
    Step(
        lambda s: s.waiting,
        "Wait for the answer",
        lambda s: f"{s.offered_to} You stay responsible until then.",
        "See the handover",
        to="casework:handover",
        args=lambda s: (s.waiting.reference,),
    ),
    Step(
        lambda s: s.contact.outcome == Outcome.TRANSFER and not s.is_to_be_told,
        "Get the other authority's receipt",
        "Until they have said that they have it, the child is ours.",
        "How far it has got",
        to="front_door:passing",
    ),
    Step(
        lambda s: s.is_to_be_told,
        "Tell the referrer what was decided",
        "It closes when they have been told.",
        "See what they hear",
        to="#sender",
    ),
    Step(
        lambda s: s.contact.is_decided and s.allowed["decide"],
        "Decide again, today",
        lambda s: s.why_it_came_back,
        "Decide again",
        to="front_door:decide",
    ),
    Step(
        lambda s: s.contact.is_decided,
        "A manager decides again, today",
        lambda s: f"{s.why_it_came_back} Tell your manager now.",
    ),
    # It is with a manager.
    Step(
        lambda s: s.side.proposal and s.side.may_answer,
        "A decision waits for you",
        lambda s: f"{s.proposed} Say whether you agree.",
        "Read it and answer",
        to="front_door:second",
    ),
    Step(
        lambda s: s.side.proposal,
        lambda s: "It waits for approval" if s.needs_approval else "It waits for a second manager",
        lambda s: f"{s.proposed} The clock runs on.",
    ),
    Step(
        lambda s: s.contact.case.stage == READY and s.allowed["decide"],
        "Ready for your decision",
        lambda s: s.handed_words,
        "Decide",
        to="front_door:decide",
    ),
    Step(
        lambda s: s.contact.case.stage == READY,
        "With the manager, ready for decision",
        lambda s: f"{s.handed_words} The deadline runs on until it is decided.".strip(),
    ),
    # It is emergency duty's, whoever has it in the MASH; or somebody's, or nobody's.
    Step(
        lambda s: s.duty and s.allowed["pick_up"],
        "Pick it up from emergency duty",
        lambda s: f"{s.with_duty}. Read what was done. {s.what_picking_up_does}",
        "Pick it up",
        to="front_door:pick_up",
        args=lambda s: (s.duty.pk,),
        posts=True,
    ),
    Step(
        lambda s: s.duty and s.allowed["duty"],
        "Record what you did",
        lambda s: f"{s.with_duty}. The MASH picks it up at opening.",
        "Record it",
        to="front_door:duty_did",
    ),
    Step(lambda s: s.duty, "Emergency duty has it", lambda s: f"{s.with_duty}."),
    Step(
        lambda s: s.is_elsewhere,
        "Someone is on it",
        lambda s: claim_words(s.contact, s.actor, s.now),
    ),
    Step(
        lambda s: not s.is_held and s.allowed["claim"],
        "Allocate to me",
        "Nobody is working on this contact. It is yours until the end of the shift.",
        "Allocate to me",
        to="front_door:claim",
        posts=True,
    ),
    # It is screened, and then decided.
    Step(
        lambda s: s.contact.child_id is None and s.allowed["match"],
        SETTLE,
        "Search before you enter anyone new.",
        "Find the child",
        to="front_door:match",
    ),
    Step(
        lambda s: s.has_worker,
        "Pass it to the worker, within the hour",
        lambda s: f"Social care has an open case: {s.side.is_open_with.said}. No new referral is made.",
        "Pass it on",
        to="front_door:open_case",
    ),
    Step(
        lambda s: s.contact.rag and s.contact.told_more_at and s.allowed["screen"],
        "Rate it again",
        "We were told more since it was rated.",
        "Rate again",
        to="#rate",
    ),
    Step(
        lambda s: s.side.is_rated_below and s.allowed["screen"],
        "Rate it again, higher",
        lambda s: (
            f"It is rated {s.contact.get_rag_display().lower()}, and the facts allow no less than {s.side.floor.words}."
        ),
        "Rate again",
        to="#rate",
    ),
    Step(
        lambda s: not s.contact.rag and s.allowed["screen"],
        "Set the RAG rating",
        "A rating, with its reason. It does not move the clock.",
        "Rate",
        to="#rate",
    ),
    Step(
        lambda s: s.side.lacks and s.allowed["screen"] and s.is_mine,
        "Write the screening record",
        lambda s: f"It does not say yet {', nor '.join(s.side.lacks)}.",
        "Write it",
        to="front_door:screening",
    ),
    Step(
        lambda s: s.allowed["decide"],
        "Decide",
        "What happens next for this child, and why.",
        "Decide",
        to="front_door:decide",
    ),
    Step(
        lambda s: s.allowed["screen"],
        "Hand it to a manager",
        "It is matched and rated. The deadline runs on until a manager has decided.",
        "Ready for decision",
        to="front_door:ready",
    ),
    Step(lambda s: True, "The MASH is working on it", "You will be told when there is something to do."),
)


def next_action(standing: Standing) -> NextAction:
    """The one thing to do now with this contact, for this post."""
    return next(step.action(standing) for step in STEPS if step.when(standing))


def claim_with_all(action: NextAction, free: int) -> NextAction:
    """Where brothers and sisters of the same form are free too, one press claims them all. `free` are the others."""
    if action.button != "Allocate to me" or not free:
        return action
    return replace(action, all_button=linked_contacts.claim_all_words(free))


def ask_of_the_strongest(action: NextAction, suggestion) -> NextAction:
    """Where one known child stands out, the next thing is to compare the two and not to search."""
    if action.title != SETTLE or suggestion is None or suggestion.band_kind != "good":
        return action
    return NextAction(
        f"Is it {suggestion.name}?",
        "What was told and what is known are side by side. Compare them, then choose.",
        "Compare",
        href="#who",
    )


def claim_words(contact: Contact, actor: Actor, now: datetime, *, with_duty: str = "") -> str:
    """Who of the MASH has the contact now, and until when."""
    if contact.case.closed_at or contact.is_decided:
        return ""
    if not is_claimed(contact, now):
        return "It is not allocated yet in the MASH." if with_duty else "It is unallocated."
    until = moment_in_words(contact.claimed_until, now=now)
    if contact.claimed_by_id == actor.membership_id:
        return f"Yours until {until}."
    return f"{contact.claimed_by.user.name} is working on it until {until}."
