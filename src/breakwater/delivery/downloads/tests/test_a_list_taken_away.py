"""A list is downloaded as its reader sees it, in their role, and runs nothing."""

import csv
import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

import breakwater
from breakwater.casework.cases.models import Case
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.tasks import operations as tasks
from breakwater.delivery.downloads import operations
from breakwater.delivery.downloads.models import Download
from breakwater.delivery.downloads.reading import Turn, together
from breakwater.delivery.downloads.writing import written
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.pathway import DECISION
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.partnership import once

NOT_TAKEN_AWAY = {"lists.html", "places.html"}  # the social care list, the form of a roll's places
FORMULA = '=HYPERLINK("http://example.org","x")'


def ask(page, address: str, kind: str = "csv"):
    opened = page.get(reverse("downloads:new"), {"of": address})
    if opened.status_code == 403:  # told before anything is asked; and whoever sends it all the same
        return page.post(reverse("downloads:new"), {"of": address, "format": kind, "reason": "Audit"} | once())
    assert opened.status_code == 200
    (key,) = re.findall(r'name="idempotency" value="([^"]+)"', opened.text)
    return page.post(reverse("downloads:new"), {"of": address, "format": kind, "reason": "Audit", "idempotency": key})


def asked_by(post) -> list[Download]:
    with acting_as(post):
        return list(Download.objects.select_related("by"))


def a_task(post, title: str):
    now = timezone.now()
    with acting_as(post) as by:
        facts = tasks.ToDo(title=title, due_at=now + timedelta(days=1), owner=post)
        return tasks.make(facts, team=post.team, by=by, at=now)


def test_what_the_reader_sees_is_written_and_no_formula_with_it(signed_in):
    now, post = timezone.now(), make.membership("mash_manager")
    another = make.membership("mash_manager")
    for title in [FORMULA, *(f"Call number {number}" for number in range(210))]:
        a_task(post, title)
    a_task(another, "Somebody else's")
    page = signed_in(post)

    listed = page.get("/tasks/")
    assert "Download this list" in listed.text
    answer = ask(page, "/tasks/", "csv")
    (found,) = asked_by(post)
    assert answer.url == reverse("downloads:download", args=[found.public_id])
    assert found.rows == 211
    assert "0 of 211 rows" in page.get(answer.url).text

    operations.write(found.pk, by=found.by, at=now)
    operations.write(found.pk, by=found.by, at=now)
    assert "211 rows" in page.get(answer.url).text
    with CaptureQueriesContext(connection) as asked:
        given = page.get(reverse("downloads:file", args=[found.public_id]))
    assert any("audit_entry" in one["sql"] and "downloaded a list" in one["sql"] for one in asked)
    head, *rows = csv.reader(io.StringIO(given.content.decode("utf-8-sig")))
    assert head == ["Task", "About", "Who", "By", "State"]
    assert len(rows) == 211
    titles = {row[0] for row in rows}
    assert f"'{FORMULA}" in titles
    assert "Call number 209" in titles
    assert "Somebody else's" not in titles


def test_a_workbook_holds_words_and_says_what_it_is(signed_in):
    from openpyxl import load_workbook

    post = make.membership("mash_manager")
    a_task(post, FORMULA)
    page = signed_in(post)
    ask(page, "/tasks/", "xlsx")
    (found,) = asked_by(post)
    operations.write(found.pk, by=found.by, at=timezone.now())
    book = load_workbook(io.BytesIO(page.get(reverse("downloads:file", args=[found.public_id])).content))
    cell = book["List"]["A2"]
    assert cell.value == FORMULA
    assert cell.data_type == "s"
    assert ("Why", "Audit") in list(book["About"].values)


