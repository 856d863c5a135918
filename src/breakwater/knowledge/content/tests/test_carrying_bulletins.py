"""Bulletins on their way: once to each, plain, in batches, weekly and monthly, and never to whoever has left."""

import re
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from breakwater.foundation.dates import london
from breakwater.knowledge.content import letters
from breakwater.knowledge.content.jobs import begin_periods
from breakwater.knowledge.content.models import (
    Asked,
    Delivery,
    Dispatch,
    Frequency,
    Home,
    Issue,
    Item,
    Page,
    Subscriber,
)
from breakwater.knowledge.content.operations import bulletins, dispatching, subscribing
from breakwater.partnership.notifications import jobs as outbox
from breakwater.partnership.notifications.models import OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.bulletins import carry_all, issue, send, sent, subscriber


def test_a_mail_is_plain_the_same_for_everyone_but_the_way_out_and_holds_no_picture(site_here, by):
    for number in range(2):
        subscriber(f"r{number}@example.org")
    sent(by)
    carry_all()
    one, two = (message.body for message in OutboxMessage.objects.order_by("pk"))
    assert one.split("-" * 60)[0] == two.split("-" * 60)[0]
    assert "<" not in one
    assert [line for line in one.splitlines() if "://" in line and line not in two] == [
        line for line in one.splitlines() if "/bulletins/yours/" in line
    ]


def test_a_reader_of_french_reads_a_page_by_its_french_words_and_nobody_a_third_language(site_here, by):
    for language in ("en", "fr"):
        subscriber(f"{language}@example.org", language=language)
    with acting_as(by):
        made = issue(by)
        for order, address in enumerate(
            ("/guide/prevent/", "/guide/fr/prevent/", "/guide/nl/prevent/", "/guide/babies/")
        ):
            Item.objects.create(issue=made, order=order, what="Page", heading=address, words="New", address=address)
        send(made, by=by)
    carry_all()
    read = {message.to[:2]: message.body for message in OutboxMessage.objects.all()}
    links = {code: re.findall(r"/guide/(\S+)", body) for code, body in read.items()}
    assert links["en"] == ["prevent/", "prevent/", "babies/", "babies/"]
    assert [each for each in links["fr"] if each != "babies/"] == ["fr/prevent/"]
    assert "Empêcher que des personnes" in read["fr"]


def test_an_issue_of_pages_in_a_third_language_alone_sends_its_first_words_and_where_it_stands(site_here, by):
    subscriber("fr@example.org", language="fr")
    with acting_as(by):
        made = issue(by)
        Item.objects.all().delete()
        Item.objects.create(
            issue=made, order=1, what="Page", heading="Nederlands", words="Nieuw", address="/guide/nl/prevent/"
        )
        send(made, by=by)
    carry_all()
    body = OutboxMessage.objects.get(to="fr@example.org").body
    assert "Nieuw" not in body
    assert "/guide/nl/" not in body
    assert "/bulletins/prevent/1/" in body


def test_a_reader_gets_the_words_of_their_own_areas_page_and_no_other_areas(site_here, by):
    theirs = make.team("Office", in_area=make.area("850", "Hampshire"))
    home = site_here.get_parent().add_child(instance=Home(title="Hampshire", slug="site-hampshire", area=theirs.area))
    facts = {"summary": "Theirs", "kept_by": theirs, "reviewed_on": "2026-11-01", "review_by": "2040-01-01"}
    branch = home.add_child(instance=Page(title="Leur branche", slug="fr", **facts))
    branch.add_child(instance=Page(title="Leur page", slug="prevent", **facts))
    with acting_as(by):
        item = Item(
            pk=1, issue=issue(by), order=1, what="Page", heading="Prevent", words="New", address="/guide/prevent/"
        )
        (ours,) = letters.in_language([item], "fr", area=site_here.area)
        (other,) = letters.in_language([item], "fr", area=theirs.area)
    assert (ours.heading, other.heading) == ("Prevent", "Leur page")
    assert ours.words.startswith("Empêcher")


def test_the_database_gives_a_subscriber_of_yesterdays_code_their_language(db):
    columns = "select table_name from information_schema.columns where column_name = 'language' and column_default like '%%en%%'"
    with connection.cursor() as cursor:
        cursor.execute(f"{columns} and table_name in ('content_subscriber', 'content_asked') order by 1")
        assert [row[0] for row in cursor.fetchall()] == ["content_asked", "content_subscriber"]


def test_weekly_and_monthly_readers_get_one_message_for_all_of_their_topics(site_here, by):
    subscriber("week@example.org", topics=["prevent", "families"], frequency="weekly", at=london(2026, 11, 1, 9))
    subscriber("other@example.org", topics=["police"], frequency="weekly", at=london(2026, 11, 1, 9))
    for topic, title in (("prevent", "One"), ("families", "Two")):
        sent(by, topic=topic, title=title, at=london(2026, 11, 18, 9))
    monday = london(2026, 11, 23, 7, 1)
    begun = [
        dispatching.begin_period(area=make.area(), frequency=Frequency.WEEKLY, on=monday.date(), at=monday)
        for _ in range(2)
    ]
    assert begun[0]
    assert begun[1] is None
    Dispatch.objects.exclude(pk=begun[0].pk).update(done_at=monday)
    assert carry_all() == 1
    message = OutboxMessage.objects.get(to="week@example.org")
    assert (message.subject, "One" in message.body, "Two" in message.body) == ("Bulletins of the week", True, True)


