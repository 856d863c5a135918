"""Every kind of roll a school's system writes is read; every bad file or line is refused in words its office understands."""

import io
import time
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from breakwater.partnership.people.intake.reading.reader import read
from breakwater.partnership.people.intake.reading.rows import ColumnsNotKnown, NotARoll, TheSchool

TODAY = date(2026, 11, 24)
HEAD = "UPN,Surname,Forename,DOB,Year,Postcode"
ANN = "B801200005001,Jonés,Ann,03/04/2015,Year 6,PO1 2AB"
BO = ",Smith,Bo,25/12/2014,7,"


def read_text(*lines, name="roll.csv", encoding="utf-8", parted=",", **more):
    return read("\r\n".join(lines).replace(",", parted).encode(encoding), name, today=TODAY, **more)


def workbook(*rows, title=None):
    book = openpyxl.Workbook()
    for row in (title or [], *rows):
        book.active.append(row) if row else None
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def zipped(name):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(name, HEAD)
    return held.getvalue()


def transfer(pupils, *, header="", top='<?xml version="1.0" encoding="utf-8"?>', root="<CTfile>"):
    header = header or (
        "<DocumentName>Common Transfer File</DocumentName><CTFversion>25.0</CTFversion>"
        "<DocumentQualifier>full</DocumentQualifier><SourceSchool><LEA>851</LEA><Estab>9901</Estab></SourceSchool>"
        "<DestSchool><LEA>851</LEA><Estab>LLLL</Estab></DestSchool>"
    )
    return f"{top}{root}<Header>{header}</Header><CTFpupilData>{pupils}</CTFpupilData></CTfile>".encode()


