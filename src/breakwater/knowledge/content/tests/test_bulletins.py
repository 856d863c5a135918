"""Bulletins: composed of what changed, approved by whoever answers for the topic, read by whom it is for; subscribing without an account."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakwater.foundation.dates.london_time import moment
from breakwater.knowledge.content import jobs, letters
from breakwater.knowledge.content.models import Asked, Issue, Page, Reach, Subscriber
from breakwater.knowledge.content.operations import bulletins, subscribing
from breakwater.partnership.notifications.models import OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.bulletins import carry_all, issue, second, send, sent, subscriber

WISH = {"topics": ["prevent"], "frequency": "each", "email": "reader@example.org"}


def compose(issue) -> str:
    return f"/site/bulletins/{issue.public_id}/compose/"


def two_things(by):
    with acting_as(by):
        made = issue(by)
        talk = bulletins.add(issue=made, heading="A talk", words="On Monday.", address="", by=by, at=timezone.now())
        film = bulletins.add(issue=made, heading="A film", words=".", address="", by=by, at=timezone.now())
    return made, talk, film


def boxes_of(issue) -> dict:
    """The boxes of the page on which an issue is written, as they stand."""
    boxes = revision_of(issue) | {"title": issue.title, "lead": issue.lead, "idempotency": str(uuid4()), "shown": []}
    for item in issue.items.all():
        boxes["shown"].append(item.pk)
        boxes |= {f"item{item.pk}-{name}": getattr(item, name) for name in ("heading", "words", "address")}
    return boxes


def revision_of(issue) -> dict:
    """What the page on which an issue is written says of how it stood."""
    issue.refresh_from_db()
    return {"revision": issue.written_at.isoformat()}


def read(desk, issue) -> dict:
    """What the page that an approver opened says of the words it showed."""
    page = desk.get(f"/site/bulletins/{issue.public_id}/").content.decode()
    return {"read": page.split('name="read" value="')[1].split('"')[0]} if 'name="read"' in page else {}


def test_an_issue_is_made_by_ticking_what_changed_and_comes_out_at_an_address_that_stays(
    site_here, desk, signed_in, by, client
):
    begun = desk.post(
        "/site/bulletins/new/",
        {"topic": "prevent", "title": "Winter", "lead": "", "reach": "public", "idempotency": str(uuid4())},
    )
    compose, page = (
        begun.headers["Location"],
        Page.objects.exclude(url_path__regex="/(fr|nl)/").get(slug="myths-and-facts"),
    )
    assert b"Myths and facts" in desk.get(compose).content
    made = Issue.objects.get()
    desk.post(
        compose,
        revision_of(made)
        | {
            "do": "save",
            "title": "Winter",
            "lead": "Hello.",
            "chosen": [f"page:{page.pk}"],
            "idempotency": str(uuid4()),
        },
    )
    desk.post(
        compose,
        revision_of(made)
        | {
            "do": "add",
            "title": "Winter",
            "own-heading": "A talk",
            "own-words": "On Monday.",
            "own-address": "example.org/talk",
            "idempotency": str(uuid4()),
        },
    )
    assert list(made.items.order_by("order").values_list("source", "heading", "address")) == [
        (f"page:{page.pk}", "Myths and facts", "/guide/prevent/myths-and-facts/"),
        ("", "A talk", "https://example.org/talk"),
    ]
    approver = signed_in(second(by))
    for who, step in ((desk, "send"), (approver, "approve"), (desk, "send")):
        who.post(f"/site/bulletins/{made.public_id}/{step}/now/", read(approver, made))
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
        made = bulletins.approve(issue=issue(by), by=second(by), at=timezone.now())
        with pytest.raises(bulletins.NotNow):
            bulletins.add(issue=made, heading="More", words="More.", address="", by=by, at=timezone.now())


@pytest.mark.parametrize("change", ["add", "move_up", "unread"])
def test_nobody_approves_words_that_they_did_not_see(site_here, desk, signed_in, by, change):
    approver = signed_in(second(by))
    with acting_as(by):
        made = issue(by)
        talk, film = (
            bulletins.add(issue=made, heading=each, words=".", address="", by=by, at=timezone.now())
            for each in ("A talk", "A film")
        )
    seen = read(approver, made)
    boxes = boxes_of(made)
    match change:
        case "add":
            desk.post(compose(made), boxes | {"do": "add", "own-heading": "More", "own-words": "."})
        case "move_up":
            desk.post(compose(made), boxes | {"do": f"up-{film.pk}"})
        case "unread":
            seen = {}
    refused = approver.post(f"/site/bulletins/{made.public_id}/approve/now/", seen, follow=True)
    assert b"It was changed after you opened it" in refused.content
    made.refresh_from_db()
    assert made.state == "draft"
    approver.post(f"/site/bulletins/{made.public_id}/approve/now/", read(approver, made))
    made.refresh_from_db()
    assert made.state == "approved"


def test_the_same_form_twice_adds_once(site_here, desk, by):
    with acting_as(by):
        made = issue(by)
    boxes = boxes_of(made) | {"do": "add", "own-heading": "A film", "own-words": "."}
    assert [desk.post(compose(made), boxes).status_code for _ in range(2)] == [302, 302]
    assert made.items.count() == 1


@pytest.mark.parametrize("pressed", ["save", "add", None])
def test_a_writer_hears_that_another_saved_meanwhile_and_overwrites_nothing(site_here, desk, signed_in, by, pressed):
    made, talk, _ = two_things(by)
    mine = boxes_of(made) | {f"item{talk.pk}-words": "On Tuesday.", "own-heading": "A film", "own-words": "."}
    mine |= {"do": pressed} if pressed else {}
    signed_in(second(by)).post(compose(made), boxes_of(made) | {f"item{talk.pk}-words": "On Friday.", "do": "save"})
    answer = desk.post(compose(made), mine)
    assert answer.status_code == (200 if pressed else 409)
    assert not pressed or b"Someone else saved this bulletin" in answer.content
    assert sorted(made.items.values_list("words", flat=True)) == [".", "On Friday."]


def test_the_page_that_saves_by_itself_goes_on_from_what_it_saved(site_here, desk, by):
    made, talk, _ = two_things(by)
    boxes = boxes_of(made)
    assert f'name="revision" value="{boxes["revision"]}"'.encode() in desk.get(compose(made)).content
    for words in ("On Tues", "On Tuesday."):
        answer = desk.post(compose(made), boxes | {f"item{talk.pk}-words": words})
        boxes["revision"] = answer.headers["X-revision"]
    talk.refresh_from_db()
    assert talk.words == "On Tuesday."


@pytest.mark.parametrize("pressed", ["save", "up"])
def test_who_changes_no_word_of_another_is_not_the_writer(site_here, signed_in, by, pressed):
    made, _, film = two_things(by)
    boxes = boxes_of(made) | {"do": pressed if pressed == "save" else f"up-{film.pk}"}
    assert signed_in(second(by)).post(compose(made), boxes).status_code == 302
    made.refresh_from_db()
    assert made.written_by == by
    assert (made.written_at.isoformat() == boxes["revision"]) == (pressed == "save")


@pytest.mark.parametrize("pressed", ["save", "look", "up", "down", "remove", "add"])
def test_whichever_button_is_pressed_everything_typed_on_the_page_is_saved(site_here, desk, by, pressed):
    made, talk, film = two_things(by)
    boxes = boxes_of(made) | {
        f"item{talk.pk}-words": "On **Tuesday**.",
        "lead": "| Day | What |\n| Monday | A talk |",
        "own-heading": "A walk",
        "own-words": "Outside.",
        "do": f"{pressed}-{film.pk}" if pressed in ("up", "down", "remove") else pressed,
    }
    assert desk.post(compose(made), boxes).status_code == 302
    made.refresh_from_db()
    items = list(made.items.order_by("order").values_list("heading", "words"))
    talked, filmed, walked = ("A talk", "On **Tuesday**."), ("A film", "."), ("A walk", "Outside.")
    expected = {"up": [filmed, talked, walked], "down": [talked, walked, filmed], "remove": [talked, walked]}
    assert items == expected.get(pressed, [talked, filmed, walked])
    assert made.lead.startswith("| Day |")


def test_a_fault_in_one_box_loses_nothing_of_the_others(site_here, desk, by):
    made, talk, _ = two_things(by)
    boxes = boxes_of(made) | {f"item{talk.pk}-words": "On Tuesday.", "own-words": "Outside.", "do": "save"}
    answer = desk.post(compose(made), boxes)
    assert answer.status_code == 200
    drawn = answer.content.decode()
    assert "Enter a heading" in drawn
    assert all(words in drawn for words in ("On Tuesday.", "Outside."))
    assert talk.words == "On Monday."


def test_what_is_typed_is_saved_while_it_is_typed_but_a_new_thing_waits_for_its_button(site_here, desk, by):
    made, talk, film = two_things(by)
    boxes = boxes_of(made) | {
        f"item{talk.pk}-words": "On Tuesday.",
        f"item{film.pk}-heading": "",
        "own-heading": "Half",
    }
    assert desk.post(compose(made), boxes).status_code == 204
    assert list(made.items.order_by("order").values_list("heading", "words")) == [
        ("A talk", "On Tuesday."),
        ("A film", "."),
    ]


def test_whoever_wrote_the_words_last_does_not_approve_them(site_here, desk, signed_in, by):
    with acting_as(by):
        made = issue(by)
    refused = desk.post(f"/site/bulletins/{made.public_id}/approve/now/", read(desk, made), follow=True)
    assert b"Somebody else reads and approves it" in refused.content
    made.refresh_from_db()
    assert made.state == "draft"
    assert b"Ask for approval" in desk.get(f"/site/bulletins/{made.public_id}/").content


def test_a_partnership_bulletin_of_its_only_manager_is_read_by_another_who_approves_bulletins(site_here, signed_in, by):
    link = make.actor("link_manager", of=by.membership.team)
    with acting_as(by):
        made = bulletins.ask_for_approval(issue=issue(by, topic="partnership"), by=by, at=timezone.now())
    assert link.membership.user.notifications.get().words == "A bulletin waits to be approved"
    assert not by.membership.user.notifications.exists()
    colleague = signed_in(link)
    assert colleague.post(f"/site/bulletins/{made.public_id}/approve/now/", read(colleague, made)).status_code == 302
    made.refresh_from_db()
    assert made.approved_by == link


def test_an_approved_issue_goes_out_at_its_time_and_not_before(site_here, desk, by):
    with acting_as(by):
        made = bulletins.approve(issue=issue(by), by=second(by), at=timezone.now())
    tomorrow = timezone.now() + timedelta(days=1)
    when = {
        "send_on-day": tomorrow.day,
        "send_on-month": tomorrow.month,
        "send_on-year": tomorrow.year,
        "send_at": "08:30",
    }
    desk.post(f"/site/bulletins/{made.public_id}/plan/", when)
    made.refresh_from_db()
    assert made.send_at == moment(tomorrow.date(), time(8, 30))
    assert bulletins.due(at=made.send_at - timedelta(minutes=1)) == []
    assert bulletins.due(at=made.send_at) == [made]
    Issue.objects.filter(pk=made.pk).update(send_at=timezone.now())
    jobs.send_planned()
    made.refresh_from_db()
    assert (made.state, made.number) == ("sent", 1)


def planned(by, title: str, **more) -> Issue:
    """An approved issue whose moment has come."""
    made = bulletins.approve(issue=issue(by, title=title, **more), by=second(by), at=timezone.now())
    Issue.objects.filter(pk=made.pk).update(send_at=timezone.now())
    return bulletins.issues().get(pk=made.pk)


@pytest.mark.parametrize("later", [None, timedelta(hours=1)])
def test_an_issue_planned_anew_or_stopped_since_it_was_found_due_stays(site_here, by, later):
    with acting_as(by):
        found = planned(by, "Winter")
        bulletins.plan(found, send_at=later and timezone.now() + later, by=by, at=timezone.now())
        with pytest.raises(bulletins.NotNow):
            bulletins.send(issue=found, by=by, at=timezone.now(), is_planned=True)
    assert Issue.objects.get().state == "approved"


def test_an_issue_that_fails_stops_none_of_those_behind_it(site_here, by):
    with acting_as(by):
        planned(by, "Winter", topic="police")
        planned(by, "Spring")
        last = planned(by, "The last of all numbers", topic="police")
    Issue.objects.filter(pk=last.pk).update(state="sent", number=2**31 - 1, sent_at=timezone.now())
    with pytest.raises(ExceptionGroup):
        jobs.send_planned()
    assert dict(Issue.objects.values_list("title", "state")) == {
        "Winter": "approved",
        "Spring": "sent",
        "The last of all numbers": "sent",
    }


def test_a_schedule_is_cancelled_by_its_button(site_here, desk, by):
    with acting_as(by):
        made = planned(by, "Winter")
    page = f"/site/bulletins/{made.public_id}/"
    assert "Cancel schedule" in desk.get(page).content.decode()
    assert "Schedule cancelled" in desk.post(f"{page}cancel_schedule/now/", follow=True).content.decode()
    made.refresh_from_db()
    assert (made.state, made.send_at) == ("approved", None)


def test_taken_back_an_issue_no_longer_goes_out_by_itself(site_here, desk, by):
    with acting_as(by):
        made = bulletins.approve(issue=issue(by), by=second(by), at=timezone.now())
        bulletins.plan(made, send_at=timezone.now() + timedelta(hours=1), by=by, at=timezone.now())
    desk.post(f"/site/bulletins/{made.public_id}/take_back/now/")
    made.refresh_from_db()
    assert (made.state, made.send_at) == ("draft", None)


def test_a_test_goes_to_whoever_asks_for_it_alone(site_here, desk, by):
    subscriber()
    with acting_as(by):
        made = issue(by)
    desk.post(f"/site/bulletins/{made.public_id}/try/now/")
    message = OutboxMessage.objects.get()
    assert (message.to, message.subject[:5]) == (by.membership.user.email, "Test:")
    assert "It went to you alone" in message.body
    assert "It went to you alone" in message.html


def test_sg_30_no_test_of_a_bulletin_for_professionals_goes_by_e_mail(site_here, desk, by):
    with acting_as(by):
        made = issue(by, reach=Reach.PROFESSIONALS, roles=["dsl"])
    desk.post(f"/site/bulletins/{made.public_id}/try/now/")
    assert not OutboxMessage.objects.exists()
    assert desk.get(f"/site/bulletins/{made.public_id}/e-mail/").status_code == 404


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
    own, _, new = client.post(yes).headers["Location"].partition("?")
    assert b"They come from now on" in client.get(f"{own}?{new}").content
    assert not Asked.objects.exists()
    sent(by)
    assert (carry_all(), carry_all()) == (1, 0)
    copy = OutboxMessage.objects.get(subject__startswith="Prevent and Orpheus bulletin 1")
    assert own in copy.body
    client.post(own, {"topics": ["families"], "frequency": "monthly", "language": "nl"})
    reader = Subscriber.objects.get()
    assert (reader.topics, reader.language) == (["families"], "nl")
    left = Client(enforce_csrf_checks=True).post(copy.leave.partition("8000")[2], {"List-Unsubscribe": "One-Click"})
    assert left.status_code == 200
    assert not Subscriber.objects.exists()
    for gone in (client.get(own), client.get(f"{own[:-3]}/")):
        assert gone.status_code == 404
        assert b"may have cut it" in gone.content
        assert b"You have left" not in gone.content


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
        send(made, by=by)
    assert b"Ages &amp;lt;5 &amp;amp; up &amp;lt;b&amp;gt;now" in client.get("/bulletins/prevent/feed/").content


def test_a_question_without_an_answer_is_forgotten(site_here, client):
    client.post("/bulletins/join/", WISH)
    asked = Asked.objects.get()
    later = asked.asked_at + subscribing.ANSWERED_WITHIN + timedelta(minutes=1)
    assert subscribing.open_question(letters.key_of(asked), at=later) is None
    assert subscribing.forget_what_leads_nowhere(at=later) == 1
    assert client.post("/bulletins/yes/forged:key/").status_code == 404


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
