"""Schools that answer a self-assessment, and the team that asks for it."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from breakwater.casework.self_assessments import asking, operations
from breakwater.casework.self_assessments.measures import bank_of, parts_of
from breakwater.casework.self_assessments.models import SelfAssessment
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Actor, Organisation, Team
from breakwater_dev.testing import factories as make

DUE = date(2040, 3, 1)
SCHOOLS = "prevent.schools"


@dataclass
class School:
    """A school with its team and its lead."""

    organisation: Organisation
    team: Team
    lead: Actor


def a_school(name: str = "", *, in_area=None) -> School:
    organisation = make.organisation(name or "A school", "SCHOOL")
    team = make.team("Safeguarding", of=organisation, in_area=in_area)
    return School(organisation, team, make.actor("dsl", of=team))


def begun(school: School, bank: str = SCHOOLS) -> SelfAssessment:
    with acting_as(school.lead) as by:
        return operations.begin(bank, school.organisation, variant="primary", by=by, at=timezone.now())


def answered(assessment: SelfAssessment, by: Actor, grade: str = "3", besides: tuple[str, ...] = (), **said) -> None:
    """Every statement answered alike, `besides` those named."""
    facts = {"evidence": "Minutes of March", "action": "The head, by May"} | said
    with acting_as(by):
        for section in bank_of(assessment.edition).of_variant(assessment.variant):
            for statement in section.statements:
                if statement.key in besides:
                    continue
                operations.answer(
                    assessment,
                    operations.AnswerFacts(statement.key, grade, **facts),
                    revision=0,
                    by=by,
                    at=timezone.now(),
                )


def signed(assessment: SelfAssessment, by: Actor, *capacities: str) -> None:
    with acting_as(by):
        for capacity in capacities or ("LEAD", "GOVERNOR"):
            operations.sign(
                assessment,
                operations.SignFacts(capacity, f"{capacity.title()} Example", "Chair", london_date(timezone.now())),
                by=by,
                at=timezone.now(),
            )


def sent(school: School, grade: str = "3") -> SelfAssessment:
    """A whole return, sent."""
    assessment = begun(school)
    answered(assessment, school.lead, grade)
    signed(assessment, school.lead)
    with acting_as(school.lead) as by:
        return operations.send(assessment, by=by, at=timezone.now())


def asked(prevent: Actor, *schools: School) -> None:
    with acting_as(prevent) as by:
        edition = operations.edition_now(SCHOOLS)
        organisations = [school.organisation for school in schools]
        asking.ask(edition, organisations, due_on=DUE, by=by, at=timezone.now())


def first_line(assessment: SelfAssessment):
    return parts_of(assessment)[0].lines[0]


def first_answered(assessment: SelfAssessment, by: Actor) -> None:
    facts = operations.AnswerFacts("lead", "3", evidence="Minutes of March")
    operations.answer(assessment, facts, revision=0, by=by, at=timezone.now())