PUPIL = (
    "<Pupil><UPN>B801200005001</UPN><Surname>Jones</Surname><Forename>Ann</Forename><DOB>2015-04-03</DOB><Sex>F</Sex>"
    "<BasicDetails><PreferredForename>Annie</PreferredForename><NCyearActual>6</NCyearActual><EnrolStatus>M</EnrolStatus>"
    "<MedicalFlag>true</MedicalFlag></BasicDetails><Address><BS7666Address><PAON>12</PAON><Street>High Street</Street>"
    "</BS7666Address><PostCode>PO1 2AB</PostCode></Address>"
    "<Contacts><Contact><Surname>Othername</Surname><Forename>Mum</Forename></Contact></Contacts></Pupil>"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("parted", [",", ";", "\t"])
def test_a_roll_is_read_in_any_encoding_and_with_any_mark_between_cells(encoding, parted):
    roll = read_text(HEAD, ANN, BO, encoding=encoding, parted=parted)
    assert [(p.line, p.surname, p.born_on, p.year_group) for p in roll.pupils] == [
        (2, "Jonés", date(2015, 4, 3), "6"),
        (3, "Smith", date(2014, 12, 25), "7"),
    ]
    assert roll.refused == []


def test_a_tab_file_may_be_called_tsv_and_headings_stand_below_a_title():
    roll = read_text("Pupils on roll", HEAD, ANN, name="roll.tsv", parted="\t")
    assert [pupil.upn for pupil in roll.pupils] == ["B801200005001"]


@pytest.mark.parametrize(
    ("line", "field", "words"),
    [
        ("B801200005001,Jones,Ann,3/4/15,6,", "Date of birth", "two figures"),
        ("B801200005001,Jones,Ann,31/06/2015,6,", "Date of birth", "no such day"),
        ("B801200005001,Jones,Ann,,6,", "Date of birth", "missing"),
        ("B801200005001,Jones,Ann,03/04/2031,6,", "Date of birth", "future"),
        ("B801200005001,Jones,Ann,03/04/1975,6,", "Date of birth", "too long ago"),
        ("B801200005001,Jones,Ann,42097,6,", "Date of birth", "spreadsheet's own number"),
        ("B801200005001,,Ann,03/04/2015,6,", "Surname", "missing"),
        ("8.01E+11,Jones,Ann,03/04/2015,6,", "Unique pupil number (UPN)", "rounded"),
        ("A801200005001,Jones,Ann,03/04/2015,6,", "Unique pupil number (UPN)", "mistyped"),
        ("B801200005001,=1+1,Ann,03/04/2015,6,", "Surname", "formula"),
        ("B801200005001,#REF!,Ann,03/04/2015,6,", "Surname", "error"),
        ("B801200005001,Jones,Ann,03/04/2015,6,PO1 2AB,12,High Street", "", "more cells"),
    ],
)
def test_a_line_that_cannot_be_right_is_refused_with_its_field_and_a_reason(line, field, words):
    roll = read_text(HEAD, BO, line)
    assert [(refusal.line, refusal.field) for refusal in roll.refused] == [(3, field)]
    assert words in roll.refused[0].reason
    assert [pupil.forename for pupil in roll.pupils] == ["Bo"]


def test_dates_that_could_be_either_way_round_are_refused_where_another_line_has_the_month_first():
    roll = read_text(
        HEAD, "B801200005001,Jones,Ann,04/25/2015,6,", BO, ",Smith,Cy,03/04/2015,7,", ",Smith,Di,05/05/2015,7,"
    )
    assert [refusal.line for refusal in roll.refused] == [2, 4]
    assert [pupil.forename for pupil in roll.pupils] == ["Bo", "Di"]


def test_one_number_on_two_lines_leaves_both_out_and_a_pupil_said_twice_counts_once():
    roll = read_text(HEAD, ANN, "B801200005001,Other,Child,03/04/2015,6,", BO, BO)
    assert [(refusal.line, refusal.field) for refusal in roll.refused] == [
        (2, "Unique pupil number (UPN)"),
        (3, "Unique pupil number (UPN)"),
        (5, "Surname"),
    ]
    assert "B801200005001" in roll.held_back


def test_two_columns_of_one_name_are_refused_and_columns_nobody_reads_may_repeat():
    with pytest.raises(NotARoll, match="Two columns are called Surname"):
        read_text("Surname,Surname,Forename,DOB", "a,b,c,01/02/2015")
    assert read_text(f"{HEAD},Note,Note", f"{ANN},x,y").ignored == 1


def test_headings_nobody_knows_are_asked_about_and_what_was_said_is_used():
    with pytest.raises(ColumnsNotKnown, match="Surname, Forename, Date of birth") as asked:
        read_text("Nom,Prénom,Né le", "Jones,Ann,03/04/2015")
    assert asked.value.columns.headings == [("Nom", "nom"), ("Prénom", "prénom"), ("Né le", "né le")]
    said = {"nom": "surname", "prénom": "forename", "né le": "born_on"}
    assert read_text("Nom,Prénom,Né le", "Jones,Ann,03/04/2015", profile=said).pupils[0].surname == "Jones"


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "roll.csv", "empty"),
        (HEAD.encode(), "roll.csv", "no pupils"),
        (f'{HEAD}\n{ANN}\n,"Smi'.encode(), "roll.csv", "cut off"),
        (b"<html><body><table><tr><td>UPN</td></tr></table></body></html>", "roll.csv", "web page"),
        (b"<table><tr><td>UPN</td></tr></table>", "roll.csv", "web page"),
        (b"PK\x03\x04 not really", "roll.csv", "damaged"),
        (zipped("roll.csv"), "roll.csv", "zip folder. Open it, take the roll out"),
        (zipped("roll.csv"), "roll.xlsx", "zip folder"),
        (b"<html><table></table></html>", "roll.xlsx", "web page and not a roll"),
        (HEAD.encode(), "roll.xlsx", "no Excel workbook"),
        (HEAD.encode(), "roll.xml", "change the ending of its name to .csv"),
        (b"<?xml version='1.0'?><CTfile></CTfile>", "roll.csv", "Change the ending of its name to .xml"),
        (b"%PDF-1.4", "roll.csv", "is a PDF, which holds no table that can be read. Export the roll"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "roll.csv", "a picture"),
        (b"\x00\x01\x02\x03", "roll.csv", "not comma-separated text"),
        (b"MZ\x90\x00", "roll.csv", "program"),
        (HEAD.encode(), "roll.xls", "old Excel file"),
        (HEAD.encode(), "roll.pdf", "cannot be sent"),
        (HEAD.encode() + b"," * 52_428_800, "roll.csv", "larger than 50 MB"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "roll.xlsx", "old Excel file, or one with a password. Open it in Excel"),
    ],
)
def test_a_file_that_is_no_roll_is_refused_with_what_to_do(content, name, words):
    with pytest.raises(NotARoll, match=words):
        read(content, name, today=TODAY)


