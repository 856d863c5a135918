"""What a decision will do and who will read what, before it is recorded."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ..contact_form.operations.agreements import agreement_of
from ..feedback.letters import WORDS_FOR_PROFESSIONALS, WORDS_FOR_THE_PUBLIC
from ..feedback.operations import hears_no_outcome
from ..models import Contact, InformationRequest, Outcome, Submission
from ..models.arrivals import PRIVATE_SOURCES
from ..screening.operations import requirements
from ..screening.operations.claims import is_claimed
from ..screening.operations.requirements import in_a_row
from ..services import WHAT_IT_STARTS
from ..social_care_list.operations import open_cases
from ..voice_of_the_child import childs_words, repeats_a_child

# What a private person who tells of a child may be to the family. A word of these in the reasons may show who it was.
WHO_TOLD = re.compile(
    r"\b(neighbours?|friends?|relatives?|grand(?:mother|father|parent|ma|pa)s?|aunts?|auntie|uncles?|child ?minders?|callers?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Preview:
    """The decision in words, what it starts, and what the sender and the family will read.

    `repeats_a_child`: the reasons, or what the sender reads, have what the child said in the child's own words (SG-27).
    `shows_who_told`: a neighbour, a friend or one of the family told, and the reasons have such a word; the family is not told who.
    """

    outcome: str
    starts: str
    sender_outcome: str
    sender_words: str
    sender_is_public: bool
    has_sender: bool
    children: Sequence[str]
    rationale: str = ""
    agreed: Mapping[str, str] = field(default_factory=dict)
    tasks: Sequence[str] = ()
    has_childs_words: bool = False
    repeats_a_child: bool = False
    shows_who_told: bool = False

    @property
    def agreed_rows(self) -> list[dict]:
        """Whose agreement names each child, as design's summary list draws it."""
        several = len(self.agreed) > 1
        return [
            {"key": f"Agreement for {name}" if several else "Agreement", "value": said}
            for name, said in self.agreed.items()
        ]


@dataclass(frozen=True)
class ChildOnForm:
    """Another child of the same form, as whoever decides for a brother or sister sees them."""

    reference: str
    name: str
    rating: str
    worker: str
    search: str
    checks: str
    outcome: str
    lacks: str
    child: int | None = None


def children(contact: Contact, at: datetime) -> list[ChildOnForm]:
    """The other children of the form with their rating, checks and outcome: two queries."""
    others = list(
        Contact.objects.filter(submission=contact.submission_id)
        .exclude(pk=contact.pk)
        .select_related("case", "child", "claimed_by__user")
        .order_by("position", "pk")
    )
    counted = _checks([contact, *others]) if others else {}
    return [_child_on_form(one, *counted.get(one.pk, (0, 0)), at=at) for one in others]


def _checks(contacts: Sequence[Contact]) -> dict[int, tuple[int, int]]:
    """How many agency checks were sent about the child of each contact, and how many are answered: its own, and those of a
    brother's or sister's contact that name the child. One query.
    """
    sent = InformationRequest.objects.filter(contact__in=[one.pk for one in contacts]).exclude(sent_at=None)
    named: dict[int, tuple[int, str, set[str]]] = {}
    for pk, of, status, name in sent.values_list("pk", "contact", "status", "people__name"):
        named.setdefault(pk, (of, status, set()))[2].add((name or "").casefold())
    counted = {}
    for one in contacts:
        about = [status for of, status, people in named.values() if of == one.pk or one.names & people]
        counted[one.pk] = (len(about), sum(status in InformationRequest.ANSWERS for status in about))
    return counted


def _child_on_form(other: Contact, sent: int, answered: int, *, at: datetime) -> ChildOnForm:
    if not other.child_id:
        search = "Not searched yet"
    elif other.is_provisional:
        search = "Recorded provisionally"
    else:
        search = f"Matched to {other.child.name}"
    lapsed = "" if is_claimed(other, at) else ", whose shift is over"
    return ChildOnForm(
        reference=other.reference,
        name=other.child.name if other.child else other.named_as,
        rating=other.get_rag_display() or "Not rated yet",
        worker=f"{other.claimed_by.user.name}{'' if other.is_decided else lapsed}"
        if other.claimed_by_id
        else "Unallocated",
        search=search,
        checks=f"{answered} of {sent} agency checks answered" if sent else "No agency check sent",
        outcome=other.get_outcome_display() or "Not decided yet",
        lacks="" if other.is_decided else in_a_row(requirements.missing(other)),
        child=other.child_id,
    )


def preview(
    contact: Contact,
    others: Sequence[Contact],
    *,
    outcome: str,
    words: str,
    rationale: str = "",
    agreed: Mapping[str, str] | None = None,
    tasks: Sequence[str] = (),
) -> Preview:
    """What will be read and done once this is recorded."""
    chosen = Outcome(outcome)
    public = hears_no_outcome(contact)
    submission = contact.sent()
    said = childs_words(submission)
    has_account = submission is not None and bool(submission.sender_user_id or submission.sender_team_id)
    return Preview(
        outcome=chosen.label,
        starts=_starts(chosen, (contact, *others)),
        sender_outcome="" if public else WORDS_FOR_PROFESSIONALS[chosen],
        sender_words=WORDS_FOR_THE_PUBLIC if public else words,
        sender_is_public=public,
        has_sender=has_account or public,
        children=[other.child.name if other.child else other.named_as for other in (contact, *others)],
        rationale=rationale,
        agreed=agreed or {},
        tasks=tasks,
        has_childs_words=bool(said),
        repeats_a_child=repeats_a_child(rationale, said) or not public and repeats_a_child(words, said),
        shows_who_told=submission is not None
        and submission.source_code in PRIVATE_SOURCES
        and bool(WHO_TOLD.search(rationale)),
    )


def _starts(outcome: Outcome, contacts: Sequence[Contact]) -> str:
    """What an outcome starts, with who is allocated to each child whose case is open."""
    found = [open_cases.allocated_to(one) for one in contacts] if outcome == Outcome.OPEN_CASE else []
    named = dict.fromkeys(f"{one.said}. Offered to {one.team.name}." for one in found if one and one.team)
    return " ".join([WHAT_IT_STARTS[outcome], *named])


def against_the_sender(submission: Submission | None, chosen: str) -> list[str]:
    """Whose agreement to help the sender's form puts otherwise than the decision does: the holders, in words.

    `chosen` is the code of the decision's agreement: AGREES, REFUSES, NOT_ASKED or NOT_NEEDED.
    """
    otherwise = {"AGREES": ("no", "not_asked"), "REFUSES": ("yes",), "NOT_ASKED": ("yes", "no")}.get(chosen, ())
    return [one.holder for one in agreement_of(submission) if one.agrees_help in otherwise]


def said_by_me(contact: Contact, *, by, outcome: str, rationale: str) -> bool:
    """Whether the decision that stands is this one, sent before: the same manager, outcome and reasons."""
    last = contact.decisions.order_by("-at", "-pk").first()
    return last is not None and (last.by_id, last.outcome, last.rationale) == (by.pk, outcome, rationale)
