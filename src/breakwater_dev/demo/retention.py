"""What is old in the invented area: records that are due, one that an inquiry holds, and a batch that went last week, with its certificate."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import psycopg
from django.db import connections, transaction

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import Case
from breakwater.delivery.cluster import OWNER
from breakwater.delivery.retention import disposal, operations
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Actor, ServiceName
from breakwater.partnership.people.models import Person
from breakwater.partnership.people.search import search_rows
from breakwater.practice.front_door.pathway import REFERRAL

YOUNG_PEOPLE = (
    ("Avery", "Oldfield"),
    ("Blake", "Formerly"),
    ("Casey", "Yesteryear"),
    ("Devon", "Longago"),
    ("Ellis", "Bygone"),
)
GONE, LATELY = 2, timedelta(days=6)  # so many are deleted last week; the others fell due since
WENT_BEFORE = 9  # years ago they were closed


@dataclass(frozen=True)
class Who:
    """Who did the work then, and who answers for retention now."""

    manager: Actor
    governance: Actor
    head: Actor


def tell(who: Who, now: datetime) -> None:
    """Their referrals ended nine years ago; each turned 25 ten days or three days ago.

    Within a transaction that is still open the owner sees none of it, and nothing is deleted.
    """
    within_another = connections["default"].in_atomic_block
    made = _old_records(who, now)
    if within_another:
        return
    last_week, key = now - LATELY, iter(UUID(int=number) for number in range(2600, 2620))
    with _owner() as connection:
        disposal.run(connection, at=last_week)
        with acting_as(who.governance) as by:
            batch = operations.propose(None, "referral", key=next(key), by=by, at=last_week)
        with acting_as(who.head) as by:
            operations.approve(batch, by=by, at=last_week + timedelta(hours=3))
        disposal.run(connection, at=last_week + timedelta(hours=14))
        with acting_as(who.governance) as by:
            facts = operations.HoldFacts(
                "Asked for by an independent inquiry. Ends when it reports", name=made[-1].reference
            )
            operations.hold(None, facts, key=next(key), by=by, at=now - timedelta(days=2))
        disposal.run(connection, at=now)


def _old_records(who: Who, now: datetime) -> list[Case]:
    made = []
    with transaction.atomic():
        for number, (forename, surname) in enumerate(YOUNG_PEOPLE):
            days = 10 if number < GONE else 3
            turned = london_date(now) - timedelta(days=days)
            closed = _years_before(now, WENT_BEFORE)
            person = _person(who, forename, surname, _years_before(turned, 25), closed - timedelta(days=200))
            with acting_as(who.manager) as by:
                case = cases.open_case(
                    kind=REFERRAL,
                    area=person.area,
                    team=by.membership.team,
                    by=by,
                    at=closed - timedelta(days=120),
                    people=[(person, "CHILD")],
                )
                made.append(cases.close(case=case, reason="The plan ended", by=by, at=closed))
    return made


def _person(who: Who, forename: str, surname: str, born: date, at: datetime) -> Person:
    area = who.manager.membership.team.area
    with acting_as(service_of(area, ServiceName.INTAKE)) as by:
        made = Person.objects.create(
            area=area,
            forename=forename,
            surname=surname,
            born_on=born,
            born_precision="DAY",
            entered_at=at,
            entered_by=by,
        )
        search_rows.keep(made)
    return made


def _years_before(day, years: int):
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


@contextmanager
def _owner() -> Iterator[psycopg.Connection]:
    """A connection as the database's owner, to the database that is told of."""
    here = connections["default"].settings_dict
    names = {"host": "HOST", "port": "PORT", "dbname": "NAME"}
    with psycopg.connect(
        user=OWNER, autocommit=True, **{name: here[key] for name, key in names.items() if here[key]}
    ) as connection:
        yield connection
