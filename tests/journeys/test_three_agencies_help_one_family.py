"""A full episode, as one walk: the MASH decides on Tier 2, three agencies help, the lead changes, a step-down is declined, it ends.

Health, housing and the school help; the parent writes her part of the assessment and comments on the plan.
"""

import re
from datetime import date, datetime

import pytest
from playwright.sync_api import Page, expect

from breakwater.casework.cases import operations as cases
from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.people.records.operations import people
from breakwater.practice.early_help.models import Episode
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.arrivals.operations.arrivals import ChildTold
from breakwater.practice.front_door.models import Contact
from breakwater.practice.front_door.screening.operations import claims, rating
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import helping

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TOLD, PLANNED, ACROSS, DOWN, REVIEW = (date(2026, 11, day) for day in (3, 10, 12, 16, 24))
RATIONALE = " ".join(
    ["Ida is safe at home; her mother asks for help with mornings, and two agencies know the family."] * 3
)


@pytest.fixture
def told(town, at_the_records, width) -> tuple[str, Contact]:
    """The child's forename, and a health visitor's contact about her that the MASH has claimed: Mia, her mother, is known."""
    at, name = town.is_now(TOLD, 10), f"Ida{width}"
    sender = town.posts["health_visitor"]
    with at_the_records():
        with acting_as(make.intake()) as by:
            child = _person(name, PartDate(2018, 6, 1), by, at)
            receipt = arrivals.receive(
                arrivals.Arrival(
                    area=make.area(),
                    channel="PROFESSIONAL",
                    key=name,
                    worry="Mornings are hard",
                    children=[ChildTold(named_as=child.name)],
                    sender=arrivals.Sender(team=sender.team, user=sender.user),
                ),
                by=by,
                at=at,
            )
        with acting_as(actor_of(town.posts["manager"])) as by:
            contact = Contact.objects.select_related("case", "submission").get(submission_id=receipt.submission_id)
            claims.claim(contact=contact, by=by, at=at)
            rating.rate(contact=contact, rag="GREEN", reason="Mornings are hard", by=by, at=at)
            return name, claims.match(contact=contact, person=child, was_new=False, searched={}, found=1, by=by, at=at)


def _person(forename: str, born: PartDate, by, at: datetime):
    return people.enter_person(
        area=make.area(), facts=people.NewPerson(forename=forename, surname="Lockside", born=born), by=by, at=at
    )


def decides(desk: Page, read, contact: Contact) -> None:
    """The MASH manager decides that early help is co-ordinated at Tier 2."""
    desk.goto(f"/mash/contacts/{contact.reference}/decide/")
    read(desk, "Decide what happens next")
    helping.choose(desk, "What happens next?", "Early help co-ordinated at Tier 2")
    desk.locator("#id_rationale").fill(RATIONALE)
    helping.choose(desk, "Does the family agree?", "The family agrees")
    desk.get_by_label("Who agrees, how and when?").fill("Mother, by telephone, today")
    desk.get_by_label("Feedback to referrer", exact=True).fill("A co-ordinator calls the mother this week.")
    for box in desk.get_by_label("I, or a colleague I have asked").all():
        box.check()
    for box in desk.get_by_label("Why decide before the screening record is whole?").all():
        box.fill("The health visitor knows the family and was called.")
    helping.press(desk, "Preview")
    read(desk, "Check before you record it")
    helping.press(desk, "Record the decision")
    expect(desk.locator("main")).to_contain_text("Decision recorded")


def takes_up(desk: Page, read, town, at_the_records, name: str, at: datetime) -> Episode:
    """The co-ordinators accept, the mother agrees, and the health visitor is asked to lead."""
    helping.accepts(desk, read, name)
    desk.get_by_role("link", name=re.compile("early help", re.IGNORECASE)).last.click()
    read(desk, f"{name} Lockside")
    with at_the_records(), acting_as(make.intake()) as by:
        episode = Episode.objects.select_related("case__area").get(case__participants__person__forename=name)
        mother = _person("Mia", PartDate(1990), by, at)
        cases.add_participant(case=episode.case, person=mother, capacity="PARENT", by=by, at=at)
    desk.goto(f"/early-help/{episode.reference}/")
    helping.agrees(desk, read, f"{name} Lockside", "Mia Lockside", TOLD)
    helping.asks_to_lead(desk, read, "Community Health", "Hayden Health")
    return episode


def writes_at_home(phone: Page, lead: Page, read, child: str) -> None:
    """The mother keeps what she wrote, sends it, and the lead puts it into the assessment."""
    phone.get_by_role("link", name="what you would like to change").click()
    read(phone, "In your own words")
    phone.get_by_label("What would you like to change?").fill("Mornings without shouting")
    helping.press(phone, "Save and come back later")
    read(phone, "In your own words")
    expect(phone.get_by_label("What would you like to change?")).to_have_value("Mornings without shouting")
    helping.press(phone, "Send it")
    read(phone, "In your own words")
    lead.goto("/today/")
    read(lead, "Today")
    lead.locator("main li, main tr").filter(has_text="has written to you").get_by_role("link").first.click()
    read(lead, "What the family reads and writes")
    lead.get_by_role("button", name="Put it into the assessment").click()
    expect(lead.locator("main")).to_contain_text("Put into the assessment on")


