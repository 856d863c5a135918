"""Tables that people fill in, with whatever a spreadsheet makes of them: an odd cell is the fault of its line, and never an error."""

import io
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from random import Random

import pytest
from openpyxl import Workbook

from breakwater.partnership.people.intake.reading.filled_in import FilledIn, NotReadable, Row, typed_before

FILE = FilledIn(
    {"measure": "What", "age band": "Whose", "number": "How many", "source": "Where from"},
    ("measure", "number"),
    frozenset({"age band", "number"}),
    "file of figures",
    "figure",
    "figures",
    most_lines=50,
)
HEADS = ["Measure", "Age band", "Number", "Source", "Colour"]


def workbook(*rows, merged: str = "") -> bytes:
    book = Workbook()
    sheet = book.active
    for row in (HEADS, *rows):
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(content: bytes | str, name: str = "a.csv") -> list[Row]:
    content = content.encode() if isinstance(content, str) else content
    return FILE.rows_of(FILE.text_of(content, name))


def test_what_a_spreadsheet_made_a_day_of_is_named_with_what_to_type():
    (row,) = read(workbook(["Carers", datetime(2026, 10, 5), 3, "A"]), "a.xlsx")
    assert row.number == 2
    assert row.fault == (
        "The column age band holds the day 2026-10-05. Excel makes a day of 5-10: format the column as Text and type 5-10 again"
    )
    faults = [row.fault for row in read("measure,age band,number\nA,05-Oct,3\nA,5/10/2026,3\nA,0-4,3\nA,5-10,3")]
    assert ["type 5-10 again" in fault for fault in faults] == [True, True, False, False]
    assert read("measure,source,number\nA,05-Oct,3")[0].fault == ""  # in words a day is a day
    assert typed_before("05-Xyz") == typed_before("Xyz-15") == ""
    assert typed_before("Nov-15") == "11-15"
    assert typed_before("2015-11-01") == "11-15 or 1-11"


def test_each_odd_cell_of_a_workbook_is_a_fault_or_a_text_and_no_error():
    rows = (
        ["Carers", "0-4", "=1+1", "A"],
        ["Carers", "0-4", "#REF!", "A"],
        [None, None, None, None],
        ["Carers", True, False, "A"],
        ["Carers", time(5, 10), timedelta(hours=3), "A"],
        ["Carers", "0-4", 3.0, "x" * 5000],
        ["Carers", "0-4", 1e300, "A", "red", "beyond"],
        ["Carers", "0-4", -0.5, "A"],
    )
    found = read(workbook(*rows, merged="A10:C10"), "a.xlsx")
    assert [row.number for row in found] == [2, 3, 5, 6, 7, 8, 9]  # an empty row is none
    assert found[0].cells["number"] == ""  # a formula that no spreadsheet ever worked out
    assert "holds the error #REF! of a formula" in found[1].fault
    assert found[2].cells["number"] == "False"
    assert "more than 1,999 characters" in found[4].fault
    assert found[5].fault == ""  # what stands under no heading is not read
    assert found[6].cells["number"] == "-0.5"
    (merged,) = read(workbook(["Carers", "0-4", 3, "A"], merged="A2:C2"), "a.xlsx")
    assert merged.cells["number"] == ""


def test_a_formula_an_error_and_a_sign_in_text_are_faults():
    faults = [row.fault for row in read("measure,number\nA,=SUM(B1)\nA,#N/A\nA\ue000b,3\nA,3")]
    assert [fault.partition(" of a formula")[0] for fault in faults] == [
        "The column number holds a formula. Type its value",
        "The column number holds the error #N/A",
        "The column measure holds a sign that cannot be kept. Type its words again",
        "",
    ]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.csv"),
        (b"\xff\xfea", "a.csv"),
        (b"measure,number\nA\x81\x00,3", "a.csv"),
        (b"measure,number\nA\x8d,3", "a.csv"),
        (b"name,grade\nx,y", "a.csv"),
        (b'measure,number\n"x', "a.csv"),
        (b"measure,number\n", "a.csv"),
        (b"measure,number\n" + b"A,3\n" * 51, "a.csv"),
        (b"measure,number\n" + b"A" * 200_000 + b",3", "a.csv"),
        (b"measure,measure,number\nA,B,3", "a.csv"),
        (b"PK\x03\x04\x00", "a.xlsx"),
        (b"%PDF-1.7", "a.csv"),
        (b"<html></html>", "a.csv"),
    ],
)
def test_what_is_no_such_table_is_refused_in_words(content, name):
    with pytest.raises(NotReadable) as refusal:
        read(content, name)
    assert refusal.value.words


def test_what_came_back_otherwise_is_refused_in_words():
    for text in ("", "x\n1", "line,fault,measure\nx,,A", "line,fault,measure,age band,number,source\n2"):
        with pytest.raises(NotReadable):
            FILE.rows_of(text)


def test_no_file_of_random_cells_is_an_error():
    """Two hundred of each kind, from cells that people and spreadsheets leave behind."""
    random = Random(25)
    cells = [
        "",
        "5-10",
        "#REF!",
        "=A1",
        "TRUE",
        "٣",
        "²",
        "1e999",
        "NaN",
        "-",
        "\t",
        "\u200b",
        "'",
        '"',
        ";",
        "x" * 3000,
    ]
    real = [*cells[:-3], None, True, 3, -1, 1e300, date(1900, 1, 1), datetime(9999, 12, 31), time(1), timedelta(days=9)]
    for _ in range(200):
        lines = "\n".join(random.choice(",;\t").join(random.choices(cells, k=4)) for _ in range(4))
        rows = [random.choices(real, k=random.randrange(1, 6)) for _ in range(4)]
        for content, name in (
            (f"measure,age band,number,source\n{lines}".encode(), "a.csv"),
            (workbook(*rows), "a.xlsx"),
        ):
            with suppress(NotReadable):
                read(content, name)
