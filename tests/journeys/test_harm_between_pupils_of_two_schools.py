"""W6: a teacher reports on a phone in twelve presses; two leads, the police and the MASH each have what is theirs (PL 9.3 to 9.8, 9.11)."""

import re
from datetime import date, time
from time import monotonic
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from breakwater.foundation.dates.london_time import moment
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.organisations.models import User
from breakwater.practice.child_on_child.models import Incident, Route
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import plans
from breakwater_dev.testing.incidents import CALL_BACK, answered, child_in, staff_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DAYS = {1280: date(2026, 11, 16), 320: date(2026, 11, 18)}
WORDS = "He put his hand up my skirt on the stairs"
MOST_PRESSES, TWO_MINUTES = 12, 120
AFFECTED, ALLEGED = {1280: "Amber Quayside", 320: "Coral Quayside"}, {1280: "Blaise Moorings", 320: "Dorian Moorings"}


@pytest.fixture
def two_schools(town, at_the_records):
    """A teacher of the town's school, and another school with a lead of its own. The widths share them."""
    if "teacher" not in town.posts:
        with at_the_records():
            other = make.team("Safeguarding", of=make.organisation("Mizzen School", "SCHOOL"))
            staff = staff_of(town.teams["school"])
            for key, name, role, team in (
                ("teacher", "Toni Tutor", "school_staff", staff),
                ("other_dsl", "Odell Lead", "dsl", other),
            ):
                user = User.objects.create(email=f"{uuid4()}@example.org", name=name, password="!")
                town.posts[key] = make.membership(role, of=team, user=user)


class Presses:
    """Counts what a person does: each press, choice and box filled in."""

    def __init__(self, page: Page):
        self.page, self.count, self.began = page, 0, monotonic()

    def check(self, label: str, group: str = "") -> None:
        self.count += 1
        where = self.page.get_by_role("group").filter(has_text=group) if group else self.page
        where.get_by_label(label, exact=True).last.check()

    def fill(self, label: str, words: str) -> None:
        self.count += 1
        self.page.get_by_label(label).fill(words)

    def press(self, button: str) -> None:
        self.count += 1
        self.page.get_by_role("button", name=button, exact=True).click()


def press(page: Page, button: str = "Save") -> None:
    page.get_by_role("button", name=button, exact=True).last.click()


def test_a_report_reaches_everybody_who_must_have_it_and_nobody_else(
    device, read, town, width, two_schools, at_the_records
):
    town.is_now(DAYS[width], 10, 5)
    teacher, lead = device("teacher", script=False), device("dsl", script=False)
    reports(teacher, read, width)
    mine = teacher.url
    acknowledges_and_opens(lead, read)
    incident = lead.url
    tells_the_police(lead, read)
    contact = begins_the_contact(lead, read, incident, width)
    with at_the_records(), acting_as(actor_of(town.posts["dsl"])) as by:
        answered(Route.objects.get(contact=contact), by=by, at=moment(DAYS[width], time(10, 5)))
    sends_the_contact(lead, read)
    says_who_is_who(lead, read, width)
    tells_the_other_school(lead, read, incident, width)
    other = device("other_dsl", script=False)
    the_other_school_has_its_own(other, read, width)
    assert [each.context.request.get(incident).status for each in (other, teacher)] == [404, 404]
    teacher.goto(mine)
    read(teacher, "Report of")
    expect(teacher.locator("main")).to_contain_text("The safeguarding team has it")
    the_mash_reads_what_was_written_for_it(device("screener"), read)
    answers_and_ends_what_runs(lead, read, incident, width)
    press(lead, "Close the incident")
    read(lead, "Close the incident")
    expect(lead.locator("main")).to_contain_text("Assess risk and needs: child affected")
    expect(lead.get_by_role("button", name="Close incident")).to_have_count(0)
    with at_the_records():
        dsl = actor_of(town.posts["dsl"])
        with acting_as(dsl):
            held = Incident.objects.get(public_id=incident.strip("/").split("/")[-1])
        plans.in_force(child_in(held, "HARMED", dsl), dsl, moment(DAYS[width], time(11)))
    closes_with_what_the_child_needs(lead, read, incident)


def reports(teacher: Page, read, width: int) -> None:
    teacher.goto("/child-on-child/my-reports/")
    read(teacher, "Your reports of harm between children")
    does = Presses(teacher)
    does.press("Report harm between children")
    read(teacher, "Report harm between children")
    does.check("There was touching, or sex, in the last 7 days")
    does.press("Continue")
    read(teacher, "Write the report")
    expect(teacher.locator("main")).to_contain_text("Evidence may still be taken")
    expect(teacher.locator("input[type=file]")).to_have_count(0)
    does.check("Sexual touching, or sex without consent")
    does.fill("Which child was affected?", AFFECTED[width])
    does.check("No", group="under 13")
    does.fill("Which child is alleged to have caused harm?", ALLEGED[width])
    does.check("The child told me")
    does.fill("What did the child say, in the child’s own words?", WORDS)
    does.check("Does not want it taken further")
    does.press("Send to the safeguarding team")
    read(teacher, "Report of")
    assert does.count <= MOST_PRESSES
    assert monotonic() - does.began < TWO_MINUTES


