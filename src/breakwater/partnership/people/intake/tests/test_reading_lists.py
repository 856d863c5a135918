"""Reading an agency's list: whatever it was saved as, each line is read or refused with a reason an office understands."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest

from breakwater.partnership.people.intake.reading.listed import read_list
from breakwater.partnership.people.intake.reading.rows import ColumnsNotKnown, NotARoll
from breakwater_dev.testing.rolls import number

TODAY = date(2026, 9, 1)
HEAD = "Child ID,UPN,Surname,Forename,DOB,Code,Since,Until,Worker"
ANN = f"1,{number(0)},Jonés,Ann,03/04/2015,EHCP,01/09/2025,,W. Orker"
BO = "2,,Smith,Bo,25/12/2014,ehc needs,,,"


def listed(*lines, encoding="utf-8", parted=",", name="list.csv", **more):
    return read_list("\r\n".join(lines).replace(",", parted).encode(encoding), name, today=TODAY, **more)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("parted", [",", ";", "\t", "|"])
def test_a_list_is_read_in_any_encoding_and_with_any_mark_between_cells(encoding, parted):
    found = listed(HEAD, ANN, BO, encoding=encoding, parted=parted)
    assert [(row.line, row.surname, row.born_on, row.code, row.starts_on) for row in found.rows] == [
        (2, "Jonés", date(2015, 4, 3), "EHCP", date(2025, 9, 1)),
        (3, "Smith", date(2014, 12, 25), "EHC_NEEDS", None),
    ]
    assert found.rows[0].said == {"worker": "W. Orker"}


@pytest.mark.parametrize(
    ("line", "field", "words"),
    [
        ("1,,Jones,Ann,3/4/15,X,,,", "Date of birth", "two figures"),
        ("1,,Jones,Ann,31/02/2015,X,,,", "Date of birth", "no such day"),
        ("1,,Jones,Ann,42097,X,,,", "Date of birth", "spreadsheet's own number"),
        ("1,,Jones,Ann,,X,,,", "Date of birth", "missing"),
        ("1,,,Ann,03/04/2015,X,,,", "Surname", "missing"),
        ("=1+1,,Jones,Ann,03/04/2015,X,,,", "The agency's own number", "formula"),
        ("1,,=HYPERLINK(1),Ann,03/04/2015,X,,,", "Surname", "formula"),
        ("1,,#REF!,Ann,03/04/2015,X,,,", "Surname", "spreadsheet's error"),
        ("1,,Jones,Ann,03/04/2015,X,02/02/2026,01/02/2026,", "Until", "before the day it began"),
        ("1,,Jones,Ann,03/04/2015,X,,,,one,too,many", "", "more cells"),
    ],
)
def test_a_line_that_cannot_be_right_is_refused_with_its_field_and_a_reason(line, field, words):
    found = listed(HEAD, BO, line)
    assert [(refusal.line, refusal.field) for refusal in found.refused] == [(3, field)]
    assert words in found.refused[0].reason
    assert [row.forename for row in found.rows] == ["Bo"]


def test_a_number_that_fails_its_check_is_left_out_and_the_line_waits_for_a_person():
    found = listed(HEAD, f"1,{number(0)[:-1]}9,Jones,Ann,03/04/2015,X,,,")
    assert (found.rows[0].child.upn, found.refused) == ("", [])
    assert [remark.field for remark in found.remarks] == ["Unique pupil number (UPN)"]


def test_dates_that_could_be_either_way_round_are_refused_where_another_line_has_the_month_first():
    found = listed(HEAD, "1,,Jones,Ann,04/25/2015,X,,,", "2,,Smith,Cy,03/04/2015,X,,,", BO)
    assert [refusal.line for refusal in found.refused] == [2, 3]
    assert "month" in found.refused[0].reason
    assert "cannot be told apart" in found.refused[1].reason


def test_a_last_line_that_is_cut_off_is_refused_and_its_child_is_not_gone():
    found = listed(HEAD, ANN, BO, "9,,Brown,Cy,01/02")
    assert [(refusal.line, refusal.field) for refusal in found.refused] == [(4, "")]
    assert found.held_back == {"id:9"}


def test_a_child_said_twice_for_one_reason_counts_once_and_for_two_counts_twice():
    found = listed(HEAD, ANN, ANN, ANN.replace("EHCP", "SEMH"))
    assert ([row.code for row in found.rows], [refusal.line for refusal in found.refused]) == (["EHCP", "SEMH"], [3])


def test_sg_29_columns_nobody_named_are_never_held():
    found = listed(f"{HEAD},Diagnosis", f"{ANN},asthma")
    assert "asthma" not in repr(found)
    assert found.ignored == 1


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "list.csv", "empty"),
        (HEAD.encode(), "list.csv", "no children"),
        (b"<html><body><table></table></body></html>", "list.csv", "web page|HTML|html"),
        (b"%PDF-1.7 something", "list.csv", "."),
        (b"PK\x03\x04" + b"\0" * 40, "list.csv", "."),
        (b"MZ\x90\0" + b"\0" * 60, "list.xlsx", "."),
        (f"{HEAD}\n{ANN}".encode("utf-16-le"), "list.csv", "."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "list.xls", "."),
        (b'<?xml version="1.0"?><CTfile/>', "list.xml", "."),
        (b"Child ID,Surname,Surname,Forename,DOB\n1,a,b,c,01/02/2015", "list.csv", "Two columns are called Surname"),
        (f'{HEAD}\n1,,"Jones,Ann,03/04/2015'.encode(), "list.csv", "cut off"),
        ((HEAD + "\n" + f"{BO}\n" * 20_001).encode(), "list.csv", "more than 20,000 lines"),
        (b"a" * (50 * 1024 * 1024 + 1), "list.csv", "50 MB"),
    ],
    ids=[
        "empty",
        "headings alone",
        "web page",
        "pdf",
        "zip",
        "program",
        "utf-16 without its mark",
        "old excel",
        "xml",
        "one heading twice",
        "quote open",
        "too long",
        "too large",
    ],
)
def test_a_file_that_is_no_list_is_refused_with_what_to_do(content, name, words):
    with pytest.raises(NotARoll, match=words) as told:
        read_list(content, name, today=TODAY)
    assert not isinstance(told.value, ColumnsNotKnown)
    assert len(str(told.value)) > 20


def test_a_workbook_is_read_with_its_own_dates_and_its_formulas_are_never_run():
    book = openpyxl.Workbook()
    for row in (
        ["Child ID", "Surname", "Forename", "Date of birth", "Code"],
        [7, "Jones", "Ann", date(2015, 4, 3), "EHCP"],
        [8, "=A1", "Bo", date(2014, 4, 3), "EHCP"],
    ):
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    found = read_list(held.getvalue(), "list.xlsx", today=TODAY)
    assert [(row.their_id, row.born_on, row.code) for row in found.rows] == [("7", date(2015, 4, 3), "EHCP")]
    assert [refusal.line for refusal in found.refused] == [3]


def test_a_workbook_that_unpacks_without_end_is_refused():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 200_000_000)
    with pytest.raises(NotARoll):
        read_list(held.getvalue(), "list.xlsx", today=TODAY)


def test_headings_nobody_knows_are_asked_about_and_what_was_said_is_used():
    with pytest.raises(ColumnsNotKnown, match="Surname, Forename, Date of birth"):
        listed("Nom,Prénom,Né le", "Jones,Ann,03/04/2015")
    said = {"Nom": "surname", "Prénom": "forename", "Né le": "born_on"}
    (row,) = listed("Nom,Prénom,Né le", "Jones,Ann,03/04/2015", profile=said, code="EHCP").rows
    assert (row.surname, row.code) == ("Jones", "EHCP")
