"""`./breakwater link`: files in, links out, and one clear line when something is wrong."""

import csv

import pytest

from breakwater.delivery import cli

LIST = """record_id,source,forename,surname,dob,sex,address,postcode
a1,school,Zoë,Quillfeather,2015-03-04,F,12 Fern Road,QX1 2AB
a2,police,ZOE,QUILLFEATHER,2015-03-04,F,12 FERN RD,QX12AB
a3,police,IMOGEN,THACKERAY,2011-07-19,F,8 OAK ST,QX2 1AA
"""


@pytest.fixture
def roll(tmp_path):
    path = tmp_path / "lists.csv"
    path.write_text(LIST)
    return path


@pytest.mark.slow
def test_a_list_is_linked_without_a_database(roll, tmp_path, capsys):
    out = tmp_path / "links.csv"
    assert cli.main(["link", "--in", str(roll), "--out", str(out)]) == 0
    (row,) = csv.DictReader(out.open())
    assert (row["left_id"], row["right_id"], row["tier"]) == ("a1", "a2", "automatic")
    said = capsys.readouterr()
    assert "Automatic 1 links" in said.out
    assert "Cleaning 3 records" in said.err
    assert "Quillfeather" not in said.out + said.err


def test_a_file_that_is_no_list_is_one_clear_line_and_nothing_is_written(tmp_path, capsys):
    path, out = tmp_path / "other.csv", tmp_path / "links.csv"
    path.write_text("name,born\nAda,2015\n")
    assert cli.main(["link", "--in", str(path), "--out", str(out)]) == 1
    assert "the header lacks record_id" in capsys.readouterr().err
    assert not out.exists()


def test_a_folder_that_holds_no_model_is_one_clear_line(roll, tmp_path, capsys):
    assert cli.main(["link", "--in", str(roll), "--out", str(tmp_path / "l.csv"), "--model", str(tmp_path)]) == 1
    assert f"There is no whole model in {tmp_path}: card.json cannot be read" in capsys.readouterr().err


def test_a_list_given_twice_is_one_clear_line(roll, tmp_path, capsys):
    assert cli.main(["link", "--in", str(roll), "--in", str(roll), "--out", str(tmp_path / "l.csv")]) == 1
    assert f"{roll}: this list is given twice." in capsys.readouterr().err


def test_an_output_folder_that_is_not_there_is_said_before_the_work(roll, tmp_path, capsys):
    assert cli.main(["link", "--in", str(roll), "--out", str(tmp_path / "none" / "l.csv")]) == 1
    assert "no such folder" in capsys.readouterr().err
