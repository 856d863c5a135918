"""Bulletins: composed of what changed, approved by whoever answers for the topic, sent once to each; subscribing without an account."""

import re
import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakwater.foundation.dates import london
from breakwater.knowledge.content import letters
from breakwater.knowledge.content.jobs import begin_periods
from breakwater.knowledge.content.models import Asked, Delivery, Dispatch, Frequency, Issue, Page, Reach, Subscriber
from breakwater.knowledge.content.operations import bulletins, dispatching, subscribing
from breakwater.partnership.notifications import jobs as outbox
from breakwater.partnership.notifications.models import OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.testing import factories as make

WISH = {"topics": ["prevent"], "frequency": "each", "email": "reader@example.org"}


@pytest.fixture
def by(keeper):
    return actor_of(keeper)


@pytest.fixture
def desk(signed_in, by):
    return signed_in(by)


def subscriber(email="reader@example.org", topics=("prevent",), frequency="each", at=None) -> Subscriber:
    return Subscriber.objects.create(
        area=make.area(), email=email, topics=list(topics), frequency=frequency, confirmed_at=at or timezone.now()
    )


def issue(by, title="Notice, check, share", topic="prevent", reach=Reach.PUBLIC, roles=()) -> Issue:
    return bulletins.begin(
        area=make.area(),
        topic=topic,
        reach=reach,
        roles=list(roles),
        title=title,
        lead="What is new.",
        key=uuid4(),
        by=by,
        at=timezone.now(),
    )


def sent(by, at=None, **more) -> Issue:
    at = at or timezone.now()
    with acting_as(by):
        made = bulletins.approve(issue=issue(by, **more), by=by, at=at)
        return bulletins.send(issue=made, by=by, at=at)


def read(desk, issue) -> dict:
    """What the page that an approver opened says of the words it showed."""
    page = desk.get(f"/site/bulletins/{issue.public_id}/").content.decode()
    return {"read": page.split('name="read" value="')[1].split('"')[0]} if 'name="read"' in page else {}


def carry_all() -> int:
    """Run the batches of every dispatch; return how many copies were made."""
    made = 0
    for number in Dispatch.objects.filter(done_at=None).values_list("pk", flat=True):
        while more := dispatching.send_some(dispatch=number, at=timezone.now()):
            made += more
    return made


def test_an_issue_is_made_by_ticking_what_changed_and_comes_out_at_an_address_that_stays(site_here, desk, client):
    begun = desk.post(
        "/site/bulletins/new/",
        {"topic": "prevent", "title": "Winter", "lead": "", "reach": "public", "idempotency": str(uuid4())},
    )
    compose, page = begun.headers["Location"], Page.objects.get(slug="myths-and-facts")
    assert b"Myths and facts" in desk.get(compose).content
    desk.post(
        compose, {"title": "Winter", "lead": "Hello.", "chosen": [f"page:{page.pk}"], "idempotency": str(uuid4())}
    )
    desk.post(
        compose,
        {"do": "add", "own-heading": "A talk", "own-words": "On Monday.", "own-address": "example.org/talk", "own-idempotency": str(uuid4())},
    )  # fmt: skip
    made = Issue.objects.get()
    assert list(made.items.order_by("order").values_list("source", "heading", "address")) == [
        (f"page:{page.pk}", "Myths and facts", "/guide/prevent/myths-and-facts/"), ("", "A talk", "https://example.org/talk"),
    ]  # fmt: skip
    for step in ("send", "approve", "send"):
        desk.post(f"/site/bulletins/{made.public_id}/{step}/now/", read(desk, made))
    shown = client.get("/bulletins/prevent/1/").content
    assert b"Myths and facts" in shown
    assert b"Winter" in client.get("/bulletins/prevent/").content
    assert b"Winter" in client.get("/bulletins/prevent/feed/").content
    assert desk.get(f"/site/bulletins/{made.public_id}/").status_code == 200


def test_what_was_in_the_last_issue_is_not_offered_again_unless_it_changed(site_here, by):
    sent(by)
    with acting_as(by):
        draft = issue(by)
    assert bulletins.changed(issue=draft, at=timezone.now()) == []
    with acting_as(by):
        inside = issue(by, reach=Reach.PROFESSIONALS, roles=["dsl"])
    assert bulletins.changed(issue=inside, at=timezone.now()), "the public issue told professionals nothing"
    Page.objects.child_of(site_here).filter(slug="prevent").update(last_published_at=timezone.now())
    assert [change.title for change in bulletins.changed(issue=draft, at=timezone.now())] == ["Prevent"]


def test_a_bulletin_is_approved_by_whoever_answers_for_its_topic(site_here, signed_in, by, keeper):
    prevent, link = make.actor("prevent_lead", of=keeper.team), make.actor("link_manager", of=keeper.team)
    with acting_as(by):
        made = issue(by)
    address = f"/site/bulletins/{made.public_id}/approve/now/"
    assert signed_in(link).post(address).status_code == 403
    assert signed_in(prevent).post(address, read(signed_in(prevent), made)).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.approved_by) == ("approved", prevent)


