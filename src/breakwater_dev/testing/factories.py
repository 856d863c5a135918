"""Test data that needs no explaining. Everything is made through the same doors as in life: as an actor, behind the wall."""

import itertools
import os
from datetime import date

from django.utils import timezone

from breakwater.delivery.invented import give_post
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.organisations.models import (
    Actor,
    Area,
    Membership,
    Organisation,
    ServiceName,
    Team,
    TeamService,
    User,
)
from breakwater.partnership.people.models import Person
from breakwater.partnership.people.search import search_rows

# Worlds that another process of the run made are used here too: each process counts in a range of its own.
_count = itertools.count(1 + 20_000 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]))
LONG_AGO = date(2020, 1, 1)


def count_from(number: int) -> None:
    """Names are counted from here on: for a process that comes to a database with people in it."""
    global _count
    _count = itertools.count(number)


def area(code: str = "851", name: str = "Portsmouth") -> Area:
    made, _ = Area.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "partnership_name": f"{name} Safeguarding Children Partnership",
            "gss_code": "E06000044",
            "in_force_from": LONG_AGO,
        },
    )
    return made


def organisation(name: str = "", kind: str = "COUNCIL") -> Organisation:
    return Organisation.objects.create(name=name or f"Organisation {next(_count)}", kind=kind)


def team(name: str = "", *, of: Organisation | None = None, in_area: Area | None = None, service: str = "") -> Team:
    number = next(_count)
    within = in_area or area()
    owner = of or organisation()
    made = Team.objects.create(
        organisation=owner, area=within, name=name or f"Team {number}", sight_is_dated=owner.kind == "SCHOOL"
    )
    if service:
        TeamService.objects.create(team=made, area=within, service=service)
    return made


def membership(role: str = "mash_screener", *, of: Team | None = None, user: User | None = None, **dates) -> Membership:
    number = next(_count)
    holder = user or User.objects.create(email=f"person{number}@example.org", name=f"Person {number}", password="!")
    dates.setdefault("is_social_work_qualified", str(role) == "mash_manager")
    return give_post(holder, of or team(), role, starts_on=dates.pop("starts_on", LONG_AGO), **dates)


def actor(role: str = "mash_screener", **more) -> Actor:
    return actor_of(membership(role, **more))


def intake(in_area: Area | None = None) -> Actor:
    return service_of(in_area or area(), ServiceName.INTAKE)


def person(forename: str = "", surname: str = "", *, in_area: Area | None = None, **facts) -> Person:
    """A person entered by the area's intake."""
    number = next(_count)
    with acting_as(intake(in_area)) as by:
        made = Person.objects.create(
            area=in_area or area(),
            forename=forename or f"Forename{number}",
            surname=surname or f"Surname{number}",
            entered_at=timezone.now(),
            entered_by=by,
            **facts,
        )
        search_rows.keep(made)
        return made
