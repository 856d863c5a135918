"""SG-22: every measure, worked out on a random year, against a recount from the plain rows by other code."""

from collections import Counter
from datetime import date

import pytest
from django.db import ProgrammingError, connections, transaction

from breakwater.foundation.figures.suppression import suppress
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import ServiceName
from breakwater.practice.front_door.figures.declared import MASH
from breakwater.practice.front_door.figures.measures.tables import month_of
from breakwater.practice.front_door.models import Figure
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.random_year import ENDS, fill
from breakwater_dev.testing.recount import recount

SINCE, UNTIL = date(2024, 1, 1), date(2025, 4, 1)


def agree(test_cluster, owner_connection, *, contacts: int, seed: int) -> None:
    area = make.area()
    mash, other = make.team("MASH", service="front_door"), make.team("Another team")
    posts = [make.actor("mash_manager", of=mash).pk for _ in range(4)]
    name = connections["default"].settings_dict["NAME"]
    with test_cluster.connect(database=name) as superuser:
        fill(
            superuser,
            area=area.pk,
            team=mash.pk,
            other_team=other.pk,
            actor=posts[0],
            posts=posts,
            contacts=contacts,
            seed=seed,
        )
        superuser.execute("analyze")
    again = recount(owner_connection, area=area.pk, since=SINCE, until=UNTIL, at=ENDS)
    with acting_as(service_of(area, ServiceName.LISTS)):
        counted = MASH.counts(area=area, since=SINCE, until=UNTIL, at=ENDS)
    worked_out = Counter({(month, *place): n for month, rows in counted.items() for *place, n in rows})
    tables = {table for _, table, _, _ in again}
    assert len(tables) == 24, sorted(tables)  # every table has something in it
    for table in sorted(tables | {place[1] for place in worked_out}):
        assert {p: n for p, n in worked_out.items() if p[1] == table} == {
            p: n for p, n in again.items() if p[1] == table
        }, table
    published(area, again)


def published(area, again: Counter) -> None:
    """What is kept for readers is the recount, less what is too small."""
    MASH.work_out(area=area, at=ENDS)
    kept = {(f.month, f.name, f.line, f.part): f for f in Figure.objects.filter(area=area, month__gte=SINCE)}
    for month in {place[0] for place in again}:
        values, lines = month_of([(*place[1:], n) for place, n in again.items() if place[0] == month])
        hidden = suppress(values, lines)
        for cell, value in values.items():
            figure = kept.get((month, *cell))
            assert (figure.value if figure else 0) == (None if cell in hidden else value), (month, cell)
        assert any(hidden.values())


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_sg_22_a_small_year_counts_the_same_both_ways(transactional_db, test_cluster, owner_connection, seed):
    agree(test_cluster, owner_connection, contacts=600, seed=seed)


@pytest.mark.slow
@pytest.mark.parametrize("contacts", [2_000, pytest.param(10_000, marks=pytest.mark.whole)])
def test_sg_22_a_year_of_thousands_of_contacts_counts_the_same_both_ways(
    transactional_db, test_cluster, owner_connection, contacts
):
    agree(test_cluster, owner_connection, contacts=contacts, seed=3)


def test_sg_22_nobody_but_the_lists_service_of_the_area_counts(db):
    area, mash = make.area(), make.team("MASH", service="front_door")
    for actor in (
        make.actor("mash_manager", of=mash),
        make.intake(),
        service_of(make.area("850", "Hampshire"), ServiceName.LISTS),
    ):
        with acting_as(actor), pytest.raises(ProgrammingError), transaction.atomic():
            MASH.counts(area=area, since=SINCE, until=UNTIL, at=ENDS)
