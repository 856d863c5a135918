"""A request belongs to somebody from the day it came, runs on one clock, and is gathered on a second person's word alone."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from breakwater.delivery.information_rights import operations
from breakwater.delivery.information_rights.models import RightsRequest, RightsSubject
from breakwater.delivery.information_rights.pathway import ANSWER, EXTENDED
from breakwater.delivery.information_rights.today import requests_due
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make

AT = "/information-requests/"
TODAY = timezone.localdate()


def key_of(page) -> str:
    (found,) = re.findall(r'name="idempotency" value="([^"]+)"', page.text)
    return found


@pytest.fixture
def officer(db):
    return make.actor("information_governance", of=make.team("Information governance"))


def logged(browser, **more):
    said = {
        "kind": "ACCESS",
        "asker": "PARENT",
        "asker_name": "Mia Quayside",
        "about": "Mia Quayside\nBen Quayside",
        "words": "Everything you hold about me and Ben",
        "received_on-day": TODAY.day,
        "received_on-month": TODAY.month,
        "received_on-year": TODAY.year,
        "way": "LETTER",
        "reply_to": "3 Quay Street",
    }
    return browser.post(f"{AT}new/", said | {"idempotency": key_of(browser.get(f"{AT}new/"))} | more)


def the_request(who) -> RightsRequest:
    with acting_as(who):
        return RightsRequest.objects.select_related("officer__user", "team", "area", "second_user").get()


def verified(one, who, **more):
    said = {
        "identity": "Passport seen",
        "standing": "TOO_YOUNG",
        "competence": "Ben is three",
        "reply_to": "3 Quay Street",
    }
    facts = said | {"reply_is_safe": True, "scope": "", "on": TODAY, "waited": False} | more
    with acting_as(who) as by:
        return operations.verify(one, operations.Verified(**facts), by=by, at=timezone.now())


def test_the_month_ends_on_the_same_day_or_the_next_working_day():
    assert ANSWER.due_on(date(2026, 1, 31)) == date(2026, 3, 2)  # 28 February is a Saturday
    assert ANSWER.due_on(date(2026, 3, 3)) == date(2026, 4, 7)  # 3 April is Good Friday
    assert ANSWER.due_on(date(2026, 6, 1), paused=3) == date(2026, 7, 6)
    assert EXTENDED.due_on(date(2026, 6, 1)) == date(2026, 9, 1)


def test_an_officer_logs_one_and_sees_it_with_its_day(signed_in, officer):
    browser = signed_in(officer)
    answer = logged(browser)
    one = the_request(officer)
    assert (answer.url, one.officer_id, one.due_on) == (
        f"{AT}{one.public_id}/",
        officer.membership_id,
        ANSWER.due_on(TODAY),
    )
    page = browser.get(answer.url)
    assert "Mia Quayside" in page.text
    assert "Mia" not in re.search("<title>(.*?)</title>", page.text).group(1)
    assert one.reference in browser.get(AT).text
    assert one.reference in browser.get("/today/").text


def test_the_words_of_a_request_rest_encrypted(signed_in, officer, owner_connection):
    logged(signed_in(officer))
    from django.db import connection

    with acting_as(officer), connection.cursor() as cursor:
        cursor.execute("select asker_name, words from information_rights_rightsrequest")
        assert all(b"Mia" not in bytes(each) and b"Ben" not in bytes(each) for each in cursor.fetchone())


def test_a_front_line_worker_hands_one_over_in_three_boxes_and_it_is_somebodys(signed_in, officer):
    worker = make.actor("lead_professional")
    browser = signed_in(worker)
    page = browser.get(f"{AT}hand-over/")
    answer = browser.post(
        f"{AT}hand-over/",
        {"asker_name": "Mia", "reply_to": "By hand", "words": "Wants to see the file", "idempotency": key_of(page)},
    )
    assert answer.status_code == 302
    one = the_request(officer)
    assert (one.officer_id, one.handed_user_id) == (officer.membership_id, worker.membership.user_id)
    shown = browser.get(f"{AT}handed-over/").text
    assert one.reference in shown
    assert "Wants to see" not in shown
    assert browser.get(f"{AT}{one.public_id}/").status_code in (403, 404)


def test_without_an_officer_nobody_is_told_that_it_is_in_hand(signed_in, db):
    browser = signed_in(make.actor("lead_professional"))
    page = browser.get(f"{AT}hand-over/")
    said = {"asker_name": "Mia", "reply_to": "By hand", "words": "The file", "idempotency": key_of(page)}
    answer = browser.post(f"{AT}hand-over/", said)
    assert answer.status_code == 200
    assert "Nobody in your area" in answer.text


def test_a_parent_asks_for_a_child_on_a_standing_of_its_own_and_no_answer_goes_where_another_reads(signed_in, officer):
    """SG-27."""
    logged(signed_in(officer))
    one = the_request(officer)
    with pytest.raises(operations.NotTheirOwn):
        verified(one, officer, standing="SELF")
    with pytest.raises(operations.NotSafe):
        verified(one, officer, reply_is_safe=False)
    assert verified(one, officer).state == "To be approved"


def test_a_pause_adds_its_days_and_an_extension_two_months(signed_in, officer):
    logged(signed_in(officer))
    one = verified(the_request(officer), officer)
    now = timezone.now()
    with acting_as(officer) as by:
        operations.pause(one, "Which years?", TODAY, by=by, at=now)
        one = operations.resume(one, "All", TODAY + timedelta(days=4), by=by, at=now)
        assert (one.paused_days, one.due_on) == (4, ANSWER.due_on(TODAY, paused=4))
        one = operations.extend(one, "Three systems", by=by, at=now)
        assert one.due_on == EXTENDED.due_on(TODAY, paused=4)
        with pytest.raises(operations.NotYet):
            operations.extend(one, "Again", by=by, at=now)


def test_only_the_second_person_named_who_reads_the_records_approves(signed_in, officer):
    child, elsewhere = make.person("Ben", "Quayside"), make.person("Far", "Away", in_area=make.area("850", "Hampshire"))
    mash = make.team("MASH", service="front_door")
    second, another = make.actor("mash_manager", of=mash), make.actor("mash_manager", of=mash)
    logged(signed_in(officer))
    one = verified(the_request(officer), officer)
    now = timezone.now()

    def approved(who, people):
        with acting_as(who) as by:
            return operations.approve(one, people, by=by, at=now)

    with acting_as(officer) as by:
        one = operations.ask_second(one, second.membership, by=by, at=now)
    for who, people in ((officer, [child.pk]), (another, [child.pk]), (second, []), (second, [elsewhere.pk])):
        with pytest.raises(operations.NotApproved):
            approved(who, people)
    browser = signed_in(second)
    assert one.reference in browser.get("/today/").text
    page = browser.get(f"{AT}{one.public_id}/approve/")
    assert "Ben Quayside" in page.text
    read = dict(re.findall(r'name="(asked)" value="([^"]+)"', page.text))
    answer = browser.post(
        f"{AT}{one.public_id}/approve/", {"search": "Ben Quayside", "people": [child.public_id]} | read
    )
    assert answer.status_code == 302
    with acting_as(officer):
        assert [each.person_id for each in RightsSubject.objects.all()] == [child.pk]
        assert RightsRequest.objects.get().approved_by_id == second.pk


def test_the_list_asks_as_much_for_three_as_for_one(signed_in, officer):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = signed_in(officer)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            logged(browser)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(AT).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def came(days_ago: int, officer) -> RightsRequest:
    from .requests_made import FACTS

    on = TODAY - timedelta(days=days_ago)
    with acting_as(officer) as by:
        facts = operations.NewRequest(received_on=on, **FACTS)
        return operations.log(None, facts, key=uuid4(), by=by, at=timezone.now())


def test_days_waited_before_it_was_known_who_asks_are_not_counted_twice(officer):
    one, now = came(40, officer), timezone.now()
    with acting_as(officer) as by:
        operations.pause(one, "Which years?", TODAY - timedelta(days=39), by=by, at=now)
        operations.resume(one, "All", TODAY - timedelta(days=19), by=by, at=now)
    again = verified(one, officer, standing="SELF", waited=True, on=TODAY - timedelta(days=24))
    assert (again.paused_days, again.due_on) == (5, ANSWER.due_on(TODAY - timedelta(days=24), paused=5))
    again = verified(one, officer, standing="SELF", waited=True, on=TODAY)
    assert (again.paused_days, again.due_on) == (0, ANSWER.due_on(TODAY))


def test_the_month_runs_from_the_day_a_letter_came_to_whoever_handed_it_over(signed_in, officer):
    one = came(0, officer)
    ten = TODAY - timedelta(days=10)
    said = {"kind": "ACCESS", "asker": "SELF", "asker_name": "Mia Quayside", "about": "Mia Quayside"}
    said |= {"received_on-day": ten.day, "received_on-month": ten.month, "received_on-year": ten.year}
    assert signed_in(officer).post(f"{AT}{one.public_id}/sort/", said).status_code == 302
    with acting_as(officer):
        again = RightsRequest.objects.get()
    assert (again.received_on, again.due_on) == (ten, ANSWER.due_on(ten))


def test_a_name_that_was_handed_over_with_a_number_is_put_right_and_who_asks_is_verified_anew(signed_in, officer):
    with acting_as(make.actor("lead_professional")) as by:
        operations.hand_over(None, "Mia, 07700 900123 after three", "The file", key=uuid4(), by=by, at=timezone.now())
    one, browser = the_request(officer), signed_in(officer)
    at = f"{AT}{one.public_id}/sort/"
    said = {"kind": "ACCESS", "asker": "SELF", "about": "Mia Quayside"}
    said |= {"received_on-day": TODAY.day, "received_on-month": TODAY.month, "received_on-year": TODAY.year}
    assert "Enter their name" in browser.post(at, said).text
    text = browser.get(f"{AT}{one.public_id}/").text
    assert "after three:" not in text  # nobody said yet who asks
    assert "Copy of what is held" not in text
    assert browser.post(at, said | {"asker_name": "Mia Quayside"}).status_code == 302
    assert the_request(officer).asker_name == "Mia Quayside"
    assert "As it was handed over: Mia, 07700 900123 after three" in browser.get(f"{AT}{one.public_id}/").text
    verified(the_request(officer), officer, standing="SELF")
    browser.post(at, said | {"asker_name": "Mina Quayside"})
    assert the_request(officer).verified_on is None


def test_how_whoever_asks_is_reached_safely_and_who_handed_it_over_reach_its_officer(signed_in, officer):
    lead = make.actor("lead_professional")
    said = {"asker_name": "Mia Quayside, mother", "words": "All of it", "idempotency": uuid4()}
    browser = signed_in(lead)
    assert "Enter how they are reached safely" in browser.post(f"{AT}hand-over/", said).text
    said |= {"reply_to": "Text 07700 900123, never the landline"}
    assert browser.post(f"{AT}hand-over/", said).status_code == 302
    one, browser = the_request(officer), signed_in(officer)
    facts = {"kind": "ACCESS", "asker": "PARENT", "asker_name": "Mia Quayside", "about": "Mia Quayside"}
    facts |= {"received_on-day": TODAY.day, "received_on-month": TODAY.month, "received_on-year": TODAY.year}
    assert browser.post(f"{AT}{one.public_id}/sort/", facts).status_code == 302
    text = browser.get(f"{AT}{one.public_id}/").text
    assert "Text 07700 900123, never the landline" in text
    assert "Handed over by" in text
    assert lead.membership.user.name in text
    assert "never the landline" in browser.get(f"{AT}{one.public_id}/verify/").text


def test_what_an_officer_does_next_stands_before_what_waits_for_somebody_else(signed_in, officer):
    waiting, _ = came(20, officer), came(3, officer)
    with acting_as(officer) as by:
        operations.pause(waiting, "Which years?", TODAY, by=by, at=timezone.now())
    with acting_as(make.actor("lead_professional")) as by:
        new = operations.hand_over(None, "Mia", "All of it", "By hand", key=uuid4(), by=by, at=timezone.now())
    with acting_as(officer) as by:
        panel = requests_due(by, timezone.now())
    assert panel.rows[0].text == new.reference
    assert panel.rows[-1].text == waiting.reference
    assert len(panel.rows) == 3


def test_what_a_request_never_came_to_is_left_out_once_it_ended(signed_in, officer):
    one, browser = came(3, officer), signed_in(officer)
    assert "Not verified yet" in browser.get(f"{AT}{one.public_id}/").text
    with acting_as(officer) as by:
        operations.end(one, "WITHDRAWN", "She no longer asks", by=by, at=timezone.now())
    text = browser.get(f"{AT}{one.public_id}/").text
    assert "She no longer asks" in text
    for words in ("Not verified yet", "Not named yet", "Not recorded yet", "Not agreed yet", "Ask first whether"):
        assert words not in text


def test_a_pause_begins_and_ends_on_the_days_of_asking_and_answering(signed_in, officer):
    one, browser = came(20, officer), signed_in(officer)

    def on(days_ago: int) -> dict:
        day = TODAY - timedelta(days=days_ago)
        return {"words": "Which years?", "on-day": day.day, "on-month": day.month, "on-year": day.year}

    at = f"{AT}{one.public_id}/"
    assert "before the request came" in browser.post(f"{at}pause/", on(21)).text
    assert browser.post(f"{at}pause/", on(15)).status_code == 302
    assert "before they were asked" in browser.post(f"{at}resume/", on(16)).text
    assert browser.post(f"{at}resume/", on(5)).status_code == 302
    with acting_as(officer):
        again = RightsRequest.objects.get()
    assert (again.paused_days, again.due_on) == (10, ANSWER.due_on(TODAY - timedelta(days=20), paused=10))


def test_while_it_waits_for_whoever_asks_it_is_not_overdue_and_can_be_extended(signed_in, officer):
    one, browser = came(45, officer), signed_in(officer)
    assert "Overdue" in browser.get(f"{AT}{one.public_id}/").text
    with acting_as(officer) as by:
        one = operations.pause(one, "Which years?", TODAY - timedelta(days=40), by=by, at=timezone.now())
    for page in (f"{AT}{one.public_id}/", AT, "/today/"):
        text = browser.get(page).text
        assert one.reference in text
        assert not re.search(r"<strong[^>]*>\s*Overdue", text), page
    assert one.reference not in browser.get(f"{AT}?state=late").text
    with acting_as(officer) as by:
        assert operations.extend(one, "Three systems", by=by, at=timezone.now()).extended_on == TODAY
