import argparse
import io
import sys
from types import SimpleNamespace

import pytest

from breakwater.delivery.cli import check_ids, working_day


@pytest.fixture
def typed(monkeypatch):
    """Give the tool bytes on standard input."""

    def give(data: bytes):
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))

    return give


def run(tool, *arguments):
    parser = argparse.ArgumentParser()
    tool.add_arguments(parser)
    return tool.run(parser.parse_args(arguments))


@pytest.mark.parametrize(
    ("arguments", "day"),
    [
        (["2026-03-06", "1"], "2026-03-09"),
        (["2026-03-09", "-1"], "2026-03-06"),
        (["2026-03-07", "0"], "2026-03-07"),
        (["2026-05-24", "1"], "2026-05-26"),
        (["2026-03-06T20:00", "1"], "2026-03-09"),
        (["2026-06-08T23:30Z", "1"], "2026-06-10"),
        (["2026-03-06", "1", "--closed", "2026-03-09"], "2026-03-10"),
    ],
)
def test_working_day_prints_the_due_day(capsys, arguments, day):
    assert run(working_day, *arguments) == 0
    assert capsys.readouterr() == (f"{day}\n", "")


@pytest.mark.parametrize(
    "arguments",
    [
        ["2026-02-30", "1"],
        ["6/3/2026", "1"],
        ["2026-03-06", "one"],
        ["2026-03-06"],
        ["2026-03-06", "999999"],
        ["9999-12-31T23:59-12:00", "1"],
        ["2026-03-06", "1", "--closed", "soon"],
    ],
)
def test_working_day_says_what_it_cannot_read(capsys, arguments):
    assert run(working_day, *arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.splitlines()) == 1


def test_working_day_answers_the_good_lines_and_reports_the_bad_ones_by_number(capsys, typed):
    typed(b"\xef\xbb\xbf2026-03-06,1\r\nnonsense\r\n\r\n2026-03-06, 2\r\n2026-03-06,x\r\n2026-12-24,1")
    assert run(working_day) == 1
    printed = capsys.readouterr()
    assert printed.out.splitlines() == ["2026-03-09", "2026-03-10", "2026-12-29"]
    assert [line.split(":")[0] for line in printed.err.splitlines()] == ["line 2", "line 5"]


def test_working_day_is_content_with_nothing_to_do(capsys, typed):
    typed(b"")
    assert run(working_day) == 0
    assert capsys.readouterr() == ("", "")


def test_check_ids_answers_every_line_in_four_columns(capsys, typed):
    typed(b"943 476 5919\n\n9434765918\n")
    assert run(check_ids, "--kind", "nhs") == 0
    assert [line.split("\t") for line in capsys.readouterr().out.splitlines()] == [
        ["943 476 5919", "valid", "9434765919", ""],
        ["", "invalid", "", "Nothing was entered"],
        [
            "9434765918",
            "invalid",
            "9434765918",
            "The last figure does not fit the rest; a figure is mistyped or two are swapped",
        ],
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfPO1 2AB\r\nPO2\xc2\xa08AB\r\n",
        b"PO1 2AB\rPO2\xa08AB\r",
        "PO1 2AB\r\nPO2\u00a08AB\r\n".encode("utf-16"),
    ],
    ids=["utf-8 with mark", "windows", "utf-16"],
)
def test_check_ids_reads_files_as_spreadsheets_write_them(capsys, tmp_path, data):
    column = tmp_path / "postcodes.txt"
    column.write_bytes(data)
    assert run(check_ids, "--kind", "postcode", str(column)) == 0
    assert [line.split("\t")[1:3] for line in capsys.readouterr().out.splitlines()] == [
        ["valid", "PO1 2AB"],
        ["valid", "PO2 8AB"],
    ]


def test_check_ids_keeps_its_columns_whatever_the_value_holds(capsys, typed):
    typed(b"PO1\t2AB\n\x1b[31mred\x00\n\x93quoted\x94\n")
    assert run(check_ids, "--kind", "postcode") == 0
    rows = [line.split("\t") for line in capsys.readouterr().out.split("\n")[:-1]]
    assert [len(row) for row in rows] == [4, 4, 4]
    assert [row[0] for row in rows] == ["PO1 2AB", " [31mred ", "“quoted”"]


def test_check_ids_says_when_a_file_cannot_be_read(capsys, tmp_path):
    assert run(check_ids, "--kind", "upn", str(tmp_path / "missing.txt")) == 2
    assert capsys.readouterr().err == f"{tmp_path / 'missing.txt'}: No such file or directory\n"
