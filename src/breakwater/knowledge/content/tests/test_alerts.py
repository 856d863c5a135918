"""Urgent alerts: two approvers besides the writer, an end, nobody opts out, agencies answer for reading them (SG-30)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from breakwater.foundation.dates import london
from breakwater.knowledge.content.models import Alert, Subscriber, Told
from breakwater.knowledge.content.operations import alerts, dispatching, subscribing
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.notifications.registry import TODAY_PANELS
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater_dev.testing import factories as make

FRIDAY = london(2026, 11, 20, 15)


@pytest.fixture
def others(keeper):
    return [
        make.actor("prevent_lead", of=keeper.team),
        make.actor("link_manager", of=keeper.team),
        make.actor("mash_manager"),
    ]


@pytest.fixture
def leads():
    """Two safeguarding leads of two schools; the first holds two posts."""
    first, second = make.membership("dsl"), make.membership("dsl")
    make.membership("dsl", user=first.user)
    return first, second


FORM = {
    "title": "Counterfeit tablets",
    "words": "Sold as sweets.",
    "what_to_do": "Tell parents.",
    "reach": "professionals",
    "roles": ["dsl"],
    "until_on-day": "1",
    "until_on-month": "3",
    "until_on-year": "2040",
}


def written(by, at=FRIDAY, **more) -> Alert:
    facts = {
        "title": "Counterfeit tablets",
        "words": "Tablets are sold as sweets.",
        "what_to_do": "Tell parents today.",
        "reach": "professionals",
        "roles": ["dsl"],
        "kinds": [],
        "expires_at": at + timedelta(days=7),
        "is_operational": False,
    }
    with acting_as(by):
        return alerts.write(area=make.area(), facts=facts | more, key=uuid4(), by=by, at=at)


def approve(alert, *who, at=FRIDAY) -> Alert:
    for each in who:
        with acting_as(each):
            alert = alerts.approve(alert=alert, by=each, at=at)
    return alert


def test_sg_30_two_people_besides_its_writer_approve_it_and_then_it_goes(by, others, leads):
    alert = written(by)
    with pytest.raises(alerts.NotNow):
        approve(alert, by)
    approve(alert, others[0])
    with pytest.raises(alerts.NotNow):
        approve(alert, others[0])
    assert not Told.objects.exists()
    assert approve(alert, others[1]).state == "sent"
    assert set(Told.objects.values_list("user", flat=True)) == {each.user_id for each in leads}


def test_sg_30_an_alert_ends_by_itself(by, others, leads):
    alert = written(by)
    with pytest.raises(alerts.NotNow):
        approve(alert, others[0], at=alert.expires_at)
    approve(alert, *others[:2])
    assert list(Alert.objects.in_force(FRIDAY)) == [alert]
    assert not Alert.objects.in_force(alert.expires_at).exists()


def test_a_police_operation_needs_the_police_among_its_approvers(by, others):
    police = make.actor("prevent_lead", of=make.team(of=make.organisation("Invented Police", "POLICE")))
    alert = approve(written(by, is_operational=True), others[0])
    with pytest.raises(alerts.NotNow):
        approve(alert, others[1])
    assert approve(alert, police).state == "sent"


def test_an_alert_that_nobody_of_the_police_could_approve_is_refused_with_whom_to_ask(signed_in, by, others):
    with pytest.raises(alerts.NotNow):
        written(by, is_operational=True)
    said = FORM | {"is_operational": ["yes"], "idempotency": str(uuid4())}
    assert b"Ask the partnership business manager" in signed_in(by).post("/alerts/new/", said).content
    assert not Alert.objects.exists()
    make.actor("prevent_lead", of=make.team(of=make.organisation("Invented Police", "POLICE")))
    assert signed_in(by).post("/alerts/new/", said).status_code == 302


def test_sg_30_its_mail_says_nothing_and_leaving_a_list_does_not_opt_out_of_a_duty(by, others, leads):
    reader = Subscriber.objects.create(
        area=make.area(), email=leads[0].user.email, topics=["alerts"], frequency="each", confirmed_at=FRIDAY
    )
    subscribing.leave(reader=reader)
    approve(written(by), *others[:2])
    told = OutboxMessage.objects.filter(to=leads[0].user.email)
    assert told.count() == 1
    assert "tablets" not in (told[0].subject + told[0].body).lower()


def test_a_reader_says_that_they_have_read_it_and_it_leaves_their_today(signed_in, by, others, leads):
    alert = approve(written(by, at=timezone.now()), *others[:2], at=timezone.now())
    reader, address = actor_of(leads[0]), f"/for-you/alerts/{alert.public_id}/"
    with acting_as(reader):
        assert [row.text for row in TODAY_PANELS["content.alerts"](reader, timezone.now()).rows] == [
            "Counterfeit tablets"
        ]
    desk = signed_in(leads[0])
    assert b"Tell parents today." in desk.get(address).content
    desk.post(address)
    with acting_as(reader):
        assert TODAY_PANELS["content.alerts"](reader, timezone.now()) is None
    assert "Withdrawn" not in desk.get("/for-you/").content.decode()
    sender = signed_in(by)
    assert "Approved by" in sender.get(f"/alerts/{alert.public_id}/").content.decode()
    with acting_as(by):
        alerts.withdraw(alert=alert, why="Wrong batch.", by=by, at=timezone.now())
    assert "Wrong batch.<" in sender.get(f"/alerts/{alert.public_id}/").content.decode()
    assert "Withdrawn" in desk.get("/for-you/").content.decode()
    assert signed_in(make.membership("dsl")).get(address).status_code == 404


def test_who_comes_into_a_role_is_told_once_of_what_is_in_force(signed_in, by, others, leads):
    now = timezone.now()
    alert = approve(written(by, at=now), *others[:2], at=now)
    over = approve(written(by, at=now - timedelta(days=8)), *others[:2], at=now - timedelta(days=8))
    late, other = make.membership("dsl"), make.membership("link_governor")
    with acting_as(by):
        for told in (1, 0):
            assert alerts.tell_who_joined(alert.area, by=by, at=now + timedelta(hours=1)) == told
        assert alerts.due_to_be_chased(area=alert.area, at=now + timedelta(hours=1)) == []
    assert not Told.objects.filter(user=other.user).exists()
    assert list(Told.objects.filter(user=late.user).values_list("alert", flat=True)) == [alert.pk], over.state
    assert Notification.objects.filter(user=late.user).count() == 1
    reader = signed_in(late)
    for page in ("/for-you/", f"/for-you/alerts/{alert.public_id}/"):
        assert b"before you came into this role" in reader.get(page).content
        assert b"before you came into this role" not in signed_in(leads[0]).get(page).content


def test_the_manager_sees_which_agencies_have_not_read_it_and_tells_them_again(signed_in, by, others, leads):
    alert = approve(written(by, at=timezone.now()), *others[:2], at=timezone.now())
    with acting_as(actor_of(leads[0])):
        alerts.acknowledge(told=alert.told.get(user=leads[0].user), at=timezone.now())
    agencies = alerts.by_agency(alert)
    assert [(each.told, each.read, [told.user_id for told in each.not_yet]) for each in agencies] == [
        (1, 0, [leads[1].user_id]),
        (1, 1, []),
    ]
    desk = signed_in(by)
    assert leads[1].user.name.encode() in desk.get(f"/alerts/{alert.public_id}/").content
    desk.post(f"/alerts/{alert.public_id}/chase/")
    assert Notification.objects.filter(user=leads[1].user).count() == 2
    assert Notification.objects.filter(user=leads[0].user).count() == 1


def test_an_alert_that_is_not_in_force_is_not_told_again_and_none_twice_in_ten_minutes(signed_in, by, others, leads):
    draft = written(by)
    with acting_as(by), pytest.raises(alerts.NotNow):
        alerts.chase(alert=draft, by=by, at=FRIDAY)
    alert = approve(draft, *others[:2])
    with acting_as(by):
        told = [alerts.chase(alert=alert, by=by, at=FRIDAY + timedelta(minutes=minutes)) for minutes in (0, 9, 10)]
        assert told == [2, 0, 2]
        with pytest.raises(alerts.NotNow):
            alerts.chase(alert=alert, by=by, at=alert.expires_at)
        alerts.withdraw(alert=alert, why="Wrong batch", by=by, at=FRIDAY)
    asked = signed_in(by).post(f"/alerts/{alert.public_id}/chase/", follow=True)
    assert b"It is not in force" in asked.content


def test_whoever_has_not_read_it_is_told_again_once_a_working_day_later(by, others, leads):
    alert = approve(written(by), *others[:2])
    assert alerts.due_to_be_chased(area=make.area(), at=london(2026, 11, 22, 15)) == []
    monday = london(2026, 11, 23, 15)
    assert alerts.due_to_be_chased(area=make.area(), at=monday) == [alert]
    with acting_as(make.intake()) as mail:
        assert alerts.chase(alert=alert, by=mail, at=monday, only_first=True) == 2
    assert alerts.due_to_be_chased(area=make.area(), at=monday) == []


def test_a_public_alert_stands_on_the_site_and_goes_to_whoever_asked_for_alerts(site_here, client, by, others, leads):
    now = timezone.now()
    Subscriber.objects.create(
        area=make.area(), email="reader@example.org", topics=["alerts"], frequency="monthly", confirmed_at=now
    )
    alert = approve(written(by, at=now, reach="public"), *others[:2], at=now)
    assert dispatching.send_some(dispatch=alert.dispatch.pk, at=now) == 1
    message = OutboxMessage.objects.get(to="reader@example.org")
    assert "Tell parents today." in message.body
    job = ProcrastinateJob.objects.get(task_name="notifications.send", args__message=message.pk)
    assert job.priority == 0, "an alert lets no bulletin go before it"
    for address in (
        "/",
        "/bulletins/",
        "/bulletins/alerts/",
        "/bulletins/alerts/feed/",
        f"/bulletins/alert/{alert.public_id}/",
    ):
        assert b"Counterfeit tablets" in client.get(address).content
    with acting_as(by):
        alerts.withdraw(alert=alert, why="Wrong batch", by=by, at=now)
    assert b"Counterfeit" not in client.get("/").content
    withdrawn = client.get(f"/bulletins/alert/{alert.public_id}/").content
    assert b"Wrong batch" in withdrawn
    assert b"Counterfeit" not in withdrawn
    assert b"Tell parents" not in withdrawn


def reader(number=1) -> Subscriber:
    return Subscriber.objects.create(
        area=make.area(), email=f"r{number}@example.org", topics=["alerts"], frequency="each", confirmed_at=FRIDAY
    )


def test_sg_30_a_withdrawn_alert_goes_to_no_further_mailbox(by, others, monkeypatch):
    monkeypatch.setattr(dispatching, "BATCH", 2)
    for number in range(3):
        reader(number)
    alert = approve(written(by, reach="public"), *others[:2])
    assert dispatching.send_some(dispatch=alert.dispatch.pk, at=FRIDAY) == 2
    left, _ = OutboxMessage.objects.filter(to__endswith="@example.org", subject__startswith="Urgent alert:").order_by(
        "pk"
    )
    OutboxMessage.objects.filter(pk=left.pk).update(state="SENT", sent_at=FRIDAY)
    with acting_as(by):
        alerts.withdraw(alert=alert, why="Wrong batch", by=by, at=FRIDAY)
    assert dispatching.send_some(dispatch=alert.dispatch.pk, at=FRIDAY) == 0
    assert dispatching.go_on(before=FRIDAY + timedelta(days=1)) == 0
    assert list(OutboxMessage.objects.filter(subject__startswith="Urgent alert:")) == [left]


def test_sg_30_an_alert_that_is_over_goes_to_no_further_mailbox(by, others):
    reader()
    alert = approve(written(by, reach="public"), *others[:2])
    assert dispatching.send_some(dispatch=alert.dispatch.pk, at=alert.expires_at) == 0
    assert dispatching.go_on(before=alert.expires_at) == 0
    assert not OutboxMessage.objects.filter(to="r1@example.org").exists()


def test_an_alert_for_professionals_is_on_no_public_page(site_here, client, by, others, leads):
    now = timezone.now()
    alert = approve(written(by, at=now), *others[:2], at=now)
    for address in ("/", "/bulletins/", "/bulletins/alerts/", "/bulletins/alerts/feed/"):
        assert b"Counterfeit" not in client.get(address).content
    assert client.get(f"/bulletins/alert/{alert.public_id}/").status_code == 404


def test_an_alert_is_written_and_approved_in_a_browser(signed_in, by, others, leads):
    said = FORM | {"idempotency": str(uuid4())}
    made = signed_in(by).post("/alerts/new/", said)
    for each in others[:2]:
        desk = signed_in(each)
        assert desk.get(made.headers["Location"]).status_code == 200
        desk.post(f"{made.headers['Location']}approve/")
    assert Alert.objects.get().state == "sent"
    refused = signed_in(by).post("/alerts/new/", said | {"words": "About 943 476 5919", "idempotency": str(uuid4())})
    assert b"an NHS number" in refused.content


def test_another_area_neither_reads_nor_approves(signed_in, by):
    alert = written(by)
    elsewhere = make.actor("business_manager", of=make.team(in_area=make.area("850", "Hampshire")))
    assert signed_in(elsewhere).get(f"/alerts/{alert.public_id}/").status_code == 403
    assert signed_in(elsewhere).post(f"/alerts/{alert.public_id}/approve/").status_code == 403


def test_alerts_go_after_seven_years_and_none_sooner(by, others, leads):
    reader()
    then = london(2018, 3, 1, 9)
    old, new = (approve(written(by, at=at, reach="public"), *others[:2], at=at) for at in (then, FRIDAY))
    Subscriber.objects.update(confirmed_at=then)
    for each in (old, new):
        assert dispatching.send_some(dispatch=each.dispatch.pk, at=each.sent_at) == 1
    for table in ("alert", "approval", "told", "dispatch", "delivery"):
        with (
            pytest.raises(IntegrityError, match="kept seven years"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"delete from content_{table}")
    assert alerts.forget_old(at=FRIDAY) == 1
    assert list(Alert.objects.all()) == [new]
    assert set(Told.objects.values_list("alert", flat=True)) == {new.pk}


def test_the_list_of_alerts_asks_the_same_with_one_and_with_three(signed_in, by, others, leads):
    desk, reader, asked = signed_in(by), signed_in(leads[0]), []
    now = timezone.now()
    desk.get("/alerts/")
    reader.get("/for-you/")
    for number in (1, 2):
        for _ in range(number):
            approve(written(by, at=now), *others[:2], at=now)
        with CaptureQueriesContext(connection) as seen:
            desk.get("/alerts/")
            reader.get("/for-you/")
        asked.append(len(seen))
    assert asked[0] == asked[1]
