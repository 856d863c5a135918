"""`import-records` answers in the same object as `import-roll`, and names no child."""

import json
from argparse import Namespace
from datetime import date

import pytest

from breakwater.delivery.cli import import_records
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import EarlierSource, Person
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.earlier import file_of, states
from breakwater_dev.testing.rolls import number

pytestmark = pytest.mark.usefixtures("db")
ANN = f"P1,{number(0)},,Ann,Example,03/04/2015,no"


def run(tmp_path, capsys, *lines, **options):
    file = tmp_path / "people.csv"
    file.write_bytes(file_of("people", *lines))
    given = {
        "system": "Old System",
        "about": "people",
        "area": make.area().code,
        "as_at": date(2026, 3, 2),
        "readers": "",
        "dry_run": False,
        "json": True,
    } | options
    status = import_records.run(Namespace(file=str(file), **given))
    return status, json.loads(capsys.readouterr().out)


def test_a_dry_run_says_what_would_come_and_writes_nothing(tmp_path, capsys):
    status, said = run(tmp_path, capsys, ANN, "P2,,,,Nameless,1/2/2015,no", dry_run=True)
    assert status == 0
    assert (said["message"], said["created"]) == ("1 lines were read. Nothing was changed.", 1)
    assert [one["line"] for one in said["refused"]] == [3]
    assert not EarlierSource.objects.exists()
    assert states() == []


def test_the_same_file_again_changes_nothing(tmp_path, capsys):
    assert run(tmp_path, capsys, ANN)[1]["message"] == "1 lines were read and taken in."
    status, said = run(tmp_path, capsys, ANN)
    assert (status, said["message"]) == (0, "This file is in already. Nothing has changed.")
    assert states() == [("P1", "NEW", "Ann")]


def test_restricted_records_need_readers_who_may_be_named(tmp_path, capsys):
    closed = ANN.replace(",no", ",adoption")
    assert run(tmp_path, capsys, closed)[0] == 1
    readers = [make.actor("mash_manager"), make.actor("emergency_duty")]
    teacher = make.actor("dsl", of=make.team("Safeguarding", of=make.organisation("A School", "SCHOOL")))
    emails = [one.membership.user.email for one in (*readers, teacher)]
    status, said = run(tmp_path, capsys, closed, readers=",".join(emails[1:]))
    assert (status, emails[2].casefold() in said["message"]) == (1, True)
    assert run(tmp_path, capsys, closed, readers=",".join(emails[:2]))[0] == 0
    with acting_as(make.actor("mash_screener")):
        assert not Person.objects.exists()