def test_what_is_changed_after_approval_must_be_approved_anew(site_here, desk, by):
    with acting_as(by):
        made = bulletins.approve(issue=issue(by), by=by, at=timezone.now())
        with pytest.raises(bulletins.NotNow):
            bulletins.add(issue=made, heading="More", words="More.", address="", by=by, at=timezone.now())


@pytest.mark.parametrize("change", ["add", "move_up", "unread"])
def test_nobody_approves_words_that_they_did_not_see(site_here, desk, by, change):
    with acting_as(by):
        made = issue(by)
        talk, film = (
            bulletins.add(issue=made, heading=each, words=".", address="", by=by, at=timezone.now())
            for each in ("A talk", "A film")
        )
    seen = read(desk, made)
    compose = f"/site/bulletins/{made.public_id}/compose/"
    match change:
        case "add":
            desk.post(compose, {"do": "add", "own-heading": "More", "own-words": ".", "own-idempotency": str(uuid4())})
        case "move_up":
            desk.post(compose, {"up": film.pk})
        case "unread":
            seen = {}
    refused = desk.post(f"/site/bulletins/{made.public_id}/approve/now/", seen, follow=True)
    assert b"It was changed after you opened it" in refused.content
    made.refresh_from_db()
    assert made.state == "draft"
    desk.post(f"/site/bulletins/{made.public_id}/approve/now/", read(desk, made))
    made.refresh_from_db()
    assert made.state == "approved"


def test_what_was_added_meanwhile_stays_and_the_same_form_twice_adds_once(site_here, desk, by):
    with acting_as(by):
        made = issue(by)
        shown = bulletins.add(issue=made, heading="A talk", words=".", address="", by=by, at=timezone.now())
    compose, key = f"/site/bulletins/{made.public_id}/compose/", str(uuid4())
    assert f'name="shown" value="{shown.pk}"'.encode() in desk.get(compose).content
    for _ in range(2):
        desk.post(compose, {"do": "add", "own-heading": "A film", "own-words": ".", "own-idempotency": key})
    assert made.items.count() == 2
    desk.post(compose, {"title": "Winter", "lead": "", "shown": [shown.pk], "idempotency": str(uuid4())})
    assert [item.heading for item in made.items.all()] == ["A film"]


def test_a_bulletin_for_one_post_is_read_whichever_post_its_reader_acts_in(site_here, signed_in, by):
    first = make.membership("agency_professional")
    made = sent(by, reach=Reach.PROFESSIONALS, roles=["dsl"], title="For leads")
    inside = f"/for-you/bulletins/{made.public_id}/"
    assert signed_in(first).get(inside).status_code == 404
    make.membership("dsl", user=first.user)
    desk = signed_in(first)
    assert desk.get(inside).status_code == 200
    assert b"For leads" in desk.get("/for-you/").content


@pytest.mark.parametrize("topic", ["prevent", "partnership"])
def test_sg_30_an_issue_for_professionals_reaches_no_archive_feed_or_subscriber(
    site_here, signed_in, client, by, topic
):
    subscriber(topics=["prevent", "partnership"])
    dsl, other = make.actor("dsl"), make.actor("agency_professional")
    made = sent(by, topic=topic, reach=Reach.PROFESSIONALS, roles=["dsl"], title="Names no one, for some")
    assert carry_all() == 0
    for address in ("/bulletins/", f"/bulletins/{topic}/", f"/bulletins/{topic}/feed/"):
        assert b"for some" not in client.get(address).content
    assert client.get(f"/bulletins/{topic}/1/").status_code == 404
    message = OutboxMessage.objects.get(to=dsl.membership.user.email)
    assert "for some" not in message.subject + message.body
    inside = f"/for-you/bulletins/{made.public_id}/"
    assert inside in message.body
    assert signed_in(dsl).get(inside).status_code == 200
    assert signed_in(other).get(inside).status_code == 404


def test_a_reader_says_yes_gets_one_copy_changes_and_leaves(site_here, client, by):
    assert client.post("/bulletins/join/", WISH).headers["Location"] == "/bulletins/join/look-in-your-mailbox/"
    assert not Subscriber.objects.exists()
    question = OutboxMessage.objects.get()
    yes = "/bulletins/yes/" + question.body.split("/bulletins/yes/")[1].split()[0]
    client.get(yes)
    assert not Subscriber.objects.exists(), "a mail scanner that opens the link says nothing"
    own = client.post(yes).headers["Location"]
    assert not Asked.objects.exists()
    sent(by)
    assert (carry_all(), carry_all()) == (1, 0)
    copy = OutboxMessage.objects.get(subject__startswith="Prevent and Orpheus bulletin 1")
    assert own in copy.body
    client.post(own, {"topics": ["families"], "frequency": "monthly"})
    assert Subscriber.objects.get().topics == ["families"]
    left = Client(enforce_csrf_checks=True).post(copy.leave.partition("8000")[2], {"List-Unsubscribe": "One-Click"})
    assert left.status_code == 200
    assert not Subscriber.objects.exists()
    assert client.get(own).status_code == 404


