"""The pages by which a school sends its roll, and the authority settles what is in doubt."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import ServiceName
from breakwater.partnership.people.intake.operations.entries import Upload
from breakwater.partnership.people.intake.rolls.operations import applying, deciding, receiving, undoing
from breakwater.partnership.people.intake.rolls.views import rows as roll_rows
from breakwater.partnership.people.models import Enrolment, Person, Roll, RollPupil, RollTie
from breakwater.partnership.people.records.operations import people, restrictions
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in
from breakwater_dev.testing.rolls import number

pytestmark = pytest.mark.usefixtures("keys")

HEAD = "UPN,Surname,Forename,DOB,Year,Postcode"


def line(n, forename="Robin", born="03/04/2015"):
    return f"{number(n)},Example{chr(97 + n)},{forename},{born},6,PO1 2AB"


def words(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def send(browser, *lines, name="roll.csv", **fields):
    page = browser.get("/rolls/new/").content.decode()
    key = re.search(r'name="idempotency" value="([^"]+)"', page)[1]
    content = "\n".join(lines).encode()
    return browser.post(
        "/rolls/new/", {"file": SimpleUploadedFile(name, content, "text/csv"), "idempotency": key, **fields}
    )


def worked(roll_address):
    with acting_as(service_of(make.area(), ServiceName.LISTS)):
        roll = Roll.objects.get(public_id=roll_address.strip("/").split("/")[1])
    take = applying.take_in if roll.state == "TAKING" else undoing.work_back
    take(roll=roll.pk, area=make.area(), at=timezone.now())


def test_a_school_sends_its_roll_sees_what_it_would_change_confirms_and_undoes(school, dsl, manager):
    browser = signed_in(dsl)
    at = send(browser, HEAD, line(0), line(1), ",Example,Sam,1/2/15,6,").url
    shown = words(browser.get(at))
    assert "What this roll would change" in shown
    assert "2 new" in shown
    assert "The year has two figures" in shown
    assert browser.post(at, {}).url == at
    assert "0 of 2 pupils are done" in words(browser.get(at))
    worked(at)
    assert "The roll is taken in" in words(browser.get(at))
    assert "attachment" in browser.get(f"{at}refused.csv").headers["Content-Disposition"]
    with acting_as(manager):
        deciding.confirm_places(team=school, ties=deciding.rows_to_confirm(school), by=manager, at=timezone.now())
    assert "Ask the authority to undo it" in words(browser.get(f"{at}undo/"))
    browser.post(f"{at}undo/")
    assert "You asked the authority to undo this roll" in words(browser.get(at))
    assert browser.post(f"{at}undo/", {"answer": "keep"}).status_code == 403
    desk = signed_in(manager)
    told = Notification.objects.get(user=manager.membership.user, words__contains="asks to undo a roll")
    assert told.path == at
    listed = words(desk.get("/rolls/"))
    assert "asks to undo" in listed
    assert "would leave" not in listed
    assert "is to be undone, its school asks" in words(desk.get("/today/"))
    asked = words(desk.get(at))
    assert "The school asks to undo this roll" in asked
    assert "Robin Examplea 3 April 2015 Comes off the roll" in asked, "who it concerns is named to who answers"
    desk.post(f"{at}undo/", {"answer": "keep", "because": "Two of them have begun"})
    kept = words(browser.get(at))
    assert "Undo this roll" in kept
    assert "the authority kept it" in kept
    assert "Two of them have begun" in kept
    ours = Notification.objects.filter(user=dsl.membership.user)
    assert ours.filter(words__contains="keeps the roll", path=at).count() == 1
    browser.post(f"{at}undo/")
    desk.post(f"{at}undo/")
    assert ours.filter(words__contains="undoes the roll", path=at).count() == 1
    assert not OutboxMessage.objects.filter(body__contains="Robin").exists()
    worked(at)
    assert "The roll was undone" in words(browser.get(at))


def test_a_changed_name_and_birth_say_what_they_were_and_an_address_does_not(school, dsl):
    browser = signed_in(dsl)
    at = send(browser, HEAD, line(0), line(1)).url
    browser.post(at, {})
    worked(at)
    renamed = line(0).replace("Examplea", "Other").replace("PO1 2AB", "PO4 8AA")
    page = words(browser.get(send(browser, HEAD, renamed, line(1)).url))
    assert "Robin Other surname (was Examplea), address" in page


def test_leavers_are_asked_about_and_many_of_them_wait_for_the_authority(school, dsl, manager):
    browser = signed_in(dsl)
    at = send(browser, HEAD, line(0), line(1)).url
    browser.post(at, {})
    worked(at)
    second = send(browser, HEAD, line(0)).url
    assert "There is a problem" in words(browser.post(second, {}))
    browser.post(second, {"leavers": "go"})
    assert "Someone of the authority looks at it first" in words(browser.get(second))
    assert browser.post(f"{second}release/", {"leavers": "go"}).status_code == 403
    desk = signed_in(manager)
    assert "1 of 2 would leave" in words(desk.get("/rolls/"))
    desk.post(f"{second}release/", {"leavers": "go"})
    worked(second)
    assert "have left the roll" in words(browser.get(second))


def test_sg_09_a_school_says_of_each_leaver_when_and_for_which_school_or_why_they_stay(school, dsl, manager):
    """It took all or none, and gave no day and no school."""
    browser = signed_in(dsl)
    at = send(browser, HEAD, *(line(n) for n in range(3))).url
    browser.post(at, {})
    worked(at)
    second = send(browser, HEAD, line(0)).url
    page = words(browser.get(second))
    gone, ill = re.findall(r'name="goes_(\w+)"', browser.get(second).content.decode())[::2]
    assert "Say whether" in words(browser.post(second, {"leavers": "each", f"goes_{gone}": "go"}))
    said = {"leavers": "each", f"goes_{gone}": "go", f"gone_to_{gone}": "Birch School", f"goes_{ill}": "stay"}
    said |= {f"left_on_{gone}-day": "5", f"left_on_{gone}-month": "1", f"left_on_{gone}-year": "2026"}
    assert "Enter why" in words(browser.post(second, said))
    browser.post(second, said | {f"stays_because_{ill}": "Ill since Monday"})
    held = words(browser.get(second))
    assert "1 of 3 pupils would leave" in held
    assert "Left 5 January 2026 Birch School" in held
    assert "Stays on the roll Ill since Monday" in held
    desk = signed_in(manager)
    desk.post(f"{second}release/", {"leavers": "go"})
    worked(second)
    assert "1 of the 2 pupils who were not in the file have left the roll" in words(browser.get(second))
    with acting_as(manager):
        left = Enrolment.objects.exclude(ends_on=None).values_list("gone_to", flat=True)
        assert list(left) == ["Birch School"]
        assert RollPupil.objects.filter(left_in=None).count() == 2
    assert page.count("None that your role can see") == 2, (
        "of an open plan it says what the school may see, and no more"
    )
    desk.post(f"{second}undo/")
    worked(second)
    with acting_as(manager):
        assert Enrolment.objects.exclude(ends_on=None, gone_to="").count() == 0


def test_columns_nobody_knows_are_asked_about_once(school, dsl):
    browser = signed_in(dsl)
    at = send(browser, "Nach,Vor,Geb,Arzt", "Example,Robin,03/04/2015,Dr Secret").url
    asked = browser.get(browser.get(at).url)
    assert "What is in the column “Nach”?" in words(asked)
    doctor = asked.content.decode().split('name="column_3"')[1].split("</select>")[0]
    assert doctor.index("Not read") < doctor.index("Unique pupil number"), "a column that no field fits can be left out"
    assert "selected" not in doctor
    assert "Say which column holds the surname" in words(browser.post(f"{at}columns/", {"column_1": "forename"}))
    said = {"column_0": "surname", "column_1": "forename", "column_2": "born_on", "column_3": ""}
    assert browser.post(f"{at}columns/", said).url == at
    page = words(browser.get(at))
    assert "1 new" in page
    assert "Secret" not in page
    again = send(browser, "Nach,Vor,Geb,Arzt", "Example,Robin,03/04/2015,Dr Other").url
    assert "1 new" in words(browser.get(again))


def test_a_file_that_is_no_roll_is_refused_beside_the_question(school, dsl):
    answer = send(signed_in(dsl), "<html><table></table></html>")
    assert "This is a web page and not a roll" in words(answer)
    assert "PDF" not in words(answer), "the office is never sent to a kind of file that is not taken"
    old = words(send(signed_in(dsl), HEAD, name="roll.xls"))
    assert "This is an old Excel file. Open it in Excel, save it as an Excel workbook (.xlsx) and choose that" in old
    with acting_as(dsl):
        assert Roll.objects.count() == 0


def test_sg_21_a_school_finds_no_other_schools_roll_and_no_queue(school, dsl):
    at = send(signed_in(dsl), HEAD, line(0)).url
    stranger = signed_in(make.actor("dsl", of=make.team("Safeguarding", of=make.organisation("Other", "SCHOOL"))))
    for way in ("", "columns/", "undo/", "refused.csv"):
        assert stranger.get(f"{at}{way}").status_code == 404
    assert stranger.get("/rolls/rows/").status_code == 403
    assert "No roll has come in yet" in words(stranger.get("/rolls/"))


def test_sg_15_the_authority_decides_a_doubtful_row_and_confirms_places(school, dsl, manager):
    with acting_as(make.intake()) as by:
        child = people.enter_person(
            area=make.area(),
            facts=people.NewPerson(forename="Robin", surname="Examplea", born=PartDate.of(date(2015, 4, 3))),
            by=by,
            at=timezone.now(),
        )
    browser, desk = signed_in(dsl), signed_in(manager)
    at = send(browser, HEAD, line(0), line(1, forename="Sam")).url
    browser.post(at, {})
    worked(at)
    assert "known" not in words(browser.get(at)).split("What happens next")[1].split("File")[0].replace("not known", "")
    listed = words(desk.get("/rolls/"))
    assert "1 row waits for a decision" in listed
    assert "1 row of a roll may be a child we know" in words(desk.get("/today/"))
    row = desk.get("/rolls/rows/").url
    page = words(desk.get(row))
    assert "Who is this pupil?" in page
    assert "It is this child" in page
    assert number(0) not in page
    desk.post(row, {"verdict": "SAME", "person": child.public_id})
    assert "was decided meanwhile" in words(desk.get(desk.post(row, {"verdict": "NEW"}).url))
    with acting_as(dsl):
        assert [person.pk for person in Person.objects.all()] == [child.pk]
    page = desk.get(f"/rolls/places/{school.public_id}/")
    assert "Sam Exampleb, born 3 April 2015, year 6" in words(page)
    desk.post(f"/rolls/places/{school.public_id}/", {"which": "all", "drawn": drawn(page)})
    with acting_as(dsl):
        assert Person.objects.count() == 2


def drawn(page) -> list[str]:
    return re.findall(r'name="drawn" value="(\w+)"', page.content.decode())


def test_sg_14_places_are_confirmed_by_name_those_ticked_or_all_that_were_drawn(school, dsl, manager, monkeypatch):
    monkeypatch.setattr(roll_rows, "A_PAGE", 3)
    browser, desk = signed_in(dsl), signed_in(manager)
    at = send(browser, HEAD, line(0), *(line(n, forename=name) for n, name in enumerate(["Sam", "Kim", "Ann"], 1))).url
    browser.post(at, {})
    worked(at)
    assert "4 places of this school to confirm" in words(desk.get(at))
    there = f"/rolls/places/{school.public_id}/"
    page = desk.get(there)
    first = drawn(page)
    assert (len(first), "Confirm all 3 on this page" in words(page)) == (3, True)
    assert "Tick the pupils who are on the authority" in words(desk.post(there, {"which": "ticked", "drawn": first}))
    assert desk.post(there, {"which": "all"}).url == there
    with acting_as(dsl):
        assert Person.objects.count() == 0
    sam = re.search(r'value="(\w+)"[^>]*>\s*<label[^>]*>\s*Sam', page.content.decode())[1]
    assert desk.post(there, {"which": "ticked", "drawn": first, "ticked": sam}).url == there
    with acting_as(dsl):
        assert [person.forename for person in Person.objects.all()] == ["Sam"]
    # The one of the second page came into sight of nobody who pressed, so it goes on waiting.
    desk.post(there, {"which": "all", "drawn": first})
    assert "1 place to confirm" in words(desk.get(there))
    desk.post(there, {"which": "all", "drawn": drawn(desk.get(there))})
    assert desk.get(there).url == "/rolls/"
    assert browser.get(there).status_code == 403


def test_the_queries_of_the_places_to_confirm_do_not_grow_with_the_pupils(school, dsl, manager):
    browser, desk, counts = signed_in(dsl), signed_in(manager), []
    for lines in ([line(0)], [line(0), line(1), line(2)]):
        at = send(browser, HEAD, *lines).url
        browser.post(at, {})
        worked(at)
        desk.get(f"/rolls/places/{school.public_id}/")
        with CaptureQueriesContext(connection) as seen:
            assert desk.get(f"/rolls/places/{school.public_id}/").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_doubtful_row_can_be_left_while_the_school_is_asked(school, dsl, manager):
    with acting_as(make.intake()) as by:
        for n in range(3):
            people.enter_person(
                area=make.area(),
                facts=people.NewPerson(
                    forename="Robin", surname=f"Example{chr(97 + n)}", born=PartDate.of(date(2015, 4, 3))
                ),
                by=by,
                at=timezone.now(),
            )
    browser, desk = signed_in(dsl), signed_in(manager)
    at = send(browser, HEAD, line(0), line(1), line(2)).url
    browser.post(at, {})
    worked(at)
    rows = [desk.get("/rolls/rows/").url]
    for _ in range(3):
        rows.append(desk.get(f"/rolls/rows/?after={rows[-1].strip('/').split('/')[-1]}").url)
    assert (len(set(rows)), rows[0]) == (3, rows[3])
    assert "Leave it for now and see the next row" in words(desk.get(rows[1]))
    assert desk.post(rows[1], {"verdict": "NOT_OURS"}).url.split("?")[0] == rows[2], (
        "after a decision comes the next, not one left before"
    )
    decided = words(desk.get(rows[1]))
    assert "A person decided: not a pupil of this school" in decided
    assert manager.membership.user.name in decided


def test_the_authority_sends_a_roll_for_a_school_and_its_places_are_confirmed_by_it(school, dsl, manager):
    desk = signed_in(manager)
    at = send(desk, HEAD, line(0), school=school.public_id).url
    desk.post(at, {})
    worked(at)
    assert "In the authority's records" in words(desk.get(at)).replace("&#39;", "'")
    assert "Entered" not in words(signed_in(dsl).get(at))
    with acting_as(dsl):
        assert Person.objects.count() == 1


@pytest.mark.parametrize("role", ["dsl", "mash_manager"])
def test_the_queries_of_the_list_of_rolls_do_not_grow_with_its_rolls(school, role):
    actor = make.actor(role, of=school if role == "dsl" else None)
    browser, sender, counts = signed_in(actor), make.actor("dsl", of=school), []
    for number_of in (1, 2):
        for n in range(number_of):
            with acting_as(sender):
                receiving.ROLLS.show(
                    school,
                    upload=Upload("roll.csv", f"{HEAD}\n{line(number_of * 2 + n)}".encode()),
                    by=sender,
                    at=timezone.now(),
                )
        browser.get("/rolls/")
        with CaptureQueriesContext(connection) as seen:
            assert browser.get("/rolls/").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_sg_13_a_guarded_child_is_no_candidate_of_a_row(school, dsl, manager):
    with acting_as(make.intake()) as by:
        for forename in ("Robin", "Robbin"):
            child = people.enter_person(
                area=make.area(),
                facts=people.NewPerson(forename=forename, surname="Examplea", born=PartDate.of(date(2015, 4, 3))),
                by=by,
                at=timezone.now(),
            )
    with acting_as(manager):
        reader = make.actor("mash_manager").membership.user
        restrictions.restrict(
            person=child,
            readers=[manager.membership.user, reader],
            reason="Adopted",
            breakable=False,
            guarded_as="ADOPTION_SEALED",
            by=manager,
            at=timezone.now(),
        )
    browser = signed_in(dsl)
    at = send(browser, HEAD, line(0)).url
    browser.post(at, {})
    worked(at)
    desk = signed_in(manager)
    with acting_as(manager):
        assert RollTie.objects.get().state == "WAITING"
    assert "Robbin" not in words(desk.get(desk.get("/rolls/rows/").url))


def _left_in_the_middle(school, dsl):
    browser = signed_in(dsl)
    at = send(browser, HEAD, line(0), line(1)).url
    browser.post(at, {})
    return browser, at


def test_a_roll_whose_work_has_stopped_is_begun_again_or_stopped_by_the_authority(school, dsl, manager):
    browser, at = _left_in_the_middle(school, dsl)
    desk = signed_in(manager)
    assert "Begin it again" in words(desk.get(at))
    assert "Begin it again" not in words(browser.get(at))
    assert browser.post(f"{at}again/", {"act": "stop"}).status_code == 403
    desk.post(f"{at}again/", {"act": "again"})
    assert "is being taken in" in words(desk.get(at))
    desk.post(f"{at}again/", {"act": "stop"})
    assert "It was stopped after 0 of 2 pupils" in words(browser.get(at))
    second = send(browser, HEAD, line(0), line(1)).url
    assert "2 new" in words(browser.get(second))
    browser.post(second, {})
    worked(second)
    assert "stopped" not in words(browser.get(second))


def test_sg_29_the_file_of_a_roll_that_stopped_goes_after_30_days_with_its_headings(school, dsl):
    _, at = _left_in_the_middle(school, dsl)
    with acting_as(service_of(make.area(), ServiceName.LISTS)):
        assert receiving.ROLLS.forget(area=make.area(), at=timezone.now() + timedelta(days=31)) == 1
        roll = Roll.objects.get()
        assert (roll.state, roll.headings, roll.deleted_at is None) == ("TAKEN", [], False)
