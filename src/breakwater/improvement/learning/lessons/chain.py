"""The chain from a recommendation to the evidence: five links, each with its rule in words. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from breakwater.casework.actions.models import State
from breakwater.foundation.design.moments import day

from ..models import Change, ImpactTest, Recommendation, Response

# The links in their order: what each is called, and when it counts.
LINKS: Mapping[str, tuple[str, str]] = {
    "answer": (
        "Answered",
        "Every organisation that it was sent to has answered, and at least one accepts it, wholly or in part.",
    ),
    "action": (
        "Acted on",
        "Each organisation that accepts it has an action, and somebody else verified the evidence of each.",
    ),
    "change": (
        "Changed",
        "At least one change (a policy, course, audit question, form or briefing) is closed on evidence.",
    ),
    "lesson": ("Passed on", "A briefing that passes it on is issued."),
    "impact": (
        "Tested",
        "Every test due by today is done, at least one is, and the latest in each area found that the change holds.",
    ),
}
REFUSED = "refused"
DONE = (State.VERIFIED, State.EMBEDDED)
ENDED = (*DONE, State.NOT_ACHIEVED, State.SUPERSEDED)


@dataclass(frozen=True)
class DoneAction:
    """An action of an organisation's answer, as far as everyone who reads recommendations may know of it."""

    response: int
    public_id: str
    wording: str
    state: str
    due_on: date
    closed_on: date | None

    @property
    def is_verified(self) -> bool:
        return self.state in DONE

    @property
    def status(self) -> str:
        return State(self.state).label

    def is_late(self, today: date) -> bool:
        return self.state not in (*ENDED, State.COMPLETE) and self.due_on < today


@dataclass(frozen=True)
class Link:
    """One link: whether it holds, and how it stands in words."""

    key: str
    title: str
    is_done: bool
    words: str


@dataclass(frozen=True)
class Chain:
    links: Sequence[Link]
    is_refused: bool

    @property
    def is_whole(self) -> bool:
        return all(link.is_done for link in self.links)

    @property
    def missing(self) -> Link | None:
        """The first link that does not hold."""
        return next((link for link in self.links if not link.is_done), None)

    @property
    def code(self) -> str:
        """ "whole", "refused", or the key of the first link that does not hold."""
        return REFUSED if self.is_refused else "whole" if self.is_whole else self.missing.key

    @property
    def status(self) -> tuple[str, str]:
        """Its status in words, and how it is marked."""
        if self.is_refused:
            return "Not accepted by any organisation", "quiet"
        if self.is_whole:
            return "Whole chain", "good"
        return f"Not yet {self.missing.title.lower()}", "amber"


@dataclass(frozen=True)
class Facts:
    """What is known of one recommendation, everywhere or in one area."""

    responses: Sequence[Response]
    actions: Sequence[DoneAction]
    changes: Sequence[Change]
    tests: Sequence[ImpactTest]
    is_issued: bool

    @classmethod
    def of(cls, recommendation: Recommendation, actions: Iterable[DoneAction], area: int | None = None) -> "Facts":
        """From rows read before (`lookup.whole`), of one area where it is named."""

        def ours(rows):
            return [each for each in rows if area is None or each.area_id == area]

        responses = ours(recommendation.responses.all())
        keys = {each.pk for each in responses}
        return cls(
            responses,
            [each for each in actions if each.response in keys],
            ours(each for each in recommendation.changes.all() if not each.removed_at),
            ours(recommendation.tests.all()),
            any(each.issued_on for each in recommendation.lessons.all()),
        )

    @property
    def closed(self) -> list[Change]:
        return [each for each in self.changes if each.is_closed]


def chain_of(facts: Facts, today: date) -> Chain:
    """How far the chain has come."""
    is_refused = bool(facts.responses) and all(each.answer == Response.Answer.REJECTED for each in facts.responses)
    found = (_answer(facts, today), _action(facts, today), _change(facts), _lesson(facts), _impact(facts, today))
    links = [Link(key, LINKS[key][0], *said) for key, said in zip(LINKS, found, strict=True)]
    return Chain(links, is_refused)


def _answer(facts: Facts, today: date) -> tuple[bool, str]:
    sent, answered = len(facts.responses), [each for each in facts.responses if each.is_answered]
    if not sent:
        return False, "Not sent to any organisation yet"
    words = f"{len(answered)} of {sent} answered"
    if late := sum(each.is_late(today) for each in facts.responses):
        words += f", {late} overdue"
    return len(answered) == sent and any(each.is_accepted for each in answered), words


def _action(facts: Facts, today: date) -> tuple[bool, str]:
    accepted = [each.pk for each in facts.responses if each.is_accepted]
    if not facts.actions:
        return False, "No action yet"
    verified = sum(each.is_verified for each in facts.actions)
    words = f"{verified} of {len(facts.actions)} verified"
    if late := sum(each.is_late(today) for each in facts.actions):
        words += f", {late} overdue"
    # What another action took the place of is owed no more.
    owed = [each for each in facts.actions if each.state != State.SUPERSEDED]
    acting = {each.response for each in owed}
    return acting.issuperset(accepted) and bool(owed) and all(each.is_verified for each in owed), words


def _change(facts: Facts) -> tuple[bool, str]:
    if not facts.changes:
        return False, "Nothing recorded"
    return bool(facts.closed), f"{len(facts.closed)} of {len(facts.changes)} closed on evidence"


def _lesson(facts: Facts) -> tuple[bool, str]:
    return facts.is_issued, "Briefing issued" if facts.is_issued else "No briefing issued"


def _impact(facts: Facts, today: date) -> tuple[bool, str]:
    done = [each for each in facts.tests if each.is_done]
    late = [each for each in facts.tests if not each.is_done and each.due_on < today]
    if not done:
        first = min((each.due_on for each in facts.tests), default=None)
        words = f"{'Overdue since' if late else 'Due'} {day(first)}" if first else "No test due yet"
        return False, words
    latest = {each.area_id: each for each in sorted(done, key=lambda each: each.months)}
    holds = sum(each.result == ImpactTest.Result.HOLDS for each in latest.values())
    words = f"Holds in {holds} of {len(latest)} area{'s' if len(latest) != 1 else ''} tested"
    if late:
        words += f", {len(late)} overdue"
    return holds == len(latest) and not late, words
