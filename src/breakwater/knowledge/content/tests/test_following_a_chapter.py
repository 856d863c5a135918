"""Following one chapter by e-mail: asked once and confirmed, told when a text comes into force or ends, and left like any bulletin."""

from datetime import date

import pytest

from breakwater.foundation.dates import london
from breakwater.knowledge.content.jobs import begin_periods
from breakwater.knowledge.content.models import Dispatch, Subscriber
from breakwater.knowledge.policies.models import Significance
from breakwater.knowledge.policies.operations import drafting, force, manuals, ratifying, varying
from breakwater.partnership.notifications.models import OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.bulletins import carry_all, subscriber

MORNING = london(2026, 11, 17, 10)
TUESDAY = date(2026, 11, 17)


@pytest.fixture
def officer(site_here):
    return make.actor("policy_officer", of=make.team("Policy office"))


@pytest.fixture
def chapter(officer):
    with acting_as(officer):
        manual = manuals.open_manual(
            slug="shared", title="Shared", areas=[make.area(), make.area("850", "Hampshire")], by=officer, at=MORNING
        )
        return manuals.add_chapter(
            manual=manual, number="2.1", title="Bruises", kept_by=officer.membership.team, by=officer, at=MORNING
        )


@pytest.fixture
def take(chapter, officer):
    """`take(text, day)` writes, settles and puts the next version in force in Portsmouth; it returns it."""

    def _take(text: str, day=TUESDAY, at=MORNING):
        facts = {
            "title": "Bruises",
            "summary": "What to do.",
            "source": "",
            "significance": Significance.MINOR,
            "notes": {"everyone": f"New: {text}"},
            "proposed_from": None,
            "review_by": date(2028, 1, 1),
        }
        with acting_as(officer):
            draft = drafting.begin(chapter=chapter, by=officer, at=at)
            draft = drafting.write(version=draft, facts=facts, text=text, revision=draft.revision, by=officer, at=at)
            version = drafting.settle(version=draft, by=officer, at=at)
            ratifying.ratify(
                version=version,
                area=make.area(),
                decision=ratifying.Decision("Executive", TUESDAY, "1", 5, 4),
                by=officer,
                at=at,
            )
            force.put_in_force(version=version, area=make.area(), starts_on=day, by=officer, at=at)
        return version

    return _take


def follower(chapter, frequency="each", email="reader@example.org") -> Subscriber:
    reader = subscriber(email, topics=[], chapters=[chapter.public_id], frequency=frequency, at=london(2026, 11, 1, 9))
    subscriber(f"other.{email}", topics=["prevent"], frequency=frequency, at=london(2026, 11, 1, 9))
    return reader


def test_a_reader_follows_from_the_chapters_page_and_says_yes_before_anything_comes(chapter, take, client):
    take("Call.")
    page = client.get("/procedures/shared/2.1/portsmouth/").content.decode()
    join = f"/bulletins/join/?chapter={chapter.public_id}&amp;area=portsmouth"
    assert join in page
    join = join.replace("&amp;", "&")
    assert "2.1 Bruises, Portsmouth" in client.get(join).content.decode()
    wish = {"chapters": [chapter.public_id], "frequency": "each", "email": "reader@example.org"}
    assert client.post(join, wish | {"chapters": []}).status_code == 200
    assert client.post(join, wish).status_code == 302
    question = OutboxMessage.objects.get().body
    assert "- 2.1 Bruises, Portsmouth" in question
    yes = "/bulletins/yes/" + question.split("/bulletins/yes/")[1].split()[0]
    assert not Subscriber.objects.exists()
    own = client.post(yes).headers["Location"].partition("?")[0]
    reader = Subscriber.objects.get()
    assert (reader.topics, reader.chapters) == ([], [chapter.public_id])
    assert "2.1 Bruises, Portsmouth" in client.get(own).content.decode()
    client.post(own, {"topics": ["families"], "frequency": "each"})
    reader.refresh_from_db()
    assert (reader.topics, reader.chapters) == (["families"], [])