def hands_on(lead: Page, read) -> None:
    """From the page of the episode: the lead leaves, asks the teacher, and says where each open action goes."""
    lead.get_by_role("link", name="Ask someone else to lead").click()
    read(lead, "Ask someone else to lead")
    lead.get_by_label("Where do they work?").select_option(label="Harbour School")
    helping.press(lead, "Show who works there")
    lead.get_by_role("group", name="Who do you ask?").get_by_label("Dana Safeguarding").check()
    lead.get_by_label("The lead professional leaves their role").check()
    lead.get_by_label("They agree").check()
    lead.get_by_label("What do you say to them?").fill("She trusts you.")
    helping.press(lead, "Ask them")
    read(lead, "Where does each open action go?")
    for group in lead.get_by_role("group").filter(has=lead.get_by_role("radio")).all():
        group.get_by_role("radio").first.check()
    helping.press(lead, "Save")
    read(lead, "Handover")


def steps_down(desk: Page, read, case) -> str:
    """Social care offers the brother's case to the co-ordinators. Returns the offer's address."""
    desk.goto(f"/cases/{case.reference}/")
    read(desk, case.reference)
    desk.get_by_role("button", name="Offer it to another team").click()
    read(desk, "Offer")
    desk.get_by_label("The Tier 2 co-ordinators").check()
    desk.get_by_label("Why?").fill("His sister has help already.")
    helping.press(desk, "Make the offer")
    read(desk, "Waiting for an answer")
    return re.search(r"/handovers/[^/]+/", desk.url)[0]


def test_a_tier_2_decision_ends_in_a_family_that_manages(device, town, read, told, at_the_records, held, width):
    (name, contact), at = told, town.is_now(TOLD, 14)
    child, mother = f"{name} Lockside", "Mia Lockside"
    decides(device("manager"), read, contact)
    desk, lead, phone = device("coordinator"), device("health_visitor"), device()
    episode = takes_up(desk, read, town, at_the_records, name, at)
    page = f"/early-help/{episode.reference}/"
    helping.accepts(lead, read, name)

    # Two agencies and the mother write the assessment.
    helping.begins(lead, read, episode, "The MASH decided on Tier 2")
    said = {"What is a good day?": "Toast, and nobody shouts", "What do they say, in their own words?": "I like toast"}
    helping.hears_the_child(lead, read, at.date(), said)
    desk.goto(f"{page}assessment/")
    helping.writes(desk, read, "The family", {"Who else matters to the children?": "Nan, on the same street"})
    path, number = helping.gives_a_link(lead, read, episode, mother)
    helping.opens(phone, read, path, number, "There is nothing to read yet")
    writes_at_home(phone, lead, read, child)

    # They meet, with housing at the table; the mother reads her plan and answers.
    meeting = helping.calls(lead, read, episode, "First meeting", PLANNED, mother)
    town.is_now(PLANNED, 16)
    lead, phone = device("health_visitor"), device()
    lead.goto(meeting)
    helping.records(lead, read, REVIEW)
    helping.plans(lead, read, episode, mother, date(2026, 12, 4), REVIEW)
    lead.goto(f"{page}family/")
    helping.lets_read(lead, read)
    helping.opens(phone, read, path, number)
    helping.comments(phone, read, "It is calmer. Tuesdays are hard.")

    # The lead reads it, leaves, and the school takes it on.
    town.is_now(ACROSS, 10)
    lead, teacher = device("health_visitor"), device("dsl")
    lead.goto(page)
    read(lead, child)
    expect(lead.locator("main")).to_contain_text("Tuesdays are hard")
    hands_on(lead, read)
    helping.accepts(teacher, read, name)
    teacher.goto(f"{page}assessment/")
    helping.writes(teacher, read, "Analysis", helping.WEIGHED)
    written = "Toast, and nobody shouts", "Nan, on the same street", "Mia Lockside wrote: Mornings", "Lateness"
    helping.finishes(teacher, read, episode, child, written)

    # Social care would step her brother down too; the co-ordinator says no, and he stays with whoever held him.
    town.is_now(DOWN, 10)
    case = held(f"Ned{width}")
    offer = steps_down(device("social_worker"), read, case)
    desk = device("coordinator")
    desk.goto(offer)
    desk.get_by_role("link", name="Decline with a reason").click()
    read(desk, "Decline")
    desk.get_by_label("Why?").fill("The enquiry about him is not finished.")
    helping.press(desk, "Decline it")
    read(desk, "Declined")
    cover = device("cover")
    cover.goto("/today/")
    read(cover, "Today")
    expect(cover.get_by_role("listitem").filter(has_text=case.reference)).to_contain_text("Decide again")

    # Reviewed, and ended with what was achieved.
    teacher = device("dsl")
    meeting = helping.calls(teacher, read, episode, "Review", REVIEW, mother)
    town.is_now(REVIEW, 16)
    teacher, desk = device("dsl"), device("coordinator")
    teacher.goto(meeting)
    helping.records(teacher, read, date(2027, 1, 12))
    helping.ends(teacher, read, episode)
    desk.goto(page)
    read(desk, child)
    expect(desk.locator("main")).to_contain_text("We can do this.")
    phone.goto("/family/plan/")
    read(phone, "There is nothing to read here now")
