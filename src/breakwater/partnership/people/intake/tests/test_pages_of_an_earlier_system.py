"""The pages by which a manager of the MASH takes in the records of an earlier system, and where they are read."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from breakwater.casework.models import Case, Clock, Task
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.intake.earlier.operations import applying
from breakwater.partnership.people.models import EarlierFile, EarlierRecord, Person
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in
from breakwater_dev.testing.earlier import bring, file_of
from breakwater_dev.testing.rolls import lists as service

from .test_agencies_lists import known
from .test_records_of_an_earlier_system import contact, person

pytestmark = pytest.mark.usefixtures("keys")


def words(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def send(browser, about, *lines, head=""):
    page = browser.get("/earlier-records/send/").content.decode()
    key = re.search(r'name="idempotency" value="([^"]+)"', page)[1]
    said = {"system": "Old System", "about": about.upper(), "as_at-day": "2", "as_at-month": "3", "as_at-year": "2026"}
    file = SimpleUploadedFile(f"{about}.csv", file_of(about, *lines, head=head), "text/csv")
    return browser.post("/earlier-records/send/", said | {"file": file, "idempotency": key})


def worked(at):
    with acting_as(service(make.area())):
        entry = EarlierFile.objects.get(public_id=at.strip("/").split("/")[-1])
    act = applying.take_in if entry.state == "TAKING" else applying.work_back
    act(file=entry.pk, area=make.area(), at=timezone.now())


def test_a_file_is_sent_seen_line_by_line_taken_in_and_undone(manager):
    browser = signed_in(manager)
    assert "No file has come yet" in words(browser.get("/earlier-records/"))
    at = send(browser, "people", person(0), person(1, "Bo"), person(2, "")).url
    page = words(browser.get(at))
    assert "2 of somebody new" in page
    assert "1 refused" in page
    assert "Ann" not in page
    assert "The forename is missing" in page
    browser.post(at, {})
    assert "0 of 2 lines are done" in words(browser.get(at))
    worked(at)
    assert "The file is taken in" in words(browser.get(at))
    assert send(browser, "people", person(0), person(1, "Bo"), person(2, "")).url == at
    assert "attachment" in browser.get(f"{at}refused.csv").headers["Content-Disposition"]
    browser.post(f"{at}undo/", {})
    worked(at)
    assert "2 lines are gone" in words(browser.get(at))


def test_a_contact_of_nobody_who_came_in_is_shown_as_refused_with_what_to_do(manager):
    bring("people", person(0))
    page = words(signed_in(manager).get(send(signed_in(manager), "contacts", contact(1, "P0"), contact(2, "P9")).url))
    assert "1 of somebody known" in page
    assert "1 refused" in page
    assert "Refused: nobody of this number has come in" in page
    assert "Send its file of people first" in page


def test_every_refused_line_is_in_the_list_to_download(manager):
    browser = signed_in(manager)
    at = send(browser, "contacts", *(contact(n, "P9") for n in range(700))).url
    lines = browser.get(f"{at}refused.csv").content.decode().splitlines()
    assert (len(lines), "700 refused" in words(browser.get(at))) == (701, True)


def test_columns_with_other_names_are_named_once_and_remembered(manager):
    browser = signed_in(manager)
    head = "Nummer,First,Family,Born"
    at = send(browser, "people", "P1,Ann,Example,03/04/2015", head=head).url
    assert "What is in each column of this file?" in words(browser.get(at, follow=True))
    columns = {"column_0": "their_id", "column_1": "forename", "column_2": "surname", "column_3": "born_on"}
    assert "1 of somebody new" in words(browser.post(f"{at}columns/", columns, follow=True))
    browser.post(f"{at}drop/", {})
    again = send(browser, "people", "P2,Bo,Example,03/04/2015", head=head).url
    assert "1 of somebody new" in words(browser.get(again))


def test_discarded_in_a_second_tab_while_it_is_taken_in_nothing_says_that_it_is_gone(manager):
    browser = signed_in(manager)
    at = send(browser, "people", person(0)).url
    browser.post(at, {})
    page = words(browser.post(f"{at}drop/", {}, follow=True))
    assert "This file was taken in or dropped meanwhile" in page
    assert "discarded" not in page
    worked(at)
    assert "The file is taken in" in words(browser.get(at))


def test_a_file_with_restricted_records_asks_who_will_read_them(manager):
    make.actor("emergency_duty")
    browser = signed_in(manager)
    at = send(browser, "people", person(0, hidden="restricted")).url
    page = browser.get(at)
    assert "Who will read the restricted records?" in words(page)
    choices = re.findall(r'<option value="([^"]+)"', page.content.decode())
    chosen = list(dict.fromkeys(choices))
    same = browser.post(at, {"first_reader": chosen[0], "second_reader": chosen[0]})
    assert "Choose somebody else than above" in words(same)
    assert browser.post(at, {"first_reader": chosen[0], "second_reader": chosen[1]}).status_code == 302
    worked(at)
    with acting_as(make.actor("mash_screener")):
        assert not Person.objects.exists()


def test_a_row_in_doubt_is_decided_on_its_page_and_the_records_stand_on_the_childs_page(manager, settings):
    child = known("Cyril")
    bring("people", person(2, "Cyril", upn=""))
    bring("contacts", contact(1, "P2"))
    browser = signed_in(manager)
    at = browser.get("/earlier-records/rows/").url
    page = words(browser.get(at))
    assert "Who is this record about?" in page
    assert "It is this person" in page
    browser.post(at, {"verdict": "SAME", "person": child.public_id})
    assert "No row waits for a decision" in words(browser.get("/earlier-records/rows/", follow=True))
    page = words(browser.get(f"/people/{child.public_id}/"))
    assert "Contact, 5 June 2024: School, Neglect, Advice" in page
    assert "Old System, number C1, as at 2 March 2026, taken in" in page


def test_a_row_of_somebody_new_is_entered_on_its_page_and_stays_entered(manager):
    known("Cyril")
    bring("people", person(2, "Cyril", upn=""))
    browser = signed_in(manager)
    at = browser.get("/earlier-records/rows/").url
    browser.post(at, {"verdict": "NEW"})
    answer = browser.post(at, {"verdict": "TAKE_BACK"}, follow=True)
    assert "Somebody was entered by this decision" in words(answer)
    with acting_as(manager):
        assert EarlierRecord.objects.get().person.forename == "Cyril"
        assert Person.objects.count() == 2


def test_nothing_of_an_earlier_system_has_a_clock_a_task_or_a_case(manager):
    bring("people", person(0))
    bring("contacts", contact(1, "P0"))
    bring("episodes", "E1,P0,14/10/2019,,Attendance,")
    with acting_as(manager):
        assert EarlierRecord.objects.count() == 3
        assert (Case.objects.count(), Clock.objects.count(), Task.objects.count()) == (0, 0, 0)


def test_sg_14_a_school_reads_nothing_of_an_earlier_system(dsl, manager):
    bring("people", person(0))
    with acting_as(dsl):
        assert not EarlierRecord.objects.exists()
        assert not EarlierFile.objects.exists()
    for at in ("/earlier-records/", "/earlier-records/send/", "/earlier-records/rows/"):
        assert signed_in(dsl).get(at).status_code == 403


def test_sg_20_an_administrator_of_the_system_takes_in_nothing_in_the_browser_and_reads_nothing(db):
    bring("people", person(0))
    administrator = make.actor("system_administrator")
    assert signed_in(administrator).get("/earlier-records/").status_code == 403
    with acting_as(administrator):
        assert not EarlierRecord.objects.exists()