def test_a_workbook_is_read_with_its_own_dates_and_numbers_below_a_title():
    roll = read(
        workbook(
            ["UPN", "Surname", "Forename", "Date of birth", "Yr"],
            ["B801200005001", "Jones", "Ann", datetime(2015, 4, 3), 6],
            [None, "Smith", "Bo", "25/12/2014", 7],
            [None, "Formula", "=TODAY()", "=TODAY()", 7],
            title=["Pupils on roll"],
        ),
        "roll.xlsx",
        today=TODAY,
    )
    assert [(p.line, p.born_on, p.year_group) for p in roll.pupils] == [
        (3, date(2015, 4, 3), "6"),
        (4, date(2014, 12, 25), "7"),
    ]
    assert {refusal.line for refusal in roll.refused} == {5}


def test_workbooks_that_are_something_else_or_unpack_without_end_are_refused():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("pupils.csv", HEAD)
    with pytest.raises(NotARoll, match="zip folder"):
        read(held.getvalue(), "roll.xlsx", today=TODAY)
    good = zipfile.ZipFile(io.BytesIO(workbook(["Surname"])))
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in good.namelist():
            archive.writestr(part, good.read(part))
        archive.writestr("xl/worksheets/sheet2.xml", b" " * 40_000_000)
    with pytest.raises(NotARoll, match="unpacks to far more"):
        read(held.getvalue(), "roll.xlsx", today=TODAY)


@pytest.mark.parametrize("root", ["<CTfile>", '<CTfile xmlns="urn:of-a-supplier">'])
@pytest.mark.parametrize("sex", ["Sex", "Gender"])
def test_a_transfer_file_of_any_year_is_read_with_or_without_a_namespace(root, sex):
    roll = read(transfer(PUPIL.replace("Sex>", f"{sex}>"), root=root), "8519901_CTF_851LLLL_001.xml", today=TODAY)
    (pupil,) = roll.pupils
    assert (pupil.upn, pupil.known_as, pupil.sex, pupil.registration) == ("B801200005001", "Annie", "F", "M")
    assert (pupil.address, pupil.postcode) == ("12, High Street", "PO1 2AB")
    assert (roll.is_whole, roll.of, roll.to.estab) == (True, TheSchool(la="851", estab="9901"), "LLLL")


def test_pupils_of_a_transfer_file_in_one_line_are_numbered_by_their_place_and_no_two_are_one():
    others = [PUPIL.replace("<UPN>B801200005001</UPN>", "").replace("Ann<", f"{name}<") for name in ("Bo", "Cy")]
    roll = read(transfer(PUPIL + others[0].replace("2015-04-03", "3.4.15") + others[1]), "ctf.xml", today=TODAY)
    assert ([pupil.line for pupil in roll.pupils], [one.line for one in roll.refused]) == ([1, 3], [2])
    apart = read(transfer("\n".join([PUPIL, *others])), "ctf.xml", today=TODAY)
    assert [pupil.line for pupil in apart.pupils] == [1, 2, 3], "where each has a line of its own, that is its number"


