"""The world that the benchmark fills in bulk is the one that the wall's own triggers would make."""

import pytest

from breakwater_dev.benches import wall as bench_wall
from breakwater_dev.benches import world as bench_world
from breakwater_dev.testing import databases


@pytest.mark.slow
def test_a_world_filled_in_bulk_has_the_readers_that_the_triggers_would_give(transactional_db, test_cluster):
    with databases.connect(test_cluster, transactional_db, role="postgres") as superuser:
        bench_world._fill(superuser, 1200)
    with databases.connect(test_cluster, transactional_db, role="bw_owner") as owner:
        assert bench_wall.stale_rows(owner, sample=400) == []
        (seen,) = owner.execute("select count(*) from people_person where cardinality(scopes) > 1").fetchone()
    assert seen >= 1200


def test_the_cost_of_lists_is_reckoned_from_how_each_step_grows():
    from breakwater_dev.benches import lists

    measured = []
    for pupils in (1000, 2000, 4000, 8000):
        figures = lists.Figures(pupils, 2, megabytes=100 + pupils / 100)
        figures.steps = {"files": lists.Spent(cpu=pupils / 1000), "lists": lists.Spent(cpu=(pupils / 1000) ** 2)}
        figures.again = {"lists": lists.Spent(cpu=pupils / 2000)}
        measured.append(figures)
    law = lists.fitted([one.pupils for one in measured], [one.steps["lists"].cpu for one in measured])
    assert law.exponent == pytest.approx(2)
    assert law.at(3000) == pytest.approx(9)
    said: list[str] = []
    lists._growth(measured, said.append)
    assert "files              1.00" in said[1]
    assert "lists              2.00" in said[2]
    assert "not run" in said[-1]
