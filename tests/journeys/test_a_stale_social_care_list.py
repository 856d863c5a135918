"""Scenario S: the list is three days old, and a plan began yesterday. No screen says that the child is not known (SG-07)."""

import re
from datetime import date, time, timedelta

import pytest
from playwright.sync_api import expect

from breakwater.foundation.dates.london_time import moment, to_london
from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.records.operations import people
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.models import Contact
from breakwater.practice.front_door.social_care_list.operations import lists
from breakwater_dev.testing import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# A Friday's list and the Monday after; the widths share a town, so each has a week of its own.
WEEKS = {1280: (date(2026, 11, 6), date(2026, 11, 9)), 320: (date(2026, 11, 13), date(2026, 11, 16))}
# Two children whom nobody would take for one another.
CHILDREN = {1280: ("Kim", PartDate(2017, 3, 2)), 320: ("Oswald", PartDate(2014, 8, 21))}
NOT_KNOWN = re.compile(r"not on social care.s list|not known to social care|nothing known|no case", re.IGNORECASE)
HEAD = "as_at,child_id,forename,surname,date_of_birth,status,since,worker,team,phone"


def _list(at, *rows: str) -> bytes:
    return "\n".join([HEAD, *(f"{to_london(at):%Y-%m-%d %H:%M},{row}" for row in rows)]).encode()


def _takes_in(at, *rows: str) -> None:
    with acting_as(make.intake()) as by:
        lists.take_in_at_once(area=make.area(), content=_list(at, *rows), name="list.csv", by=by, at=at)


def test_sg_07_nobody_is_told_that_a_child_is_not_known_while_the_list_is_old(
    device, read, town, at_the_records, width
):
    last_friday, monday = WEEKS[width]
    forename, born = CHILDREN[width]
    friday, now = moment(last_friday, time(8)), town.is_now(monday, 9, 30)
    with at_the_records():
        _takes_in(friday, f"A{width},Ola,Elsewhere,2012-01-01,CIN,2026-01-01,W. Worker,North,01632 960002")
        with acting_as(make.intake()) as by:
            child = people.enter_person(
                area=make.area(),
                facts=people.NewPerson(forename=forename, surname="Harbour", born=born),
                by=by,
                at=friday,
            )
        receipt = arrivals.receive(
            arrivals.Arrival(
                area=make.area(),
                channel="PUBLIC",
                key=f"stale-{width}",
                worry="Shouting every night",
                children=[arrivals.ChildTold(named_as=f"{forename} Harbour", person=child)],
            ),
            by=make.intake(),
            at=now,
        )
        with acting_as(make.intake()):
            contact = Contact.objects.get(submission=receipt.submission)

    desk = device("manager")
    desk.goto("/today/")
    expect(desk.locator("main")).to_contain_text("Social care's list is old")
    desk.goto(f"/mash/?reference={contact.reference}")
    read(desk, "MASH board")
    expect(desk.locator("main")).to_contain_text("too old to go by")
    for page, heading in (
        ("", f"{forename} Harbour"),
        ("screening/", "Screening record"),
        ("decide/", "Decide what happens next"),
    ):
        desk.goto(f"/mash/contacts/{contact.reference}/{page}")
        read(desk, heading)
        expect(desk.locator("main")).to_contain_text("3 days old")
        expect(desk.locator("main")).to_contain_text("Look the child up by hand")
        expect(desk.locator("main")).not_to_contain_text(NOT_KNOWN)

    # She cannot decide without saying that somebody looked.
    desk.get_by_label("Information or advice given").check()
    desk.get_by_label("Why?", exact=True).fill(
        " ".join(["The neighbour hears shouting and nobody has seen a child hurt"] * 4)
    )
    desk.get_by_label("Not needed for this outcome").check()
    desk.get_by_role("button", name="Preview").click()
    expect(desk.locator(".govuk-error-summary")).to_contain_text("Look the child up in social care's own record")

    # The new list has the plan that began yesterday; the contact goes to its worker within the hour, on a desk without script.
    with at_the_records():
        _takes_in(
            now,
            f"A{width},Ola,Elsewhere,2012-01-01,CIN,2026-01-01,W. Worker,North,01632 960002",
            f"B{width},{forename},Harbour,{born.year}-{born.month:02}-{born.day:02},CP,{monday - timedelta(days=1)},Wren Worker,Assessment team,01632 960001",
        )
    plain = device("screener", script=False)
    plain.goto(f"/mash/contacts/{contact.reference}/")
    read(plain, f"{forename} Harbour")
    plain.get_by_role("link", name=re.compile("child protection plan")).first.click()
    read(plain, "Who is this row about?")
    plain.get_by_role("button", name="It is this child").first.click()
    read(plain, "Social care's list")
    plain.goto(f"/mash/contacts/{contact.reference}/")
    expect(plain.locator("main")).to_contain_text(re.compile(r"Child protection plan since (8|15) November 2026"))
    plain.get_by_role("button", name="Allocate to me").first.click()
    plain.goto(f"/mash/contacts/{contact.reference}/")
    plain.locator("#rate-form").get_by_label("Amber").check()
    plain.locator("#rate-form").get_by_label("Why?").fill("A child with a protection plan, and shouting every night.")
    plain.locator("#rate-form").get_by_role("button", name="Rate").click()
    plain.get_by_role("button", name="Pass it on", exact=True).click()
    read(plain, "Pass it to the worker of the open case")
    expect(plain.locator("main")).to_contain_text("Wren Worker")
    plain.get_by_role("button", name="Pass it on").click()
    expect(plain.locator("main")).to_contain_text("It waits for a manager's approval, within the hour")

    # A qualified manager approves every outcome, this one too; only then has the worker's team it.
    desk.goto(f"/mash/contacts/{contact.reference}/")
    read(desk, f"{forename} Harbour")
    desk.get_by_role("button", name="Read it and answer").click()
    read(desk, "Do you approve this decision?")
    desk.get_by_label("Yes: record the decision").check()
    desk.get_by_role("button", name="Answer").click()
    plain.goto(f"/mash/contacts/{contact.reference}/")
    expect(plain.locator("main")).to_contain_text("Contact on an open case")
