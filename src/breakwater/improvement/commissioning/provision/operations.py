"""Recording a service's contract and funding, correcting them, and each quarter's return."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.models import made_before, one_at_a_time
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.knowledge.directory.models import Service
from breakwater.partnership.organisations.models import Actor

from ..models import Provision, Quarter
from ..numbered import next_of


class IsRecorded(Refusal):
    box, words = "service", "This service is recorded already. Open it to change what is recorded"


@dataclass(frozen=True)
class ProvisionFacts:
    tier: str
    commissioner: str
    starts_on: date
    funding: str
    wards: list[str] = field(default_factory=list)
    domains: list[str] = field(default_factory=list)
    ends_on: date | None = None
    value: int | None = None
    funding_ends_on: date | None = None
    wait_target: int | None = None
    rating: str = ""
    rated_by: str = ""
    reviewed_on: date | None = None


@dataclass(frozen=True)
class QuarterFacts:
    starts_on: date
    caseload: int
    places: int
    staff: Decimal
    vacancies: Decimal
    referrals: int
    accepted: int
    declined: int
    waiting: int
    declined_why: str = ""
    median_wait: int | None = None
    longest_wait: int | None = None
    outcome: str = ""
    result: str = ""


@transaction.atomic
def add_provision(service: Service, facts: ProvisionFacts, *, by: Actor, at: datetime, key: UUID) -> Provision:
    """Raises IsRecorded."""
    if known := made_before(Provision, key):
        return known
    one_at_a_time(f"provision {service.pk}")
    if Provision.objects.filter(service=service).exists():
        raise IsRecorded(service.pk)
    made = Provision.objects.create(area_id=by.area_id_acting, service=service, **vars(facts), by=by, at=at, key=key)
    audit.did("recorded", "provision", made.pk)
    return made


@transaction.atomic
def change_provision(
    provision: Provision, facts: ProvisionFacts, revision: int, *, by: Actor, at: datetime
) -> Provision:
    """Raises ChangedMeanwhile."""
    held = Provision.objects.select_for_update().get(pk=provision.pk)
    if held.revision != revision:
        raise ChangedMeanwhile(held)
    changed = [name for name, value in vars(facts).items() if getattr(held, name) != value]
    for name in changed:
        setattr(held, name, getattr(facts, name))
    held.revision += 1
    held.save(update_fields=[*changed, "revision"])
    audit.did("changed", "provision", held.pk, fields=changed)
    return held


@transaction.atomic
def record_quarter(provision: Provision, facts: QuarterFacts, *, by: Actor, at: datetime, key: UUID) -> Quarter:
    """Record a quarter's return. What was returned before of the same quarter is kept."""
    if known := made_before(Quarter, key):
        return known
    revision = next_of(Quarter, "revision", provision=provision, starts_on=facts.starts_on)
    made = Quarter.objects.create(provision=provision, **vars(facts), revision=revision, by=by, at=at, key=key)
    audit.did("recorded a quarter of", "provision", provision.pk, revision=revision)
    return made


def quarters_before(today: date, many: int = 8) -> list[date]:
    """The first days of quarters that have begun, the last first."""
    first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    return [months_later(first, -3 * number) for number in range(many)]
