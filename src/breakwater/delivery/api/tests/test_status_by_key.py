"""A system reads of what it sent what its referrer may read, and no more (decision 0002, SG-11)."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakwater.delivery.api import sending
from breakwater.delivery.api.models import Delivery
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import OpeningHours
from breakwater.practice.front_door.feedback import operations as feedback
from breakwater.practice.front_door.models import Contact, ReceiptLine
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in
from breakwater_dev.testing.front_door import REASONS, WORDS, decided
from breakwater_dev.testing.systems import System, key_of, sent


def test_sg_11_an_allegation_is_received_and_its_status_says_nothing_more(system, school):
    officers = make.team("Designated officers", service="lado")
    make.membership("designated_officer", of=officers), make.membership("designated_officer", of=officers)
    answer = sent(system, about_someone_who_works_with_children="yes", who_works_with_children="The deputy head")
    assert answer.status_code == 201, answer.content
    status = system.get(f"contacts/{answer.json()['reference']}")
    assert (status.status_code, status.json()["children"]) == (200, [])
    head = signed_in(make.membership("head_teacher", of=school))
    assert answer.json()["reference"] not in head.get("/contacts/").content.decode()


def test_whatever_a_key_reads_is_in_the_audit_with_what_was_asked(system, school):
    reference = sent(system).json()["reference"]
    system.put("webhook", {"url": "https://mis.example.com/hook"}, **{"If-None-Match": "*"})
    asked = {"contacts": "api_sent", f"contacts/{reference}": "receipt_line", "webhook": "api_webhook"}
    for path, kind in asked.items():
        with CaptureQueriesContext(connection) as queries:
            assert system.get(path).status_code == 200
        [entry] = [one["sql"] for one in queries if "insert into audit_entry" in one["sql"].lower()]
        assert kind in entry
        assert path.replace(reference, "<reference>") in entry


def test_fd_03_out_of_hours_the_answer_says_that_nobody_reads_it_and_whom_to_call(system):
    OpeningHours.objects.filter(weekday=timezone.localdate().weekday()).delete()
    read = sent(system).json()["read_from"]
    assert not read["is_open"]
    assert read["words"].startswith("Nobody reads it until")
    assert read["telephone"] == "01632 960900"


def test_what_is_told_by_telephone_is_news_when_it_was_and_says_so_until_then(system, door):
    system.put("webhook", {"url": "https://mis.example.com/"}, **{"If-None-Match": "*"})
    reference = sent(system, child_views={"each": {"all": "Quiet"}}).json()["reference"]
    with acting_as(make.intake()):
        ReceiptLine.objects.update(route="PHONE")
    decided(reference, door)
    told = system.get(f"contacts/{reference}").json()["children"]
    assert {child["words"] for child in told} == {"We will call you about it."}
    with acting_as(make.actor("mash_manager", of=door)) as manager:
        before = Delivery.objects.count()
        feedback.told_in_person(Contact.objects.order_by("pk").first(), by=manager, at=timezone.now())
    with acting_as(make.intake()):
        assert Delivery.objects.count() == before + 1
    assert WORDS in str(system.get(f"contacts/{reference}").json()["children"])


def test_the_system_reads_what_the_referrer_may_read_and_no_more(system, door):
    reference = sent(system, child_views={"each": {"all": "I want it to be quiet"}}).json()["reference"]
    waiting = system.get(f"contacts/{reference}").json()
    assert [(child["child"], child["stage"], child["letter"]) for child in waiting["children"]] == [
        ("Ana Fish", "RECEIVED", []),
        ("Ben Fish", "RECEIVED", []),
    ]
    decided(reference, door)
    told = system.get(f"contacts/{reference}").json()
    assert {child["stage"] for child in told["children"]} == {"DECIDED"}
    letter = {row["key"]: row["value"] for row in told["children"][0]["letter"]}
    assert WORDS in letter.values() or WORDS in " ".join(letter.values())
    assert REASONS not in str(told)
    with acting_as(make.intake()):
        assert not ReceiptLine.objects.exclude(read_at=None).exists()  # no person has read it


def test_the_lead_reads_on_their_page_what_their_system_sent(system, school):
    reference = sent(system).json()["reference"]
    lead = signed_in(make.membership("dsl", of=school))
    assert "Ana Fish" in lead.get("/contacts/").content.decode()
    assert "Bruises twice this month" in lead.get(f"/contacts/{reference}/").content.decode()


def test_another_system_even_of_the_same_team_reads_nothing_of_it(system, school, door):
    reference = sent(system).json()["reference"]
    clinic = make.team("Safeguarding", of=make.organisation("Invented Clinic", kind="HEALTH"))
    for other in (System(key_of(school, name="Another").secret), System(key_of(clinic).secret)):
        assert other.get(f"contacts/{reference}").status_code == 404
        assert other.get("contacts").json()["contents"] == []
    assert [each["reference"] for each in system.get("contacts").json()["contents"]] == [reference]


def test_what_was_sent_is_listed_page_by_page(system, monkeypatch):

    monkeypatch.setattr(sending, "A_PAGE", 1)
    references = [sent(system).json()["reference"] for _ in range(2)]
    first = system.get("contacts").json()
    second = system.get("contacts", query_params={"cursor": first["next_cursor"]}).json()
    assert [each["reference"] for each in first["contents"] + second["contents"]] == references[::-1]
    assert second["next_cursor"] is None
    assert system.get("contacts", query_params={"cursor": "x"}).status_code == 422