def test_a_monday_on_which_nothing_ran_loses_nobodys_bulletin(site_here, by):
    subscriber("week@example.org", frequency="weekly", at=london(2026, 11, 1, 9))
    subscriber("month@example.org", frequency="monthly", at=london(2026, 10, 1, 9))
    subscriber("late@example.org", frequency="weekly", at=london(2026, 11, 23, 9))
    for title, at in (
        ("Then", london(2026, 10, 20, 9)),
        ("One", london(2026, 11, 18, 9)),
        ("Next", london(2026, 11, 23, 9)),
    ):
        sent(by, title=title, at=at)
    Dispatch.objects.update(done_at=timezone.now())
    begin_periods(at=london(2026, 11, 24, 6, 59))
    assert carry_all() == 0
    for hour in (9, 10):
        begin_periods(at=london(2026, 11, 24, hour))
        carry_all()
    copies = {each.to: each.body for each in OutboxMessage.objects.all()}
    assert set(copies) == {"week@example.org", "month@example.org"}
    assert OutboxMessage.objects.count() == 2
    assert ["One" in copies["week@example.org"], "Next" in copies["week@example.org"]] == [True, False]
    assert ["Then" in copies["month@example.org"], "One" in copies["month@example.org"]] == [True, False]


def test_what_a_batch_writes_while_its_reader_leaves_does_not_leave(transactional_db):
    reader = subscriber()
    number = sent(make.actor("business_manager")).dispatch.pk

    def leave():
        subscribing.leave(reader=Subscriber.objects.get(pk=reader.pk))
        connection.close()

    leaving = threading.Thread(target=leave)
    with transaction.atomic():
        assert dispatching.send_some(dispatch=number, at=timezone.now()) == 1
        leaving.start()
        leaving.join(0.5)
        assert leaving.is_alive(), "whoever leaves waits for the batch that writes to them"
    leaving.join(20)
    assert not OutboxMessage.objects.filter(to=reader.email).exists()
    assert not Subscriber.objects.exists()


def test_two_who_say_yes_at_once_get_one_subscription(transactional_db):
    asked = Asked.objects.create(
        area=make.area(), email="r@example.org", topics=["prevent"], frequency="each", asked_at=timezone.now()
    )
    found = []

    def say_yes():
        found.append(subscribing.say_yes(asked=asked, at=timezone.now()).pk)
        connection.close()

    second = threading.Thread(target=say_yes)
    with transaction.atomic():
        first = subscribing.say_yes(asked=asked, at=timezone.now())
        second.start()
        second.join(0.5)
    second.join(20)
    assert found == [first.pk]


def test_a_sent_issue_keeps_its_words_whoever_asks(site_here, by):
    with acting_as(by):
        made = issue(by)
        bulletins.add(issue=made, heading="A talk", words="On Monday.", address="", by=by, at=timezone.now())
        made = send(made, by=by)
        bulletins.annotate(issue=made, words="The talk is on Tuesday.", by=by)
    changes = [
        lambda: Issue.objects.filter(pk=made.pk).update(lead="Other words"),
        lambda: Issue.objects.filter(pk=made.pk).update(state="draft", number=None, sent_at=None),
        lambda: made.items.update(words="On Tuesday."),
        lambda: made.items.all().delete(),
        lambda: made.items.create(order=9, heading="More", words="More."),
    ]
    for change in changes:
        with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
            change()


def test_batches_go_on_where_they_stopped(site_here, by, monkeypatch):
    monkeypatch.setattr(dispatching, "BATCH", 2)
    for number in range(5):
        subscriber(f"r{number}@example.org")
    sent(by)
    number = Dispatch.objects.get().pk
    assert [dispatching.send_some(dispatch=number, at=timezone.now()) for _ in range(5)] == [2, 2, 1, 0, 0]
    assert Delivery.objects.count() == OutboxMessage.objects.count() == 5


def test_an_address_that_fails_three_times_is_forgotten(site_here, by):
    subscriber()
    for _ in range(3):
        sent(by)
        carry_all()
        OutboxMessage.objects.update(state="FAILED")
    assert subscribing.forget_what_leads_nowhere(at=timezone.now()) == 1
    assert not Subscriber.objects.exists()


def test_counts_say_what_left_and_what_could_not_and_nothing_of_opening(site_here, desk, by):
    for number in range(3):
        subscriber(f"r{number}@example.org")
    made = sent(by)
    carry_all()
    first = OutboxMessage.objects.order_by("pk").first()
    outbox.carry(first.pk, at=timezone.now())
    OutboxMessage.objects.filter(pk=first.pk + 1).update(state="FAILED")
    told = dispatching.counts([made.dispatch.pk])[made.dispatch.pk]
    assert (told["copies"], told["sent"], told["waiting"], told["failed"]) == (3, 1, 1, 1)
    assert b"Who opened one is not counted" in desk.get("/site/bulletins/").content
    OutboxMessage.objects.all().delete()
    told = dispatching.counts([made.dispatch.pk])[made.dispatch.pk]
    assert (told["copies"], told["sent"], told["unknown"]) == (3, 0, 3)
    shown = " ".join(re.sub(r"<[^>]+>", " ", desk.get(f"/site/bulletins/{made.public_id}/").content.decode()).split())
    assert "Went out 0" in shown
    assert "No longer known 3" in shown


def test_subscribers_are_counted_by_topic(site_here, desk):
    subscriber("a@example.org", topics=["prevent", "families"])
    subscriber("b@example.org", topics=["prevent"])
    page = " ".join(re.sub(r"<[^>]+>", " ", desk.get("/site/bulletins/").content.decode()).split())
    assert "Prevent and Orpheus bulletin 2 " in page
    assert "For parents and carers 1 " in page
