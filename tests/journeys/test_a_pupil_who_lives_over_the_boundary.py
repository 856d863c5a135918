"""Scenario P: a pupil of a Portsmouth school lives in Havant. The contact goes to Hampshire, with a receipt (SG-08)."""

import re
from datetime import date, time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from breakwater.foundation.dates.london_time import moment
from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import OpeningHours
from breakwater.partnership.people.records.operations import circumstances, people
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.models import Contact
from breakwater_dev.testing import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.slow]
THURSDAY, LONG_AGO = date(2026, 11, 19), date(2020, 1, 1)
WORRY = "He has come to school without having eaten since the day before"
WHY = " ".join(["He has lived with his aunt in Havant since the summer, and she is safe to call at any time"] * 2)
FOR_THE_SCHOOL = "The authority where he lives has it and will call you"
# The widths share a town, so each has pupils of its own, whom nobody would take for one another.
PUPILS = {1280: ("Ewan", "Ottoline"), 320: ("Basil", "Philippa")}


def go_on(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).last.click()


def choose(page: Page, question: str, answer: str) -> None:
    page.get_by_role("group", name=question).get_by_label(answer).first.check()


@pytest.fixture
def neighbours(town, at_the_records):
    """Hampshire's front door, in the same installation, with a screener at its desk."""
    if "neighbour" not in town.posts:
        with at_the_records():
            team = make.team("Hampshire MASH", in_area=make.area("850", "Hampshire"), service="front_door")
            OpeningHours.objects.bulk_create(
                OpeningHours(team=team, weekday=day, opens_at=time(9), closes_at=time(17), effective_from=LONG_AGO)
                for day in range(5)
            )
            town.posts["neighbour"] = make.membership("mash_screener", of=team)


@pytest.fixture
def told(town, at_the_records, width, neighbours, prepares):
    """`told(forename)`: the school's contact about a pupil of its roll who lives in Havant: its reference, its receipt's."""
    now = town.is_now(THURSDAY, 11)

    def tell(forename: str) -> tuple[str, str]:
        dsl = town.posts["dsl"]
        with at_the_records():
            with acting_as(make.intake()) as by:
                child = people.enter_person(
                    area=make.area(),
                    facts=people.NewPerson(forename=forename, surname="Havant", born=PartDate(2015, 3, 9)),
                    by=by,
                    at=now,
                )
                circumstances.enrol(
                    person=child, team=dsl.team, year_group="6", starts_on=LONG_AGO, verified=True, by=by, at=now
                )
            receipt = arrivals.receive(
                arrivals.Arrival(
                    area=make.area(),
                    channel="PROFESSIONAL",
                    key=f"boundary {forename}",
                    worry=WORRY,
                    children=[
                        arrivals.ChildTold(
                            named_as=child.name, person=child, address="4 Invented Way, Havant", postcode="PO9 1ZZ"
                        )
                    ],
                    sender=arrivals.Sender(team=dsl.team, user=dsl.user, organisation=dsl.team.organisation),
                ),
                by=make.intake(),
                at=moment(THURSDAY, time(10)),
            )
            with acting_as(make.intake()):
                reference = Contact.objects.get(submission=receipt.submission).reference
        prepares(reference)
        return reference, receipt.reference

    return tell


def passes_it_on(desk: Page, read, reference: str, to: str, called: str = "") -> None:
    desk.goto(f"/mash/contacts/{reference}/")
    desk.get_by_role("link", name="The child lives, or is, elsewhere: refer to another authority").click()
    read(desk, "Refer to another authority")
    expect(desk.locator("main")).to_contain_text("4 Invented Way, Havant PO9 1ZZ")
    go_on(desk, "Pass it on")
    read(desk, "Refer to another authority")
    expect(desk.get_by_role("alert")).to_contain_text("Choose the authority")
    choose(desk, "Which authority?", to)
    if called:
        desk.get_by_label("What is it called?").fill(called)
    choose(desk, "Why that one?", "The child lives there")
    desk.get_by_label("What must they know, and why is it theirs?").fill(WHY)
    desk.get_by_label("Feedback to referrer", exact=True).fill(FOR_THE_SCHOOL)
    desk.get_by_label("I, or a colleague I have asked, looked the child and the household up by hand today").check()
    go_on(desk, "Pass it on")


def is_theirs_to_screen(desk: Page, read, child: str) -> str:
    """The neighbour finds it on the board, with its words and its clock; its reference."""
    desk.goto("/mash/")
    read(desk, "MASH board")
    desk.get_by_role("link", name=re.compile(child)).first.click()
    read(desk, child)
    page = desk.locator("main")
    for words in (WORRY, "Passed on by Portsmouth", "The child lives there", "4 Invented Way, Havant"):
        expect(page).to_contain_text(words)
    expect(page).to_contain_text("Tomorrow 17:00")
    return re.search(r"/mash/contacts/([-0-9A-Z]+)/", desk.url)[1]


