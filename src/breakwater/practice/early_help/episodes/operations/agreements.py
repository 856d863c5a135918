"""What each of the family says: agrees, objects, has withdrawn. Nothing that was said is deleted."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import WorkCapacity
from breakwater.casework.chronology import operations as chronology
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.clocks.rules import ClockRule
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.facts import values_of
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Person
from breakwater.practice.early_help.episodes.agreed import agreements_of, latest
from breakwater.practice.early_help.models import Agreement, Assessment, Episode, FamilyMeeting, Plan
from breakwater.practice.early_help.pathway import ASSESS, CALL_FAMILY, FIRST_MEETING, PLAN, REVIEW

from .episodes import lock
from .links import end_family_link
from .reviews import begin_review

RUN_BY_AGREEMENT = (ASSESS, FIRST_MEETING, PLAN, REVIEW)


class AgreementSaysNothing(Refusal):
    """An agreement is to something: the assessment, sharing with named agencies, or both."""

    box, words = "to", "Choose the first or the second: without one of them there is nothing to do"


class ReasonMissing(Refusal):
    """What must be said besides is not; `box` is its field."""

    words = "Write this too"


@dataclass(frozen=True)
class AgreementFacts:
    """What one person of the family says to early help: who, in what right, how they said it, and to what they agree.

    `understands` is of a young person who decides themselves, `risk` what it means for the children where someone agrees no more.
    """

    name: str
    relation: str
    answer: str
    method: str
    given_on: date
    person: Person | None = None
    responsibility: str = Agreement.Responsibility.NOT_KNOWN
    understands: str = ""
    to_assessment: bool = False
    to_sharing: bool = False
    shared_with: str = ""
    to_reporting: bool = False
    to_contact_after: bool = False
    limits_explained: bool = False
    witness: str = ""
    may_have_copy: bool | None = None
    no_copy_because: str = ""
    decided: str = ""
    risk: str = ""
    words: str = ""

    def check(self) -> None:
        """Raise AgreementSaysNothing or ReasonMissing where something is not said that must be."""
        if self.answer == Agreement.Answer.AGREES and not (self.to_assessment or self.to_sharing):
            raise AgreementSaysNothing
        if self.answer == Agreement.Answer.WITHDRAWN and not self.risk:
            raise ReasonMissing(box="risk")
        if self.may_have_copy is False and not self.no_copy_because:
            raise ReasonMissing(box="no_copy_because")
        if self.responsibility == Agreement.Responsibility.YOUNG and not self.understands:
            raise ReasonMissing(box="understands")


@transaction.atomic
def record_agreement(
    episode: Episode, facts: AgreementFacts, *, by: Actor, at: datetime, key: UUID | None = None
) -> Agreement:
    """Keep what one person agreed or objected to; the first answer stops the call clock, the last agreement gone stops the plan.

    One agreement is enough where another objects (scenario E); a carer's, who may not decide, is kept and opens nothing.
    Whoever is not to have a copy loses their link at once.
    Raises AgreementSaysNothing, ReasonMissing, EpisodeIsClosed.
    """
    episode = lock(episode)
    known = cases.sent_before(Agreement, case=episode.case, key=key)
    if known:
        return known
    facts.check()
    given = Agreement.objects.create(episode=episode, recorded_at=at, by=by, key=key, **values_of(facts))
    if facts.answer != Agreement.Answer.AGREES or given.opens_help:
        clocks.stop(case=episode.case, rule=CALL_FAMILY, by=by, at=at)
    chronology.record(
        case=episode.case,
        kind="agreement",
        what=f"{facts.relation}: {given.get_answer_display().lower()}",
        by=by,
        at=at,
        significant=facts.answer == Agreement.Answer.WITHDRAWN,
    )
    audit.did("agreement recorded", "case", episode.case_id, answer=facts.answer)
    _follow(episode, given, by=by, at=at)
    return given


def _follow(episode: Episode, given: Agreement, *, by: Actor, at: datetime) -> None:
    """What an answer changes: the stage of the episode, and a link that its person is not to have."""
    case, relation = episode.case, given.relation
    if given.opens_help and case.stage == "offered":
        cases.move(case=case, to_stage=_next_stage(episode), by=by, at=at, why=f"{relation} agrees")
        clocks.start_all(case=case, rules=_what_begins(episode), team=case.responsible_team, at=at)
        plan = Plan.objects.filter(episode=episode).first()
        if plan is not None:
            to_come = plan.review_on if plan.review_on and plan.review_on > london_date(at) else None
            begin_review(episode=episode, on=to_come, at=at)
    elif case.stage in ("agreed", "active") and not has_agreement(episode):
        cases.move(case=case, to_stage="offered", by=by, at=at, why=f"{relation}: nobody agrees any more")
        for rule in RUN_BY_AGREEMENT:
            clocks.stop(case=case, rule=rule, by=by, at=at)
    if given.may_have_copy is False and given.person_id:
        for link in episode.family_links.filter(person=given.person_id, ended_at=None):
            end_family_link(link=link, because="They are not to have a copy", by=by, at=at)


def _what_begins(episode: Episode) -> list[ClockRule]:
    """The duties that begin with the family's agreement, as far as they are not done."""
    assessed = Assessment.objects.filter(episode=episode).exclude(completed_at=None).exists()
    met = any(
        called.counts_as_first()
        for called in FamilyMeeting.objects.filter(episode=episode).exclude(meeting__held_at=None)
    )
    return [rule for rule, done in ((ASSESS, assessed), (FIRST_MEETING, met)) if not done]


def _next_stage(episode: Episode) -> str:
    """Where an episode goes on once someone agrees: with its lead, where one stands in it already."""
    led = episode.case.workers.filter(capacity=WorkCapacity.LEAD_PROFESSIONAL, ends_at=None).exists()
    return "active" if led else "agreed"


def has_agreement(episode: Episode) -> bool:
    """Whether the latest word of anyone who may decide is that they agree (FD 4.2)."""
    return any(given.opens_help for given in latest(agreements_of(episode)))