def acknowledges_and_opens(lead: Page, read) -> None:
    lead.goto("/today/")
    read(lead, "Today")
    lead.get_by_role("link", name="Acknowledge a report").first.click()
    read(lead, "Report of")
    expect(lead.locator("main")).to_contain_text(WORDS)
    press(lead, "Acknowledge")
    read(lead, "Report of")
    press(lead, "Open incident")
    read(lead, "Open incident")
    lead.get_by_label("Sexual assault", exact=True).check()
    lead.get_by_label("Where?", exact=True).select_option(label="Corridor or stairs")
    press(lead, "Open incident")
    read(lead, "CC-26-")
    expect(lead.locator("main")).to_contain_text(
        "What the child or the parents wish is heard and recorded, and does not change it"
    )


def tells_the_police(lead: Page, read) -> None:
    press(lead, "Report to the police now")
    read(lead, "Record the report to the police")
    lead.get_by_label("What did you report, and who did you speak to?").fill("Called 101")
    lead.get_by_label("Their reference, if you have it").fill("44260001234")
    lead.get_by_label("What may the school do and say meanwhile?").fill("Say nothing of it to pupils")
    press(lead)
    read(lead, "CC-26-")
    expect(lead.locator("#routes")).to_contain_text("44260001234")


def begins_the_contact(lead: Page, read, incident: str, width: int) -> str:
    press(lead, "Refer to children’s social care now")
    read(lead, "Refer to children’s social care: child affected")
    expect(lead.get_by_label("What does the child say and want?")).to_have_value(re.compile(WORDS))
    lead.get_by_label("What are you worried about?").fill(f"{AFFECTED[width]} was touched without consent")
    lead.get_by_label("No", exact=True).check()
    press(lead, "Continue to the contact")
    read(lead, "Contact about a child")
    draft = lead.url
    lead.get_by_role("link", name="Go back to the incident").click()
    read(lead, "CC-26-")
    expect(lead.locator("main")).to_contain_text("Tell the police and social care now")
    expect(lead.locator("#routes")).to_contain_text("Begun, not sent")
    press(lead, "Send the contact to children’s social care: begun, not sent")
    expect(lead).to_have_url(draft)
    return draft.strip("/").split("/")[-1]


def sends_the_contact(lead: Page, read) -> None:
    lead.reload()
    lead.get_by_role("button", name="Check your answers and send").click()
    read(lead, "Check your answers and send")
    press(lead, "Send to the MASH")
    read(lead, "We have your contact")
    lead.get_by_role("link", name="Go back to the incident").click()
    read(lead, "CC-26-")
    expect(lead.locator("#routes")).to_contain_text("S-26-")
    expect(lead.locator("main")).not_to_contain_text("Tell the police and social care now")


def says_who_is_who(lead: Page, read, width: int) -> None:
    lead.locator("#children").get_by_role("link", name=ALLEGED[width], exact=True).click()
    read(lead, "Moorings")
    lead.locator("#who").get_by_role("link", name="Change").first.click()
    read(lead, "Who is the child?")
    lead.locator("select[name=school]").select_option(label="Mizzen School")
    press(lead)
    read(lead, "CC-26-")


def tells_the_other_school(lead: Page, read, incident: str, width: int) -> None:
    lead.get_by_role("link", name="Tell the other school of its pupil").click()
    read(lead, "Tell the other school of its pupil")
    lead.get_by_label("What does the other school need to know?").fill(
        f"{AFFECTED[width].split()[0]} must not meet him"
    )
    lead.get_by_label("On which number?").fill("01632 960123")
    press(lead, "Send")
    read(lead, "Tell the other school of its pupil")
    expect(lead.locator(".govuk-error-summary")).to_contain_text("names another child")
    lead.get_by_label("What does the other school need to know?").fill("He needs an adult on the bus")
    press(lead, "Send")
    read(lead, "Moorings")
    lead.goto(incident)
    read(lead, "CC-26-")


