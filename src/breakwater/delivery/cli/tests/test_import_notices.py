"""Police notices at the owner's command line: once, and without a name on the screen."""

from argparse import Namespace

from breakwater.casework.models import Task
from breakwater.delivery.cli import import_notices
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.models import Contact
from breakwater.practice.front_door.police_notices.operations import DANGER_LEFT_OUT
from breakwater_dev.testing import factories as make

FILE = """notice_reference,sent_by,child_forename,child_surname,child_born,what_happened
PPN/1,PC 1,Ana,Fish,2016-05-04,Shouting
PPN/1,PC 1,Ben,Fish,2018,Shouting
PPN/2,PC 2,Cat,Fish,not a date,Shouting
"""


def test_the_owner_takes_in_a_file_once(db, tmp_path, capsys):
    make.team("MASH", service="front_door")
    file = tmp_path / "notices.csv"
    file.write_text(FILE)
    for dry_run, made in ((True, 0), (False, 2), (False, 2)):
        assert import_notices.run(Namespace(file=str(file), area="851", dry_run=dry_run)) == 0
        with acting_as(make.intake()):
            assert Contact.objects.count() == made
    said = capsys.readouterr()
    assert "Done: 2 taken in." in said.out
    assert "Nothing changed." in said.out
    assert "Fish" not in said.out + said.err


def test_a_file_that_is_none_is_refused(db, tmp_path, capsys):
    make.area()
    file = tmp_path / "notices.csv"
    file.write_text("a,b\n1,2\n")
    assert import_notices.run(Namespace(file=str(file), area="851", dry_run=False)) == 1
    assert "missing" in capsys.readouterr().err


def test_what_is_left_out_and_may_tell_of_danger_is_said_first_and_ends_the_command_with_a_status_and_a_task(
    db, tmp_path, capsys
):
    mash = make.team("MASH", service="front_door")
    file = tmp_path / "notices.csv"
    rows = FILE.splitlines()
    file.write_text("\n".join([f"{rows[0]},child_in_danger_now", f"{rows[1]},no", f"{rows[3]},yes"]))
    for dry_run in (True, False, False):
        status = import_notices.run(Namespace(file=str(file), area="851", dry_run=dry_run))
        assert status == import_notices.DANGER
        assert capsys.readouterr().err.startswith("A child may be in danger now in what is left out: line 3.")
    with acting_as(make.actor("mash_screener", of=mash)):
        [task] = Task.objects.open().filter(title=DANGER_LEFT_OUT)
    assert "Line 3 of the file" in task.detail
    assert "Fish" not in task.detail
