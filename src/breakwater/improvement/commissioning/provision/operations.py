"""Recording a service's contract and funding, correcting them, and each quarter's return."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.figures.periods import quarter_of
from breakwater.foundation.models import one_at_a_time
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.improvement.assurance.models import Priority
from breakwater.knowledge.directory.models import Service
from breakwater.partnership.kit.recorded import next_number, once
from breakwater.partnership.organisations.models import Actor

from ..models import Provision, ProvisionPriority, Quarter


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
    priorities: Sequence[Priority] = ()  # of plans, that the service serves

    @property
    def own(self) -> dict:
        return {name: value for name, value in vars(self).items() if name != "priorities"}


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


@once(Provision)
def add_provision(service: Service, facts: ProvisionFacts, *, by: Actor, at: datetime, key: UUID) -> Provision:
    """Raises IsRecorded."""
    one_at_a_time(f"provision {service.pk}")
    if Provision.objects.standing().filter(service=service).exists():
        raise IsRecorded(service.pk)
    made = Provision.objects.create(area_id=by.area_id_acting, service=service, **facts.own, by=by, at=at, key=key)
    _serve(made, facts.priorities)
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
    changed = [name for name, value in facts.own.items() if getattr(held, name) != value]
    for name in changed:
        setattr(held, name, getattr(facts, name))
    held.revision += 1
    held.save(update_fields=[*changed, "revision"])
    _serve(held, facts.priorities)
    audit.did("changed", "provision", held.pk, fields=changed)
    return held


def _serve(provision: Provision, priorities: Sequence[Priority]) -> None:
    """Say which priorities it serves: these, and none beside."""
    kept, wanted = dict(provision.serves.values_list("priority", "pk")), {each.pk for each in priorities}
    ProvisionPriority.objects.filter(pk__in=[pk for of, pk in kept.items() if of not in wanted]).delete()
    ProvisionPriority.objects.bulk_create(
        ProvisionPriority(provision=provision, priority_id=each) for each in sorted(wanted - kept.keys())
    )


@once(Quarter)
def record_quarter(provision: Provision, facts: QuarterFacts, *, by: Actor, at: datetime, key: UUID) -> Quarter:
    """Record a quarter's return. What was returned before of the same quarter is kept."""
    revision = next_number(Quarter, "revision", provision=provision, starts_on=facts.starts_on)
    made = Quarter.objects.create(provision=provision, **vars(facts), revision=revision, by=by, at=at, key=key)
    audit.did("recorded a quarter of", "provision", provision.pk, revision=revision)
    return made


def quarters_before(today: date, many: int = 8) -> list[date]:
    """The first days of quarters that have begun, the last first."""
    first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    return [months_later(first, -3 * number) for number in range(many)]


def quarter_choices(today: date) -> list[tuple[str, str]]:
    """For a box: the running quarter says that it is only so far."""
    first = quarters_before(today)
    return [(each.isoformat(), f"{quarter_of(each).words}{', so far' if each == first[0] else ''}") for each in first]
