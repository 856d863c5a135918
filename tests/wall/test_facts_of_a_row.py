"""A row's facts are worked out again only where a column that they are read from has changed."""

import re

import pytest

from breakwater.foundation.grants.build import RoomsOfTheWall
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


WORDS = {
    "and",
    "or",
    "not",
    "is",
    "null",
    "in",
    "true",
    "false",
    "distinct",
    "from",
    "greatest",
    "at",
    "time",
    "zone",
    "timestamp",
    "interval",
}


def _fragments():
    for table in RoomsOfTheWall().tables:
        for tie in table.follows:
            yield table.name, tie.when
        for give in table.gives:
            yield from ((table.name, text) for text in (give.when, give.since, give.until))


def test_every_fact_of_the_rooms_is_read_from_its_row_or_says_that_it_is_not():
    """No clock, no other function, no table: what is not in sight of `_unless_as_before` would keep a lapsed sight alive."""
    strange = {
        (table, word)
        for table, text in _fragments()
        if "access." not in text
        for word in re.findall(r"[a-z_]\w*(?:\.\w+)?", re.sub(r"'[^']*'", "", text), re.IGNORECASE)
        if word not in WORDS and not re.fullmatch(r"f\.[a-z_]+", word)
    }
    assert not strange