def the_other_school_has_its_own(other: Page, read, width: int) -> None:
    other.goto("/today/")
    read(other, "Today")
    other.get_by_role("link", name="Harbour School told you about a pupil of yours").first.click()
    read(other, "A pupil of yours is involved")
    expect(other.locator("main")).to_contain_text(ALLEGED[width])
    expect(other.locator("main")).not_to_contain_text(AFFECTED[width])
    press(other, "Acknowledge")
    read(other, "A pupil of yours is involved")
    press(other, "Open incident")
    read(other, "Open your own incident")
    other.get_by_label("Sexual assault", exact=True).check()
    other.get_by_label("Where?", exact=True).select_option(label="Not known yet")
    press(other, "Open incident")
    read(other, "CC-26-")
    expect(other.locator("main")).not_to_contain_text(AFFECTED[width])
    expect(other.locator("main")).not_to_contain_text(WORDS)


def the_mash_reads_what_was_written_for_it(board: Page, read) -> None:
    board.goto("/mash/?order=newest")
    read(board, "MASH board")
    board.get_by_role("link", name="Quayside").first.click()
    expect(board.locator("main")).to_contain_text(CALL_BACK)
    expect(board.locator("main")).to_contain_text("Mia Example")
    expect(board.locator("main")).not_to_contain_text("Moorings")


def answers_and_ends_what_runs(lead: Page, read, incident: str, width: int) -> None:
    lead.goto(incident)
    lead.get_by_role("link", name="Say who the pupil is: child affected").click()
    read(lead, "Who is the child?")
    lead.get_by_label("why can you not pick them from your roll?").fill("Joined this week")
    press(lead)
    read(lead, "CC-26-")
    lead.get_by_role("link", name="Tell the parents, or say why not: child affected").click()
    read(lead, "Parents and carers")
    lead.get_by_label("Which parent or carer?").fill("Her mother")
    lead.get_by_label("Told", exact=True).check()
    lead.get_by_label("If they were told, who told them?").fill("Dana")
    says_the_day(lead, width)
    lead.get_by_label("No: this child has no other").check()
    press(lead)
    read(lead, "Quayside")
    lead.get_by_role("link", name="Record what was said").click()
    read(lead, "Record what was said")
    lead.get_by_label("What did they say, in their own words?").fill("I do not want to see him")
    press(lead)
    read(lead, "Quayside")
    lead.get_by_role("link", name="Offer support").click()
    read(lead, "Offer support")
    lead.get_by_label("Staff", exact=True).check()
    lead.get_by_label("What is offered?").fill("Debrief")
    lead.get_by_label("Who gives it?").fill("Dana")
    press(lead)
    read(lead, "CC-26-")
    lead.get_by_role("link", name="Record the answer").first.click()
    read(lead, "Was support taken up?")
    lead.get_by_label("Accepted", exact=True).check()
    press(lead)
    read(lead, "CC-26-")
    lead.get_by_role("link", name="Record an answer (Police").click()
    read(lead, "Police: record an answer")
    lead.get_by_label("No further action by the police").check()
    says_the_day(lead, width)
    press(lead)
    lead.goto(incident)
    read(lead, "CC-26-")
    expect(lead.locator("#routes")).to_contain_text("This is not a finding that it did not happen")
    lead.get_by_role("link", name="Record an answer (Children").click()
    read(lead, "Children’s social care: record an answer")
    lead.get_by_label("No further action by children’s social care").check()
    says_the_day(lead, width)
    lead.get_by_label("Who said so?").fill("Mo Manager, MASH")
    press(lead)
    read(lead, "CC-26-")
    lead.locator("#routes").get_by_role("link", name="End (").click()
    read(lead, "how did it end?")
    lead.get_by_label("How did it end?").fill("They answered")
    press(lead)
    read(lead, "CC-26-")
    lead.get_by_role("link", name="Record the outcome").click()
    read(lead, "Record the outcome")
    lead.get_by_label("Unsubstantiated: not proved either way").check()
    lead.get_by_label("Why?", exact=True).fill("Nobody else saw it")
    press(lead)
    read(lead, "CC-26-")
    expect(lead.locator("main")).not_to_contain_text("False")


def says_the_day(lead: Page, width: int) -> None:
    for part, value in (("Day", DAYS[width].day), ("Month", DAYS[width].month), ("Year", DAYS[width].year)):
        lead.get_by_label(part, exact=True).fill(str(value))


def closes_with_what_the_child_needs(lead: Page, read, incident: str) -> None:
    lead.goto(incident)
    press(lead, "Close the incident")
    read(lead, "Close the incident")
    press(lead, "Close incident")
    read(lead, "Close the incident")
    expect(lead.locator(".govuk-error-summary")).to_contain_text("Enter what")
    lead.get_by_label("need from here on?").fill("A trusted adult, every week")
    press(lead, "Close incident")
    read(lead, "CC-26-")
    lead.goto("/child-on-child/incidents/")
    read(lead, "Incidents between children")
