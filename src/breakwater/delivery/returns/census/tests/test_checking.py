"""Every rule of the census is found exactly where it was broken, in files damaged on purpose; and beside an independent checker."""

import os
import re
import time
from pathlib import Path

import pytest

from breakwater.delivery.returns.census import checking, reading
from breakwater.delivery.returns.census.editions import edition_of
from breakwater.delivery.returns.census.rules.registry import numbers
from breakwater_dev.census import comparing
from breakwater_dev.census.damaging import Damaged, damaged, example

ALL = list(damaged())
OUTSIDE = os.environ.get("BREAKWATER_CIN_VALIDATOR", "")


def found(content: bytes):
    return checking.check(reading.read(content)).faults


def lines_of(damage: Damaged) -> range:
    """The lines of the child the damage was done to."""
    lines = damage.content.decode().splitlines()
    of = next((at for at, line in enumerate(lines) if f"<LAchildID>{damage.child}<" in line), 0)
    if damage.child == "":  # its number was taken away: the child that has none
        of = next(
            at for at, line in enumerate(lines) if "<ChildIdentifiers>" in line and "LAchildID" not in lines[at + 1]
        )
    end = next(at for at in range(of, len(lines)) if "</Child>" in lines[at])
    return range(of - 1, end + 2)


def test_every_rule_of_the_edition_is_written_and_no_other():
    assert numbers() == set(edition_of(2027).rules)
    assert {damage.rule for damage in ALL} == numbers()
    assert len(numbers()) == 109


def test_the_valid_example_has_no_fault():
    checked = checking.check(reading.read(example()))
    assert (checked.children, checked.faults) == (24, ())


@pytest.mark.parametrize("damage", ALL, ids=lambda damage: damage.name)
def test_a_rule_is_found_where_it_was_broken_and_nowhere_else(damage):
    faults = found(damage.content)
    assert {fault.rule for fault in faults} == {damage.rule} | damage.also
    for fault in faults:
        assert fault.is_error is not fault.rule.endswith("Q")
        if fault.child and damage.rule not in ("1520", "8510"):  # a number that two children have stands at both
            assert fault.child == damage.child
            assert fault.line in lines_of(damage)
    if damage.rule in ("1520", "8510"):
        assert len({fault.line for fault in faults}) == 2
    if damage.rule == "8500":
        assert faults[0].line in lines_of(damage)


def test_every_difference_from_the_independent_checker_is_explained_and_none_is_explained_away():
    compared = comparing.compare(comparing.kept_answers())
    assert len(compared) == len(ALL) + 1
    assert [one.name for one in compared if one.differs and not one.why] == []
    assert [one.name for one in compared if one.why and not one.differs] == []
    assert comparing.kept_answers()[comparing.EXAMPLE]["rules"] == []
    assert sum(not one.differs for one in compared) >= 100


@pytest.mark.skipif(
    not OUTSIDE,
    reason="csc-validator-be-cin is not installed: BREAKWATER_CIN_VALIDATOR names the Python 3.11 whose environment has it",
)
@pytest.mark.timeout(900)
def test_the_independent_checker_answers_as_it_did(tmp_path):
    assert comparing.ask_outside(Path(OUTSIDE), tmp_path) == comparing.kept_answers()


def test_one_fault_a_line_however_the_file_is_broken_into_lines():
    """Case systems write the file as one line too: faults of two children, and two of one child, stay apart."""
    content = re.sub(rb">\s+<", b"><", example()).replace(b"<Ethnicity>WBRI<", b"<Ethnicity>XXXX<")
    assert [(fault.rule, fault.child) for fault in found(content)] == [("4220", "PSCP000001"), ("4220", "PSCP000013")]


def test_an_edition_before_is_checked_against_its_own_year():
    older = example().replace(b"2026-", b"2025-").replace(b"2027-", b"2026-").replace(b"<Year>2027<", b"<Year>2026<")
    checked = checking.check(reading.read(older))
    assert checked.edition.name == "2025 to 2026"
    assert "100" not in {fault.rule for fault in checked.faults}
    with pytest.raises(reading.CannotBeRead, match="2022"):
        found(example().replace(b"<Year>2027<", b"<Year>2022<"))


def test_a_large_authoritys_file_is_checked_within_a_minute():
    start, end = example().index(b"<Child>"), example().index(b"</Children>")
    children = b"".join(
        re.sub(rb"PSCP00(\d{4})", rb"P%05d\1" % at, example()[start:end]) for at in range(20_000 // 24 + 1)
    )
    before = time.process_time()
    checked = checking.check(reading.read(example()[:start] + children + example()[end:]))
    assert checked.children > 20_000
    assert {fault.rule for fault in checked.faults} == {"1520"}
    assert time.process_time() - before < 60
