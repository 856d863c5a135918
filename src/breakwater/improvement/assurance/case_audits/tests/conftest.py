"""An area with eight open episodes of children of two ages, one of them at a school, and a case audit that is drawn from them."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.models import Case, CaseWorker, Participant
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.storage import create_key_file
from breakwater.improvement.assurance.case_audits.operations import planning
from breakwater.improvement.assurance.models import CaseAudit
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Enrolment, Person
from breakwater_dev.testing import factories as make


@pytest.fixture(autouse=True)
def key_file():
    if not Path(settings.BREAKWATER_KEY_FILE).exists():
        create_key_file(Path(settings.BREAKWATER_KEY_FILE))


@dataclass
class World:
    """Who takes part, and what there is to draw from."""

    lead: Actor
    holder: Actor
    dsl: Actor
    reader: Actor
    cases: list[Case] = field(default_factory=list)
    children: list[Person] = field(default_factory=list)

    def do(self, who: Actor, operation, *of, **more):
        """Run an operation as somebody acts, now."""
        with acting_as(who.membership) as by:
            return operation(*of, **more, by=by, at=timezone.now())

    def plan(self, **more) -> CaseAudit:
        facts = {
            "theme": "Neglect of young children",
            "questions": "Was need seen early?",
            "standards": "The partnership’s neglect strategy",
            "lawful_basis": "Children Act 2004 section 11",
            "areas": [make.area().pk],
            "kinds": ["early_help"],
            "ages": ["1-4", "11-15"],
            "number": 4,
            "share": 20,
            "answers_by": london_date(timezone.now()) + timedelta(days=28),
        }
        return self.do(self.lead, planning.set_up, planning.PlanFacts(**facts | more), key=uuid4())

    def drawn(self, seed: str = "a seed to repeat", **more) -> CaseAudit:
        return self.do(self.lead, planning.draw, self.plan(**more), seed)


@pytest.fixture
def world(db):
    help_team = make.team("Tier 2 help", service="early_help")
    school = make.team("Safeguarding", of=make.organisation("Beacon School", "SCHOOL"))
    holder = make.actor("tier2_coordinator", of=help_team)
    reader = make.actor("agency_professional", of=make.team(of=make.organisation("Harbour Trust", "HEALTH")))
    made = World(make.actor("business_manager"), holder, make.actor("dsl", of=school), reader)
    today = london_date(timezone.now())
    for number in range(8):
        born = date(today.year - (3 if number % 2 else 13), 1, 1)
        child = make.person(f"Nel{number}", "Nowhere", born_on=born, born_precision="DAY")
        with acting_as(make.intake()) as by:
            case = cases.open_case(
                kind="early_help",
                area=make.area(),
                team=help_team,
                by=by,
                at=timezone.now(),
                people=[(child, Participant.Capacity.CHILD)],
            )
            Enrolment.objects.create(
                person=child,
                school=school.organisation,
                team=school,
                starts_on=today,
                verified_on=today,
                verified_by=by,
            )
        with acting_as(holder.membership):
            CaseWorker.objects.create(
                case=case,
                membership=holder.membership,
                user=holder.membership.user,
                capacity="LEAD",
                starts_at=timezone.now(),
            )
        made.cases.append(case)
        made.children.append(child)
    return made
