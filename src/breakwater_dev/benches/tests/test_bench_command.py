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
