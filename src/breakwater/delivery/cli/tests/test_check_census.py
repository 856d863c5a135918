"""The command that checks a census file: a line a fault, its total, and how it ends."""

import argparse
import csv
import io
import json

import pytest

from breakwater.delivery.cli import check_census
from breakwater.delivery.returns.census.editions import EXAMPLE


@pytest.fixture
def run(tmp_path, capsys):
    """Check the example after one change: exit status, standard output, standard error."""

    def checked(old: str = "", new: str = "", *arguments):
        path = tmp_path / "cin.xml"
        path.write_text(EXAMPLE.read_text().replace(old, new, 1) if old else EXAMPLE.read_text())
        parser = argparse.ArgumentParser()
        check_census.add_arguments(parser)
        status = check_census.run(parser.parse_args([str(path), *arguments]))
        return status, *capsys.readouterr()

    return checked


def test_a_clean_file_ends_with_0(run):
    assert run() == (0, "children 24, errors 0, queries 0 (census 2026 to 2027)\n", "")


def test_a_fault_is_a_line_with_its_rule_and_the_childs_number(run):
    status, out, _ = run("<Ethnicity>WBRI<", "<Ethnicity>WHITE<")
    assert status == 1
    assert out.splitlines() == [
        "27 4220 error PSCP000001: Ethnicity is missing or invalid (see Ethnicity table)",
        "children 24, errors 1, queries 0 (census 2026 to 2027)",
    ]


def test_queries_may_be_left_out(run):
    change = ("<InitialCPCtarget>2026-06-03<", "<InitialCPCtarget>2026-06-06<")
    assert run(*change)[0] == 1
    assert run(*change, "--errors-only")[0] == 0


def test_other_programs_read_the_faults(run):
    bad = ("<LAchildID>PSCP000001<", "<LAchildID>=cmd()<")
    status, out, err = run(*bad, "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(out))
    assert (row["rule"], row["child"]) == ("1580", "'=cmd()")
    assert "errors 1" in err
    said = json.loads(run(*bad, "--format", "json")[1])
    assert [fault["rule"] for fault in said["faults"]] == ["1580"]
    assert said["edition"] == "2026 to 2027"


def test_what_cannot_be_read_ends_with_2_and_says_what_to_do(run, capsys):
    status, out, err = run("<Message>", "<Massage>")
    assert (status, out) == (2, "")
    assert "Export it again" in err or "Choose the file" in err
    parser = argparse.ArgumentParser()
    check_census.add_arguments(parser)
    assert check_census.run(parser.parse_args(["/no/such/file.xml"])) == 2
    assert "Check the name" in capsys.readouterr().err
