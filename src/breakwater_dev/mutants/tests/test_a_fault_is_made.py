"""A fault lives in the process it was made in, and every policy of the wall has its turn."""

from breakwater.foundation.dates import in_words
from breakwater.foundation.grants.build import RoomsOfTheWall
from breakwater.foundation.grants.declare import WALLED
from breakwater_dev.mutants import code, trying, wall


def test_the_same_seed_draws_the_same_faults_and_each_is_another_code():
    drawn, places = code.drawn(20, seed=7)
    assert (drawn, places) == code.drawn(20, seed=7)
    assert len({mutant.key for mutant in drawn}) == 20
    assert not [mutant for mutant in drawn if mutant.code() == mutant.code(faulty=False)]


def test_a_fault_is_made_for_one_process_alone():
    mutants, _ = code.drawn(10_000, seed=1)
    faults = [each for each in mutants if each.path.name == "in_words.py" and "Eq becomes NotEq" in each.fault]
    words = [trying.forked(lambda each=each: (each.make(), in_words.plural(1, "day"))[1]) for each in faults]
    assert set(words) == {"1 day", "1 days"}
    assert in_words.plural(1, "day") == "1 day"


def test_every_walled_table_is_loosened_in_what_is_read_and_in_what_is_written(django_db_setup):
    loosened = wall.loosened()
    for condition in ("using", "with check"):
        tables = {one.table for one in loosened if one.what == f"wall {condition} true"}
        assert tables == {table.name for table in RoomsOfTheWall().tables if isinstance(table, WALLED)}
    assert len({one.key for one in loosened}) == len(loosened)
