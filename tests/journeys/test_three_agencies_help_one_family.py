"""A full episode: the front door decides on Tier 2, three agencies help, one lead passes it on, a step-down is declined, it ends.

Pages that another journey walks are gone through by operations: the decision, what the family agrees to, the plan, the link.
"""

import re
from datetime import date, datetime, time
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from breakwater.casework.cases import operations as cases
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.recording import operations as recording
from breakwater.foundation.dates.london_time import moment
from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.people import operations as people
from breakwater.practice.early_help import operations as early_help
from breakwater.practice.early_help.models import Assessment, Episode
from breakwater.practice.early_help.operations import assessments, family, meetings, plans
from breakwater.practice.front_door import operations as front_door
from breakwater.practice.front_door.models import Contact
from breakwater.practice.front_door.operations import ChildTold
from breakwater.testing import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DECIDED, PLANNED, ACROSS, DOWN, REVIEW = (date(2026, 11, day) for day in (3, 10, 12, 16, 24))


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).last.click()


def accepts(page: Page, read, name: str) -> None:
    """Whoever is asked finds it on Today, and accepts."""
    page.goto("/today/")
    read(page, "Today")
    page.get_by_role("link", name=re.compile(f"{name}.*Answer")).first.click()
    read(page, "Waiting for an answer")
    press(page, "Accept")
    read(page, "Accept")
    press(page, "Accept")
    read(page, "Accepted")


@pytest.fixture
def decided(town, at_the_records, width) -> str:
    """A health visitor's contact about a child, on which the front door decided on Tier 2. Returns the child's forename."""
    at, name = town.is_now(DECIDED, 10), f"Ida{width}"
    with at_the_records():
        manager, sender = actor_of(town.posts["manager"]), town.posts["health_visitor"]
        with acting_as(make.intake()) as by:
            child = people.enter_person(
                area=make.area(), forename=name, surname="Lockside", born=PartDate(2018, 6, 1), by=by, at=at
            )
            receipt = front_door.receive(
                area=make.area(), channel="PROFESSIONAL", key=name, worry="Mornings are hard", by=by, at=at,
                children=[ChildTold(named_as=child.name)], sender_team=sender.team, sender_user=sender.user,
            )  # fmt: skip
        with acting_as(manager) as by:
            contact = Contact.objects.select_related("case", "submission").get(submission_id=receipt.submission_id)
            front_door.claim(contact=contact, by=by, at=at)
            contact = front_door.match(contact=contact, person=child, was_new=False, searched={}, found=1, by=by, at=at)
            front_door.decide(
                contacts=[contact], outcome="O4", rationale="Two agencies can help", words_for_sender="Help is offered.",
                by=by, at=at, checked_by_hand=True, without_record_because="Decided at once", agreement="AGREES",
                agreement_words="Mother, by telephone",
            )  # fmt: skip
    return name


def the_mother_agrees(episode: Episode, town, at: datetime):
    """Mia stands in the episode, agrees, and is given a link. Returns what was given."""
    with acting_as(make.intake()) as by:
        mother = people.enter_person(
            area=make.area(), forename="Mia", surname="Lockside", born=PartDate(1990), by=by, at=at
        )
        cases.add_participant(case=episode.case, person=mother, capacity="PARENT", by=by, at=at)
    with acting_as(actor_of(town.posts["coordinator"])) as by:
        early_help.record_agreement(
            episode=episode, person=mother, name=mother.name, relation="Mother", answer="AGREES", method="PHONE",
            given_on=at.date(), to_assessment=True, to_sharing=True, limits_explained=True, may_have_copy=True, by=by, at=at,
        )  # fmt: skip
        return mother, family.give_link(
            episode=episode, person=mother, way="PAPER", reach="", is_safe=True, safe_words="Asked alone",
            may_know_place=True, by=by, at=at, key=uuid4(),
        )  # fmt: skip


def is_asked_to_lead(desk: Page, read, town, where: str, whom: str, *, across: bool = False) -> None:
    """Somebody asks whom to lead; a lead says besides where each open action goes."""
    read(desk, "Ask someone")
    desk.get_by_label("Where do they work?").select_option(label=where)
    press(desk, "Show who works there")
    desk.get_by_role("group", name="Whom do you ask?").get_by_label(whom).check()
    if across:
        desk.get_by_label("Whoever leads leaves their post").check()
        desk.get_by_label("They agree").check()
    desk.get_by_label("What do you say to them?").fill("She trusts you.")
    press(desk, "Ask them")
    if across:
        read(desk, "Where does each open action go?")
        for group in desk.get_by_role("group").filter(has=desk.get_by_role("radio")).all():
            group.get_by_role("radio").first.check()
        press(desk, "Keep it")
        read(desk, "Handover")


