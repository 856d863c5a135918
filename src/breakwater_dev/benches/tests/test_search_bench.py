"""The bench of the search: invented people, questions with slips, figures."""

import pytest

from breakwater_dev.benches.search import DATABASE, run_search_bench


@pytest.mark.slow
def test_the_bench_finds_nearly_everyone_and_leaves_no_database_behind(transactional_db, test_cluster):
    said = []
    figures = run_search_bench(400, say=said.append)
    assert figures.size == 400
    assert figures.recall_of_case.keys() == {"changed surname", "known-as name", "middle name as the first"}
    assert figures.recall[5] > 0.97
    assert any("recall@5" in line for line in said)
    with test_cluster.connect() as server:
        assert server.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone() is None
