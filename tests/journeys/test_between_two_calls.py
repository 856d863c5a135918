"""Between two calls: a school asks about a pupil and it becomes a contact, says why not to a prompt, and a pupil's file follows her.

Then the co-ordinator arranges cover, looks at the lists from above, and a trust's lead sees numbers and nobody.
"""

import re
from datetime import date, timedelta
from types import SimpleNamespace as Some

import pytest
from playwright.sync_api import expect

from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import (
    DutyPost,
    DutyPostHolder,
    Patch,
    School,
    SchoolTerm,
    ServiceName,
)
from breakwater.partnership.people.intake.lists.operations import applying, registering
from breakwater.partnership.people.intake.lists.operations.registering import ListFacts
from breakwater.partnership.people.intake.operations.entries import Upload
from breakwater.partnership.people.models import Enrolment
from breakwater.partnership.people.records.operations import circumstances, people
from breakwater.practice.education.consultations.operations import pupil_files
from breakwater.practice.education.lists.operations import building, reminders
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import rolls

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# The widths share a world: the second begins where the first has ended.
DAY = {1280: date(2026, 11, 18), 320: date(2026, 11, 20)}
NAME = {1280: "Hazel", 320: "Ivy"}
HEAD = "Child ID,UPN,Surname,Forename,DOB,Code,Start date"
TRUST = "Two Elms Academy Trust"


@pytest.fixture
def city(town, at_the_records, width):
    """Two schools of a trust in a patch, a pupil of the first who is often absent and has a plan for her learning."""
    began, name = town.is_now(DAY[width], 5), NAME[width]
    with at_the_records():
        SchoolTerm.objects.get_or_create(
            area=make.area(), label="Autumn", defaults={"starts_on": date(2026, 9, 2), "ends_on": date(2026, 12, 18)}
        )
        if "link" not in town.teams:
            town.teams["link"] = make.team("Link co-ordinators", service="education_link")
            town.posts["link"] = make.membership("link_coordinator", of=town.teams["link"])
        if "trust" not in town.posts:
            town.posts["trust"] = make.membership(
                "trust_lead", of=make.team("Safeguarding of the trust", of=make.organisation(TRUST, "OTHER"))
            )
        colleague = make.membership("link_coordinator", of=town.teams["link"])
        patch = Patch.objects.create(area=make.area(), name=f"Patch {width}")
        post = DutyPost.objects.create(team=town.teams["link"], patch=patch, title="Link", last_checked_on=DAY[width])
        DutyPostHolder.objects.create(post=post, membership=town.posts["link"], starts_on=date(2026, 9, 1))
        schools = [
            make.team("Safeguarding", of=make.organisation(f"{one}{width} School", "SCHOOL")) for one in ("Elm", "Fir")
        ]
        for number, team in enumerate(schools):
            School.objects.create(
                organisation=team.organisation, urn=f"9{width:04}{number}", la_code="851", patch=patch, trust_name=TRUST
            )
            town.posts[f"tree {number} {width}"] = make.membership("dsl", of=team)
            make.membership("dsl", of=team)
        upn = rolls.number(width % 600 + 50)
        with acting_as(make.intake()) as by:
            child = people.enter_person(
                area=make.area(),
                facts=people.NewPerson(forename=name, surname="Marsh", born=PartDate(2016, 5, 4)),
                by=by,
                at=began,
            )
            people.add_identifier(person=child, scheme="UPN", value=upn, by=by, at=began)
            circumstances.enrol(
                person=child,
                team=schools[0],
                year_group="5",
                starts_on=date(2026, 9, 2),
                verified=True,
                by=by,
                at=began,
            )
        with acting_as(service_of(make.area(), ServiceName.LISTS)) as by:
            of = registering.make_list(
                make.area(),
                key=f"absence-{width}",
                facts=ListFacts(
                    label="Attendance and learning",
                    about="ATTENDANCE",
                    organisation=town.teams["assessment"].organisation,
                    owner_name="Alex Allocated",
                ),
                owner=town.posts["social_worker"],
                by=by,
                at=began,
            )
            rows = [f"{code}-{name},{upn},Marsh,{name},04/05/2016,{code},01/09/2026" for code in ("PA", "EHCP")]
            content = "\n".join([HEAD, *rows]).encode()
            applying.take_in_at_once(
                of, upload=Upload("absence.csv", content), as_at=DAY[width] - timedelta(days=1), by=by, at=began
            )
        building.build(area=make.area(), period=DAY[width], at=began)
    return Some(schools=schools, child=child, name=name, colleague=colleague, patch=patch)