def test_what_is_on_its_way_to_somebody_who_leaves_does_not_arrive(site_here, by):
    reader = subscriber()
    sent(by)
    carry_all()
    subscribing.leave(reader=reader)
    assert not OutboxMessage.objects.filter(to=reader.email).exists()
    assert not Subscriber.objects.exists()


def test_nothing_tells_whether_an_address_is_subscribed(site_here, client):
    subscriber("known@example.org")
    answers = [
        client.post("/bulletins/join/", WISH | {"email": each}) for each in ("known@example.org", "new@example.org")
    ]
    assert {(each.status_code, each.headers["Location"]) for each in answers} == {
        (302, "/bulletins/join/look-in-your-mailbox/")
    }
    words = [message.body.split("/yes/")[0] for message in OutboxMessage.objects.order_by("pk")]
    assert words[0] == words[1]


def test_a_strangers_mailbox_is_not_filled_and_a_flood_is_held_back(site_here, client):
    for _ in range(5):
        client.post("/bulletins/join/", WISH)
    assert OutboxMessage.objects.filter(to=WISH["email"]).count() == subscribing.QUESTIONS_A_DAY
    answers = [
        client.post("/bulletins/join/", WISH | {"email": f"n{each}@example.org"}).status_code for each in range(20)
    ]
    assert answers == [302] * 15 + [429] * 5
    assert client.post("/bulletins/join/", WISH, REMOTE_ADDR="203.0.113.9").status_code == 302


QUESTION = {"wants": "visit", "words": "A talk?", "asked_by": "A teacher", "email": "t@example.org"}


@pytest.mark.parametrize(("address", "form"), [("/bulletins/join/", WISH), ("/library/ask-the-police/", QUESTION)])
def test_a_flood_is_of_one_reader_behind_the_proxy_and_no_other_site_sends(site_here, client, settings, address, form):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    names = iter("abcdefghijklmnopqrstuvwxyz")

    def send(by, **more):
        said = form | {"email": f"{next(names)}@example.org", "idempotency": str(uuid4())}
        return client.post(address, said, headers={"X-Forwarded-For": f"198.51.100.1, {by}", **more}).status_code

    assert [send("203.0.113.1") for _ in range(21)] == [302] * 20 + [429]
    assert send("203.0.113.2") == 302
    assert send("203.0.113.3", Origin="https://evil.invalid") == 403


def test_a_feeds_words_are_words_where_its_reader_takes_them_for_html(site_here, client, by):
    with acting_as(by):
        made = issue(by)
        Issue.objects.filter(pk=made.pk).update(lead="Ages <5 & up <b>now</b>")
        made = bulletins.approve(issue=made, by=by, at=timezone.now())
        bulletins.send(issue=made, by=by, at=timezone.now())
    assert b"Ages &amp;lt;5 &amp;amp; up &amp;lt;b&amp;gt;now" in client.get("/bulletins/prevent/feed/").content


def test_a_question_without_an_answer_is_forgotten(site_here, client):
    client.post("/bulletins/join/", WISH)
    asked = Asked.objects.get()
    later = asked.asked_at + subscribing.ANSWERED_WITHIN + timedelta(minutes=1)
    assert subscribing.open_question(letters.key_of(asked), at=later) is None
    assert subscribing.forget_what_leads_nowhere(at=later) == 1
    assert client.post("/bulletins/yes/forged:key/").status_code == 404


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
        made = bulletins.send(issue=bulletins.approve(issue=made, by=by, at=timezone.now()), by=by, at=timezone.now())
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
    assert b"No longer known: 3" in desk.get(f"/site/bulletins/{made.public_id}/").content


def test_subscribers_are_counted_by_topic(site_here, desk):
    subscriber("a@example.org", topics=["prevent", "families"])
    subscriber("b@example.org", topics=["prevent"])
    page = " ".join(re.sub(r"<[^>]+>", " ", desk.get("/site/bulletins/").content.decode()).split())
    assert "Prevent and Orpheus bulletin 2 " in page
    assert "For parents and carers 1 " in page


@pytest.mark.parametrize(
    "address", ["/bulletins/prevent/", "/bulletins/prevent/feed/", "/site/bulletins/", "/bulletins/"]
)
def test_a_list_asks_the_database_the_same_with_one_issue_and_with_three(site_here, desk, by, address):
    asked = []
    desk.get(address)
    for number in (1, 2):
        for _ in range(number):
            sent(by)
        with CaptureQueriesContext(connection) as seen:
            desk.get(address)
        asked.append(len(seen))
    assert asked[0] == asked[1]
