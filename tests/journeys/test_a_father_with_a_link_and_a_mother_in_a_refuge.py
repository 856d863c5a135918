"""Scenarios E and R: one parent agrees and the other objects; and nothing the father can open tells where she is."""

from datetime import date, datetime, time, timedelta

import pytest
from playwright.sync_api import expect

from breakwater.casework.cases import operations as cases
from breakwater.foundation.dates.london_time import moment
from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.people.models import Address
from breakwater.partnership.people.records.operations import people
from breakwater.practice.early_help.episodes.operations import agreements
from breakwater.practice.early_help.meetings import operations as meetings
from breakwater.practice.early_help.plans import operations as plans
from breakwater_dev.testing import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TUESDAY = date(2026, 11, 17)


@pytest.fixture
def apart(helped, town, at_the_records):
    """A child whose mother is in a refuge; both parents stand in the episode, she agrees, and there is a plan."""
    at: datetime = town.is_now(TUESDAY, 9)
    episode = helped("Ada")
    with at_the_records():
        with acting_as(make.intake()) as by:
            for forename, born in (("Mia", 1990), ("Finn", 1988)):
                parent = people.enter_person(
                    area=make.area(),
                    facts=people.NewPerson(forename=forename, surname="Lockside", born=PartDate(born)),
                    by=by,
                    at=at,
                )
                cases.add_participant(case=episode.case, person=parent, capacity="PARENT", by=by, at=at)
            mother = episode.case.participants.get(person__forename="Mia").person
            Address.objects.create(person=mother, kind="REFUGE", starts_on=TUESDAY)
        with acting_as(actor_of(town.posts["coordinator"])) as by:
            agreements.record_agreement(
                episode,
                agreements.AgreementFacts(
                    person=mother,
                    name=mother.name,
                    relation="Mother",
                    answer="AGREES",
                    method="PHONE",
                    given_on=TUESDAY,
                    to_assessment=True,
                ),
                by=by,
                at=at,
            )
            plans.add_goal(episode, plans.GoalFacts(words="Seeing Ada every week", scores={"PARENT": 4}), by=by, at=at)
            plans.add_action(
                episode,
                plans.ActionFacts(
                    words="Arrange the visits",
                    owner_kind="PROFESSIONAL",
                    owner_name="Wanda Worker",
                    due_on=TUESDAY + timedelta(days=20),
                ),
                by=by,
                at=at,
            )
            meetings.call_family_meeting(
                episode,
                meetings.Invitation(
                    kind="FIRST",
                    starts_at=moment(date(2026, 11, 26), time(10)),
                    place="Seagull Hall",
                    family=["Mia Lockside"],
                ),
                by=by,
                at=at,
            )
    return episode


def test_nothing_the_father_opens_tells_where_the_mother_is(device, town, read, apart):
    town.is_now(TUESDAY, 10)
    desk = device("coordinator")
    desk.goto(f"/early-help/{apart.reference}/family/")
    read(desk, "What the family reads and writes")
    desk.get_by_role("link", name="Give a link to Finn Lockside").click()
    read(desk, "Give a link")
    expect(desk.locator("main")).to_contain_text("Someone of the family is in a refuge")
    desk.get_by_label("Yes, and they say it is safe").check()
    desk.get_by_label("How did you ask").fill("By telephone")
    desk.get_by_label("On paper, from hand to hand").check()
    desk.get_by_role("group", name="May they read where").get_by_label("Yes", exact=True).check()
    desk.get_by_role("button", name="Make the link").click()
    read(desk, "The link is made")
    words = desk.locator("main").inner_text()
    path = next(part for part in words.split() if "/family/" in part).partition("/family/")[2]
    number = "".join(part for part in words.split() if part.isdigit() and len(part) == 3)
    desk.get_by_role("button", name="Read the plan as they will").click()
    read(desk, "Preview and approve")
    desk.get_by_label("I have read it as they will").check()
    desk.get_by_role("button", name="Let them read it").click()
    read(desk, "What the family reads and writes")

    phone = device()
    phone.goto(f"/family/{path}")
    read(phone, "Enter your number")
    phone.get_by_label("The number you were told").fill(number)
    phone.get_by_role("button", name="Open").click()
    read(phone, "Our plan")
    plan = phone.locator("main")
    expect(plan).to_contain_text("Seeing Ada every week")
    for kept in ("Seagull", "Wanda", "Casey", "Mia", "refuge", "26 November"):
        expect(plan).not_to_contain_text(kept)
    paper = phone.context.request.get("/family/plan.pdf")
    assert paper.body().startswith(b"%PDF")
    assert b"BEGIN:VEVENT" not in phone.context.request.get("/family/meeting.ics").body()


def test_one_agrees_the_other_objects_and_gets_no_copy(device, town, read, apart):
    town.is_now(TUESDAY, 10)
    desk = device("coordinator")
    desk.goto(f"/early-help/{apart.reference}/agreement/")
    read(desk, "What does the family say?")
    desk.get_by_label("Finn Lockside").check()
    desk.get_by_label("What are they to the child?").fill("Father")
    desk.get_by_label("Holds parental responsibility").check()
    desk.get_by_label("Objects", exact=True).check()
    desk.get_by_label("What was decided about that, and why?").fill("Help goes on with the mother’s agreement.")
    desk.get_by_role("group", name="May they have a copy of the plan?").get_by_label("No", exact=True).check()
    desk.get_by_label("Why not?").fill("A copy could lead him to her.")
    desk.get_by_label("By telephone").check()
    for part, number in (("Day", "17"), ("Month", "11"), ("Year", "2026")):
        desk.get_by_label(part, exact=True).fill(number)
    desk.get_by_role("group", name="Limits of confidentiality explained").get_by_label("Yes", exact=True).check()
    desk.get_by_role("button", name="Save what they said").click()
    read(desk, "Ada Lockside")
    page = desk.locator("main")
    expect(page).to_contain_text("Help goes on with the mother’s agreement.")
    expect(page).to_contain_text("A copy could lead him to her")
    expect(page).to_contain_text("Find the person who will lead")
    desk.goto(f"/early-help/{apart.reference}/family/")
    desk.get_by_role("link", name="Give a link to Finn Lockside").click()
    read(desk, "Give a link")
    expect(desk.locator("main")).to_contain_text("They are to have no copy")