def test_to_follow_a_chapter_takes_no_bulletin_away(chapter, client):
    subscriber("reader@example.org", topics=["prevent"])
    join = f"/bulletins/join/?chapter={chapter.public_id}&area=portsmouth"
    client.post(join, {"chapters": [chapter.public_id], "frequency": "weekly", "email": "reader@example.org"})
    client.post("/bulletins/yes/" + OutboxMessage.objects.get().body.split("/bulletins/yes/")[1].split()[0])
    reader = Subscriber.objects.get()
    assert (reader.topics, reader.chapters, reader.frequency) == (["prevent"], [chapter.public_id], "weekly")


def test_a_chapter_of_another_area_is_followed_there_and_brings_none_of_our_bulletins(chapter, client):
    join = f"/bulletins/join/?chapter={chapter.public_id}&area=hampshire"
    assert "Police newsletter" not in client.get(join).content.decode()
    client.post(
        join, {"chapters": [chapter.public_id], "topics": ["prevent"], "frequency": "each", "email": "r@example.org"}
    )
    client.post("/bulletins/yes/" + OutboxMessage.objects.get().body.split("/bulletins/yes/")[1].split()[0])
    reader = Subscriber.objects.get()
    assert (reader.area.code, reader.topics) == ("850", [])
    assert client.get("/bulletins/join/?chapter=nonsense&area=nowhere").status_code == 200


def test_the_morning_after_whoever_follows_it_is_told_once_what_came_into_force(chapter, take, site_here):
    reader = follower(chapter)
    take("Call at once.")
    for at in (
        london(2026, 11, 17, 12),
        london(2026, 11, 18, 6),
        london(2026, 11, 18, 7, 5),
        london(2026, 11, 18, 8, 5),
        london(2026, 11, 19, 7, 5),
    ):
        begin_periods(at=at)
        carry_all()
    message = OutboxMessage.objects.get()
    assert (message.to, message.subject) == (reader.email, "2.1 Bruises has changed")
    assert "in force in Portsmouth from 17 November 2026. New: Call at once." in message.body
    assert "/procedures/shared/2.1/portsmouth/" in message.body
    assert "/bulletins/leave/" in message.leave


def test_what_is_set_for_a_later_day_is_told_when_that_day_has_come(chapter, take, site_here):
    follower(chapter)
    take("Call at once.", day=date(2026, 11, 20))
    for day in (18, 19, 20, 21, 22):
        begin_periods(at=london(2026, 11, day, 7, 5))
        carry_all()
    assert [each.since for each in Dispatch.objects.all()] == [london(2026, 11, 19, 7)]
    assert OutboxMessage.objects.count() == 1


def test_an_areas_own_words_and_an_end_are_told_as_well(chapter, take, officer):
    follower(chapter)
    version = take("Call at once.")
    begin_periods(at=london(2026, 11, 18, 7, 5))
    with acting_as(officer):
        varying.vary(
            chapter,
            make.area(),
            varying.Variation(
                anchor=version.body[0]["anchor"],
                mode="add",
                text="And write.",
                why="Local",
                decision=ratifying.Decision("Executive", TUESDAY, "2", 5, 4),
                starts_on=date(2026, 11, 18),
            ),
            by=officer,
            at=london(2026, 11, 18, 12),
        )
        begin_periods(at=london(2026, 11, 19, 7, 5))
        force.withdraw(
            chapter=chapter,
            area=make.area(),
            ends_on=date(2026, 11, 19),
            why="Merged with 2.2",
            by=officer,
            at=london(2026, 11, 19, 12),
        )
    begin_periods(at=london(2026, 11, 20, 7, 5))
    carry_all()
    told = [message.body for message in OutboxMessage.objects.order_by("pk")]
    assert len(told) == 3
    assert "with its own variation" in told[1]
    assert "Not in force in Portsmouth from 19 November 2026. Merged with 2.2" in told[2]


def test_weekly_readers_get_chapters_and_bulletins_in_one_message(chapter, take, site_here):
    follower(chapter, "weekly")
    take("Call at once.")
    begin_periods(at=london(2026, 11, 23, 7, 5))
    begin_periods(at=london(2026, 11, 23, 8, 5))
    assert carry_all() == 1
    assert OutboxMessage.objects.get().to == "reader@example.org"
