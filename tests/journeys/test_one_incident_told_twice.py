"""Scenario C: a police notice at two in the night and a school's form at ten past nine, about one incident."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.models import Contact, Letter, ReceiptLine
from breakwater.practice.front_door.police_notices import operations as notices
from breakwater.practice.front_door.screening.operations import claims
from breakwater_dev.testing import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DAYS = {1280: date(2026, 11, 18), 320: date(2026, 11, 25)}
REASONS = " ".join(["The child is safe with the grandmother and the family would welcome advice about mornings."] * 4)
FILE = """notice_reference,sent_by,child_forename,child_surname,child_born,what_happened,child_in_danger_now
PPN/{n}/1,"PC 4711, Harbour Road",Noa,{surname},05/06/2017,"Called to shouting. A child upstairs, awake, a cut lip.",no
"""


@pytest.fixture
def police(town, at_the_records):
    """A police team that reads what became of its notices; made once for the town."""
    if "police" not in town.teams:
        with at_the_records():
            town.teams["police"] = make.team("Public protection", of=make.organisation("Invented Police", "POLICE"))
            town.posts["officer"] = make.membership("agency_professional", of=town.teams["police"])
    return town.teams["police"]


def test_one_incident_told_twice_is_one_triage_with_two_letters(
    device, town, read, advises, police, at_the_records, width
):
    surname = "Nightwater" + ("x" if width == 320 else "")
    at = town.is_now(DAYS[width], 2)
    with at_the_records(), acting_as(make.intake()) as by:
        notices.import_content(content=FILE.format(n=width, surname=surname).encode(), area=make.area(), by=by, at=at)
        notice = Contact.objects.get(named_as=f"Noa {surname}", channel="NOTICE")
    at = town.is_now(DAYS[width], 9, 10)
    dsl = town.posts["dsl"]
    with at_the_records():
        receipt = arrivals.receive(
            arrivals.Arrival(
                area=make.area(),
                channel="PROFESSIONAL",
                key=f"told-{width}",
                worry="Noa came in with a cut lip.",
                children=[arrivals.ChildTold(named_as=f"Noa {surname}", born="2017-06-05")],
                sender=arrivals.Sender(
                    team=dsl.team,
                    user=dsl.user,
                    organisation=dsl.team.organisation,
                    words="Dana Safeguarding",
                    source_code="2A",
                ),
            ),
            by=make.intake(),
            at=at,
        )
        with acting_as(make.intake()):
            form = Contact.objects.get(submission=receipt.submission_id)
            lines = ReceiptLine.objects.filter(contact__in=[notice, form])
            assert {line.sender_team_id for line in lines} == {police.pk, dsl.team_id}  # both were told that we have it

    desk = device("screener")
    desk.goto(f"/mash/?came=NOTICE&reference={notice.reference}")
    read(desk, "MASH board")
    desk.locator(f"#card-{notice.reference} .mash-more").click()
    expect(desk.locator(f"#card-{notice.reference}")).to_contain_text("Police notice")
    desk.goto(f"/mash/contacts/{form.reference}/")
    read(desk, f"Noa {surname}")
    desk.get_by_role("button", name=re.compile("Join as one incident")).click()
    read(desk, f"Noa {surname}")
    expect(desk.locator("main")).to_contain_text("One incident, told first")
    desk.locator("#rate summary").first.click()
    desk.get_by_role("group", name="RAG rating").get_by_label("Red", exact=True).check()
    desk.locator("#rate-form").get_by_label("Why?").fill("A fresh injury, seen by two agencies.")
    desk.locator("#rate-form").get_by_role("button", name="Rate").click()
    expect(desk.locator("main")).to_contain_text("is rated")
    desk.goto(f"/mash/?reference={notice.reference}")
    expect(desk.locator(f"#card-{notice.reference}")).to_contain_text("Red")
    desk.locator(f"#card-{notice.reference} .mash-more").click()
    expect(desk.locator(f"#card-{notice.reference}")).to_contain_text("One incident, linked contacts")

    with at_the_records(), acting_as(make.intake()) as by:
        reds = [contact.case.clocks.get(rule="front_door.rated_red", stopped_at=None) for contact in (notice, form)]
        assert {red.started_at for red in reds} == {notice.received_at}  # the earliest receipt drives the time
        screener = make.actor("mash_screener", of=town.teams["mash"])
    with at_the_records(), acting_as(screener):
        claims.match(
            contact=form,
            person=make.person("Noa", surname),
            was_new=True,
            searched={},
            found=0,
            by=screener,
            at=town.is_now(DAYS[width], 9, 40),
        )

    desk = device("manager")
    advises(desk, form.reference, REASONS, "The family was given advice.")

    with at_the_records(), acting_as(make.intake()):
        assert set(Contact.objects.filter(pk__in=[notice.pk, form.pk]).values_list("outcome", flat=True)) == {"O1"}
        assert Letter.objects.filter(line__contact__in=[notice, form], status="SENT").count() == 2
    school = device("dsl")
    school.goto(f"/contacts/{receipt.reference}/")
    read(school, f"We have your contact {receipt.reference}")
    expect(school.locator("main")).to_contain_text("The family was given advice.")
    expect(school.locator("main")).not_to_contain_text("Called to shouting")
    officer = device("officer")
    officer.goto("/contacts/")
    read(officer, "Contacts we made")
    expect(officer.locator("main")).to_contain_text("Decided")
    expect(officer.locator("main")).not_to_contain_text("cut lip")
