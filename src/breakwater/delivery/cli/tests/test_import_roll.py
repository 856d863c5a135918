"""`import-roll` says in one object what a roll would come to, and takes it in as the area's service of lists."""

import json
import os
import time
from argparse import Namespace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from stdnum.gb import upn as upn_check

from breakwater.delivery.cli import import_roll, main
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import School, ServiceName
from breakwater.partnership.people.conflicts import operations as conflicts
from breakwater.partnership.people.models import Enrolment, Person, Roll
from breakwater_dev.testing import factories as make

CEILING = 15  # processor seconds for 2,000 pupils, three times the aim: see the test
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
    given = {
        "school": "900123",
        "dry_run": False,
        "json": True,
        "keep_leavers": False,
        "anyway": False,
        "leavers_go": False,
        "leavers": None,
    } | options
    status = import_roll.run(Namespace(file=str(file), **given))
    return status, json.loads(capsys.readouterr().out)


def people():
    with acting_as(service_of(make.area(), ServiceName.LISTS)):
        return Person.objects.count()


def test_a_dry_run_prints_one_object_and_changes_nothing(school, tmp_path, capsys):
    status, said = run(tmp_path, capsys, line(0), line(1), ",Bad,Line,1/2/15,,,", dry_run=True)
    assert (status, people()) == (0, 0)
    assert said == {
        "accepted": True,
        "message": "2 pupils were read. Nothing was changed.",
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "review": 0,
        "left": 0,
        "refused": [
            {
                "line": 4,
                "field": "Date of birth",
                "reason": "The year has two figures. Write all four, as in 25/04/2015",
            }
        ],
    }


def test_leavers_who_are_kept_are_not_counted_as_left(school, tmp_path, capsys):
    run(tmp_path, capsys, line(0), line(1))
    assert run(tmp_path, capsys, line(0), keep_leavers=True, dry_run=True)[1]["left"] == 0
    assert run(tmp_path, capsys, line(0), anyway=True, leavers_go=True, dry_run=True)[1]["left"] == 1


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
    assert run(tmp_path, capsys, line(0), anyway=True, leavers_go=True)[1]["left"] == 1


def test_sg_14_a_roll_that_would_end_a_place_names_the_pupil_and_waits(school, tmp_path, capsys):
    run(tmp_path, capsys, *(line(n) for n in range(30)))
    rest = [line(n) for n in range(1, 30)]
    status, said = run(tmp_path, capsys, *rest)
    assert (status, said["accepted"], said["left"]) == (1, False, 1)
    assert said["leavers"] == ["Ann Examarale, born 1 January 2010"]
    assert "1 of 30 pupils are not in the file" in said["message"]
    with acting_as(service_of(make.area(), ServiceName.LISTS)):
        assert not Enrolment.objects.exclude(ends_on=None).exists()
    assert run(tmp_path, capsys, *rest, leavers_go=True)[0] == 0
    with acting_as(service_of(make.area(), ServiceName.LISTS)):
        assert Enrolment.objects.get(ends_on__isnull=False).person.forename == "Ann"


def test_sg_09_a_file_says_of_each_leaver_when_and_for_which_school_or_why_they_stay(school, tmp_path, capsys):
    run(tmp_path, capsys, *(line(n) for n in range(45)))
    rest, said = [line(n) for n in range(2, 45)], tmp_path / "leavers.csv"
    head = "Surname,Forename,Date of birth,Left on,Next school,Stays because\n"
    ann = "Examarale,Ann,1 January 2010,5 January 2026,Harbour School,\n"
    said.write_text(head + ann)
    status, answer = run(tmp_path, capsys, *rest, leavers=str(said))
    assert (status, answer["accepted"]) == (1, False)
    assert answer["message"].splitlines()[1:] == ["Bo Exbmarale, born 2 February 2011"]
    said.write_text(head + ann + "Exbmarale,Bo,2/2/2011,,,Ill since Monday\n")
    status, answer = run(tmp_path, capsys, *rest, leavers=str(said))
    assert (status, answer["left"]) == (0, 1)
    with acting_as(service_of(make.area(), ServiceName.LISTS)):
        assert list(Enrolment.objects.exclude(ends_on=None).values_list("person__forename", "gone_to")) == [
            ("Ann", "Harbour School")
        ]
        assert [
            one["stays_because"] for one in Roll.objects.latest("pk").leavers.values() if "stays_because" in one
        ] == ["Ill since Monday"]


def of_the_database():
    """Processor seconds of our backend so far; none where the server is not on this machine."""
    stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat")
    if not stat.exists():
        return 0.0
    return sum(map(int, stat.read_text().rpartition(")")[2].split()[11:13])) / os.sysconf("SC_CLK_TCK")


def processor_seconds(work):
    started = time.process_time() + of_the_database()
    work()
    return time.process_time() + of_the_database() - started


def test_a_pupil_of_a_long_roll_asks_the_database_no_more_than_one_of_a_short(school, tmp_path, capsys):
    lines, asked = [line(n) for n in range(90)], []
    for rows, created in ((lines[:30], 30), (lines, 60)):
        with CaptureQueriesContext(connection) as queries:
            assert run(tmp_path, capsys, *rows)[1]["created"] == created
        asked.append(len(queries) / len(rows))
    assert asked[1] <= asked[0]


@pytest.mark.whole
def test_two_thousand_pupils_cost_no_more_each_than_four_hundred(school, tmp_path, capsys):
    """With what is put off to the end of the transaction, which a test's never reaches: each child is compared with what staff declared.

    A pupil alone costs 2 ms on a quiet machine, so a roll of 2,000 is in within five seconds; here the growth counts, since a database that
    earlier tests have filled and emptied answers up to three times slower.
    """
    declares = make.actor("mash_manager")
    with acting_as(declares):
        said = {"forename": "Kim", "surname": "Example", "born": date(2015, 4, 3)}
        conflicts.declare(kind="CHILD", said=said, by=declares, at=timezone.now(), key=uuid4())
    lines = [line(n) for n in range(2000)]

    def take_in(rows, created):
        assert run(tmp_path, capsys, *rows)[1]["created"] == created
        connection.check_constraints()

    few = processor_seconds(lambda: take_in(lines[:400], 400)) / 400
    many = processor_seconds(lambda: take_in(lines, 1600)) / 1600
    print(f"{few * 1000:.1f} ms a pupil in a roll of 400, {many * 1000:.1f} ms in one of 2,000")
    assert many < 2 * few
    assert many * 2000 < CEILING


@pytest.mark.parametrize("as_json", [True, False])
def test_a_database_without_tables_is_one_line_and_one_object(db, monkeypatch, capsys, as_json):
    def no_such_table(options):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select * from organisations_school_of_nobody")

    monkeypatch.setenv("DATABASE_URL", "postgresql://of.the.tests/")  # a server that runs already
    monkeypatch.setattr(import_roll, "run", no_such_table)
    asked = ["import-roll", "roll.csv", "--school", "900123", "--dry-run", *(["--json"] if as_json else [])]
    assert main(asked) == 1
    printed = capsys.readouterr()
    words = json.loads(printed.out)["message"] if as_json else printed.err
    assert words.startswith("The database that DATABASE_URL names has no tables yet. Run ./breakwater migrate first")
    assert "Traceback" not in printed.err
