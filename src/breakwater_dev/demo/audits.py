"""Two rounds each of the section 11 audit of 110 agencies, three years apart, and of the audit of 67 schools, a year apart.

Practitioners of the agencies were asked beside the first of the two, and are asked beside the second.

Rows of returns are written together, a return at a time, as the organisation that sends them: they would take minutes pressed one by one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import cycle, islice, product
from random import Random
from uuid import UUID, uuid5

from django.utils import timezone

from breakwater.casework.actions.models import ActionStep, State, StepKind, TrackedAction
from breakwater.casework.self_assessments.measures import bank_of
from breakwater.casework.self_assessments.models import ModeratedGrade, SelfAssessment, SignOff, StatementAnswer
from breakwater.casework.self_assessments.rules import ANSWERING_ROLES
from breakwater.casework.self_assessments.sharing import page_of, share_with
from breakwater.delivery.invented import give_post
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.models import reference
from breakwater.improvement.assurance.audits import jobs, letters, lookup
from breakwater.improvement.assurance.audits.operations import members, rounds
from breakwater.improvement.assurance.models import FollowUp, RoundArea, RoundMember
from breakwater.improvement.assurance.surveys import operations as surveys
from breakwater.improvement.assurance.surveys import statements
from breakwater.partnership.organisations.access import Role, acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.organisations.models import (
    Actor,
    Membership,
    Organisation,
    OrganisationArea,
    Team,
    User,
)

from . import before_audits
from .places import SINCE, Places
from .staff import FORENAMES, SURNAMES, Staff
from .tables import chance

AGENCIES, SCHOOLS = "assurance.section_11", "assurance.schools"
KEYS = UUID(int=85_123)
FIRST = (
    "Marigold",
    "Quayside",
    "Thistledown",
    "Little Barnacle",
    "Copper Beech",
    "Foghorn",
    "Bluebell",
    "Tamarisk",
    "Gorse",
    "Sea Lavender",
    "Samphire",
    "Periwinkle",
    "Lobster Pot",
    "Hawthorn",
)
SECOND = {
    "EARLY_YEARS": ("Nursery (demo)", "Pre-school (demo)", "Playgroup (demo)", "Childminders (demo)"),
    "VOLUNTARY": ("Youth Club (demo)", "Family Project (demo)"),
    "HEALTH": ("Family Practice (demo)",),
    "OTHER": ("Sports Trust (demo)",),
}
COUNTS = {"EARLY_YEARS": 56, "VOLUNTARY": 26, "HEALTH": 14, "OTHER": 14}
EVIDENCE = (
    "Minutes of the board, and the report that it had.",
    "Register, checked this term.",
    "Policy on our website, reviewed this year.",
    "Survey of staff and children in spring.",
)
ACTIONS = (
    "Train the deputy and record it in the matrix",
    "Write the procedure and brief every member of staff",
    "Check ten records each term and report what is found",
    "Name a board member and minute what is asked",
)
REASONS = (
    "Two records were read and did not show it. Agreed on the visit.",
    "The register was shown, and is complete.",
)
STATES = (
    State.VERIFIED,
    State.EMBEDDED,
    State.COMPLETE,
    State.IN_PROGRESS,
    State.ACCEPTED,
    State.PROPOSED,
    State.NOT_ACHIEVED,
    State.COMPLETE,
)
STEPS = {
    State.ACCEPTED: (StepKind.ACCEPTED,),
    State.IN_PROGRESS: (StepKind.ACCEPTED, StepKind.UPDATED),
    State.COMPLETE: (StepKind.ACCEPTED, StepKind.COMPLETED),
    State.VERIFIED: (StepKind.ACCEPTED, StepKind.COMPLETED, StepKind.VERIFIED),
    State.EMBEDDED: (StepKind.ACCEPTED, StepKind.COMPLETED, StepKind.VERIFIED, StepKind.EMBEDDED),
    State.NOT_ACHIEVED: (StepKind.ACCEPTED, StepKind.NOT_ACHIEVED),
}
SAID = {
    StepKind.UPDATED: "Half of the staff have been briefed.",
    StepKind.COMPLETED: "The register of names is attached to the minutes of May.",
    StepKind.VERIFIED: "Ten records were read on a visit, and nine show it.",
    StepKind.EMBEDDED: "Read again six months later: it holds.",
    StepKind.NOT_ACHIEVED: "The setting lost its deputy. The risk is taken by the chair until a new one is named.",
}
PRACTITIONERS = 48
# What practitioners say of a standard: of most they agree; of these many do not see what their leaders grade.
USUAL = ("AGREE", "AGREE", "MOSTLY", "MOSTLY", "RARELY", "UNSURE")
DOUBTED = ("MOSTLY", "RARELY", "RARELY", "DISAGREE", "UNSURE")
IN_DOUBT = ("referral", "learning")


@dataclass(frozen=True)
class Told:
    """One round: how long ago it opened and was due, and of a hundred how many have returned."""

    title: str
    bank: str
    opened: int
    due: int
    share: int
    is_over: bool


ROUNDS = (
    Told("Section 11 audit, first round", AGENCIES, 1120, 1060, 88, is_over=True),
    Told("Audit of schools, last year", SCHOOLS, 420, 360, 93, is_over=True),
    Told("Section 11 audit, second round", AGENCIES, 75, 12, 78, is_over=False),
    Told("Audit of schools, this year", SCHOOLS, 40, -16, 45, is_over=False),
)


@dataclass
class Telling:
    places: Places
    keeper: Actor
    visitor: int
    now: datetime
    pick: Random = field(default_factory=lambda: chance("audits"))
    leads: dict[int, Actor] = field(default_factory=dict)
    last: dict[tuple[int, str], SelfAssessment] = field(default_factory=dict)
    practitioners: list[Actor] = field(default_factory=list)

    def lead_of(self, team: Team) -> Actor:
        if team.pk not in self.leads:
            held = Membership.objects.filter(team=team, role__in=ANSWERING_ROLES).order_by("pk").first()
            self.leads[team.pk] = actor_of(held)
        return self.leads[team.pk]


def tell(places: Places, people: Staff, now: datetime) -> None:
    """The agencies, then each round as it went."""
    told = Telling(places, people.actor("business manager"), people.posts["dsl"].team_id, now)
    before_audits.tell(told.keeper, _agencies(told), now)
    for one in ROUNDS:
        _round(told, one)


def _agencies(told: Telling) -> list[Organisation]:
    """Agencies that the rest of the demonstration does not know, each with somebody who answers; every tenth works in Hampshire too."""
    said = list(islice(_names(), sum(COUNTS.values())))
    made = Organisation.objects.bulk_create(Organisation(name=name, kind=kind) for name, kind in said)
    area, beyond = told.places.area, told.places.areas["850"]
    OrganisationArea.objects.bulk_create(
        OrganisationArea(organisation=each, area=where, starts_on=SINCE)
        for number, each in enumerate(made)
        for where in ((area, beyond) if number % 10 == 0 else (area,))
    )
    teams = Team.objects.bulk_create(Team(organisation=each, area=area, name="Safeguarding") for each in made)
    users = User.objects.bulk_create(
        User(
            email=f"agency.{number}@demo.invalid",
            password="!",
            name=f"{told.pick.choice(FORENAMES)} {told.pick.choice(SURNAMES)}",
        )
        for number in range(len(teams))
    )
    for team, user in zip(teams, users, strict=True):
        give_post(user, team, Role.AGENCY_PROFESSIONAL, job_title="Safeguarding lead", starts_on=SINCE)
    workers = User.objects.bulk_create(
        User(
            email=f"worker.{number}@demo.invalid",
            password="!",
            name=f"{told.pick.choice(FORENAMES)} {told.pick.choice(SURNAMES)}",
        )
        for number in range(PRACTITIONERS)
    )
    for team, user in zip(teams, workers, strict=False):
        post = give_post(user, team, Role.AGENCY_PROFESSIONAL, job_title="Key worker", starts_on=SINCE)
        told.practitioners.append(actor_of(post))
    return made


def _names() -> Iterator[tuple[str, str]]:
    for kind, count in COUNTS.items():
        of_kind = product(SECOND[kind], FIRST)
        yield from ((f"{first} {second}", kind) for second, first in islice(of_kind, count))


def _round(told: Telling, one: Told) -> None:
    opened, due = told.now - timedelta(days=one.opened), london_date(told.now - timedelta(days=one.due))
    facts = rounds.RoundFacts(
        one.title, one.bank, london_date(opened), due, (), letters.TO_HEAD, letters.TO_LEAD, 15, "lighthouse"
    )
    with acting_as(told.keeper) as by:
        part = rounds.make(by.membership.team, facts, by=by, at=opened - timedelta(days=7), key=uuid5(KEYS, one.title))
        rounds.launch(part, left_out=(), why="", by=by, at=opened)
        part = lookup.ROUNDS.get(pk=part.pk)
        asked = list(lookup.MEMBERS.filter(round_area=part, request__isnull=False).order_by("pk"))
    returned = [each for each in asked if _returns(told, one, each)]
    for each in returned:
        days = told.pick.randint(5, one.opened - max(one.due, 1))
        _return(told, each, opened + timedelta(days=days, minutes=told.pick.randint(0, 300)))
    if one.bank == AGENCIES:
        _survey(told, part, one, opened + timedelta(days=20))
    with acting_as(told.keeper) as by:
        _moderate(told, part, one, by)
    _act(told, part, returned, one)
    if not one.is_over and one.due > 0:
        jobs.chase(part.area, at=_working_morning(told.now))


def _survey(told: Telling, part: RoundArea, one: Told, at: datetime) -> None:
    """The survey of the round: closed with it, or open still with a few answers. It is open while it is told, whatever its day was."""
    last_day = london_date(max(told.now, timezone.now())) + timedelta(days=21)
    with acting_as(told.keeper) as by:
        survey = surveys.open_survey(part, closes_on=last_day, key=uuid5(KEYS, f"survey {one.title}"), by=by, at=at)
    for actor in told.practitioners if one.is_over else told.practitioners[:9]:
        answers = {
            standard: told.pick.choice(DOUBTED if standard in IN_DOUBT else USUAL)
            for standard in statements.OF_BANKS[one.bank]
        }
        with acting_as(actor) as by:
            surveys.answer(survey, answers, by=by, at=at + timedelta(days=told.pick.randint(1, 25)))
    if one.is_over:
        with acting_as(told.keeper) as by:
            surveys.close(survey, by=by, at=at + timedelta(days=30))


def _returns(told: Telling, one: Told, member: RoundMember) -> bool:
    """The school that visitors sign in to has last year's, and this year's to do."""
    if member.answering_team_id == told.visitor:
        return one.is_over
    return told.pick.randrange(100) < one.share


def _working_morning(now: datetime) -> datetime:
    while now.weekday() > 4:
        now -= timedelta(days=1)
    return now


def _return(told: Telling, member: RoundMember, at: datetime) -> None:
    part, team = member.round_area, member.answering_team
    lead, bank = told.lead_of(team), bank_of(part.round.edition)
    previous = told.last.get((team.pk, bank.key))
    with acting_as(lead) as by:
        made = SelfAssessment.objects.create(
            edition=part.round.edition,
            bank=bank.key,
            variant=_variant(member),
            organisation=member.organisation,
            team=team,
            area=member.area,
            previous=previous,
            begun_at=at - timedelta(days=4),
            begun_by=by,
            revision=1,
        )
        StatementAnswer.objects.bulk_create(_answers(told, made, bank, by, at))
        SignOff.objects.bulk_create(
            SignOff(
                assessment=made,
                capacity=capacity,
                name=name,
                role=role,
                signed_on=london_date(at),
                revision=1,
                at=at,
                by=by,
            )
            for capacity, name, role in (
                ("LEAD", by.membership.user.name, by.membership.job_title or "Safeguarding lead"),
                ("HEAD", "Robin Example", "Head or chief officer"),
                ("GOVERNOR", "Alex Sample", "Chair"),
            )
        )
        made.sent_at, made.sent_by = at, by
        made.receipt = reference("SA", year=london_date(at).year, number=made.pk)
        made.save(update_fields=["sent_at", "sent_by", "receipt"])
        share_with(member.request, made, at=at)
    told.last[team.pk, bank.key] = made


def _variant(member: RoundMember) -> str:
    match member.sector:
        case "Nursery school":
            return "nursery"
        case "Secondary school":
            return "secondary"
        case "All-through school":
            return "all_through"
        case lookup.SPECIAL:
            return "special"
        case "College or sixth form":
            return "college"
        case "Early years setting":
            return "early_years"
        case "Voluntary or community organisation":
            return "small" if member.organisation_id % 2 else "agency"
    return "primary" if member.organisation.kind == Organisation.Kind.SCHOOL else "agency"


def _answers(told: Telling, made: SelfAssessment, bank, by: Actor, at: datetime) -> list[StatementAnswer]:
    """Most are in place; what was answered last time is still true of a third of them."""
    before = {each.statement: each for each in made.previous.answers.all()} if made.previous else {}
    usual, found = told.pick.choice((3, 3, 3, 3, 2, 4)), []
    for section in bank.of_variant(made.variant):
        for statement in section.statements:
            last = before.get(statement.key)
            is_still = last is not None and told.pick.random() < 0.3
            score = last.score if is_still else min(4, max(1, usual + told.pick.choice((-1, 0, 0, 0, 0, 0, 1))))
            if not is_still and score == 1 and told.pick.random() < 0.8:
                score = 2
            found.append(
                StatementAnswer(
                    assessment=made,
                    section=section.key,
                    statement=statement.key,
                    grade=str(score),
                    score=score,
                    evidence=told.pick.choice(EVIDENCE),
                    action=told.pick.choice(ACTIONS) if score < 3 else "",
                    still_true=last if is_still else None,
                    saved_at=at,
                    saved_by=by,
                )
            )
    return found


def _moderate(told: Telling, part: RoundArea, one: Told, by: Actor) -> None:
    """The sample is drawn; of one that is over all of it was moderated and reported, of one that is not a third."""
    at = told.now - timedelta(days=max(one.due - 21, 2))
    rounds.draw_sample(part, by=by, at=at)
    returned = list(lookup.members_of(part).filter(lookup.IS_RETURNED).order_by("pk"))
    sample = [each for each in returned if each.sampled]
    done = sample if one.is_over else sample[: len(sample) // 3]
    graded = []
    for member in done:
        for answer in member.request.assessment.answers.order_by("score", "pk")[:2]:
            for kind, reason in zip(("MODERATED", "FINAL"), REASONS, strict=True):
                score = answer.score if kind == "FINAL" else max(1, answer.score - 1)
                key = uuid5(KEYS, f"{answer.pk} {kind}")
                graded.append(
                    ModeratedGrade(
                        assessment=member.request.assessment,
                        statement=answer.statement,
                        kind=kind,
                        grade=str(score),
                        score=score,
                        reason=reason,
                        key=key,
                        at=at,
                        by=by,
                    )
                )
    ModeratedGrade.objects.bulk_create(graded)
    reported = returned if one.is_over else done
    for member in reported:
        member.reported_at, member.reported_by = min(at + timedelta(days=3), told.now), by
    RoundMember.objects.bulk_update(reported, ["reported_at", "reported_by"])
    _follow_ups(told, reported, london_date(at), by)
    if one.is_over:
        rounds.close(part, by=by, at=at + timedelta(days=30))


def _follow_ups(told: Telling, reported: Sequence[RoundMember], since: date, by: Actor) -> None:
    """Those whose day has passed were done."""
    today, rows = london_date(told.now), []
    for member in reported:
        for months in members.FOLLOW_UPS:
            due_on = months_later(since, months)
            is_done = due_on < today
            rows.append(
                FollowUp(
                    member=member,
                    months=months,
                    due_on=due_on,
                    done_on=due_on if is_done else None,
                    found="Seen on a visit: what was agreed is done." if is_done else "",
                    done_by=by if is_done else None,
                )
            )
    FollowUp.objects.bulk_create(rows)


def _act(told: Telling, part: RoundArea, returned: Sequence[RoundMember], one: Told) -> None:
    """Two actions of every third return, in every state that an action can have; those of a round that is over are closed or long claimed."""
    with acting_as(told.keeper) as by:
        states, actions = cycle(STATES), []
        for member in returned[::3]:
            assessment = told.last[member.answering_team_id, part.round.bank]
            low = assessment.answers.exclude(action="").order_by("score", "pk")[:2]
            actions += [_action(told, member, assessment, answer, next(states), by) for answer in low]
        made = TrackedAction.objects.bulk_create(actions)
        ActionStep.objects.bulk_create(
            ActionStep(
                action=action,
                kind=kind,
                words=SAID.get(kind, ""),
                at=action.made_at + timedelta(days=7 * number),
                by=_whose(told, action, kind, by),
            )
            for action in made
            for number, kind in enumerate((StepKind.PROPOSED, *STEPS.get(action.state, ())))
        )


def _whose(told: Telling, action: TrackedAction, kind: str, by: Actor) -> Actor:
    """An owner does and says so; whoever set it verifies."""
    theirs = (StepKind.ACCEPTED, StepKind.UPDATED, StepKind.COMPLETED)
    return told.lead_of(action.owner_team) if kind in theirs else by


def _action(
    told: Telling, member: RoundMember, assessment: SelfAssessment, answer, state: str, by: Actor
) -> TrackedAction:
    begun = london_date(assessment.sent_at)
    bank = bank_of(assessment.edition)
    words = next(each.text for section in bank.sections for each in section.statements if each.key == answer.statement)
    is_done = state in (State.COMPLETE, State.VERIFIED, State.EMBEDDED)
    is_closed = state in (State.VERIFIED, State.EMBEDDED, State.NOT_ACHIEVED)
    due_on = months_later(begun, 3)
    return TrackedAction(
        area=member.area,
        source=TrackedAction.Source.SELF_ASSESSMENT,
        because=words[:400],
        came_from=bank.title[:120],
        came_from_path=page_of(assessment),
        wording=answer.action,
        measure="The statement can be graded “3 In place” or better, with evidence",
        priority="3",
        set_by_team=member.asking_team,
        owner_team=member.answering_team,
        starts_on=begun,
        accept_by=begun + timedelta(days=7),
        first_due_on=due_on,
        due_on=due_on,
        state=state,
        completed_by=told.lead_of(member.answering_team) if is_done else None,
        closed_on=min(due_on, london_date(told.now)) if is_closed else None,
        made_at=assessment.sent_at,
        made_by=by,
        key=uuid5(KEYS, f"action {answer.pk}"),
    )