def test_ages_stay_ages_and_become_no_day():
    from openpyxl import load_workbook

    heads, rows = ["Ages", "Places"], [["5-10", "12"], ["11-15", "2025/26"]]
    content = written("csv", heads, rows, []).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(content))) == [heads, ["'5-10", "12"], ["'11-15", "2025/26"]]
    cell = load_workbook(io.BytesIO(written("xlsx", heads, rows, [])))["List"]["A2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("5-10", "s", True)


def test_nothing_else_is_a_list_and_a_role_that_ended_writes_none(signed_in):
    now, post = timezone.now(), make.membership("mash_manager")
    page = signed_in(post)
    for address in (
        "",
        "/today/",
        "https://example.org/tasks/",
        "//[",
        "//example.org/tasks/",
        "/notifications/",
        "/audits/",
        "/pairs/",
        "/retention/",
        "/retention/holds/",
    ):
        assert ask(page, address).status_code in (200, 403), address
    assert "There is nothing to download" in ask(page, "/tasks/").text
    assert not asked_by(post)

    a_task(post, "Call the school")
    ask(page, "/tasks/")
    (found,) = asked_by(post)
    type(post).objects.filter(pk=post.pk).update(ends_on=(now - timedelta(days=2)).date())
    operations.write(found.pk, by=found.by, at=now)
    other = make.membership("mash_screener", of=post.team, user=post.user)
    assert [(each.state, each.stored_as) for each in asked_by(other)] == [(Download.State.WAITING, "")]
    opened = signed_in(other).get(reverse("downloads:download", args=[found.public_id]), follow=True)
    assert "in another role" in opened.text


def test_whoever_may_not_open_a_list_is_told_before_anything_is_asked(signed_in):
    page = signed_in(make.membership("mash_screener"))
    assert page.get(reverse("downloads:new"), {"of": reverse("commissioning:contracts")}).status_code == 403
    assert page.get(reverse("downloads:new"), {"of": "/tasks/"}).status_code == 200
    assert page.get(reverse("downloads:new"), {"of": "//["}).status_code == 200


def test_a_week_later_the_file_is_gone_whoever_asked(signed_in):
    now, post = timezone.now(), make.membership("mash_manager")
    a_task(post, "Call the school")
    page = signed_in(post)
    ask(page, "/tasks/")
    (found,) = asked_by(post)
    operations.write(found.pk, by=found.by, at=now)
    (found,) = asked_by(post)
    assert found.content
    assert operations.forget(post.team.area, at=now + timedelta(days=6)) == 0
    assert operations.forget(post.team.area, at=now + timedelta(days=8)) == 1
    path = reverse("downloads:file", args=[found.public_id])
    assert page.get(path).status_code == 302
    assert "Deleted" in page.get(path, follow=True).text
    with pytest.raises(FileNotFoundError):
        print(found.content)


def test_a_file_that_tells_of_what_was_closed_since_is_not_given(signed_in):
    post, case, page, found = a_file_of_tasks(signed_in)
    file = reverse("downloads:file", args=[found.public_id])
    assert "C-26-00001-X" in page.get(file).content.decode()
    sealed(case, *(make.actor("mash_manager", of=post.team) for _ in range(2)))
    refused = page.get(file, follow=True)
    assert "may no longer be given" in refused.text


def test_a_file_with_a_case_that_was_restricted_since_is_not_given_to_its_named_reader_either(signed_in):
    post, case, page, found = a_file_of_tasks(signed_in)
    sealed(case, found.by, make.actor("mash_manager", of=post.team))
    assert "C-26-00001-X" in page.get("/tasks/").text
    assert "may no longer be given" in page.get(reverse("downloads:file", args=[found.public_id]), follow=True).text


def a_file_of_tasks(signed_in):
    """A manager, a case with a task of theirs, their browser, and the file of their tasks."""
    now, post = timezone.now(), make.membership("mash_manager")
    case = a_case(post, "C-26-00001-X")
    with acting_as(post) as by:
        facts = tasks.ToDo(title="Call", due_at=now + timedelta(days=1), owner=post)
        tasks.make(facts, team=post.team, by=by, at=now, case=case)
    page = signed_in(post)
    ask(page, "/tasks/")
    (found,) = asked_by(post)
    operations.write(found.pk, by=found.by, at=now)
    return post, case, page, found


def a_case(post, reference: str) -> Case:
    with acting_as(make.intake(post.team.area)) as intake:
        facts = {"kind": "contact", "stage": "s", "stage_since": timezone.now(), "opened_at": timezone.now()}
        return Case.objects.create(
            reference=reference, area=post.team.area, responsible_team=post.team, opened_by=intake, **facts
        )


def sealed(case: Case, *readers) -> None:
    with acting_as(readers[0]), connection.cursor() as cursor:
        cursor.execute(
            "select access.seal_row('case', %s, %s, 'why', true, null)",
            [case.pk, [one.membership.user_id for one in readers]],
        )


def rows_written(page, post, address: str) -> str:
    answer = ask(page, address)
    if answer.status_code == 200:
        return answer.text
    found = max(asked_by(post), key=lambda one: one.pk)
    operations.write(found.pk, by=found.by, at=timezone.now())
    return page.get(reverse("downloads:file", args=[found.public_id])).content.decode()


def test_sg_12_rows_of_a_compartment_or_a_restricted_case_are_read_on_the_page_and_stand_in_no_file(signed_in):
    officer = make.membership("designated_officer", of=make.team("Designated officers", service="lado"))
    a_task(officer, "Ring the employer")
    page = signed_in(officer)
    assert "Ring the employer" in page.get("/tasks/").text
    assert "Ring the employer" not in rows_written(page, officer, "/tasks/")

    post = make.membership("mash_manager")
    actor, second = (make.actor("mash_manager", of=post.team) for _ in range(2))
    open_to_all, closed = a_case(post, "C-26-00001-X"), a_case(post, "C-26-00002-Y")
    for case in (open_to_all, closed):
        with acting_as(post) as by:
            facts = tasks.ToDo(title=f"Call {case.reference}", due_at=timezone.now() + timedelta(days=1), owner=post)
            tasks.make(facts, team=post.team, by=by, at=timezone.now(), case=case)
            clocks.start(case=case, rule=DECISION, team=post.team, at=timezone.now())
    reader = actor.membership
    sealed(closed, actor, second)
    page = signed_in(reader)
    for address in ("/tasks/team/", "/clocks/"):
        assert closed.reference in page.get(address).text, address
        written = rows_written(page, reader, address)
        assert open_to_all.reference in written, address
        assert closed.reference not in written, address


def test_columns_that_a_page_leaves_out_stay_under_their_headings():
    turns = [Turn("", ["A", "B", "C"], [["1", "2", "3"]], 2), Turn("", ["A", "C"], [["4", "5"]], 2)]
    assert together(turns) == (["A", "B", "C"], [["1", "2", "3"], ["4", "", "5"]])


def test_what_goes_wrong_is_said(signed_in, monkeypatch):
    """A file that cannot be stored: no key, no room."""
    now, post = timezone.now(), make.membership("mash_manager")
    a_task(post, "Call the school")
    page = signed_in(post)
    ask(page, "/tasks/")
    (found,) = asked_by(post)
    with monkeypatch.context() as patch:
        patch.setattr(settings, "BREAKWATER_DATA", Path(__file__))
        with pytest.raises(NotADirectoryError):
            operations.write(found.pk, by=found.by, at=now)
    assert "Something went wrong" in page.get(reverse("downloads:download", args=[found.public_id])).text


def test_every_list_that_may_be_downloaded_ends_its_table_whatever_its_length():
    """The mark that the reader looks for is in the pagination: a template that draws it only sometimes has no list to read."""
    package = Path(breakwater.__file__).parent
    sometimes = [path for path in package.rglob("*.html") if re.search(r"pagination\(.*\) if ", path.read_text())]
    assert [path.name for path in sometimes if path.name not in NOT_TAKEN_AWAY] == []
