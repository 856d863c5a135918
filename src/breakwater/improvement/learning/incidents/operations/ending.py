"""After a review: actions are open, they are verified, and the incident is closed and its holds end (PL 6.7).

The chains of the published recommendations say when. The tracker has each action verified by somebody other than its owner; where it does
not show that, whoever keeps the incident says why, and a second person named on it agrees.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.foundation.storage import words as stored
from breakwater.partnership.organisations.models import Actor

from ...lessons import lookup as lessons
from ...lessons.chain import Chain
from ...models import EndingReason, Publication, ReportCopy, SeriousIncident, State
from .. import lookup
from .naming import tell, tell_managers
from .requests import end_links
from .states import NotAtThisStage, locked, move, note

REVIEWED = (State.PUBLISHED, State.IMPROVEMENTS, State.OTHER_REVIEW, State.NATIONAL)
EVIDENCED = ("answer", "action", "change")
WHY_LIFTED = "The partnership needs it no longer"  # Prevent is told no more


class SayWhy(Refusal):
    box = "words"
    words = "The recommendations that are published here do not say so yet. Say why it is so all the same"


class NotVerified(SayWhy):
    """The tracker does not show it: why it is so all the same has to be said, and agreed to by a second person."""

    def __init__(self, open_still: Sequence[str]):
        super().__init__(
            words=f"{self.listed(open_still)}. Say why it is so all the same; somebody else named on the incident agrees"
        )

    @staticmethod
    def listed(open_still: Sequence[str]) -> str:
        return "The tracker does not show it yet: " + (
            "; ".join(open_still) or "no recommendation of it is published here"
        )


class WaitsAlready(Refusal):
    words = "A reason waits for a second person already. They agree with it, or do not, on the page of the incident."
    box = "words"


class NothingWaits(Refusal):
    words = "No reason waits for a second person now. Open the page of the incident again."


class SomebodyElseAgrees(Refusal):
    words = "Whoever gave the reason does not agree with it as a second person. Somebody else who is named on the incident does."


class MayNotClose(NotAtThisStage):
    words = (
        "It is closed once a decision not to notify was agreed with by the learning group and the scrutineer, once there is no further "
        "review, or once the actions after a review are verified."
    )


@dataclass(frozen=True)
class Progress:
    """How far the chains of what was published of an incident have come."""

    chains: list[Chain]

    @property
    def is_answered(self) -> bool:
        return self._all("answer")

    @property
    def is_verified(self) -> bool:
        """Each is answered and acted on, somebody else verified that, and a change is closed on evidence; or nobody accepted it."""
        return self._all(*EVIDENCED)

    @property
    def number(self) -> str:
        return f"{len(self.chains)} recommendation{'s' if len(self.chains) != 1 else ''}"

    @property
    def open_still(self) -> list[str]:
        """What of each recommendation the tracker does not show, in words."""
        return [
            f"recommendation {number}, {link.words[0].lower()}{link.words[1:]}"
            for number, chain in enumerate(self.chains, 1)
            if not chain.is_refused
            for link in chain.links
            if link.key in EVIDENCED and not link.is_done
        ]

    def _all(self, *links: str) -> bool:
        def stands(chain: Chain) -> bool:
            done = {link.key for link in chain.links if link.is_done}
            return chain.is_refused or done.issuperset(links)

        return bool(self.chains) and all(map(stands, self.chains))


def progress_of(incident: SeriousIncident, today: date) -> Progress:
    """Of the recommendations of the review that was published of it; none where nothing was."""
    key = Publication.objects.filter(review__incident=incident).exclude(published_as="").values_list("published_as")
    rows = lessons.whole(lessons.RECOMMENDATIONS.filter(review__public_id__in=key, taken_off_at=None)).order_by(
        "number"
    )
    return Progress([told.chain for told in lessons.chains(list(rows), today, incident.area_id)])


@transaction.atomic
def open_actions(incident: SeriousIncident, words: str, *, by: Actor, at: datetime) -> SeriousIncident:
    """The review is over and what it asks for is being done. Fact-checks that nobody answered are named. Raises NotAtThisStage, SayWhy."""
    held = _in(incident, *REVIEWED)
    progress, waits = progress_of(held, london_date(at)), unanswered_checks(held)
    if waits and not words:
        raise SayWhy(words=f"{waits}. Say why the review is over all the same")
    if not progress.is_answered and not words:
        raise SayWhy
    said = f"Every organisation answered: {progress.number}" if progress.is_answered else ""
    move(held, State.ACTIONS, _both(said, waits, words), by=by, at=at)
    return held


def open_still(incident: SeriousIncident) -> str:
    """What of the recommendations the tracker does not show, in words; "" where it shows all."""
    progress = progress_of(incident, timezone.localdate())
    return "" if progress.is_verified else NotVerified.listed(progress.open_still)


def unanswered_checks(incident: SeriousIncident) -> str:
    """The fact-checks of its review that nobody answered, and without which nobody decided to go on; "" where there is none."""
    waiting = ReportCopy.objects.filter(review__incident=incident).unanswered()
    listed = "; ".join(f"copy {each.number}, {each.holder}" for each in waiting)
    return f"Fact-checks without an answer: {listed}" if listed else ""


@transaction.atomic
def verify_actions(incident: SeriousIncident, words: str, *, by: Actor, at: datetime) -> SeriousIncident | EndingReason:
    """What was asked for is done: as the tracker shows, or for a reason that waits for a second person.

    Raises NotAtThisStage, NotVerified, WaitsAlready.
    """
    held = _in(incident, State.ACTIONS)
    progress = progress_of(held, london_date(at))
    if progress.is_verified:
        said = f"Actions are verified, and changes closed on evidence: {progress.number}"
        move(held, State.VERIFIED, _both(said, words), by=by, at=at)
        return held
    if not words:
        raise NotVerified(progress.open_still)
    if lookup.waiting_reason(held):
        raise WaitsAlready
    made = EndingReason.objects.create(incident=held, words=words, at=at, by=by)
    audit.did("gave a reason for the end of the actions of", "serious_incident", held.pk)
    others = [user for user in lookup.users_of(held) if user.pk != by.membership.user_id]
    tell(held, others, "The end of the actions after a review waits for a second person: read why", by=by, at=at)
    return made


@transaction.atomic
def answer_reason(incident: SeriousIncident, agrees: bool, words: str, *, by: Actor, at: datetime) -> SeriousIncident:
    """A second person, named on it, agrees that the actions are done, or does not. Raises NothingWaits, SomebodyElseAgrees."""
    held = _in(incident, State.ACTIONS)
    reason = lookup.waiting_reason(held)
    if reason is None:
        raise NothingWaits
    if reason.by.membership.user_id == by.membership.user_id:
        raise SomebodyElseAgrees
    reason.agrees, reason.answer, reason.answered_at, reason.answered_by = agrees, words, at, by
    reason.save(update_fields=["agrees", "answer", "answered_at", "answered_by"])
    audit.did("answered as a second person on the actions of", "serious_incident", held.pk, agrees=agrees)
    said = f"{reason.by.said}: {reason.words}"
    if agrees:
        move(held, State.VERIFIED, _both(said, f"{by.said} agrees. {words}".strip()), by=by, at=at)
    else:
        note(held, _both(said, f"{by.said} does not agree. {words}".strip()), by=by, at=at)
        tell_managers(held, "A second person does not agree that the actions are done: read why", by=by, at=at)
    return held


@transaction.atomic
def close(incident: SeriousIncident, words: str, *, by: Actor, at: datetime) -> SeriousIncident:
    """Nothing more is done on it: holds end, here and with Prevent, and links; it stays readable for those named. Raises MayNotClose."""
    held = locked(incident)
    if not lookup.may_close(held):
        raise MayNotClose
    held.holds.filter(lifted_at=None).update(lifted_at=at)
    move(held, State.CLOSED, _both(unanswered_checks(held), words), on=london_date(at), by=by, at=at)
    end_links(held, at=at)
    locked_why = stored.lock_words(WHY_LIFTED, bound_to="prevent_hold.lifted_why")
    with connection.cursor() as cursor:
        cursor.execute("select access.lift_holds_of_serious_incident(%s, %s, %s)", [held.pk, locked_why, at])
        (lifted,) = cursor.fetchone()
    audit.did("ended the holds of", "serious_incident", held.pk, elsewhere=lifted)
    return held


def _in(incident: SeriousIncident, *states: State) -> SeriousIncident:
    held = locked(incident)
    if held.state not in states:
        raise NotAtThisStage
    return held


def _both(*said: str) -> str:
    return "\n\n".join(filter(None, said))
