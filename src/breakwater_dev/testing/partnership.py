"""Two areas with a partnership each: their business managers, the three lead partners, and one joint chair with a role in both."""

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from django.urls import reverse

from breakwater.foundation.dates import london
from breakwater.improvement.assurance.models import RoleHolding
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Actor, Area, Organisation, OrganisationArea
from breakwater_dev.testing import factories as make

BEGAN = date(2024, 4, 1)
NOW = london(2026, 6, 1, 10)


@dataclass
class Partnership:
    """An area and who runs its partnership."""

    area: Area
    manager: Actor
    colleague: Actor
    agency: Organisation


def a_partnership(code: str, name: str) -> Partnership:
    area = make.area(code, name)
    office = make.team(f"Partnership office {code}", in_area=area, service="scrutiny")
    agency = make.organisation(f"Invented Health Trust {code}", "HEALTH")
    OrganisationArea.objects.create(organisation=agency, area=area, starts_on=BEGAN)
    return Partnership(
        area, make.actor("business_manager", of=office), make.actor("business_manager", of=office), agency
    )


def holds(actor: Actor, area: Area, role: str, partner: str = "") -> RoleHolding:
    """Somebody holds a role in an area's arrangements."""
    user = actor.membership.user
    facts = {"role": role, "partner": partner, "name": user.name, "starts_on": BEGAN, "key": uuid4(), "made_at": NOW}
    with acting_as(actor):
        return RoleHolding.objects.create(area=area, user=user, made_by=actor, **facts)


def page(client, view: str, /, *args, **said) -> str:
    """A page, or what follows once a form is sent."""
    at = reverse(f"assurance:{view}", args=args)
    answer = client.post(at, said, follow=True) if said else client.get(at, follow=True)
    assert answer.status_code == 200, (view, answer.status_code)
    return answer.content.decode()


def press(client, view: str, /, *args, **said) -> str:
    """A button, with what stands in its form."""
    answer = client.post(reverse(f"assurance:{view}", args=args), said, follow=True)
    assert answer.status_code == 200, (view, answer.status_code)
    return answer.content.decode()


def once() -> dict:
    return {"idempotency": str(uuid4())}


def day(name: str, on: date) -> dict:
    return {f"{name}-day": on.day, f"{name}-month": on.month, f"{name}-year": on.year}
