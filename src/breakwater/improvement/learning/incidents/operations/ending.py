"""After a review: actions are open, they are verified, and the incident is closed and its holds end (PL 6.7).

The chains of the published recommendations say when; where nothing is published here, whoever keeps the incident says why.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.foundation.storage import words as stored
from breakwater.partnership.organisations.models import Actor

from ...lessons import lookup as lessons
from ...lessons.chain import Chain
from ...models import Publication, SeriousIncident, State
from .. import lookup
from .requests import end_links
from .states import NotAtThisStage, locked, move

REVIEWED = (State.PUBLISHED, State.IMPROVEMENTS, State.OTHER_REVIEW, State.NATIONAL)
EVIDENCED = ("answer", "action", "change")
WHY_LIFTED = "The partnership needs it no longer"  # Prevent is told no more


class SayWhy(Refusal):
    box = "words"
    words = "The recommendations that are published here do not say so yet. Say why it is so all the same"


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
    """The review is over and what it asks for is being done. Raises NotAtThisStage, SayWhy."""
    held = _in(incident, *REVIEWED)
    progress = progress_of(held, london_date(at))
    if not progress.is_answered and not words:
        raise SayWhy
    said = f"Every organisation answered: {progress.number}" if progress.is_answered else ""
    move(held, State.ACTIONS, _both(said, words), by=by, at=at)
    return held


@transaction.atomic
def verify_actions(incident: SeriousIncident, words: str, *, by: Actor, at: datetime) -> SeriousIncident:
    """What was asked for is done, on evidence. Raises NotAtThisStage, SayWhy."""
    held = _in(incident, State.ACTIONS)
    progress = progress_of(held, london_date(at))
    if not progress.is_verified and not words:
        raise SayWhy
    said = f"Actions are verified, and changes closed on evidence: {progress.number}" if progress.is_verified else ""
    move(held, State.VERIFIED, _both(said, words), by=by, at=at)
    return held


@transaction.atomic
def close(incident: SeriousIncident, words: str, *, by: Actor, at: datetime) -> SeriousIncident:
    """Nothing more is done on it: holds end, here and with Prevent, and links; it stays readable for those named. Raises MayNotClose."""
    held = locked(incident)
    if not lookup.may_close(held):
        raise MayNotClose
    held.holds.filter(lifted_at=None).update(lifted_at=at)
    move(held, State.CLOSED, words, on=london_date(at), by=by, at=at)
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


def _both(said: str, words: str) -> str:
    return "\n\n".join(filter(None, (said, words)))