def writes(page: Page, read, episode: Episode, section: str, words: dict[str, str]) -> None:
    """One of those who help fills in one section of the assessment."""
    page.goto(f"/early-help/{episode.reference}/assessment/")
    read(page, episode.label)
    page.get_by_role("link", name=section, exact=True).click()
    read(page, section)
    for box, said in words.items():
        page.get_by_label(box).fill(said)
    press(page, "Keep and go back to all sections")


def the_rest_is_filled_in(episode: Episode, by, at: datetime) -> None:
    """How it began and what matters most, as another journey walks it."""
    begun = Assessment.objects.select_related("answers__version__form").get(episode=episode)
    for section, said in (
        ("start", {"route": "mash", "checked": "yes", "reasons": ["parenting"], "harm": "no"}),
        ("priorities", {"priorities": [{"what": "Calm mornings"}]}),
    ):
        begun.answers.refresh_from_db()
        assessments.save_section(
            answers=begun.answers, section=section, cleaned=said, by=by, at=at,
            drawn=assessments.drawn_from(begun.answers, recording.definition_of(begun.answers.version).page(section)),
        )  # fmt: skip


def test_a_tier_2_decision_ends_in_a_family_that_manages(device, town, read, decided, at_the_records, held, width):
    at = town.is_now(DECIDED, 14)
    desk = device("coordinator")
    accepts(desk, read, decided)
    desk.get_by_role("link", name=re.compile("early help", re.IGNORECASE)).last.click()
    read(desk, f"{decided} Lockside")
    with at_the_records(), acting_as(make.intake()):
        episode = Episode.objects.select_related("case__area").get(case__participants__person__forename=decided)
    with at_the_records():
        mother, given = the_mother_agrees(episode, town, at)
    page = f"/early-help/{episode.reference}/"
    desk.goto(page)
    press(desk, "Ask someone to lead")
    is_asked_to_lead(desk, read, town, "Community Health", "Hayden Health")
    lead = device("health_visitor")
    accepts(lead, read, decided)

    # Three agencies and the mother write the assessment.
    lead.goto(f"{page}assessment/")
    press(lead, "Begin it")
    writes(lead, read, episode, "What the child says", {"What is a good day?": "Toast, and nobody shouts"})
    writes(desk, read, episode, "The family", {"Who else matters to the children?": "Nan, on the same street"})
    phone = device()
    phone.goto(f"/family/{given.token}/")
    phone.get_by_label("The number you were told").fill(given.number)
    press(phone, "Open")
    read(phone, "There is nothing to read yet")
    phone.get_by_role("link", name="what you would like to change").click()
    read(phone, "In your own words")
    phone.get_by_label("What would you like to change?").fill("Mornings without shouting")
    press(phone, "Keep it, and go on another day")
    read(phone, "In your own words")
    expect(phone.get_by_label("What would you like to change?")).to_have_value("Mornings without shouting")
    press(phone, "Send it")
    read(phone, "In your own words")
    lead.goto("/today/")
    read(lead, "Today")
    expect(lead.locator("main")).to_contain_text("someone of the family has written to you")
    lead.get_by_role("link", name=f"{decided} Lockside").first.click()
    read(lead, "What the family reads and writes")
    lead.get_by_role("button", name="Put it into the assessment").click()
    read(lead, "What the family reads and writes")
    expect(lead.locator("main")).to_contain_text("Put into the assessment on")

    # A plan, as the mother reads it and answers.
    at = town.is_now(PLANNED, 10)
    with at_the_records(), acting_as(actor_of(town.posts["health_visitor"])) as by:
        the_rest_is_filled_in(episode, by, at)
        plans.add_goal(episode=episode, words="Mornings without shouting", scores={"PARENT": 3}, by=by, at=at)
        plans.add_action(
            episode=episode, words="Lay out clothes", owner_kind="PROFESSIONAL", owner_name=by.membership.user.name,
            membership=by.membership, due_on=date(2026, 12, 4), by=by, at=at,
        )  # fmt: skip
        plans.save_plan(episode=episode, contingency="Ring Nan first", review_on=REVIEW, revision=0, by=by, at=at)
        family.approve_copy(episode=episode, person=mother, leaves_out=[], by=by, at=at)
    phone = device()
    phone.goto(f"/family/{given.token}/")
    phone.get_by_label("The number you were told").fill(given.number)
    press(phone, "Open")
    read(phone, "Our plan")
    phone.get_by_label("Write it as you would say it").fill("It is calmer. Tuesdays are hard.")
    press(phone, "Send it")
    read(phone, "Our plan")
    lead = device("health_visitor")
    lead.goto(page)
    read(lead, f"{decided} Lockside")
    expect(lead.locator("main")).to_contain_text("Tuesdays are hard")

    # The lead leaves, and the school takes it on.
    town.is_now(ACROSS, 10)
    lead = device("health_visitor")
    lead.goto(page)
    lead.get_by_role("link", name="Ask someone else to lead").click()
    is_asked_to_lead(lead, read, town, "Harbour School", "Dana Safeguarding", across=True)
    teacher = device("dsl")
    accepts(teacher, read, decided)
    writes(
        teacher, read, episode, "What it means",
        {"What is it like to be these children": "Tired", "What is working?": "Nan", "What are we worried about?": "Lateness",
         "What needs to happen?": "A calm hour"},
    )  # fmt: skip
    teacher.get_by_role("button", name="Read it over and finish").click()
    read(teacher, episode.label)
    for agencys in ("Toast, and nobody shouts", "Nan, on the same street", "Mia Lockside wrote: Mornings", "Lateness"):
        expect(teacher.locator("main")).to_contain_text(agencys)
    press(teacher, "Finish it")
    read(teacher, f"{decided} Lockside")

    # Social care would step a second child down; the co-ordinator says no, and it stays where it was.
    at = town.is_now(DOWN, 10)
    case = held(f"Ned{width}")
    with at_the_records(), acting_as(actor_of(town.posts["social_worker"])) as by:
        offer = handovers.offer(cases_carried=[case], to="early_help", reason="Safe now", by=by, at=at)
    desk = device("coordinator")
    desk.goto(f"/handovers/{offer.reference}/")
    desk.get_by_role("link", name="Decline with a reason").click()
    read(desk, f"Decline {offer.reference}")
    desk.get_by_label("Why?").fill("The enquiry is not finished.")
    press(desk, "Decline it")
    read(desk, "Declined")
    cover = device("cover")
    cover.goto("/today/")
    read(cover, "Today")
    expect(cover.get_by_role("listitem").filter(has_text=case.reference)).to_contain_text("Decide again")

    # Reviewed, and ended with what was achieved.
    at = town.is_now(REVIEW, 9)
    with at_the_records(), acting_as(actor_of(town.posts["dsl"])) as by:
        taf = meetings.call_family_meeting(
            episode=episode, kind="REVIEW", starts_at=moment(REVIEW, time(10)), place="The school", family=["Mia Lockside"],
            members=[town.posts["dsl"]], others=[("Harper Housing", "Housing")], by=by, at=at,
        )  # fmt: skip
    town.is_now(REVIEW, 16)
    teacher = device("dsl")
    teacher.goto(f"/early-help/meetings/{taf.public_id}/")
    read(teacher, "Review")
    teacher.get_by_role("button", name="Write down what was said").click()
    read(teacher, "What was said and decided")
    for group in teacher.get_by_role("group", name=re.compile("^Did .* come")).all():
        group.get_by_label("Came", exact=True).check()
    teacher.get_by_label("In a letter or drawing").check()
    teacher.get_by_label("What was said?").fill("Mornings are calm.")
    teacher.get_by_label("Better", exact=True).check()
    for part, number in (("Day", "12"), ("Month", "1"), ("Year", "2027")):
        teacher.get_by_role("group", name="When do you meet next?").get_by_label(part, exact=True).fill(number)
    press(teacher, "Keep the record")
    teacher.goto(f"{page}plan/")
    read(teacher, "The family’s plan")
    teacher.get_by_role("link", name=re.compile("^How far is it now")).click()
    read(teacher, "How far is it now?")
    teacher.get_by_label("The parent or carer, 0 to 10").fill("8")
    teacher.get_by_label("Achieved", exact=True).check()
    press(teacher, "Keep it")
    teacher.goto(f"{page}close/")
    read(teacher, "End")
    teacher.get_by_label("What the family wanted is achieved").check()
    teacher.get_by_label("What does the family say about it?").fill("We can do this.")
    teacher.get_by_label("What was achieved?").fill("Mornings are calm.")
    press(teacher, "End it")
    desk = device("coordinator")
    desk.goto(page)
    read(desk, f"{decided} Lockside")
    expect(desk.locator("main")).to_contain_text("We can do this.")
    phone.goto("/family/plan/")
    read(phone, "There is nothing to read here now")
