"""The Prevent lead learns of a case about a child with a live referral; nobody else learns anything (SG-02, SG-12, SG-13, SG-19)."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import Capacity, Case
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.models import Contact
from breakwater.practice.front_door.screening.operations import claims
from breakwater.practice.prevent.jobs import tell_of_alerts
from breakwater.practice.prevent.models import Alert, Message, Referral
from breakwater.practice.prevent.referrals.operations import alerts, referring
from breakwater_dev.testing import browsers
from breakwater_dev.testing import factories as make

from .test_from_a_worry_to_the_police import sent


@pytest.fixture
def child(db):
    return make.person("Robin", "Quay")


def live_item(lead, dsl, child) -> Referral:
    sent(dsl)
    with acting_as(lead):
        Referral.objects.update(child=child)
        return Referral.objects.get()


def contact_about(child, key="k"):
    now = timezone.now()
    told = arrivals.ChildTold(named_as=child.name, person=child)
    arrival = arrivals.Arrival(area=child.area, channel="PROFESSIONAL", key=key, worry="Bruise", children=[told])
    with acting_as(make.intake()) as intake, CaptureQueriesContext(connection) as asked:
        receipt = arrivals.receive(arrival, by=intake, at=now)
    return receipt, [re.sub(r"'[^']*'|\d+", "?", one["sql"]) for one in asked.captured_queries]


def test_sg_12_a_contact_raises_an_alert_that_the_lead_alone_reads(mash, lead, dsl, child):
    item = live_item(lead, dsl, child)
    receipt, _ = contact_about(child)
    with acting_as(lead):
        alert = Alert.objects.get()
        assert (alert.referral_id, alerts.facts_of(alert).service) == (item.pk, "Contact")
        assert alerts.facts_of(alert).due_at is not None
    for post in (dsl, make.membership("mash_manager", of=mash), make.membership("information_governance")):
        with acting_as(post):
            assert Alert.objects.count() == 0
            assert alerts.facts_of(alert) is None
    assert "A case was opened about a child" in browsers.signed_in(lead).get("/today/").content.decode()
    assert receipt.reference


def test_sg_12_what_opens_the_case_asks_and_answers_the_same_with_and_without_a_live_item(mash, lead, dsl, child):
    other = make.person("Alex", "Quay")
    contact_about(make.person("Kim", "Quay"), key="warm")  # what is prepared once is prepared
    _, without = contact_about(other, key="one")
    live_item(lead, dsl, child)
    _, with_item = contact_about(child, key="two")
    assert with_item == without
    with acting_as(make.membership("mash_screener", of=mash)):
        opened = Contact.objects.filter(child__in=[child, other]).order_by("child__forename")
        assert len({(each.case.stage, each.rag, each.cannot_wait) for each in opened.select_related("case")}) == 1


def test_sg_12_an_ended_item_raises_nothing_and_a_later_match_or_merge_raises_what_is_open(mash, lead, dsl, child):
    item = live_item(lead, dsl, child)
    with acting_as(lead) as by:
        now, today = timezone.now(), timezone.localdate()
        referring.record_referral(item, on=today, recipient="Desk", by=by, at=now)
        referring.record_receipt(item, on=today, words="By telephone", police_reference="P1", by=by, at=now)
        referring.end(item, ended="RISK_MANAGED", on=today, by=by, at=now)
    contact_about(child)
    with acting_as(lead):
        assert Alert.objects.count() == 0
        Referral.objects.update(ended="", ended_on=None, child=None)
        Referral.objects.update(child=child)
        assert Alert.objects.count() == 1


def test_sg_12_the_mail_says_that_something_waits_once(mash, lead, dsl, child):
    live_item(lead, dsl, child)
    contact_about(child)
    before = Notification.objects.filter(user=lead.user_id).count()
    tell_of_alerts()
    tell_of_alerts()
    told = Notification.objects.filter(user=lead.user_id).order_by("pk")
    assert (told.count() - before, told.last().words) == (1, "Something waits for you")


def test_sg_19_one_named_person_is_told_the_minimum_and_nobody_else_sees_that_they_were(mash, lead, dsl, child):
    live_item(lead, dsl, child)
    manager, other = make.membership("mash_manager", of=mash), make.membership("mash_manager", of=mash)
    contact_about(child)
    team, decider, colleague = browsers.signed_in(lead), browsers.signed_in(manager), browsers.signed_in(other)
    quiet = colleague.get("/today/").content.decode()
    with acting_as(lead):
        at = f"/specialist-route/alerts/{Alert.objects.get().public_id}/"
    page = team.get(at).content.decode()
    assert f"{manager.user.name}, manager who decides, does not know of the referral" in page
    said = {"to": str(manager.user_id), "says": "CONTACT", "words": "Zmark before you decide", "reach": "01632 960555"}
    assert team.post(at, said).status_code == 302
    assert "A message for you alone" in decider.get("/today/").content.decode()
    with acting_as(lead):
        path = f"/messages-for-you/{Message.objects.get().public_id}/"
    assert (colleague.get(path).status_code, team.get(path).status_code) == (404, 403)
    assert "A message for you alone" not in colleague.get("/today/").content.decode()
    assert ("message" in quiet) == ("message" in colleague.get("/today/").content.decode())
    told = decider.get(path).content.decode()
    assert [
        words for words in ("Contact me", "Zmark", lead.user.name, "01632 960555", "/mash/") if words not in told
    ] == []
    assert "not acknowledged yet" in team.get(at).content.decode()
    assert "has not acknowledged your message" in team.get("/today/").content.decode()
    assert "A message for you alone" in decider.get("/today/").content.decode()
    assert decider.post(f"{path}read/").status_code == 302
    assert "read, not done yet" in decider.get("/today/").content.decode()
    assert "not done yet" in team.get(at).content.decode()
    assert "has read your message, and not done it yet" in team.get("/today/").content.decode()
    assert decider.post(f"{path}done/").status_code == 302
    assert "A message for you alone" not in decider.get("/today/").content.decode()
    assert ", done " in team.get(at).content.decode()
    assert "your message" not in team.get("/today/").content.decode()
    assert not [mail for mail in OutboxMessage.objects.all() if "Zmark" in mail.body or "Robin" in mail.body]
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from prevent_message where words like '%%Zmark%%'")
        assert cursor.fetchone() == (0,)


def test_nobody_but_those_of_the_case_can_be_told(mash, lead, dsl, child):
    live_item(lead, dsl, child)
    contact_about(child)
    stranger = make.membership("social_worker", of=make.team("Elsewhere"))
    with acting_as(lead) as by, pytest.raises(alerts.NotOneOfThem):
        alerts.tell(Alert.objects.get(), to=str(stranger.user_id), says="ACT", words="", by=by, at=timezone.now())


def test_an_alert_may_be_settled_with_nobody_told(mash, lead, dsl, child):
    live_item(lead, dsl, child)
    contact_about(child)
    team = browsers.signed_in(lead)
    with acting_as(lead):
        at = f"/specialist-route/alerts/{Alert.objects.get().public_id}/"
    team.post(f"{at}settle/")
    assert "A case was opened about a child" not in team.get("/today/").content.decode()


def test_sg_12_the_contact_made_with_a_referral_is_no_news_of_itself(mash, lead, dsl, child):
    """It is no red alert and no mail; whom to tell of it is found from the referral."""
    sent(dsl)
    with acting_as(lead):
        Referral.objects.update(child=child)
    with acting_as(make.intake()) as intake:
        case = Contact.objects.get().case
        cases.add_participant(case=case, person=child, capacity=Capacity.CHILD, by=intake, at=timezone.now())
    with acting_as(lead):
        alert = Alert.objects.select_related("referral").get()
    assert (alert.own, alert.told_at is not None) == (True, True)
    team = browsers.signed_in(lead)
    assert "Who needs to know?" not in team.get("/today/").content.decode()
    assert "who you may tell" in team.get(f"/specialist-route/{alert.referral.public_id}/").content.decode()


def test_sg_12_what_becomes_of_a_case_is_told_blindly(mash, lead, dsl, child):
    live_item(lead, dsl, child)
    contact_about(child)
    with acting_as(lead) as by:
        alerts.settle(Alert.objects.get(), by=by, at=timezone.now())
    with acting_as(make.intake()) as intake:
        of_it = Case.objects.filter(pk=Contact.objects.get(child=child).case_id)
        of_it.update(closed_at=timezone.now(), closed_by=intake, closing_reason="Advice")
    with acting_as(lead):
        alert = Alert.objects.get()
        assert (alert.moved, alert.settled_at, alert.told_at) == ("CLOSED", None, None)
    page = browsers.signed_in(lead).get("/today/").content.decode()
    assert "A case about a child with a referral: it was closed" in page


def test_sg_12_who_works_on_it_may_be_told_and_each_is_called_what_they_are(mash, lead, dsl, child):
    live_item(lead, dsl, child)
    contact_about(child)
    screener = make.membership("mash_screener", of=mash)
    with acting_as(screener) as by:
        claims.claim(contact=Contact.objects.get(child=child), by=by, at=timezone.now())
    with acting_as(lead):
        people = {one.words for one in alerts.facts_of(Alert.objects.get()).people}
    assert f"{screener.user.name}, has taken it and works on it now, does not know of the referral" in people
