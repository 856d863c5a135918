"""`import-roll` says in one object what a roll would come to, and takes it in as the area's service of lists."""

import json
import time
from argparse import Namespace

import pytest
from stdnum.gb import upn as upn_check

from breakwater.delivery.cli import import_roll
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import School, ServiceName
from breakwater.partnership.people.models import Person
from breakwater.testing import factories as make

HEAD = "UPN,Surname,Forename,DOB,Year,Address,Postcode"


@pytest.fixture
def school(db):
    owner = make.organisation("The Invented School", "SCHOOL")
    School.objects.create(organisation=owner, urn="900123", la_code="851", establishment_number="9901")
    return make.team("Safeguarding", of=owner)


def line(n):
    body = f"000{9000 + n // 1000}15{n % 1000:03}"
    surname = f"Ex{chr(97 + n % 26)}m{chr(97 + n // 26 % 26)}r{chr(97 + n // 676 % 26)}le"
    forename = ("Ann", "Bo", "Cyril", "Dinah", "Edgar", "Fatima", "Gwen", "Hugo")[n % 8]
    born = f"{n % 28 + 1:02}/{n % 12 + 1:02}/{2010 + n % 7}"
    return f"{upn_check.calc_check_digit(body)}{body},{surname},{forename},{born},6,{n} High Street,PO1 2AB"


def run(tmp_path, capsys, *lines, name="roll.csv", **options):
    file = tmp_path / name
    file.write_text("\n".join([HEAD, *lines]), encoding="utf-8")
    given = {"school": "900123", "dry_run": False, "json": True, "keep_leavers": False, "anyway": False} | options
    status = import_roll.run(Namespace(file=str(file), **given))
    return status, json.loads(capsys.readouterr().out)


def people():
    with acting_as(service_of(make.area(), ServiceName.LISTS)):
        return Person.objects.count()


def test_a_dry_run_prints_one_object_and_changes_nothing(school, tmp_path, capsys):
    status, said = run(tmp_path, capsys, line(0), line(1), ",Bad,Line,1/2/15,,,", dry_run=True)
    assert (status, people()) == (0, 0)
    assert said == {
        "accepted": True, "message": "2 pupils were read. Nothing was changed.", "created": 2, "updated": 0, "unchanged": 0,
        "review": 0, "left": 0,
        "refused": [{"line": 4, "field": "Date of birth", "reason": "The year has two figures. Write all four, as in 25/04/2015"}],
    }  # fmt: skip


def test_a_roll_is_taken_in_and_the_same_file_again_changes_nothing(school, tmp_path, capsys):
    assert run(tmp_path, capsys, line(0), line(1))[1]["created"] == 2
    status, again = run(tmp_path, capsys, line(0), line(1))
    assert (status, again["created"], again["unchanged"], people()) == (0, 0, 2, 2)
    assert "last roll already" in again["message"]


def test_what_cannot_be_taken_in_is_refused_with_words(school, tmp_path, capsys):
    assert run(tmp_path, capsys, line(0), school="1")[1]["message"].startswith("No school here")
    status, said = run(tmp_path, capsys, "<html></html>", name="roll.xlsx")
    assert (status, said["accepted"]) == (1, False)
    run(tmp_path, capsys, line(0), line(1))
    status, said = run(tmp_path, capsys, line(0))
    assert (status, said["accepted"], said["left"]) == (1, False, 1)
    assert "1 of 2 pupils would leave" in said["message"]
    assert run(tmp_path, capsys, line(0), anyway=True)[1]["left"] == 1


@pytest.mark.slow
def test_two_thousand_pupils_are_taken_in_within_five_seconds(school, tmp_path, capsys):
    lines = [line(n) for n in range(2000)]
    started = time.process_time(), time.monotonic()
    assert run(tmp_path, capsys, *lines)[1]["created"] == 2000
    took = time.process_time() - started[0], time.monotonic() - started[1]
    print(f"2,000 pupils: {took[0]:.2f} s of our processor, {took[1]:.2f} s in all")
    assert took[0] < 5
