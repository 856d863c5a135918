"""What tests of needs and commissioning record: figures of a ward, a service with its quarters. All invented."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.improvement.commissioning.models import NeedMeasure, Provision, Quarter
from breakwater.improvement.commissioning.needs import operations as needs
from breakwater.improvement.commissioning.needs.file import FigureFacts
from breakwater.improvement.commissioning.provision import operations as provision
from breakwater.knowledge.directory.models import Service
from breakwater.knowledge.directory.operations import entries
from breakwater.knowledge.directory.operations.words import bring_needs
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Actor

CHARLES_DICKENS, COSHAM, HILSEA = "E05002443", "E05002445", "E05002449"
TODAY = london_date(timezone.now())
ENDS = {"staff": Decimal(4), "vacancies": Decimal(1), "referrals": 20, "accepted": 12, "declined": 0, "waiting": 6}


def measure(by: Actor, title: str = "Young carers known", *, more_is_need: bool = True) -> NeedMeasure:
    facts = needs.MeasureFacts("HARM", title, "Children known to be young carers, of all who live there", more_is_need)
    with acting_as(by):
        return needs.add_measure(facts, by=by, at=timezone.now(), key=uuid4())


def figure(by: Actor, of: NeedMeasure, ward: str, number: int | None, base: int = 600, **more):
    said = {"age_band": "11-15", "on": TODAY - timedelta(days=60), "estimate": "COUNT", "source": "Invented register"}
    facts = FigureFacts(
        **said | {"review_on": TODAY + timedelta(days=300), "ward": ward, "number": number, "base": base} | more
    )
    with acting_as(by):
        return needs.record(of, facts, by=by, at=timezone.now(), key=uuid4())


def service(by: Actor, name: str = "Young carers’ club", **facts) -> Service:
    """A service of the directory."""
    bring_needs()
    with acting_as(by):
        of = entries.enter_provider(
            area=by.membership.team.area, name=f"{name} (invented)", description="A charity", by=by, at=timezone.now()
        )
        said = {"name": name, "description": "For families", "minimum_age": 8, "maximum_age": 17} | facts
        return entries.enter(provider=of, terms=[], by=by, at=timezone.now(), facts=said)


def provided(by: Actor, of: Service, *, tier: str = "EARLY", wards=(), **facts) -> Provision:
    said = {"commissioner": "The council", "starts_on": date(2024, 4, 1), "funding": "Public health grant"} | facts
    with acting_as(by):
        return provision.add_provision(
            of,
            provision.ProvisionFacts(tier=tier, wards=list(wards), **said),
            by=by,
            at=timezone.now(),
            key=uuid4(),
        )


def quarter(by: Actor, of: Provision, starts_on: date, caseload: int, places: int = 40, **facts) -> Quarter:
    said = {"starts_on": starts_on, "caseload": caseload, "places": places} | ENDS | facts
    with acting_as(by):
        return provision.record_quarter(of, provision.QuarterFacts(**said), by=by, at=timezone.now(), key=uuid4())
