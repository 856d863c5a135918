"""What each of the family says: agrees, objects, has withdrawn."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from breakwater.casework.cases import operations as cases
from breakwater.casework.chronology import operations as chronology
from breakwater.casework.clocks import operations as clocks
from breakwater.foundation import audit
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Person

from ..models import Agreement, Episode
from ..pathway import CALL_FAMILY
from .episodes import lock


class AgreementSaysNothing(Exception):
    """An agreement is to something: the assessment, sharing with named agencies, or both."""


@transaction.atomic
def record_agreement(
    *, episode: Episode, name: str, relation: str, answer: str, method: str, given_on: date, by: Actor, at: datetime,
    person: Person | None = None, to_assessment: bool = False, to_sharing: bool = False, shared_with: str = "",
    to_reporting: bool = False, to_contact_after: bool = False, limits_explained: bool = False, words: str = "", key: UUID | None = None,
) -> Agreement:  # fmt: skip
    """Keep what one person agreed or objected to; the first agreement stops the call clock. Raises AgreementSaysNothing."""
    episode = lock(episode)
    known = cases.sent_before(Agreement, case=episode.case, key=key)
    if known:
        return known
    if answer == Agreement.Answer.AGREES and not (to_assessment or to_sharing):
        raise AgreementSaysNothing(episode.reference)
    given = Agreement.objects.create(
        episode=episode, person=person, name=name, relation=relation, answer=answer, method=method, given_on=given_on,
        to_assessment=to_assessment, to_sharing=to_sharing, shared_with=shared_with, to_reporting=to_reporting,
        to_contact_after=to_contact_after, limits_explained=limits_explained, words=words, recorded_at=at, by=by, key=key,
    )  # fmt: skip
    clocks.stop(case=episode.case, rule=CALL_FAMILY, by=by, at=at)
    chronology.record(
        case=episode.case, kind="agreement", what=f"{relation}: {given.get_answer_display().lower()}", by=by, at=at
    )
    audit.did("agreement recorded", "case", episode.case_id, answer=answer)
    if answer == Agreement.Answer.AGREES and episode.case.stage == "offered":
        cases.move(case=episode.case, to_stage="agreed", by=by, at=at, why=f"{relation} agrees")
    return given


def has_agreement(episode: Episode) -> bool:
    """Whether anyone's latest word is that they agree."""
    latest: dict[str, str] = {}
    for given in episode.agreements.order_by("recorded_at", "pk"):
        latest[given.name] = given.answer
    return Agreement.Answer.AGREES in latest.values()
