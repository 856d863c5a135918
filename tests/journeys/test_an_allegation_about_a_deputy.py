"""Scenario N: a Year 9 pupil's form names the deputy safeguarding lead. Nothing of that school knows (SG-11)."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from breakwater.practice.front_door.models import InformationDesk
from breakwater_dev.testing import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)
WORDS = "mr halyard texts me at night and says not to tell. he is deputy safeguarding at harbour school"
NEEDS = "Someone to talk to this week, at home and not at school"
KEPT_BACK = ("halyard", "texts me", "designated officer", "allegation")


@pytest.fixture
def people_of_it(town, at_the_records):
    """Two designated officers, the school's deputy, and a school that answers the MASH."""
    if "officer" in town.posts:  # the widths share a town
        return
    with at_the_records():
        officers = make.team("Designated officers", of=town.teams["mash"].organisation, service="lado")
        town.posts |= {
            "officer": make.membership("designated_officer", of=officers),
            "second officer": make.membership("designated_officer", of=officers),
            "deputy": make.membership("dsl", of=town.teams["school"]),
        }
        for key, kind in (("school", "SCHOOL"), ("health", "HEALTH_COMM")):
            InformationDesk.objects.create(
                area=make.area(), team=town.teams[key], kind=kind, starts_on=date(2020, 1, 1)
            )


@pytest.fixture
def pupil(width) -> str:
    """The widths share a town, so each has a pupil of its own."""
    return {1280: "Remy Quayhead", 320: "Rowan Tidehead"}[width]


def go_on(page: Page, button: str = "Continue") -> None:
    page.get_by_role("button", name=button, exact=True).last.click()


@pytest.fixture
def told(device, town, read, people_of_it, pupil) -> str:
    """The pupil's own form, on a telephone of theirs; its reference."""
    town.is_now(MONDAY, 10)
    phone = device()
    phone.goto("/tell-us/child/")
    read(phone, "Is someone in danger right now?")
    phone.get_by_label("No", exact=True).check()
    go_on(phone)
    read(phone, "What is happening?")
    phone.get_by_label("What is happening?").fill(WORDS)
    go_on(phone)
    read(phone, "Who are you worried about?")
    phone.get_by_label("Me", exact=True).check()
    go_on(phone)
    read(phone, "What is your name?")
    phone.get_by_label("What is your name?").fill(pupil)
    go_on(phone)
    for _ in range(3):
        go_on(phone, "Skip this question")
    phone.get_by_label("No, please do not try to reach me").check()
    go_on(phone)
    read(phone, "Check your answers, then send")
    phone.get_by_label("This is about a grown-up who works with children").check()
    go_on(phone, "Send")
    read(phone, "Thank you. We have it.")
    return re.search(r"S[-0-9A-Z]{4,}", phone.locator("main").inner_text())[0]


def test_an_allegation_about_a_deputy_reaches_the_officers_and_nobody_of_the_school(device, town, read, told, pupil):
    officer = device("officer")
    ref = takes_up(officer, read)
    for post in ("dsl", "deputy"):
        knows_nothing(device(post), read, told, ref)
    board = device("manager")
    board.goto("/mash/?order=newest")
    read(board, "MASH board")
    expect(board.locator("main")).not_to_contain_text(pupil)

    passed = passes_on(officer, read, ref)
    asks_others(device("screener"), read, passed, pupil)
    town.is_now(TUESDAY, 10)
    for post in ("dsl", "deputy"):
        knows_nothing(device(post), read, told, ref)

    tells_the_head(officer, read, ref)
    for post in ("dsl", "deputy"):
        knows_nothing(device(post), read, told, ref)
    decides(device("second officer"), read, ref)


def takes_up(officer: Page, read) -> str:
    """The officer finds it on Today, says which school it is, and takes it up. Returns its reference."""
    officer.goto("/today/")
    read(officer, "Today")
    waits = (
        officer.get_by_role("row")
        .or_(officer.get_by_role("listitem"))
        .filter(has_text=re.compile("Allegation L-"))
        .last
    )
    ref = re.search(r"L-[-0-9A-Z]+", waits.inner_text())[0]
    officer.goto(f"/designated-officer/{ref}/")
    read(officer, f"Allegation {ref}")
    expect(officer.locator("main")).to_contain_text(WORDS)
    expect(officer.locator("main")).to_contain_text("Every organisation: nobody knows yet which it is")
    officer.get_by_role("link", name="Say which it is").click()
    read(officer, "Which organisation it is")
    officer.get_by_label("Which organisation is it?").fill("Harbour School")
    go_on(officer, "Keep this one out")
    read(officer, f"Allegation {ref}")
    go_on(officer, "Allocate to me")
    read(officer, f"Allegation {ref}")
    expect(officer.locator("#next")).to_contain_text("You have taken it up")
    return ref


