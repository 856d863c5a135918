"""A row's facts are worked out again only where a column that they are read from has changed."""

import pytest

from breakwater.foundation.grants.declare import Follows, Gives, Root
from breakwater.foundation.grants.generate import _unless_as_before

READ = Root(
    name="things",
    kind="thing",
    gives=(
        Gives(
            "thing", "id", "your team keeps it", scope=("team", "team_id"), when="f.state = 'OPEN'", until="f.ends_at"
        ),
    ),
    follows=(Follows(("thing", "id"), ("case", "case_id"), when="f.is_tied"),),
)


def test_every_column_that_a_fact_is_read_from_is_watched():
    watched = _unless_as_before(READ)
    for column in ("case_id", "ends_at", "id", "is_tied", "state", "team_id"):
        assert f"old.{column}" in watched
        assert f"new.{column}" in watched


@pytest.mark.parametrize(
    "when", ["access.case_is_open(f.case_id)", "exists (select 1 from others o where o.id = f.id)"]
)
def test_a_fact_that_is_read_from_other_rows_is_always_worked_out(when):
    table = Root(name="things", kind="thing", gives=(Gives("thing", "id", "so", scope=("team", "team_id"), when=when),))
    assert _unless_as_before(table) == ""
