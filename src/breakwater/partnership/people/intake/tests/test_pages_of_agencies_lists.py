"""The pages by which the authority takes in an agency's list and settles what is in doubt."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import OrganisationArea
from breakwater.partnership.people.intake.lists.operations import applying
from breakwater.partnership.people.models import AgencyList, ListVersion
from breakwater.partnership.people.records.operations import people
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in
from breakwater_dev.testing.lists import agency_list, line, list_of, rows, service, take

pytestmark = pytest.mark.usefixtures("keys")


def words(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def known(forename="Ann", surname="Example", born=date(2015, 4, 3)):
    with acting_as(make.intake()) as by:
        return people.enter_person(
            area=make.area(),
            facts=people.NewPerson(forename=forename, surname=surname, born=PartDate.of(born)),
            by=by,
            at=timezone.now(),
        )


def send(browser, of, *lines, day=("2", "3", "2026")):
    at = f"/agencies-lists/{of.public_id}/send/"
    key = re.search(r'name="idempotency" value="([^"]+)"', browser.get(at).content.decode())[1]
    file = SimpleUploadedFile("list.csv", list_of(*lines), "text/csv")
    as_at = dict(zip(("as_at-day", "as_at-month", "as_at-year"), day, strict=True))
    return browser.post(at, {"file": file, "idempotency": key, **as_at})


def worked(at):
    with acting_as(service()):
        version = ListVersion.objects.get(public_id=at.strip("/").split("/")[-1])
    act = applying.take_in if version.state == "TAKING" else applying.work_back
    act(version=version.pk, area=make.area(), at=timezone.now())


def test_a_list_is_added_sent_seen_confirmed_and_undone(manager):
    council = make.organisation("Invented Council")
    OrganisationArea.objects.create(organisation=council, area=make.area(), starts_on=date(2020, 1, 1))
    browser = signed_in(manager)
    asked = {
        "label": "SEN register",
        "about": "SEN",
        "organisation": str(council.public_id),
        "owner_name": "Sam Owner",
        "every_days": "14",
        "code": "",
        "key": "sen",
    }
    at = browser.post("/agencies-lists/new/", asked).url
    assert "Has never come in" in words(browser.get(at))
    assert "Another list has this short name" in words(browser.post("/agencies-lists/new/", asked))
    shown = send(browser, AgencyList.objects.get(), line(0), line(1, forename="Bo"), "S2,,Example,,1/2/15,EHCP,").url
    page = words(browser.get(shown))
    assert "2 new" in page
    assert "Ann Example" in page
    assert "The forename is missing" in page
    browser.post(shown, {})
    assert "0 of 2 lines are done" in words(browser.get(shown))
    worked(shown)
    assert "Lines of nobody we know by them: 2" in words(browser.get(shown))
    assert "attachment" in browser.get(f"{shown}refused.csv").headers["Content-Disposition"]
    assert "In force" in words(browser.get(at))
    assert "Undo this version?" in words(browser.get(f"{shown}undo/"))
    browser.post(f"{shown}undo/")
    worked(shown)
    assert "Its lines are deleted" in words(browser.get(shown))


def test_a_file_without_a_list_in_it_is_refused_beside_the_question_and_noted_with_the_list(manager):
    of = agency_list()
    browser = signed_in(manager)
    answer = send(browser, of, day=("1", "3", "2026"))
    assert "no children" in words(answer)
    assert "Enter the day" in words(send(browser, of, line(0), day=("", "", "")))
    take(of, line(0))
    assert "is in already" in words(send(browser, of, line(1), day=("1", "2", "2026")))


def test_many_that_would_go_are_asked_about(manager):
    of = agency_list()
    take(of, *(line(n) for n in range(6)))
    browser = signed_in(manager)
    at = send(browser, of, line(0), day=("9", "3", "2026")).url
    assert "Is this the whole list?" in words(browser.get(at))
    assert "Ask the agency for the whole list" in words(browser.post(at, {"whole": "no"}))
    browser.post(at, {"whole": "yes"})
    worked(at)
    assert len(rows()) == 1


def test_sg_15_a_doubtful_row_is_decided_by_a_person_and_can_be_taken_back(manager):
    of, child = agency_list(), known()
    take(of, line(0, upn=""))
    browser = signed_in(manager)
    assert "1 row waits for a decision" in words(browser.get("/agencies-lists/"))
    today = words(browser.get("/today/"))
    assert "SEN register: as at 2 March 2026, carried forward" in today
    assert "1 row of a list may be a child we know" in today
    at = browser.get("/agencies-lists/rows/").url
    page = words(browser.get(at))
    assert "Who is this child?" in page
    assert "Looks like the same person" in page
    assert "It is this child : Ann Example" in page
    browser.post(at, {"verdict": "SAME", "person": child.public_id})
    assert rows() == [("Ann", "EHCP", "DECIDED", "Ann")]
    browser.post(at, {"verdict": "TAKE_BACK"})
    assert rows() == [("Ann", "EHCP", "WAITING", None)]


def test_a_doubtful_row_can_be_left_while_the_agency_is_asked(manager):
    known()
    take(agency_list(), line(0, upn=""))
    take(agency_list("other-list"), line(0, upn=""))
    browser = signed_in(manager)
    first = browser.get("/agencies-lists/rows/").url
    second = browser.get(f"/agencies-lists/rows/?after={first.strip('/').split('/')[-1]}").url
    assert second != first
    assert browser.get(f"/agencies-lists/rows/?after={second.strip('/').split('/')[-1]}").url == first
    assert "Leave it for now and see the next row" in words(browser.get(first))
    browser.post(second, {"verdict": "NOBODY"})
    assert "and see the next row" not in words(browser.get(first))


def test_posts_without_leave_are_refused_and_a_list_of_another_area_is_absent(manager, dsl):
    of = agency_list()
    elsewhere = agency_list("other", area=make.area("850", "Hampshire"))
    assert signed_in(dsl).get("/agencies-lists/").status_code == 403
    reads = signed_in(make.actor("link_coordinator"))
    assert reads.get(f"/agencies-lists/{of.public_id}/").status_code == 200
    assert reads.get(f"/agencies-lists/{of.public_id}/send/").status_code == 403
    assert signed_in(manager).get(f"/agencies-lists/{elsewhere.public_id}/").status_code == 404


def test_the_pages_ask_as_much_of_the_database_with_one_row_as_with_three(manager):
    browser = signed_in(manager)
    asked = []
    for n in range(3):
        of = agency_list(f"list-{n}")
        for day in range(n + 1):
            take(of, line(0, upn=""), as_at=date(2026, 3, 2 + day))
        browser.get("/agencies-lists/")
        with CaptureQueriesContext(connection) as first:
            browser.get("/agencies-lists/")
        with CaptureQueriesContext(connection) as second:
            browser.get(f"/agencies-lists/{of.public_id}/")
        asked.append((len(first), len(second)))
    assert asked[0] == asked[1] == asked[2]
