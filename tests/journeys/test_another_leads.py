"""Scenario I: the lead of a family leaves. One says no, one says yes; actions go one by one, and the family is told."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from breakwater.casework.cases import operations as cases
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.tasks import operations as tasks
from breakwater.foundation.dates.london_time import moment
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.people.records.operations import circumstances, people
from breakwater.practice.early_help.episodes.operations import agreements, leads
from breakwater_dev.testing import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TUESDAY, WEDNESDAY = date(2026, 11, 17), date(2026, 11, 18)


@pytest.fixture
def led(helped, town, at_the_records):
    """`led(child)`: the health visitor leads since last week, or since `on`, and has a task that is open."""

    def lead(forename: str, on: date = date(2026, 11, 12)):
        episode, then = helped(forename, on - timedelta(days=2)), moment(on, time(10))
        with at_the_records():
            with acting_as(make.intake()) as by:
                mother = people.enter_person(
                    area=make.area(), facts=people.NewPerson(forename="Mo", surname=f"Of {forename}"), by=by, at=then
                )
                circumstances.add_contact(
                    person=mother, kind="PHONE", value="01632 960111", safe_to_use="YES", by=by, at=then
                )
                cases.add_participant(case=episode.case, person=mother, capacity="PARENT", by=by, at=then)
            with acting_as(actor_of(town.posts["coordinator"])) as by:
                agreements.record_agreement(
                    episode,
                    agreements.AgreementFacts(
                        name="Mo",
                        relation="Mother",
                        answer="AGREES",
                        method="PHONE",
                        given_on=then.date(),
                        to_assessment=True,
                    ),
                    by=by,
                    at=then,
                )
                offer = leads.invite_lead(
                    episode,
                    leads.LeadInvitation(lead=town.posts["health_visitor"], words="She trusts you"),
                    by=by,
                    at=then,
                )
            with acting_as(actor_of(town.posts["health_visitor"])) as by:
                handovers.accept(handover=offer, by=by, at=then)
                tasks.make(
                    tasks.ToDo(title="Ask about the bus pass", owner=by.membership, due_at=then + timedelta(days=10)),
                    team=by.membership.team,
                    case=episode.case,
                    by=by,
                    at=then,
                )
        return episode

    return lead


def asks(desk: Page, read, episode, where: str, whom: str) -> None:
    """The lead asks someone else to lead, and says of each open action where it goes."""
    desk.goto(f"/early-help/{episode.reference}/")
    desk.get_by_role("link", name="Ask someone else to lead").click()
    read(desk, "Ask someone else to lead")
    desk.get_by_label("Where do they work?").select_option(where)
    desk.get_by_role("button", name="Show who works there").click()
    read(desk, "Ask someone else to lead")
    desk.get_by_role("group", name="Who do you ask?").get_by_label(whom).check()
    desk.get_by_label("The lead professional leaves their role").check()
    desk.get_by_label("They agree").check()
    desk.get_by_label("What do you say to them?").fill("The children know you from the breakfast club.")
    desk.get_by_role("button", name="Ask them").click()
    read(desk, "Where does each open action go?")
    for group in desk.get_by_role("group").filter(has=desk.get_by_role("radio")).all():
        group.get_by_role("radio").first.check()
    desk.get_by_role("button", name="Save").click()
    read(desk, "Handover")


def test_a_lead_hands_on_and_the_family_is_told(device, led, read, town, width):
    town.is_now(TUESDAY, 10)
    name = f"Ivy{width}"
    episode, desk = led(name), device("health_visitor")
    desk.goto("/leaving/")
    read(desk, "What you hold")
    expect(desk.locator("main")).to_contain_text("Nobody is asked yet")
    asks(desk, read, episode, "Community Health", "Hollis Lead")

    theirs = device("health_manager")
    theirs.goto("/today/")
    theirs.get_by_role("link", name=f"{name} Lockside: Answer").first.click()
    read(theirs, "Handover")
    expect(theirs.locator("main")).to_contain_text("Ask about the bus pass")
    theirs.get_by_role("link", name="Decline with a reason").click()
    theirs.get_by_label("Why?").fill("I lead five families already.")
    theirs.get_by_role("button", name="Decline it").click()
    read(theirs, "Declined")

    board = device("coordinator")
    board.goto("/tasks/")
    expect(board.locator("main")).to_contain_text("Ask someone else to lead: whoever was asked said no")
    board.goto("/early-help/?shown=all")
    read(board, "Early help")
    expect(board.locator("main")).to_contain_text("Hayden Health")

    asks(desk, read, episode, "Harbour School", "Dana Safeguarding")
    town.is_now(WEDNESDAY, 10)
    teacher = device("dsl")
    teacher.goto("/today/")
    teacher.get_by_role("link", name=f"{name} Lockside: Answer").first.click()
    read(teacher, "Handover")
    teacher.get_by_role("button", name="Accept").click()
    read(teacher, "Accept")
    teacher.get_by_role("button", name="Accept").click()
    read(teacher, f"{name} Lockside")
    teacher.get_by_role("link", name="Tell the family who leads now").click()
    read(teacher, "Tell the family")
    expect(teacher.locator("main")).to_contain_text("01632 960111")
    teacher.get_by_role("link", name="A letter to hand over").first.click()
    read(teacher, "Who helps your family now")
    expect(teacher.locator("main")).to_contain_text("Dana Safeguarding leads the help your family gets")
    teacher.go_back()
    teacher.get_by_role("group", name="Who was told?").get_by_role("radio").first.check()
    teacher.get_by_label("By telephone").check()
    for part, value in (("Day", "18"), ("Month", "11"), ("Year", "2026")):
        teacher.get_by_role("textbox", name=part, exact=True).fill(value)
    teacher.get_by_role("button", name="Save").click()
    read(teacher, "Tell the family")
    expect(teacher.locator("main")).to_contain_text("By telephone, 18 November")
    teacher.goto("/tasks/")
    expect(teacher.locator("main")).to_contain_text("Ask about the bus pass")


@pytest.fixture
def left(led, town, at_the_records):
    """`left(child, on)`: the health visitor led, and on that day the teacher took the child on."""

    def leave(forename: str, on: date):
        episode, then = led(forename, on - timedelta(days=7)), moment(on, time(11))
        with at_the_records():
            with acting_as(actor_of(town.posts["health_visitor"])) as by:
                offer = leads.invite_lead(
                    episode,
                    leads.LeadInvitation(
                        lead=town.posts["dsl"], words="She knows you", cause="LEAVING", family_says="AGREES"
                    ),
                    by=by,
                    at=then,
                )
            with acting_as(actor_of(town.posts["dsl"])) as by:
                handovers.accept(handover=offer, by=by, at=then)
        return episode

    return leave


def test_whoever_led_looks_for_four_weeks_and_not_a_day_more(device, left, read, town, width):
    """The wall ends it by the database's own clock, which no journey sets: so this one happens today."""
    today = timezone.localdate()
    town.is_now(today, 10)
    names = f"Una{width}", f"Vic{width}"
    within, over = (left(name, today - timedelta(days=ago)) for name, ago in zip(names, (28, 29), strict=True))
    desk = device("health_visitor")
    desk.goto(f"/early-help/{within.reference}/")
    read(desk, f"{names[0]} Lockside")
    for act in ("Ask someone else to lead", "End"):
        expect(desk.get_by_role("link", name=act)).to_have_count(0)
    for page in ("", "assessment/", "plan/"):
        answer = desk.request.get(f"/early-help/{over.reference}/{page}")
        assert answer.status == 404
        assert names[1] not in answer.text()
    desk.goto("/today/")
    expect(desk.locator("main")).not_to_contain_text(names[1])
    teacher = device("dsl")
    teacher.goto(f"/early-help/{over.reference}/")
    read(teacher, f"{names[1]} Lockside")
