"""Raising a disagreement, answering it, taking it a stage further, settling it. Nothing that protects a child waits for it."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from breakwater.casework.cases import notices
from breakwater.casework.cases import operations as cases
from breakwater.casework.clocks import operations as clocks
from breakwater.foundation import audit
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Actor, ServiceName, Team, TeamService

from .models import Escalation, EscalationStep, Outcome
from .pathway import ESCALATION, LABELS, LADDER, LAST, RULES, SETTLED, WITHDRAWN, after
from .registry import KEPT_BACK, About

SCRUTINY = "scrutiny"


class OurOwnDecision(Refusal):
    """A team disagrees with another, not with itself."""

    words = "Your own team answers for this. Speak with your manager; they may ask another team."


class RaisedAlready(Refusal):
    """The same form was sent before, and what it raised is restricted since then: its raiser reads it no more."""


class AlreadyAnswered(Refusal):
    """This stage has its answer; what follows is its raiser's to say."""

    words = "A colleague has answered this stage meanwhile. Your words are below to copy."


class NotAnswered(Refusal):
    box, words = "outcome", "There is no answer at this stage yet. Wait for it, withdraw, or take it further"


class IsSettled(Refusal):
    words = "It has been settled or withdrawn meanwhile. Nothing more is needed."


class MovedMeanwhile(Refusal):
    """It stands at another stage than the one its reader was looking at: perhaps the same form was sent twice."""


class RepeatsTooMuch(Refusal):
    """The answer repeats what may not go to who disagrees. `faults` are what to say of it."""

    def __init__(self, faults: list[str]):
        self.faults = faults
        super().__init__(words=" ".join(faults), box="words")


class NobodyScrutinises(Refusal):
    words = "The area has not said which team of the partnership takes the last stage. Call the partnership."


@transaction.atomic
def raise_disagreement(
    *, about: About, theme: str, issue: str, wanted: str, key: UUID, by: Actor, at: datetime
) -> Escalation:
    """Raise a disagreement about a matter; it begins with a Re-think. The same `key` again returns the first.

    Where the case behind it is restricted, so is the disagreement. Raises OurOwnDecision, RaisedAlready.
    """
    ours = by.membership.team
    if ours.pk == about.team.pk:
        raise OurOwnDecision(about.reference)
    if known := made_before(Escalation, key):
        return known
    area = about.team.area
    with acting_as(service_of(area, ServiceName.INTAKE)) as intake:
        case = cases.open_case(kind=ESCALATION, area=area, team=about.team, by=intake, at=at)
        try:
            with transaction.atomic():
                made = Escalation.objects.create(
                    case=case,
                    about_reference=about.reference,
                    raised_team=ours,
                    raised_user=by.membership.user,
                    answering_team=about.team,
                    theme=theme,
                    issue=issue,
                    wanted=wanted,
                    key=key,
                )
        except IntegrityError as fact:
            raise RaisedAlready(about.reference) from fact
        _begin(made, LADDER[0], because="", at=at)
        if about.case_id:  # last: the seal of a sealed case stands on the disagreement at once
            with connection.cursor() as cursor:
                cursor.execute("select access.disagreement_is_about(%s, %s)", [made.pk, about.case_id])
    audit.did("raised a disagreement", "case", case.pk, theme=theme)
    _tell_those_who_answer(made, by=by, at=at)
    return made


def lock(escalation: Escalation) -> Escalation:
    """The disagreement as it stands, its case held until the transaction ends. Raises IsSettled."""
    cases.lock(escalation.case)
    held = Escalation.objects.select_related("case__area", "answering_team", "scrutiny_team", "raised_user").get(
        pk=escalation.pk
    )
    if not held.case.is_open:
        raise IsSettled(held.case.reference)
    return held


def step_of(escalation: Escalation) -> EscalationStep:
    """The step it stands at."""
    return escalation.steps.get(stage=escalation.case.stage)


@transaction.atomic
def answer(*, escalation: Escalation, words: str, by: Actor, at: datetime) -> EscalationStep:
    """Answer at the stage it has reached. Raises AlreadyAnswered, IsSettled, RepeatsTooMuch."""
    held = lock(escalation)
    step = step_of(held)
    if step.answered_at:
        raise AlreadyAnswered(held.case.reference)
    if faults := [fault for finds in KEPT_BACK.values() for fault in finds(held, words)]:
        raise RepeatsTooMuch(faults)
    step.answer, step.answered_at, step.answered_by = words, at, by
    step.save(update_fields=["answer", "answered_at", "answered_by"])
    clocks.stop(case=held.case, rule=RULES[step.stage], by=by, at=at)
    audit.did("answered a disagreement", "case", held.case_id, stage=step.stage)
    _tell_the_raiser(held, "Your disagreement has an answer", by=by, at=at)
    return step