def knows_nothing(school: Page, read, told: str, ref: str) -> None:
    """No request, receipt, list, Today or notice of the school says a word of it."""
    for path in ("/today/", "/contacts/", "/requests/", "/notifications/", "/handovers/"):
        school.goto(path)
        said = school.locator("body").inner_text().lower()
        assert [word for word in (*KEPT_BACK, told.lower(), ref.lower()) if word in said] == [], path
    for path in (f"/contacts/{told}/", f"/designated-officer/{ref}/", f"/cases/{ref}/"):
        assert school.request.get(path).status == 404, path
    school.goto("/requests/")
    read(school, "Requests")
    assert not re.search("Quayhead|Tidehead", school.locator("main").inner_text())


def passes_on(officer: Page, read, ref: str) -> str:
    """What the child needs goes to the MASH in the officer's words. Returns its reference."""
    officer.goto(f"/designated-officer/{ref}/pass-on/")
    read(officer, "Tell the MASH what the child needs")
    officer.get_by_label("What should the MASH know of the child?").fill(NEEDS)
    go_on(officer, "Send to the MASH")
    read(officer, f"Allegation {ref}")
    said = officer.locator("#children").inner_text()
    return re.search(r"C-[-0-9A-Z]{4,}", said)[0]


def asks_others(desk: Page, read, contact: str, pupil: str) -> None:
    """The MASH works on what the child needs; the school is not among those it may ask."""
    desk.goto(f"/mash/contacts/{contact}/")
    read(desk, pupil)
    expect(desk.locator("main")).to_contain_text(NEEDS)
    said = desk.locator("main").inner_text().lower()
    assert [
        word
        for word in KEPT_BACK
        if word in said.replace("allegation against someone who works with children (lado)", "")
    ] == []
    desk.goto(f"/mash/contacts/{contact}/ask/")
    read(desk, "Ask")
    expect(desk.locator("main")).to_contain_text("Health visitors")
    expect(desk.locator("main")).not_to_contain_text("Harbour School")


def tells_the_head(officer: Page, read, ref: str) -> None:
    """The officer records who in the employer may know, calls her, and records the children's safety: the officers alone read it."""
    at = f"/designated-officer/{ref}/"
    officer.goto(at)
    officer.get_by_role("link", name="Say who it is").click()
    read(officer, "Who it is about")
    officer.get_by_label("Who is it about?").fill("Harry Halyard")
    officer.get_by_label("What do they do there?").fill("Deputy safeguarding lead")
    go_on(officer, "Save")
    read(officer, f"Allegation {ref}")
    expect(officer.locator("#who")).to_contain_text("Harry Halyard")
    officer.goto(f"{at}may-know/")
    read(officer, "Who in the employer may know")
    officer.get_by_label("No", exact=True).check()
    officer.get_by_label("Head teacher, principal or person in charge").check()
    officer.get_by_label("Their name").fill("Hazel Head")
    officer.get_by_label("Why this person?").fill("She answers for the school and is no friend of his")
    go_on(officer, "Save")
    read(officer, f"Allegation {ref}")
    officer.get_by_role("link", name="Record that you told them").click()
    read(officer, "Tell Hazel Head")
    officer.get_by_label("What were they told, and what was agreed?").fill("He is away from children from this morning")
    go_on(officer, "Save")
    officer.goto(f"{at}safety/")
    read(officer, "immediate safety")
    officer.get_by_label("How are the children safe now?").fill("The pupil and his own children are with their mothers")
    go_on(officer, "Save")
    read(officer, f"Allegation {ref}")
    expect(officer.locator("#employer")).to_contain_text("away from children from this morning")


def decides(officer: Page, read, ref: str) -> None:
    """The second officer lifts what was struck, with a reason, and decides."""
    officer.goto("/designated-officer/")
    read(officer, "Allegations about people who work with children")
    officer.get_by_role("link", name=ref).click()
    read(officer, f"Allegation {ref}")
    officer.get_by_role("link", name="Let them hear of it").click()
    read(officer, "Let Harbour School hear of it")
    officer.get_by_label("Why may the organisation hear of it now?").fill("Its chair of governors has been told")
    go_on(officer, "Let them hear of it")
    read(officer, f"Allegation {ref}")
    officer.get_by_role("button", name="Decide and close").click()
    read(officer, "Decide and close")
    go_on(officer, "Decide and close")
    expect(officer.get_by_role("alert")).to_contain_text("Choose how it ended")
    officer.get_by_label("Substantiated", exact=True).check()
    officer.get_by_label("Why?").fill("The messages were seen")
    go_on(officer, "Decide and close")
    expect(officer.get_by_role("alert")).to_contain_text("Write why it closes without this")
    officer.get_by_label("Why does it close without this?").fill("The head refers him to the DBS and the TRA herself")
    go_on(officer, "Decide and close")
    read(officer, f"Allegation {ref}")
    expect(officer.locator("#decided")).to_contain_text("The messages were seen")
