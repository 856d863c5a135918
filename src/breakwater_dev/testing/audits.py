"""Rounds of audits: the partnership's office, a round, and returns that stand there as if they had been sent."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.utils import timezone

from breakwater.casework.self_assessments.measures import bank_of
from breakwater.casework.self_assessments.models import SelfAssessment, SelfAssessmentRequest, StatementAnswer
from breakwater.foundation.dates.london_time import london_date
from breakwater.improvement.assurance.audits.operations import rounds
from breakwater.improvement.assurance.models import RoundArea, RoundMember
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Actor, Organisation, Team
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.self_assessments import School

SCHOOLS, AGENCIES = "assurance.schools", "assurance.section_11"


def a_keeper(*, in_area=None) -> Actor:
    return make.actor("business_manager", of=make.team("Partnership office", in_area=in_area, service="learning"))


def facts(
    *, title: str = "Round", bank: str = SCHOOLS, due_on: date | None = None, areas=(), share: int = 0
) -> rounds.RoundFacts:
    today = london_date(timezone.now())
    due_on = due_on or today + timedelta(days=60)
    return rounds.RoundFacts(title, bank, today, due_on, tuple(areas), "To the head", "To the lead", share, "seed")


def launched(keeper: Actor, **more) -> RoundArea:
    at = timezone.now()
    with acting_as(keeper) as by:
        part = rounds.make(by.membership.team, facts(**more), by=by, at=at, key=uuid4())
        rounds.launch(part, left_out=(), why="", by=by, at=at)
        part.refresh_from_db()
    return part


def returned(
    school: School, keeper: Actor, member: RoundMember, grades: Sequence[str] = ("3",), at: datetime | None = None
) -> SelfAssessment:
    """A whole return as its rows, statement after statement with these grades in turn; shared with whoever asked."""
    at = at or timezone.now()
    with acting_as(school.lead) as by:
        made = SelfAssessment.objects.filter(team=school.team, sent_at=None).first() or SelfAssessment.objects.create(
            edition=member.round_area.round.edition,
            bank=member.round_area.round.bank,
            variant="primary",
            organisation=school.organisation,
            team=school.team,
            area=member.area,
            begun_at=at,
            begun_by=by,
        )
        StatementAnswer.objects.bulk_create(rows_of(made, grades, by, at))
        made.sent_at, made.sent_by, made.receipt = at, by, f"SA-{made.pk}"
        made.save(update_fields=["sent_at", "sent_by", "receipt"])
        asked = member.request
        asked.assessment, asked.shared_at = made, at
        asked.save(update_fields=["assessment", "shared_at"])
    return made


def rows_of(made: SelfAssessment, grades: Sequence[str], by: Actor, at: datetime) -> list[StatementAnswer]:
    bank = bank_of(made.edition)
    lines = [(section.key, each.key) for section in bank.of_variant(made.variant) for each in section.statements]
    return [
        StatementAnswer(
            assessment=made,
            section=section,
            statement=statement,
            grade=grade,
            score=bank.grades[grade].score,
            evidence="Minutes of March",
            action="The head, by May" if bank.grades[grade].acts else "",
            saved_at=at,
            saved_by=by,
        )
        for number, (section, statement) in enumerate(lines)
        for grade in [grades[number % len(grades)]]
    ]


def many_returns(part: RoundArea, keeper: Actor, many: int) -> None:
    """So many organisations that have returned, each with some low statements, as their rows."""
    at, team = timezone.now(), keeper.membership.team
    organisations = Organisation.objects.bulk_create(
        Organisation(name=f"School {n:04}", kind="SCHOOL") for n in range(many)
    )
    Team.objects.bulk_create(Team(organisation=each, area=part.area, name="Office") for each in organisations)
    teams = {each.organisation_id: each for each in Team.objects.filter(organisation__in=organisations)}
    with acting_as(keeper) as by:
        made = SelfAssessment.objects.bulk_create(
            SelfAssessment(
                edition=part.round.edition,
                bank=part.round.bank,
                variant="primary",
                organisation=each,
                team=team,
                area=part.area,
                begun_at=at,
                begun_by=by,
                sent_at=at,
                sent_by=by,
                receipt=f"SA-{each.pk}",
            )
            for each in organisations
        )
        asked = SelfAssessmentRequest.objects.bulk_create(
            SelfAssessmentRequest(
                bank=part.round.bank,
                organisation=one.organisation,
                answering_team=teams[one.organisation_id],
                asking_team=team,
                area=part.area,
                due_on=london_date(at) + timedelta(days=9),
                asked_at=at,
                asked_by=by,
                assessment=one,
                shared_at=at,
            )
            for one in made
        )
        RoundMember.objects.bulk_create(
            RoundMember(
                round_area=part,
                area=part.area,
                asking_team=team,
                organisation=one.organisation,
                answering_team=one.answering_team,
                sector="Primary school" if number % 3 else "Secondary school",
                request=one,
                decided_at=at,
                decided_by=by,
            )
            for number, one in enumerate(asked)
        )
        StatementAnswer.objects.bulk_create(
            StatementAnswer(
                assessment=one,
                section="governance",
                statement=f"gov{line}",
                grade="2",
                score=2,
                saved_at=at,
                saved_by=by,
            )
            for one in made
            for line in range(5)
        )