@transaction.atomic
def take_further(
    *, escalation: Escalation, because: str, by: Actor, at: datetime, from_stage: str = ""
) -> EscalationStep:
    """Take it to the next stage: not satisfied, or no answer came. `from_stage` is where it stood for whoever says so.

    Raises IsSettled, MovedMeanwhile, NobodyScrutinises, AlreadyAnswered (at the last).
    """
    held = lock(escalation)
    stage = held.case.stage
    if from_stage and from_stage != stage:
        raise MovedMeanwhile(held.case.reference)
    following = after(stage)
    if following is None:
        raise AlreadyAnswered(held.case.reference)
    if following == LAST:
        team = TeamService.objects.filter(area=held.case.area, service=SCRUTINY).select_related("team").first()
        if team is None:
            raise NobodyScrutinises(held.case.area.code)
        held.scrutiny_team = team.team
        held.save(update_fields=["scrutiny_team"])
    clocks.stop(case=held.case, rule=RULES[stage], by=by, at=at)
    held.case = cases.move(case=held.case, to_stage=following, by=by, at=at, why=because)
    step = _begin(held, following, because=because, at=at)
    audit.did("took a disagreement further", "case", held.case_id, stage=following)
    _tell_those_who_answer(held, by=by, at=at)
    return step


@transaction.atomic
def settle(
    *, escalation: Escalation, outcome: str, resolution: str, learning: str, by: Actor, at: datetime
) -> Escalation:
    """Settle it: its raiser says so after an answer; at the last stage the partnership does. Raises NotAnswered, IsSettled."""
    held = lock(escalation)
    if outcome != Outcome.WITHDRAWN and step_of(held).answered_at is None:
        raise NotAnswered(held.case.reference)
    held.outcome, held.resolution, held.learning, held.settled_at = outcome, resolution, learning, at
    held.save(update_fields=["outcome", "resolution", "learning", "settled_at"])
    clocks.stop_all(case=held.case, by=by, at=at)
    ended = WITHDRAWN if outcome == Outcome.WITHDRAWN else SETTLED
    held.case = cases.close(case=held.case, reason=Outcome(outcome).label, by=by, at=at, to_stage=ended)
    audit.did("settled a disagreement", "case", held.case_id, outcome=outcome)
    if by.membership.team_id == held.raised_team_id:
        _tell_those_who_answer(held, by=by, at=at, words="A disagreement is settled")
    else:
        _tell_the_raiser(held, "Your disagreement is settled", by=by, at=at)
    return held


def open_about(reference: str, *, team: Team) -> Escalation | None:
    """The disagreement that a team has raised about a matter and that is not settled; None where there is none to read."""
    found = Escalation.objects.filter(about_reference=reference, raised_team=team, settled_at=None).select_related(
        "case"
    )
    return found.order_by("-pk").first()


def _begin(escalation: Escalation, stage: str, *, because: str, at: datetime) -> EscalationStep:
    team = escalation.scrutiny_team if stage == LAST else escalation.answering_team
    clocks.start(case=escalation.case, rule=RULES[stage], team=team, at=at)
    return EscalationStep.objects.create(escalation=escalation, stage=stage, began_at=at, because=because)


def _tell_those_who_answer(escalation: Escalation, *, by: Actor, at: datetime, words: str = "") -> None:
    stage = escalation.case.stage
    notices.tell_team_of(
        escalation.case,
        notices.CaseNotice(
            words=words or f"A colleague disagrees and asks for an answer ({LABELS[stage]})",
            path=f"/disagreements/{escalation.case.reference}/",
            reference=escalation.case.reference,
        ),
        team=escalation.scrutiny_team if stage == LAST else escalation.answering_team,
        ring=escalation.raised_team,
        by=by,
        at=at,
    )


def _tell_the_raiser(escalation: Escalation, words: str, *, by: Actor, at: datetime) -> None:
    stage = escalation.case.stage
    notices.tell_of(
        escalation.case,
        notices.CaseNotice(
            words=words, path=f"/disagreements/{escalation.case.reference}/", reference=escalation.case.reference
        ),
        users=[escalation.raised_user],
        ring=escalation.scrutiny_team if stage == LAST else escalation.answering_team,
        by=by,
        at=at,
    )
