"""A family, the people who help it, and browsers signed in as them."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import Capacity
from breakwater.casework.chronology import operations as chronology
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.clocks.rules import CLOCK_RULES
from breakwater.casework.models import FormDraft
from breakwater.casework.tasks import operations as tasks
from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.records.operations import circumstances, people
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.kept_forms import CONTACT, at


@pytest.fixture
def assessment(db):
    return make.team("Assessment team", service="assessment")


@pytest.fixture
def tier2(db):
    return make.team("Tier 2 co-ordinators", service="early_help")


@pytest.fixture
def worker(assessment):
    return make.actor("social_worker", of=assessment)


@pytest.fixture
def family(db):
    """A child with a mother, a brother, an address and a school."""
    with acting_as(make.intake()) as by:
        now = timezone.now()
        child = people.enter_person(
            area=make.area(),
            facts=people.NewPerson(
                forename="Ada",
                surname="Example",
                born=PartDate(2016, 3, 4),
                first_language="Bengali",
                interpreter_needed=True,
                care_with_contact="call before noon",
            ),
            by=by,
            at=now,
        )
        mother = people.enter_person(
            area=make.area(), facts=people.NewPerson(forename="Mo", surname="Example", sex="F"), by=by, at=now
        )
        brother = people.enter_person(
            area=make.area(), facts=people.NewPerson(forename="Bo", surname="Example", sex="M"), by=by, at=now
        )
        circumstances.relate(
            person=mother,
            other=child,
            code="MTH",
            facts=circumstances.TieFacts(holds_parental_responsibility=True),
            by=by,
            at=now,
        )
        circumstances.relate(person=brother, other=child, code="SIB", by=by, at=now)
        circumstances.move_to(
            person=child, home=circumstances.Home(lines="1 Example Street", postcode="PO1 1AA"), by=by, at=now
        )
        school = make.organisation("Harbour Primary", kind="SCHOOL")
        dsls = make.team("Safeguarding", of=school)
        circumstances.enrol(person=child, team=dsls, year_group="5", verified=True, by=by, at=now)
    return SimpleNamespace(child=child, mother=mother, brother=brother, school=school, dsls=dsls)


@pytest.fixture
def referral(family, worker, assessment):
    """`referral()` opens a referral about the child with a clock, a task and a chronology entry."""

    def open_one(child=None):
        now = timezone.now() - timedelta(hours=2)
        with acting_as(make.intake()) as intake:
            case = cases.open_case(
                kind="referral",
                area=make.area(),
                team=assessment,
                by=intake,
                at=now,
                people=[(child or family.child, Capacity.CHILD), (family.mother, Capacity.PARENT)],
            )
        with acting_as(worker):
            clocks.start(case=case, rule=CLOCK_RULES["front_door.decision"], team=assessment, at=now)
            tasks.make(
                tasks.ToDo(title="Call the health visitor", due_at=now), team=assessment, case=case, by=worker, at=now
            )
            chronology.record(
                case=case,
                person=child or family.child,
                kind="visit",
                what="Home visit",
                by=worker,
                at=now,
                significant=True,
            )
        return case

    return open_one


@pytest.fixture
def form_keeper(db):
    """The partnership's business manager."""
    return make.actor("business_manager", of=make.team("Partnership office"))


@pytest.fixture
def desk(form_keeper, signed_in):
    """A browser at which the business manager sits."""
    return signed_in(form_keeper)


@pytest.fixture
def draft(desk) -> FormDraft:
    """A draft of the contact form, begun a moment ago."""
    desk.post(at("form_begin", CONTACT))
    return FormDraft.objects.get()
