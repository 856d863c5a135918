"""`import-list` answers in the same object as `import-roll`."""

import json
from argparse import Namespace
from datetime import date

import pytest

from breakwater.delivery.cli import import_list
from breakwater_dev.testing.lists import agency_list, line, list_of, rows


@pytest.fixture(autouse=True)
def sen(db):
    return agency_list()


def run(tmp_path, capsys, *lines, **options):
    file = tmp_path / "list.csv"
    file.write_bytes(list_of(*lines))
    given = {
        "list": "sen",
        "area": None,
        "as_at": date(2026, 3, 2),
        "dry_run": False,
        "json": True,
        "anyway": False,
    } | options
    status = import_list.run(Namespace(file=str(file), **given))
    return status, json.loads(capsys.readouterr().out)


def test_a_dry_run_prints_one_object_and_changes_nothing(tmp_path, capsys):
    status, said = run(tmp_path, capsys, line(0), "S9,,Bad,Line,1/2/15,,", dry_run=True)
    assert (status, rows()) == (0, [])
    assert said == {
        "accepted": True,
        "message": "1 lines were read. Nothing was changed.",
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "review": 0,
        "left": 0,
        "refused": [
            {
                "line": 3,
                "field": "Date of birth",
                "reason": "The year has two figures. Write all four, as in 25/04/2015",
            }
        ],
    }


def test_a_list_is_taken_in_and_the_same_file_again_changes_nothing(tmp_path, capsys):
    assert run(tmp_path, capsys, line(0), line(1))[1]["created"] == 2
    status, again = run(tmp_path, capsys, line(0), line(1))
    assert (status, again["unchanged"], len(rows())) == (0, 2, 2)
    assert "in already" in again["message"]


def test_what_cannot_be_taken_in_is_refused_with_words(tmp_path, capsys, sen):
    assert run(tmp_path, capsys, line(0), list="none")[1]["message"].startswith("No list here")
    assert run(tmp_path, capsys)[1]["message"] == "The file has headings and no children. An empty list changes nothing"
    sen.refresh_from_db()
    assert sen.failed_at is not None
    run(tmp_path, capsys, line(0), line(1))
    assert "1 of 2 lines would go" in run(tmp_path, capsys, line(0), as_at=date(2026, 3, 3))[1]["message"]
    assert (
        "2026-03-02 is in already" in run(tmp_path, capsys, line(3), as_at=date(2026, 3, 1), anyway=True)[1]["message"]
    )