def test_between_two_calls(device, read, city, town, at_the_records, width):
    day, name = DAY[width], city.name
    town.is_now(day, 9)
    desk = device("link")
    desk.goto(f"/lists/?patch={city.patch.name}")
    desk.locator("main table").get_by_role("link", name=f"Elm{width} School").click()
    desk.get_by_role("button", name="Mark as checked").click()
    desk.goto(f"/lists/?patch={city.patch.name}")
    desk.get_by_role("button", name=re.compile("Release the")).click()

    desk.goto(f"/lists/?patch={city.patch.name}")
    desk.locator("main table").get_by_role("link", name=f"Elm{width} School").click()
    desk.get_by_role("link", name="The school asks about a pupil").click()
    read(desk, "The school asks about a pupil")
    desk.get_by_role("button", name="Save").click()
    expect(desk.locator(".govuk-error-summary")).to_contain_text("Enter who asked")
    desk.get_by_label("Who asked?").fill("Dana Lead, safeguarding lead")
    desk.get_by_label("About which pupil?").select_option(label=f"Marsh, {name}")
    desk.get_by_label("Worry that a pupil is harmed").check()
    desk.get_by_label("What did the school ask?").fill("She came with a bruise and would not say how.")
    desk.get_by_label("What did you advise?").fill("Ask her openly, record her words, call the MASH.")
    desk.get_by_label("What was decided, and who does it?").fill("The school calls me back at noon.")
    desk.get_by_role("button", name="Save").click()
    read(desk, f"{name} Marsh")
    desk.get_by_role("button", name="Make a contact of it").click()
    read(desk, "Make a contact of it")
    desk.get_by_role("group", name="Is a child in danger now?").get_by_label("No", exact=True).check()
    desk.get_by_label("Why must the MASH look at it now?").fill("She says that it was her uncle.")
    desk.get_by_role("button", name="Send it to the MASH").click()
    expect(desk.locator("main")).to_contain_text("A contact was made of this")
    desk.goto("/lists/consultations/")
    read(desk, "Consultations")
    expect(desk.locator("main table")).to_contain_text("With the MASH")

    office = device(f"tree 0 {width}", script=False)
    office.goto("/our-list/")
    office.get_by_role("button", name="Open the list").click()
    office.get_by_role("link", name=re.compile("Say what you do")).first.click()
    read(office, "Has it been talked about with the family?")
    office.get_by_label("No, and this is why").check()
    office.get_by_role("button", name="Send").click()
    expect(office.locator(".govuk-error-summary")).to_contain_text("Enter why not")
    office.get_by_label("Why not?").fill("Her aunt brings her now")
    office.get_by_role("button", name="Send").click()
    expect(office.locator(".edu-rows")).to_contain_text("Her aunt brings her now")

    town.is_now(day + timedelta(days=1), 6)
    with at_the_records(), acting_as(make.intake()) as by:
        Enrolment.objects.filter(person=city.child).update(ends_on=day - timedelta(days=10))
        at = town.is_now(day + timedelta(days=1), 7)
        circumstances.enrol(
            person=city.child,
            team=city.schools[1],
            year_group="5",
            starts_on=day - timedelta(days=9),
            verified=True,
            by=by,
            at=at,
        )
    with at_the_records():
        assert reminders.ask_for_files(area=make.area(), at=at) >= 1
        assert pupil_files.follow(area=make.area(), at=at) >= 1
    town.is_now(day + timedelta(days=1), 9)
    desk.goto("/lists/files/")
    read(desk, "Files of pupils who change school")
    expect(desk.locator("main")).to_contain_text(f"{name} Marsh")
    new = device(f"tree 1 {width}", script=False)
    new.goto("/our-list/")
    read(new, "Your fortnightly list")
    expect(new.locator("main")).not_to_contain_text("Elm")
    new.get_by_role("link", name=re.compile("Has it come?")).click()
    read(new, "Has the file arrived?")
    new.get_by_label("The file has come").check()
    new.get_by_role("button", name="Send").click()
    expect(new.locator("main")).not_to_contain_text("Files that should come")

    desk.goto("/lists/patches/")
    read(desk, "Who looks after which schools")
    desk.get_by_role("link", name=re.compile(f"Arrange cover of Patch {width}")).click()
    read(desk, f"Cover of Patch {width}")
    desk.get_by_label("Who covers?").select_option(label=city.colleague.user.name)
    for group, on in (("From", day + timedelta(days=1)), ("Until, and with", day + timedelta(days=8))):
        dated = desk.get_by_role("group", name=group)
        for part, value in (("Day", on.day), ("Month", on.month), ("Year", on.year)):
            dated.get_by_label(part).fill(str(value))
    desk.get_by_role("button", name="Arrange it").click()
    expect(desk.locator("main")).to_contain_text("Covers now")
    read(desk, "Who looks after which schools")
    desk.goto("/lists/above/")
    read(desk, "Trends")

    trust = device("trust")
    trust.goto("/")
    read(trust, "")
    trust.goto("/lists/trust/")
    read(trust, "Your schools’ lists")
    expect(trust.locator("main")).to_contain_text(f"Elm{width} School")
    expect(trust.locator("main")).not_to_contain_text("Marsh")