def the_school_reads(school: Page, read, receipt: str, authority: str) -> None:
    school.goto(f"/contacts/{receipt}/")
    read(school, "")
    expect(school.locator("main")).to_contain_text(FOR_THE_SCHOOL)
    expect(school.locator("main")).to_contain_text(authority)
    expect(school.locator("main")).not_to_contain_text(WHY)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_inside_one_installation_it_arrives_at_once_with_its_receipt(device, read, told, width, script):
    child = PUPILS[width][0] + ("" if script else "Plain")
    reference, receipt = told(child)
    desk, theirs = device("manager", script=script), device("neighbour", script=script)
    passes_it_on(desk, read, reference, "Hampshire: it has its receipt at once")
    read(desk, "Passed to Hampshire They have it")
    their_page = is_theirs_to_screen(theirs, read, child)
    assert their_page != reference
    desk.goto(f"/mash/contacts/{reference}/passed/")
    their_receipt = re.search(r"S-[-0-9A-Z]+", desk.locator("main").inner_text())[0]
    expect(theirs.locator("main")).to_contain_text(their_receipt)
    the_school_reads(device("dsl", script=script), read, receipt, "Hampshire")
    # Each area has its own record and no way to the other's.
    assert theirs.request.get(f"/mash/contacts/{reference}/").status == 404
    assert desk.request.get(f"/mash/contacts/{their_page}/").status == 404
    # What they decide is told to us as to any sender: our line of their receipt.
    desk.goto(f"/contacts/{their_receipt}/")
    read(desk, "")
    expect(desk.locator("main")).to_contain_text(their_receipt)


def test_to_an_authority_elsewhere_it_goes_as_a_sealed_file_and_stays_ours_until_their_receipt(
    device, read, told, width, tmp_path
):
    child = PUPILS[width][1]
    reference, receipt = told(child)
    desk, theirs, plain = device("manager"), device("neighbour"), device("neighbour", script=False)
    passes_it_on(desk, read, reference, "Another authority, by encrypted file", called="Farshire")
    read(desk, "Passed to Farshire Waiting for their receipt")
    expect(desk.locator("main")).to_contain_text("Until then the child is ours.")
    desk.goto(f"/mash/contacts/{reference}/")
    expect(desk.locator("main")).to_contain_text(re.compile("receipt", re.IGNORECASE))
    desk.goto(f"/mash/contacts/{reference}/passed/")
    passphrase = desk.locator("code").inner_text()
    with desk.expect_download() as sent:
        go_on(desk, "Download the file for this passphrase")
    file = tmp_path / "contact.bwcontact"
    sent.value.save_as(file)
    assert child.encode() not in file.read_bytes()
    is_taken_in(theirs, read, file, "0000-0000", "This passphrase does not open the file")
    is_taken_in(theirs, read, file, passphrase)
    read(theirs, child)
    theirs_is = theirs.url
    expect(theirs.locator("main")).to_contain_text("Passed on by Portsmouth")
    is_taken_in(plain, read, file, passphrase)
    assert plain.url == theirs_is, "the same file twice is one contact"
    desk.goto(f"/mash/contacts/{reference}/passed/")
    go_on(desk, "They have it")
    read(desk, "Passed to Farshire Waiting for their receipt")
    expect(desk.get_by_role("alert")).to_contain_text("Enter their reference")
    desk.get_by_label("What is their reference?").fill("F-2026-77")
    desk.get_by_label("Who has it there?").fill("A. Sample, contact team")
    go_on(desk, "They have it")
    read(desk, "Passed to Farshire They have it")
    expect(desk.locator("main")).to_contain_text("F-2026-77")
    expect(desk.locator("main")).to_contain_text("A. Sample, contact team")
    the_school_reads(device("dsl"), read, receipt, "Farshire")


def is_taken_in(theirs: Page, read, file: Path, passphrase: str, refused: str = "") -> None:
    theirs.goto("/mash/from-another-authority/")
    read(theirs, "Take in a contact from another authority")
    theirs.locator("input[type=file]").set_input_files(file)
    theirs.get_by_label("The passphrase they read out to you").fill(passphrase)
    go_on(theirs, "Take it in")
    if refused:
        read(theirs, "Take in a contact from another authority")
        expect(theirs.get_by_role("alert")).to_contain_text(refused)
