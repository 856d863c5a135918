"""The family's own link: one person, safe first, a number besides, an approved copy, and nothing that tells where anyone is."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.models import Case
from breakwater.casework.tasks import operations as tasks
from breakwater.partnership.notifications.models import OutboxMessage
from breakwater.partnership.organisations.access import NotAnActor, acting_as
from breakwater.partnership.people.models import Address, Person, Relationship
from breakwater.practice.early_help.assessments import operations as assessments
from breakwater.practice.early_help.episodes.operations import agreements, links
from breakwater.practice.early_help.family_links.forms import CopyForm
from breakwater.practice.early_help.family_links.operations import copies as family
from breakwater.practice.early_help.meetings import operations as meetings
from breakwater.practice.early_help.models import Episode, FamilyComment, FamilyCopy, FamilyLink, LinkDoor
from breakwater.practice.early_help.plans import operations as plans
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.reading_age import HIGHEST, age_of_page, report

TODAY = timezone.localdate()
REFUGE = "PO9 9ZZ"


def words_of(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def helped(opened, coordinator):
    """An episode with a mother, a father, a plan, and a meeting to come."""
    episode = opened()
    now = timezone.now()
    with acting_as(make.intake()) as by:
        mother, father = make.person("Mo", "Example"), make.person("Fa", "Example")
        for parent in (mother, father):
            cases.add_participant(case=episode.case, person=parent, capacity="PARENT", by=by, at=now)
    with acting_as(coordinator) as by:
        agreements.record_agreement(
            episode,
            agreements.AgreementFacts(
                person=mother,
                name=mother.name,
                relation="mother",
                answer="AGREES",
                method="PHONE",
                given_on=TODAY,
                to_assessment=True,
            ),
            by=by,
            at=now,
        )
        goal = plans.add_goal(
            episode, plans.GoalFacts(words="Mornings without shouting", scores={"PARENT": 3}), by=by, at=now
        )
        for words, kind, who in (
            ("Lay out clothes the night before", "FAMILY", "Mo Example"),
            ("Weekly talk", "PROFESSIONAL", "Wanda Worker"),
        ):
            plans.add_action(
                episode,
                plans.ActionFacts(
                    goal=goal, words=words, owner_kind=kind, owner_name=who, due_on=TODAY + timedelta(days=9)
                ),
                by=by,
                at=now,
            )
        meetings.call_family_meeting(
            episode,
            meetings.Invitation(kind="FIRST", starts_at=now + timedelta(days=3), place="Seagull Hall"),
            by=by,
            at=now,
        )
    episode.mother, episode.father = mother, father
    return episode


def given(episode, person, by, *, place: bool = False, way: str = "PAPER", reach: str = "") -> family.Given:
    with acting_as(by):
        return family.give_link(
            episode,
            family.LinkFacts(way=way, reach=reach, is_safe=True, safe_words="Asked alone", may_know_place=place),
            person=person,
            by=by,
            at=timezone.now(),
            key=uuid4(),
        )


def approved(episode, person, by, *, key=None, **more) -> FamilyCopy:
    facts = family.CopyFacts(**{"leaves_out": []} | more)
    with acting_as(by):
        return family.approve_copy(episode, facts, person=person, key=key, by=by, at=timezone.now())


def opened_with(made: family.Given) -> Client:
    """A device on which the link was opened with its number."""
    client = Client()
    answer = client.post(reverse("early_help:family_enter", args=[made.token]), {"number": made.number})
    assert answer.status_code == 302
    return client


def read(client) -> str:
    return words_of(client.get(reverse("early_help:family_plan")))


def everything_of(client) -> str:
    """Page, calendar file and the words of the paper, as someone with the link holds them."""
    pages = [client.get(reverse(f"early_help:{name}")) for name in ("family_plan", "family_calendar")]
    return "\n".join(words_of(page) for page in pages)


def test_sg_27_there_is_no_link_before_it_is_safe(signed_in, coordinator, helped):
    where = reverse("early_help:family_give", args=[helped.reference, helped.mother.public_id])
    asked = {
        "is_safe": "no",
        "safe_words": "He reads her mail",
        "way": "PAPER",
        "may_know_place": "no",
        "idempotency": uuid4(),
    }
    assert "Without a yes there is no link" in words_of(signed_in(coordinator).post(where, asked))
    with acting_as(coordinator):
        assert not FamilyLink.objects.exists()


def test_the_number_is_shown_once_and_the_mail_says_nothing_of_anyone(signed_in, coordinator, helped):
    where = reverse("early_help:family_give", args=[helped.reference, helped.mother.public_id])
    asked = {
        "is_safe": "yes",
        "safe_words": "Asked alone",
        "way": "EMAIL",
        "reach": "mo@example.org",
        "may_know_place": "no",
        "idempotency": uuid4(),
    }
    browser = signed_in(coordinator)
    assert "Say it to them yourself" in words_of(browser.post(where, asked))
    assert "shown once" in words_of(browser.post(where, asked, follow=True))
    mail = OutboxMessage.objects.get(to="mo@example.org")
    for kept in ("Ada", "Example", "Mornings", helped.reference):
        assert kept not in mail.subject + mail.body


def test_the_link_shows_the_approved_copy_and_nothing_before(coordinator, helped):
    made = given(helped, helped.mother, coordinator)
    client = opened_with(made)
    assert "nothing to read yet" in read(client)
    approved(helped, helped.mother, coordinator)
    page = read(client)
    assert "Mornings without shouting" in page
    assert "It has begun" in page  # a score never stands without words
    with acting_as(coordinator) as by:
        plans.add_goal(helped, plans.GoalFacts(words="Not approved yet"), by=by, at=timezone.now())
    assert "Not approved yet" not in read(client)


def test_sg_27_the_link_acts_as_nobody_else_and_finds_its_copy_alone(coordinator, helped):
    made = given(helped, helped.mother, coordinator)
    copy = approved(helped, helped.mother, coordinator)
    approved_for_him = given(helped, helped.father, coordinator)
    approved(helped, helped.father, coordinator)
    with acting_as(made.link.actor):
        assert list(FamilyCopy.objects.values_list("pk", flat=True)) == [copy.pk]
        for model in (Case, Episode, Person, Address, Relationship, FamilyLink):
            assert not model.objects.exists(), model
    assert approved_for_him.link.actor_id != made.link.actor_id


def test_most_people_of_eleven_can_read_what_the_family_reads(coordinator, helped):
    made = given(helped, helped.mother, coordinator, place=True)
    ages = {"number": age_of_page(Client().get(reverse("early_help:family_enter", args=[made.token])))}
    ages["closed"] = age_of_page(Client().get(reverse("early_help:family_enter", args=["guessed"])))
    client = opened_with(made)
    ages["nothing yet"] = age_of_page(client.get(reverse("early_help:family_plan")))
    approved(helped, helped.mother, coordinator)
    for name in ("plan", "part", "danger"):
        ages[name] = age_of_page(client.get(reverse(f"early_help:family_{name}")))
    said = {"words": "He is here", "idempotency": uuid4()}
    ages["danger sent"] = age_of_page(client.post(reverse("early_help:family_danger"), said, follow=True))
    report(ages)
    assert {page: age for page, age in ages.items() if age > HIGHEST} == {}


def test_a_link_survives_guessing_and_the_fifth_wrong_number_ends_it(coordinator, helped):
    made = given(helped, helped.mother, coordinator)
    approved(helped, helped.mother, coordinator)
    client, where = Client(), reverse("early_help:family_enter", args=[made.token])
    wrong = "000000" if made.number != "000000" else "111111"
    for _ in range(links.MOST_FAILURES - 1):
        assert "That is not the number" in words_of(client.post(where, {"number": wrong}))
    assert "nothing to read here" in words_of(client.post(where, {"number": wrong}))
    assert "nothing to read here" in words_of(client.post(where, {"number": made.number}))
    guessed = words_of(client.get(reverse("early_help:family_enter", args=["guessed"])))
    assert "nothing to read here" in guessed
    assert "nothing to read here" in read(client)


def test_a_link_ends_by_a_person_by_its_days_and_with_the_help(signed_in, coordinator, helped):
    made = given(helped, helped.mother, coordinator)
    approved(helped, helped.mother, coordinator)
    client = opened_with(made)
    assert "Mornings" in read(client)
    where = reverse("early_help:family_end", args=[made.link.public_id])
    assert signed_in(coordinator).post(where, {"because": "Her phone was taken"}).status_code == 302
    assert "nothing to read here" in read(client)
    with pytest.raises(NotAnActor), acting_as(made.link.actor):
        pass
    again = given(helped, helped.mother, coordinator)
    approved(helped, helped.mother, coordinator)
    assert "Mornings" in read(opened_with(again))
    LinkDoor.objects.filter(pk=again.link.door_id).update(ends_at=timezone.now())
    assert "nothing to read here" in words_of(Client().get(reverse("early_help:family_enter", args=[again.token])))


def test_a_comment_comes_in_their_words_once_and_someone_hears_of_it(signed_in, coordinator, helped):
    made = given(helped, helped.mother, coordinator)
    approved(helped, helped.mother, coordinator)
    client = opened_with(made)
    said = {"danger": "no", "about": "PLAN", "words": "He still shouts, but less", "idempotency": uuid4()}
    for _ in range(2):
        assert client.post(reverse("early_help:family_comment"), said).status_code == 302
    with acting_as(coordinator):
        assert FamilyComment.objects.get().words == "He still shouts, but less"
    browser = signed_in(coordinator)
    page = words_of(browser.get(reverse("early_help:episode", args=[helped.reference])))
    assert page.index("He still shouts, but less") < page.index("Why help was offered")
    browser.post(reverse("early_help:family_read", args=[helped.reference]))
    with acting_as(coordinator):
        assert FamilyComment.objects.get().read_at


def test_who_knows_may_read_where_the_family_meets_and_who_helps(coordinator, helped):
    with acting_as(coordinator):
        child = helped.case.participants.get(capacity="CHILD").person
    with acting_as(make.intake()):
        for parent in (helped.mother, helped.father):
            Relationship.objects.create(person=parent, other=child, code="PAR", lives_in_household=True)
    made = given(helped, helped.mother, coordinator, place=True)
    approved(helped, helped.mother, coordinator)
    client = opened_with(made)
    page = read(client)
    assert "Seagull Hall" in page
    assert "Wanda Worker" in page
    file = words_of(client.get(reverse("early_help:family_calendar")))
    assert "BEGIN:VEVENT" in file
    assert "Seagull" not in file


def test_scenario_r_nothing_tells_the_father_where_a_mother_in_a_refuge_is(coordinator, helped):
    with acting_as(make.intake()):
        Address.objects.create(person=helped.mother, kind="REFUGE", starts_on=TODAY)
    made = given(helped, helped.father, coordinator, place=True)  # whatever was ticked
    approved(helped, helped.father, coordinator)
    client = opened_with(made)
    everything = everything_of(client)
    for kept in ("Seagull Hall", "Wanda Worker", coordinator.membership.user.name):
        assert kept not in everything
    assert "BEGIN:VEVENT" not in everything
    paper = client.get(reverse("early_help:family_pdf"))
    assert paper.content.startswith(b"%PDF")
    with acting_as(coordinator):
        content = FamilyCopy.objects.get().content
    assert content["meeting"] == {}
    assert "Wanda Worker" not in str(content)


def test_scenario_r_words_that_tell_a_place_are_not_approved(signed_in, coordinator, helped):
    with acting_as(make.intake()):
        Address.objects.create(person=helped.mother, kind="REFUGE", starts_on=TODAY)
        Address.objects.create(
            person=helped.mother, kind="HOME", lines="4 Hidden Lane", postcode="PO1 1AA", starts_on=TODAY
        )
    given(helped, helped.father, coordinator)
    where = reverse("early_help:family_copy", args=[helped.reference, helped.father.public_id])
    browser = signed_in(coordinator)
    for words, kind in (
        (f"Collect from {REFUGE}", "a postcode"),
        ("Meet at 4 hidden lane", "an address"),
        ("Call 01632 960123", "a telephone number"),
        ("Ask wanda worker", "a worker"),
        ("Come to seagull hall", "a place where you meet"),
    ):
        with acting_as(coordinator) as by:
            goal = plans.add_goal(helped, plans.GoalFacts(words=words), by=by, at=timezone.now())
        refused = words_of(browser.post(where, {"read": "yes", "idempotency": uuid4()}))
        assert "It would tell" in refused, words
        assert kind in refused, words
        with acting_as(coordinator):
            type(goal).objects.filter(pk=goal.pk).update(words="Left out")
    assert browser.post(where, {"read": "yes", "idempotency": uuid4()}).status_code == 302


def test_what_was_approved_is_not_shown_any_more_once_it_is_unsafe(coordinator, helped):
    with acting_as(coordinator):
        child = helped.case.participants.get(capacity="CHILD").person
    with acting_as(make.intake()):
        for parent in (helped.mother, helped.father):
            Relationship.objects.create(person=parent, other=child, code="PAR", lives_in_household=True)
    made = given(helped, helped.father, coordinator, place=True)
    with acting_as(coordinator) as by:
        agreements.record_agreement(
            helped,
            agreements.AgreementFacts(
                person=helped.father,
                name=helped.father.name,
                relation="father",
                answer="AGREES",
                method="PHONE",
                given_on=TODAY,
                to_assessment=True,
            ),
            by=by,
            at=timezone.now(),
        )
    approved(helped, helped.father, coordinator)
    client = opened_with(made)
    assert "Seagull Hall" in read(client)
    with acting_as(make.intake()):
        Address.objects.create(person=helped.mother, kind="REFUGE", starts_on=TODAY)
    assert "Seagull Hall" not in everything_of(client)


def test_scenario_e_one_agrees_the_other_objects_and_has_no_copy(signed_in, coordinator, helped):
    made = given(helped, helped.father, coordinator)
    approved(helped, helped.father, coordinator)
    client = opened_with(made)
    objects = {
        "who": helped.father.public_id,
        "relation": "father",
        "responsibility": "HOLDS",
        "answer": "OBJECTS",
        "decided": "Help goes on with the mother’s agreement",
        "may_have_copy": "no",
        "no_copy_because": "He threatened her",
        "method": "PHONE",
        "limits_explained": "yes",
        "idempotency": uuid4(),
        "given_on-day": TODAY.day,
        "given_on-month": TODAY.month,
        "given_on-year": TODAY.year,
    }
    browser = signed_in(coordinator)
    assert browser.post(reverse("early_help:agreement", args=[helped.reference]), objects).status_code == 302
    page = words_of(browser.get(reverse("early_help:episode", args=[helped.reference])))
    assert "Help goes on with the mother’s agreement" in page
    assert "He threatened her" in page
    assert "nothing to read here" in read(client)
    where = reverse("early_help:family_give", args=[helped.reference, helped.father.public_id])
    asked = {"is_safe": "yes", "safe_words": "Yes", "way": "PAPER", "may_know_place": "no", "idempotency": uuid4()}
    assert "they are to have no copy" in words_of(browser.post(where, asked))


def test_a_childs_own_words_are_shown_only_when_the_child_lets_them(coordinator, helped):
    with acting_as(coordinator) as by:
        begun = assessments.start_assessment(episode=helped, by=by, at=timezone.now())
        part = begun.children.select_related("answers").get()
        drawn = assessments.Drawn(part.answers.revision, {})
        held = given(helped, helped.mother, coordinator)
        for said in ({"wishes": "A calm house"}, {"family_may_read": "yes"}):
            assessments.save_section(
                part.answers,
                assessments.SectionAsTyped(section="voice", cleaned=said, drawn=drawn),
                by=by,
                at=timezone.now(),
            )
            approved(helped, helped.mother, coordinator)
            shown = "A calm house" in read(opened_with(held))
            assert shown is ("family_may_read" in said)


def test_sg_33_a_second_language_says_who_wrote_and_checked_it(signed_in, coordinator, helped):
    made = given(helped, helped.mother, coordinator)
    where = reverse("early_help:family_copy", args=[helped.reference, helped.mother.public_id])
    sent = {
        "read": "yes",
        "same": "yes",
        "language": "pl",
        "other_words": "Spokojne poranki",
        "idempotency": uuid4(),
    }
    browser = signed_in(coordinator)
    assert "who wrote it and who checked it" in words_of(browser.post(where, sent))
    assert browser.post(where, sent | {"translated_by": "A. Nowak, checked by B. Lis"}).status_code == 302
    page = read(opened_with(made))
    assert 'lang="pl"' in page
    assert "A. Nowak, checked by B. Lis" in page


def test_links_whose_days_are_over_are_ended_at_night_and_their_doors_emptied_later(coordinator, helped):
    made = given(helped, helped.mother, coordinator)
    over = timezone.now() + family.LASTS
    assert links.end_old_doors(at=over) == 1
    with pytest.raises(NotAnActor), acting_as(made.link.actor):
        pass
    assert links.forget_doors(at=over + links.FORGOTTEN_AFTER) == 1
    assert links.forget_doors(at=over + links.FORGOTTEN_AFTER) == 0
    assert links.door_behind(made.token, at=timezone.now()) is None


def test_sg_27_what_was_left_out_for_them_stays_out_when_it_is_approved_again(signed_in, coordinator, helped):
    made = given(helped, helped.mother, coordinator)
    with acting_as(coordinator):
        talk = f"action-{helped.actions.get(words='Weekly talk').public_id}"
    browser = signed_in(coordinator)
    where = reverse("early_help:family_copy", args=[helped.reference, helped.mother.public_id])
    first = {
        "read": "yes",
        "same": "yes",
        "leaves_out": [talk],
        "language": "pl",
        "other_words": "Spokojne poranki",
        "translated_by": "A and B",
    }
    assert browser.post(where, first | {"idempotency": uuid4()}).status_code == 302
    client = opened_with(made)
    assert "Weekly talk" not in read(client)
    assert "Polski" in read(client)  # whoever needs it finds it by its own name
    again = words_of(browser.get(where))
    assert "Weekly talk" not in again.split("Leave out for them")[0]
    assert re.search(rf'value="{talk}"\s+checked', again)
    assert "Spokojne poranki" in again
    assert browser.post(where, first | {"idempotency": uuid4()}).status_code == 302
    assert "Weekly talk" not in read(client)


def test_what_is_newly_left_out_is_not_read_on_in_the_second_language(signed_in, coordinator, helped):
    given(helped, helped.mother, coordinator)
    with acting_as(coordinator):
        talk = f"action-{helped.actions.get(words='Weekly talk').public_id}"
    polish = {"language": "pl", "other_words": "Rozmowa co tydzień", "translated_by": "A and B"}
    first = approved(helped, helped.mother, coordinator, **polish)
    browser, where = (
        signed_in(coordinator),
        reverse("early_help:family_copy", args=[helped.reference, helped.mother.public_id]),
    )
    assert "or you leave out more now, they must change too" in words_of(browser.get(where))
    sent = polish | {"read": "yes", "leaves_out": [talk], "idempotency": uuid4()}
    assert "they leave out the same. Then tick" in words_of(browser.post(where, sent))
    with acting_as(coordinator):
        assert FamilyCopy.objects.get() == first
    assert browser.post(where, sent | {"other_words": "Ubrania wieczorem", "same": "yes"}).status_code == 302
    assert "is ticked already" in words_of(browser.get(where))
    assert "was not kept: tick it again" in str(CopyForm(pieces=[], before=FamilyCopy(content={})).draw())


def test_a_second_language_without_words_is_no_second_language(signed_in, coordinator, helped):
    given(helped, helped.mother, coordinator)
    where = reverse("early_help:family_copy", args=[helped.reference, helped.mother.public_id])
    answer = signed_in(coordinator).post(where, {"read": "yes", "language": "pl", "idempotency": uuid4()})
    assert "Write the plan in that language, or choose no second language" in words_of(answer)


def test_those_who_help_see_that_the_plan_has_changed_since_it_was_approved(signed_in, coordinator, helped):
    given(helped, helped.mother, coordinator)
    approved(helped, helped.mother, coordinator)
    where, browser = reverse("early_help:family", args=[helped.reference]), signed_in(coordinator)
    assert "It has changed since" not in words_of(browser.get(where))
    with acting_as(coordinator) as by:
        plans.add_goal(helped, plans.GoalFacts(words="Sleep"), by=by, at=timezone.now())
    assert "It has changed since" in words_of(browser.get(where))


def test_a_meeting_that_is_off_is_told_beside_the_second_language_and_to_those_who_help(signed_in, coordinator, helped):
    with acting_as(coordinator):
        child = helped.case.participants.get(capacity="CHILD").person
    with acting_as(make.intake()):
        for parent in (helped.mother, helped.father):
            Relationship.objects.create(person=parent, other=child, code="PAR", lives_in_household=True)
    made = given(helped, helped.mother, coordinator, place=True)
    polish = {"language": "pl", "other_words": "Spotkanie w Seagull Hall", "translated_by": "A and B"}
    approved(helped, helped.mother, coordinator, **polish)
    where, browser = reverse("early_help:family", args=[helped.reference]), signed_in(coordinator)
    assert "It has changed since" not in words_of(browser.get(where))
    client = opened_with(made)
    assert "will not take place" not in read(client)
    before = len(client.get(reverse("early_help:family_pdf")).content)
    with acting_as(coordinator) as by:
        [meeting] = helped.case.meetings.all()
        tasks.cancel_meeting(meeting=meeting, because="The hall is shut", by=by, at=timezone.now())
    in_english, in_polish = read(client).split('<section id="other">')
    for words in (in_english, in_polish.split("Spotkanie")[0]):
        assert "will not take place" in words
    assert len(client.get(reverse("early_help:family_pdf")).content) > before, "the paper says it too"
    assert "It has changed since" in words_of(browser.get(where))
