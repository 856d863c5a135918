"""A family's message is answered: a clock of its own, Today of those who help, a reply they read; and danger goes to the front door."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.models import Clock
from breakwater.partnership.notifications.models import OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Absence, DutyPost, OpeningHours, School, TeamService
from breakwater.partnership.people.models import Address, Relationship
from breakwater.practice.early_help.family_links.operations import copies as family
from breakwater.practice.early_help.models import FamilyReply
from breakwater.practice.front_door.models import Alarm, Contact
from breakwater_dev.testing import factories as make

TODAY = timezone.localdate()
PLAN, COMMENT, DANGER = (reverse(f"early_help:family_{page}") for page in ("plan", "comment", "danger"))


def words_of(answer) -> str:
    """The page, with ordinary blanks in its telephone numbers."""
    return answer.content.decode().replace("\u00a0", " ")


@pytest.fixture
def helped(led):
    """An episode that a teacher leads, with a mother at home who has a link and an approved copy: (episode, lead, mother, her device)."""
    episode, lead = led()
    with acting_as(make.intake()) as by:
        mother, child = make.person("Mo", "Example"), episode.case.participants.get(capacity="CHILD").person
        cases.add_participant(case=episode.case, person=mother, capacity="PARENT", by=by, at=timezone.now())
        Relationship.objects.create(person=mother, other=child, code="MTH", lives_in_household=True)
    with acting_as(lead) as by:
        given = family.give_link(
            episode,
            family.LinkFacts(
                way="EMAIL", reach="mo@example.org", is_safe=True, safe_words="Asked alone", may_know_place=True
            ),
            person=mother,
            by=by,
            at=timezone.now(),
            key=uuid4(),
        )
        family.approve_copy(episode, family.CopyFacts(leaves_out=[]), person=mother, by=by, at=timezone.now())
    device = Client()
    device.post(reverse("early_help:family_enter", args=[given.token]), {"number": given.number})
    return episode, lead, mother, device


@pytest.fixture
def closed(team):
    """The front door is closed now, whenever the test runs."""
    OpeningHours.objects.create(
        team=TeamService.objects.get(service="front_door").team,
        weekday=(TODAY.weekday() + 3) % 7,
        opens_at=time(9),
        closes_at=time(17),
        effective_from=make.LONG_AGO,
    )


def writes(device, words: str = "Tuesdays are hard", danger: str = "no"):
    said = {"danger": danger, "about": "PLAN", "words": words, "idempotency": uuid4()}
    return device.post(COMMENT, said)


def answers(browser, episode, person, words: str, way: str = "LINK", **more):
    where = reverse("early_help:family_reply", args=[episode.reference, person.public_id])
    page = words_of(browser.get(where))
    shown = page.split('name="shown_at" value="')[1].split('"')[0]
    sent = {"way": way, "words": words, "shown_at": shown, "idempotency": uuid4()} | more
    return browser.post(where, sent, follow=True)


def is_waiting(episode, lead) -> bool:
    with acting_as(lead):
        return Clock.objects.running().filter(case=episode.case, rule="early_help.answer_family").exists()


def test_a_message_waits_on_today_of_lead_and_co_ordinator_under_its_own_clock(helped, signed_in, coordinator):
    episode, lead, _, device = helped
    assert "Messages from families" not in words_of(signed_in(lead).get("/today/"))
    writes(device)
    assert is_waiting(episode, lead)
    for reader in (lead, coordinator):
        page = words_of(signed_in(reader).get("/today/"))
        assert "Messages from families" in page
        assert f"{episode.reference}: answer what the family wrote" in page
    with acting_as(lead):
        clock = Clock.objects.running().get(case=episode.case, rule="early_help.answer_family")
        assert clock.due_on > TODAY
    signed_in(lead).post(reverse("early_help:family_read", args=[episode.reference]))
    assert is_waiting(episode, lead)


def test_a_message_to_those_who_are_away_waits_on_today_of_their_team(helped, signed_in, coordinator, team):
    episode, lead, _, device = helped
    colleague = make.actor("tier2_coordinator", of=team)
    writes(device)
    assert "Messages from families" not in words_of(signed_in(colleague).get("/today/"))
    for worker in (lead, coordinator):
        user = worker.membership.user
        Absence.objects.create(user=user, starts_on=TODAY, made_at=timezone.now(), made_by=coordinator)
    page = words_of(signed_in(colleague).get("/today/"))
    assert f"{episode.reference}: answer what the family wrote" in page


def test_the_family_reads_the_answer_and_the_clock_stops(helped, signed_in):
    episode, lead, mother, device = helped
    writes(device)
    answers(signed_in(lead), episode, mother, "Let us talk on Monday")
    assert not is_waiting(episode, lead)
    page = words_of(device.get(PLAN))
    assert "Let us talk on Monday" in page
    assert f"{lead.membership.user.name} answered" in page
    assert "Tuesdays are hard" in page
    assert "Messages from families" not in words_of(signed_in(lead).get("/today/"))
    mail = OutboxMessage.objects.filter(to="mo@example.org").latest("pk")
    assert "There is an answer for you" in mail.body
    for hidden in ("Monday", "Example", "Ada", episode.reference):
        assert hidden not in mail.subject + mail.body


def test_a_message_that_came_after_the_page_was_drawn_still_waits(helped, signed_in):
    episode, lead, mother, device = helped
    writes(device)
    earlier = (timezone.now() - timedelta(minutes=5)).isoformat()
    answers(signed_in(lead), episode, mother, "Thank you", shown_at=earlier)
    assert is_waiting(episode, lead)


def test_a_talk_is_noted_for_workers_and_not_shown_by_the_link(helped, signed_in):
    episode, lead, mother, device = helped
    writes(device)
    page = words_of(answers(signed_in(lead), episode, mother, "Called her: she is with Nan", way="SPOKE"))
    assert "Called her: she is with Nan" in page
    assert not is_waiting(episode, lead)
    assert "with Nan" not in words_of(device.get(PLAN))


def test_an_answer_is_saved_once(helped, signed_in):
    episode, lead, mother, device = helped
    writes(device)
    key = uuid4()
    for _ in range(2):
        answers(signed_in(lead), episode, mother, "Let us talk", idempotency=key)
    with acting_as(lead):
        assert FamilyReply.objects.count() == 1


def test_what_they_sent_of_their_part_waits_for_an_answer_again_when_they_send_more(helped, signed_in):
    episode, lead, mother, device = helped
    where, browser = reverse("early_help:family_part"), signed_in(lead)
    device.post(where, {"change": "Calm", "revision": "0", "send": "1"})
    assert is_waiting(episode, lead)
    answers(browser, episode, mother, "Thank you")
    assert not is_waiting(episode, lead)
    device.post(where, {"change": "Calm mornings", "revision": "1", "send": "1"})
    assert is_waiting(episode, lead)


def test_sg_27_an_answer_tells_nobody_where_anyone_is_then_or_later(helped, signed_in):
    episode, lead, mother, device = helped
    writes(device)
    browser = signed_in(lead)
    answers(browser, episode, mother, "Call the nurse on 023 9283 4567")
    assert "023 9283 4567" in words_of(device.get(PLAN))
    with acting_as(make.intake()) as by:
        aunt = make.person("Ann", "Example")
        cases.add_participant(case=episode.case, person=aunt, capacity="OTHER", by=by, at=timezone.now())
        Address.objects.create(person=aunt, kind="REFUGE", starts_on=TODAY)
    page = words_of(device.get(PLAN))
    assert "023 9283 4567" not in page
    assert lead.membership.user.name not in page
    writes(device, "Where is Ann?")
    refused = words_of(answers(browser, episode, mother, "Ask at PO9 9ZZ", read="yes"))
    assert "It would tell a postcode" in refused
    assert "Ask at PO9 9ZZ" in refused


@pytest.fixture
def in_refuge(helped):
    """The same, an aunt of the family being in a refuge."""
    episode, *_ = helped
    with acting_as(make.intake()) as by:
        aunt = make.person("Ann", "Example")
        cases.add_participant(case=episode.case, person=aunt, capacity="OTHER", by=by, at=timezone.now())
        Address.objects.create(person=aunt, kind="REFUGE", starts_on=TODAY)
    return helped


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("She goes to Lantern Hill Primary School now", "a school"),
        ("They live at 14 tern row", "a street"),
        ("You find them at 9 Gull Close", "a street"),
        ("They are well, in a refuge by the sea", "that someone is in a refuge"),
    ],
)
def test_sg_27_an_answer_tells_no_school_street_or_refuge_though_none_is_on_record(in_refuge, signed_in, words, kind):
    episode, lead, mother, device = in_refuge
    make.organisation("Lantern Hill Primary School", kind="SCHOOL")
    writes(device)
    refused = words_of(answers(signed_in(lead), episode, mother, words, read="yes"))
    assert f"It would tell {kind}" in refused
    assert words not in words_of(device.get(PLAN))


def test_scenario_r_whoever_gives_a_link_reads_that_its_page_names_the_area(in_refuge, signed_in):
    episode, lead, mother, _ = in_refuge
    page = words_of(signed_in(lead).get(reverse("early_help:family_give", args=[episode.reference, mother.public_id])))
    assert f"must not learn that the family is in {episode.case.area.name}" in page


def test_ordinary_words_with_a_number_are_no_street(in_refuge, signed_in):
    episode, lead, mother, device = in_refuge
    writes(device)
    words = "Walk 15 minutes on the way home, and sleep 2 nights close by"
    answers(signed_in(lead), episode, mother, words, read="yes")
    assert words in words_of(device.get(PLAN))


def test_sg_27_an_answer_to_one_from_whom_places_are_kept_is_read_as_they_will_first(in_refuge, signed_in):
    episode, lead, mother, device = in_refuge
    writes(device)
    browser = signed_in(lead)
    page = words_of(browser.get(reverse("early_help:family_reply", args=[episode.reference, mother.public_id])))
    assert "Someone of the family is in a refuge" in page
    refused = words_of(answers(browser, episode, mother, "Near the lighthouse"))
    assert "Preview, then tick" in refused
    assert "Near the lighthouse" not in words_of(device.get(PLAN))
    answers(browser, episode, mother, "We read what you wrote", read="yes")
    assert "We read what you wrote" in words_of(device.get(PLAN))
    assert answers(browser, episode, mother, "We spoke", way="SPOKE").redirect_chain


def test_sg_27_the_page_names_the_worker_and_number_to_those_alone_who_may_know_who_helps(helped, signed_in):
    episode, lead, _, device = helped
    signed_in(lead).post(reverse("early_help:family_number", args=[episode.reference]), {"telephone": "07700 900 982"})
    page = words_of(device.get(PLAN))
    assert f"Your worker is <strong>{lead.membership.user.name}</strong>" in page
    assert "07700 900 982" in page
    with acting_as(make.intake()) as by:
        father = make.person("Fa", "Example")
        cases.add_participant(case=episode.case, person=father, capacity="PARENT", by=by, at=timezone.now())
    for path in (PLAN, reverse("early_help:family_part"), DANGER):
        page = words_of(device.get(path))
        assert lead.membership.user.name not in page
        assert "07700 900 982" not in page
    assert "Call the worker you know" in words_of(device.get(PLAN))


def test_sg_27_the_number_of_a_worker_is_not_carried_on_to_the_next(helped, signed_in):
    episode, lead, _, device = helped
    signed_in(lead).post(reverse("early_help:family_number", args=[episode.reference]), {"telephone": "07700 900 982"})
    following = make.actor("dsl", of=make.team(of=make.organisation(kind="SCHOOL")))
    School.objects.create(
        organisation=following.membership.team.organisation, urn="100999", la_code="851", telephone="023 9200 0000"
    )
    with acting_as(make.intake()) as by:
        cases.assign(case=episode.case, membership=following.membership, capacity="LEAD", by=by, at=timezone.now())
    page = words_of(device.get(PLAN))
    assert "07700 900 982" not in page
    assert following.membership.user.name in page
    assert "023 9200 0000" in page


def test_the_box_says_when_nobody_reads_it_and_whom_to_call(helped, closed):
    page = words_of(helped[3].get(PLAN))
    assert "answer within two working days" in page
    assert "nobody reads this until" in page
    assert 'href="tel:999"' in page


def test_sg_04_in_danger_now_is_a_contact_and_pages_emergency_duty(helped, closed, settings):
    episode, lead, _, device = helped
    settings.BREAKWATER_MAIL = "smtp"
    DutyPost.objects.create(
        team=make.team("Emergency duty", service="emergency_duty"),
        title="Duty 1",
        pager="pager@example.invalid",
        paged_as=1,
        last_checked_on=TODAY,
    )
    page = words_of(writes(device, "He is at the door", danger="yes"))
    assert page.index("Call 999 now") < page.index("has been paged and may not have answered yet: do not wait")
    with acting_as(make.intake()):
        contact = Contact.objects.get(immediate_danger=True)
        assert "He is at the door" in contact.submission.worry
        assert Alarm.objects.count() == 1
    with acting_as(lead):
        episode.refresh_from_db()
        assert episode.stepped_up_at is not None


def test_sg_04_today_says_who_wrote_of_danger_now_and_in_which_words_until_someone_has_read_it(
    helped, closed, signed_in, coordinator
):
    episode, lead, mother, device = helped
    sent = {"words": "He is at the door", "idempotency": uuid4()}
    for _ in range(2):
        device.post(DANGER, sent)
    for reader in (lead, coordinator):
        page = words_of(signed_in(reader).get("/today/"))
        assert page.count("“He is at the door”") == 1
        assert "Mo Example: “He is at the door”" in page
    stranger = make.actor("lead_professional", of=make.team("Nurses", of=make.organisation(kind="HEALTH")))
    assert "He is at the door" not in words_of(signed_in(stranger).get("/today/"))
    here = reverse("early_help:family", args=[episode.reference])
    assert "He is at the door" in words_of(signed_in(lead).get(here))
    signed_in(lead).post(reverse("early_help:family_read", args=[episode.reference]))
    for reader in (lead, coordinator):
        assert "He is at the door" not in words_of(signed_in(reader).get("/today/"))
    assert "He is at the door" in words_of(signed_in(lead).get(here))
    device.post(DANGER, {"words": "He is inside", "idempotency": uuid4()})
    assert "Mo Example: “He is inside”" in words_of(signed_in(lead).get("/today/"))


def test_sg_18_whoever_may_not_read_that_person_reads_neither_who_it_was_nor_their_words(helped, closed, signed_in):
    episode, lead, mother, device = helped
    device.post(DANGER, {"words": "He is at the door", "idempotency": uuid4()})
    readers = [make.actor("mash_manager", of=make.team("Heads")).membership.user_id for _ in range(2)]
    with acting_as(make.intake()), connection.cursor() as cursor:
        cursor.execute("select access.seal_row('person', %s, %s, 'protected', false, null)", [mother.pk, readers])
    for path in ("/today/", reverse("early_help:family", args=[episode.reference])):
        page = words_of(signed_in(lead).get(path))
        assert "He is at the door" not in page
        assert "Mo Example" not in page


def test_sg_04_without_a_pager_the_page_says_that_nobody_was_alerted(helped, closed):
    page = words_of(helped[3].post(DANGER, {"words": "", "idempotency": uuid4()}))
    assert "nobody has been alerted" in page
    assert "has been paged" not in page


def test_sg_24_danger_waits_for_no_words_and_says_first_what_to_do(helped):
    device = helped[3]
    page = words_of(device.get(DANGER))
    assert page.index("Call 999 first") < page.index("<form method")
    answer = writes(device, "", danger="yes")
    assert "Call 999 now" in words_of(answer)
    assert "no-store" in answer["Cache-Control"]
    with acting_as(make.intake()):
        assert Contact.objects.filter(immediate_danger=True).count() == 1


def test_the_same_alarm_sent_twice_is_one_contact(helped, closed):
    sent = {"words": "He is here", "idempotency": uuid4()}
    for _ in range(2):
        helped[3].post(DANGER, sent)
    with acting_as(make.intake()):
        assert Contact.objects.filter(immediate_danger=True).count() == 1
        assert Alarm.objects.count() == 1


def test_the_familys_page_asks_the_database_as_often_for_many_messages_as_for_one(helped, signed_in):
    episode, lead, mother, device = helped

    def counted() -> int:
        device.get(PLAN)
        with CaptureQueriesContext(connection) as asked:
            device.get(PLAN)
        return len(asked)

    writes(device)
    answers(signed_in(lead), episode, mother, "First answer")
    once = counted()
    for number in range(3):
        writes(device, f"Message {number}")
        answers(signed_in(lead), episode, mother, f"Answer {number}")
    assert counted() == once
    assert once <= 29  # the rule of what is withheld is asked once a page
