"""Lists as files: what is read, and what is said of a file that cannot be."""

import csv
import gzip

import pytest

from breakwater.partnership.people.linking import files
from breakwater.partnership.people.linking.files import UnreadableList, read_lists

HEADER = "record_id,source,forename,surname,dob,postcode"
ROWS = "a1,school,Zoë,O'Brien,2015-03-04,QX1 2AB\na2,police,ZOE,OBRIEN,2015-03-04,QX12AB\n"


@pytest.fixture
def write(tmp_path):
    def write(content: str | bytes, name="list.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


def test_columns_that_a_list_lacks_are_empty(write):
    table = read_lists([write(f"{HEADER}\n{ROWS}")])
    assert table.column_names == list(files.COLUMNS)
    assert table["forename"].to_pylist() == ["Zoë", "ZOE"]
    assert table["upn"].to_pylist() == ["", ""]


def test_a_file_without_a_source_is_its_own(write):
    one = write("record_id,forename,surname\na1,Ada,Marsh\n", "school roll.csv")
    two = write(gzip.compress(b"record_id,forename,surname\nb1,Ada,Marsh\n"), "police.csv.gz")
    assert read_lists([one, two])["source"].to_pylist() == ["school roll", "police"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings_of_spreadsheets_are_read(write, encoding):
    assert read_lists([write(f"{HEADER}\n{ROWS}", encoding=encoding)])["forename"][0].as_py() == "Zoë"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_read(write, encoding):
    assert read_lists([write(f"{HEADER}\n{ROWS}", encoding=encoding)])["forename"][0].as_py() == "Zoë"


@pytest.mark.parametrize("before", ["\n\n", "sep=,\r\n", "\ufeffSEP=,\n"])
def test_what_programs_write_above_the_header_is_passed_over(write, before):
    assert read_lists([write(f"{before}{HEADER}\n{ROWS}")]).num_rows == 2


@pytest.mark.parametrize("header", [HEADER.upper(), "Record ID,Source,Forename,Surname,DOB,Postcode"])
def test_a_header_in_capitals_or_with_spaces_is_understood(write, header):
    assert read_lists([write(f"{header}\n{ROWS}")])["record_id"].to_pylist() == ["a1", "a2"]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_lines_may_end_in_any_way(write, end):
    assert read_lists([write(f"{HEADER}\n{ROWS}".replace("\n", end))])["postcode"].to_pylist() == ["QX1 2AB", "QX12AB"]


def test_dates_that_cannot_be_read_are_counted(write):
    days = ["2015-03-04", "04/03/2015", "4.3.2015", "", "4 March 2015", "04/03/15", "2015-02-30"]
    rows = "".join(f"r{n},a,Ada,Marsh,{day},\n" for n, day in enumerate(days))
    assert files.dates_not_read(read_lists([write(f"{HEADER}\n{rows}")])) == 3


def test_links_are_never_written_over_a_list(write, capsys):
    from breakwater.delivery.cli import main

    path = write(f"{HEADER}\n{ROWS}")
    assert main(["link", "--in", str(path), "--out", str(path), "--quiet"]) == 1
    assert "give what is written another name" in capsys.readouterr().err
    assert path.read_text() == f"{HEADER}\n{ROWS}"


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_other_delimiters_are_read(write, mark):
    table = read_lists([write(f"{HEADER}\n{ROWS}".replace(",", mark))])
    assert table["postcode"].to_pylist() == ["QX1 2AB", "QX12AB"]


def test_numbers_and_words_for_nothing_stay_text(write):
    table = read_lists([write("record_id,forename,surname,nhs_number\n007,Null,NA,0990000018\n")])
    assert table.slice(0, 1).select(["record_id", "forename", "surname", "nhs_number"]).to_pylist() == [
        {"record_id": "007", "forename": "Null", "surname": "NA", "nhs_number": "0990000018"}
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "it is empty"),
        (HEADER + "\n", "no row below the header"),
        ("record_id,name\n1,Ada\n", "the header lacks forename, surname"),
        ("record_id,forename,surname,dob,dob\n", "'dob' stands twice"),
        (HEADER + "\n" + ROWS + "a3,school,Ada\n", "another number of columns"),
        (HEADER + "\n" + ROWS + ROWS, "more than once"),
        (HEADER + "\n,school,Ada,Marsh,,\n", "no record_id"),
        (b"PK\x03\x04rest", "save the list as CSV"),
        (b"\x1f\x8b\x08\x00broken", "cut short"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(write, content, words):
    with pytest.raises(UnreadableList, match=words):
        read_lists([write(content)])


def test_a_refusal_names_no_child(write):
    with pytest.raises(UnreadableList) as refusal:
        read_lists([write(HEADER + "\n" + ROWS + "a3,school,Rumpel,Stiltskin\n")])
    assert "Rumpel" not in str(refusal.value)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UnreadableList, match="no such file"):
        read_lists([tmp_path / "none.csv"])


def test_the_header_of_links_is_as_other_programs_expect(tmp_path):
    from breakwater.partnership.people.linking import engine

    rows = read_lists([_list(tmp_path)])
    links = engine.link(rows)
    files.write_links(links, rows, tmp_path / "links.csv")
    with (tmp_path / "links.csv").open() as file:
        written = list(csv.DictReader(file))
    assert list(written[0]) == ["left_id", "right_id", "probability", "tier", "reasons"]
    assert [(row["left_id"], row["right_id"], row["tier"]) for row in written] == [("a1", "a2", "automatic")]
    assert float(written[0]["probability"]) > 0.95
    assert not list(tmp_path.glob("*.part"))


def test_each_record_is_given_its_child(tmp_path):
    from breakwater.delivery.cli import main

    out, children = tmp_path / "links.csv", tmp_path / "children.csv"
    given = ["link", "--in", str(_list(tmp_path)), "--out", str(out), "--children", str(children), "--quiet"]
    assert main(given) == 0
    with children.open() as file:
        written = list(csv.DictReader(file))
    assert list(written[0]) == ["child", "record_id", "source", "sure"]
    assert [tuple(row.values()) for row in written] == [
        ("1", "a1", "school", "yes"),
        ("1", "a2", "police", "yes"),
        ("2", "a3", "police", "yes"),
    ]
    assert main([*given[:4], str(out), "--children", str(out), "--quiet"]) == 1


def _list(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(
        "record_id,source,forename,surname,dob,sex,address,postcode\n"
        "a1,school,Zoë,Quillfeather,2015-03-04,F,12 Fern Road,QX1 2AB\n"
        "a2,police,ZOE,QUILLFEATHER,2015-03-04,F,12 FERN RD,QX12AB\n"
        "a3,police,IMOGEN,THACKERAY,2011-07-19,F,8 OAK ST,QX2 1AA\n"
    )
    return path