def test_sg_29_medical_and_free_text_elements_and_contacts_are_passed_over_and_counted():
    roll = read(transfer(PUPIL), "ctf.xml", today=TODAY)
    assert roll.ignored == 5
    assert "Othername" not in repr(roll)
    assert "true" not in repr(roll.pupils)


def test_sg_29_columns_nobody_named_are_never_held():
    roll = read_text(f"{HEAD},Medical notes", f"{ANN},asthma")
    assert "asthma" not in repr(roll)
    assert roll.ignored == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (transfer(PUPIL)[:700], "cut off or damaged"),
        (b"<?xml version='1.0'?><Register/>", "not a Common Transfer File"),
        (
            transfer(PUPIL, header="<DocumentName>Attendance</DocumentName>"),
            "does not say that it is a Common Transfer File",
        ),
        (transfer(""), "no pupils"),
        (
            transfer(
                PUPIL,
                top='<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
            ),
            "not safe",
        ),
        (transfer(PUPIL, top='<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://elsewhere.example/x.dtd">'), "not safe"),
        (
            transfer(PUPIL, top='<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>'),
            "not safe",
        ),
        (
            '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]><CTfile/>'.encode(
                "utf-16"
            ),
            "not safe",
        ),
        (transfer(PUPIL + "<a>" * 60), "not a Common Transfer File"),
    ],
)
def test_a_transfer_file_that_is_broken_or_unsafe_gives_nothing(content, words):
    with pytest.raises(NotARoll, match=words):
        read(content, "ctf.xml", today=TODAY)


def test_a_last_line_that_is_cut_off_is_refused_and_its_pupil_has_not_left():
    roll = read_text(HEAD, ANN, BO, ",Brown,Cy,01/02/2015")
    assert [(refusal.line, refusal.field) for refusal in roll.refused] == [(4, "")]
    assert ("cy", "brown") in roll.held_back


def test_pupils_of_several_schools_or_leavers_are_refused():
    with pytest.raises(NotARoll, match="several schools"):
        read_text(f"{HEAD},URN", f"{ANN},900001", f"{BO},900002")
    assert read_text(f"{HEAD},DfE number", f"{ANN},851/9901").of == TheSchool(la="851", estab="9901")
    assert "has left" in read_text(f"{HEAD},Leaving date", f"{ANN},01/09/2026").refused[0].reason


@pytest.mark.slow
def test_two_thousand_pupils_are_read_in_a_moment():
    lines = [
        f",Surname{chr(97 + n % 26)}{chr(97 + n // 26 % 26)},Forename{chr(97 + n // 676)},03/04/2015,6,PO1 2AB"
        for n in range(2000)
    ]
    started = time.process_time()
    assert len(read_text(HEAD, *lines).pupils) == 2000
    assert time.process_time() - started < 2


@pytest.mark.parametrize("cell", ["03/04/2015", "2015-04-03", "3 April 2015", "03/04/15", "42097", "9434765919"])
def test_sg_29_a_file_without_headings_is_refused_and_no_cell_of_its_first_pupil_becomes_one(cell):
    with pytest.raises(NotARoll, match="no line of headings") as told:
        read(f"Example,Ann,{cell}\nExample,Bo,04/04/2015".encode(), "roll.csv", today=date(2026, 9, 1))
    assert not isinstance(told.value, ColumnsNotKnown)
    assert "Example" not in str(told.value)


@pytest.mark.parametrize(
    ("born", "year", "kept"),
    [("03/04/2020", "7", ""), ("03/04/2020", "R", "R"), ("03/04/2014", "7", "7"), ("01/09/2008", "13", "13")],
)
def test_a_year_group_that_no_child_of_that_age_is_in_is_queried_before_the_roll_is_taken_in(born, year, kept):
    """A child born in 2020 was taken in as of year 7, and nobody asked."""
    found = read_text(HEAD, f",Smith,Bo,{born},{year},")
    assert [pupil.year_group for pupil in found.pupils] == [kept]
    assert ("is not of an age for year 7" in str(found.remarks)) is (kept == "")
