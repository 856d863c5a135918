"""One whole fortnight for three schools: made, checked, released, answered without script, a correction looked into, the call, its
letter read without script, and the next list, which shows what became of each.

Scenario H on the way: a pupil moves between two of them, and nobody reads of her where her place is not confirmed.
"""

import re
from datetime import date, timedelta
from types import SimpleNamespace as Some

import pytest
from playwright.sync_api import expect

from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import SchoolTerm, ServiceName
from breakwater.partnership.people.intake.lists.operations import applying, registering
from breakwater.partnership.people.intake.lists.operations.registering import ListFacts
from breakwater.partnership.people.intake.operations.entries import Upload
from breakwater.partnership.people.models import Enrolment
from breakwater.partnership.people.records.operations import circumstances, people
from breakwater.practice.education.lists.operations import building, reminders
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import rolls

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# The widths share a world: the second begins where the first has ended.
DAYS = {1280: (date(2026, 9, 22), date(2026, 10, 6)), 320: (date(2026, 11, 3), date(2026, 11, 17))}
HEAD = "Child ID,UPN,Surname,Forename,DOB,Code,Start date,Worker"
NAMES = {1280: ("Amber", "Basil", "Coral"), 320: ("Dill", "Ebony", "Flint")}


@pytest.fixture
def city(town, at_the_records, width):
    """Three schools with two leads each, their co-ordinator, and social care's list by file."""
    began = town.is_now(DAYS[width][0], 5)
    with at_the_records():
        SchoolTerm.objects.get_or_create(
            area=make.area(), label="Autumn", defaults={"starts_on": date(2026, 9, 2), "ends_on": date(2026, 12, 18)}
        )
        if "link" not in town.teams:
            town.teams["link"] = make.team("Link co-ordinators", service="education_link")
            town.posts["link"] = make.membership("link_coordinator", of=town.teams["link"])
        schools = [
            make.team("Safeguarding", of=make.organisation(f"{name}{width} School", "SCHOOL"))
            for name in ("Alder", "Birch", "Cedar")
        ]
        for number, team in enumerate(schools):
            town.posts[f"lead {number} {width}"] = make.membership("dsl", of=team)
            make.membership("dsl", of=team)
        with acting_as(service_of(make.area(), ServiceName.LISTS)) as by:
            of = registering.make_list(
                make.area(),
                key=f"care-{width}",
                facts=ListFacts(
                    label="Social care",
                    about="SOCIAL_CARE",
                    organisation=town.teams["assessment"].organisation,
                    owner_name="Alex Allocated",
                ),
                owner=town.posts["social_worker"],
                by=by,
                at=began,
            )
        pupils = {name: _enter(name, n, schools[n % 2], width, began) for n, name in enumerate(NAMES[width])}
    return Some(schools=schools, list=of, pupils=pupils, leads=[f"lead {n} {width}" for n in range(3)])


def _enter(name, number, team, width, at):
    upn = rolls.number(width % 700 + number)
    with acting_as(make.intake()) as by:
        child = people.enter_person(
            area=make.area(),
            facts=people.NewPerson(forename=name, surname="Quayle", born=PartDate(2016, 5, 4)),
            by=by,
            at=at,
        )
        people.add_identifier(person=child, scheme="UPN", value=upn, by=by, at=at)
        circumstances.enrol(
            person=child, team=team, year_group="5", starts_on=date(2026, 9, 2), verified=True, by=by, at=at
        )
    return Some(child=child, upn=upn, name=name)


def _come_in_and_make(city, on, at, worker):
    with acting_as(service_of(make.area(), ServiceName.LISTS)) as by:
        rows = [
            f"{one.name},{one.upn},Quayle,{one.name},04/05/2016,CPP,01/09/2026,{worker}" for one in city.pupils.values()
        ]
        applying.take_in_at_once(
            city.list,
            upload=Upload("care.csv", "\n".join([HEAD, *rows]).encode()),
            as_at=on - timedelta(days=1),
            by=by,
            at=at,
        )
    building.build(area=make.area(), period=on, at=at)


def test_a_fortnight_of_three_schools(device, read, city, town, at_the_records, width):
    first, second, third = NAMES[width]
    this, following = DAYS[width]
    with at_the_records():
        _come_in_and_make(city, this, town.is_now(this, 5), "Wren Worker")
    town.is_now(this, 10)

    desk = device("link")
    desk.goto("/lists/?patch=all")
    read(desk, f"Fortnight of {this:%-d %B}")
    for name in ("Alder", "Birch", "Cedar"):
        desk.goto("/lists/?patch=all")
        desk.locator("main table").get_by_role("link", name=f"{name}{width} School").click()
        read(desk, f"{name}{width} School")
        desk.get_by_role("button", name="Mark as checked").click()
    desk.goto("/lists/?patch=all")
    desk.get_by_role("button", name=re.compile("Release the")).click()
    expect(desk.locator("main")).to_contain_text("out, and the schools are told")

    town.is_now(this, 11)
    office = device(city.leads[0], script=False)
    office.goto("/our-list/")
    read(office, "Your fortnightly list")
    office.get_by_role("button", name="Open the list").click()
    read(office, f"Your list of {this:%-d %B}")
    expect(office.locator(".edu-rows")).to_contain_text(first)
    expect(office.locator("main")).not_to_contain_text(second)
    office.get_by_role("button", name=f"Correct for {third}").click()
    office.get_by_role("button", name=f"Undo the answer for {third}").click()
    office.get_by_role("button", name=f"Correct for {third}").click()
    office.get_by_role("link", name=f"Query about {first}").click()
    read(office, first)
    office.get_by_role("button", name="Send").click()
    expect(office.locator(".govuk-error-summary")).to_contain_text("Choose what you say")
    office.get_by_label("The worker is out of date").check()
    office.get_by_label("Who is it now, if you know?").fill("Finn Worker")
    office.get_by_role("button", name="Send").click()
    office.get_by_role("button", name="We have read and answered the whole list").click()
    expect(office.locator("main")).to_contain_text("Your list is answered")

    office.get_by_role("link", name="A pupil we worry about").click()
    read(office, "Add a child of concern")
    office.get_by_role("group", name=re.compile("significant harm")).get_by_label(
        "No", exact=True
    ).last.check()  # the first asks of danger, where it is yes
    office.get_by_label("Which pupil?").select_option(label=f"Quayle, {first} (Year 5)")
    office.get_by_label("What worries you?").fill("Quieter than before")
    office.get_by_role("button", name="Send").click()
    read(office, "We have what you told us")
    expect(office.locator("main")).to_contain_text("It does not mean that the pupil is unknown to anyone")

    reader = town.posts[city.leads[0]].user.name
    owner = device("social_worker")
    owner.goto("/lists/corrections/")
    read(owner, "What schools say is wrong")
    owner.get_by_role("row", name=re.compile(f"Alder{width}")).get_by_role("link").click()
    read(owner, first)
    owner.get_by_label("Put right at the source").check()
    owner.get_by_label("What may the school read about it?").fill("Thank you, it is Finn now.")
    owner.get_by_role("button", name="Save what you found").click()
    expect(owner.locator("main")).to_contain_text("The school reads it on its next list")

    _call(desk, read, town, this, width, first, third, reader)
    office.goto("/our-list/")
    office.get_by_role("link", name=re.compile("^The call of")).click()
    read(office, "After our call")
    expect(office.locator("main")).to_contain_text("Tired on Mondays")
    expect(office.locator("main")).to_contain_text("The plan is too thin")
    expect(office.locator("main")).not_to_contain_text("Her aunt called us")
    letter = office.url
    paper = office.request.get(f"{letter}letter.pdf")
    assert (paper.status, paper.body()[:5]) == (200, b"%PDF-")
    office.get_by_role("button", name=re.compile("^Done.*Call the school nurse")).click()
    expect(office.locator("main")).to_contain_text("Noted: it is done")

    # Scenario H: the third pupil moves on Monday; her new school's place is not confirmed when the next lists are made.
    town.is_now(following, 5)
    with at_the_records():
        mover = city.pupils[third].child
        with acting_as(make.intake()) as by:
            Enrolment.objects.filter(person=mover).update(ends_on=following - timedelta(days=1))
            circumstances.enrol(
                person=mover,
                team=city.schools[2],
                year_group="5",
                starts_on=following - timedelta(days=1),
                verified=False,
                by=by,
                at=town.is_now(following, 5),
            )
        _come_in_and_make(city, following, town.is_now(following, 5), "Finn Worker")
        assert reminders.ask_for_files(area=make.area(), at=town.is_now(following, 7)) >= 1
    town.is_now(following, 10)
    desk, office = device("link"), device(city.leads[0], script=False)
    desk.goto("/lists/held/")
    read(desk, "Withheld from the lists")
    expect(desk.locator("main")).to_contain_text(f"{third} Quayle")
    for name in ("Alder", "Cedar"):
        desk.goto("/lists/?patch=all")
        desk.locator("main table").get_by_role("link", name=f"{name}{width} School").click()
        desk.get_by_role("button", name="Mark as checked").click()
    desk.goto("/lists/?patch=all")
    desk.get_by_role("button", name=re.compile("Release the")).click()

    office.goto("/our-list/")
    expect(office.locator("#files")).to_contain_text(f"{third} Quayle")
    expect(office.locator("#files")).not_to_contain_text("Cedar")
    office.get_by_role("button", name=re.compile("Sent the file of")).click()
    office.goto("/our-list/")
    office.get_by_role("link", name=re.compile("Read the reply")).click()
    read(office, "We have what you told us")
    expect(office.locator("main")).to_contain_text("nothing that we can add to your list")
    office.goto("/our-list/")
    office.get_by_role("button", name="Open the list").click()
    read(office, f"Your list of {following:%-d %B}")
    expect(office.locator("main")).to_contain_text("Thank you, it is Finn now.")
    expect(office.locator(".edu-rows")).to_contain_text("Finn Worker")
    expect(office.locator(".edu-rows")).to_contain_text("Call the school nurse")
    expect(office.locator(".edu-rows")).to_contain_text("Done")
    expect(office.locator(".edu-rows")).not_to_contain_text(third)
    office.goto(letter)
    expect(office.locator("main")).not_to_contain_text(third)  # of her the school reads no more, in no letter either

    other = device(city.leads[2])
    other.goto("/our-list/")
    other.get_by_role("button", name="Open the list").click()
    read(other, f"Your list of {following:%-d %B}")
    expect(other.locator("main")).to_contain_text("Nobody is on your list this fortnight")


def _call(desk, read, town, this, width, first, third, reader):
    """The call about the first school's list: tried, begun, talked through by hand and by key, ended with its letter."""
    school = f"Alder{width} School"
    town.is_now(this + timedelta(days=7), 14)
    desk.goto("/me/keys/")
    desk.get_by_label("On", exact=True).check()
    desk.get_by_role("button", name="Save").click()
    desk.goto("/lists/calls/?patch=all")
    read(desk, "Calls")
    desk.locator("#waiting").get_by_role("link", name=school).click()
    read(desk, school)
    desk.get_by_role("link", name=re.compile("^Change")).click()
    read(desk, "Best time to call")
    desk.get_by_label("Tuesday").check()
    desk.get_by_label("Which number?").fill("01632 960123")
    desk.get_by_role("button", name="Save").click()
    desk.get_by_role("link", name="No answer").click()
    read(desk, "could talk")
    desk.get_by_label("Left a message to call back").check()
    desk.get_by_role("button", name="Save").click()
    expect(desk.locator("main")).to_contain_text("It stays in the queue")
    expect(desk.locator(".edu-call", has_text=school)).to_contain_text("Tried")

    town.is_now(this + timedelta(days=7), 15)
    desk.get_by_role("button", name=f"Call {school}").click()
    read(desk, first)
    desk.get_by_label("What was said").fill("Tired on Mondays")
    desk.get_by_label("Local authority only").fill("Her aunt called us")
    expect(desk.locator("[data-autosave-status]")).to_contain_text("Saved at")
    desk.reload()
    expect(desk.get_by_label("What was said")).to_have_value("Tired on Mondays")
    desk.get_by_label("What is to be done?").fill("Call the school nurse")
    desk.get_by_role("button", name="Next").click()
    read(desk, first)
    expect(desk.locator(".govuk-error-summary")).to_contain_text("Choose who does it")
    desk.get_by_label("The school", exact=True).check()
    desk.get_by_role("heading", level=1).click()
    desk.keyboard.press("3")
    expect(desk.get_by_label("Worse")).to_be_checked()
    desk.keyboard.press("n")
    read(desk, third)
    expect(desk.get_by_role("complementary", name="This call so far")).to_contain_text("Call the school nurse")
    desk.get_by_role("link", name="We see it differently").click()
    read(desk, third)
    desk.get_by_label("How does the school see it?").fill("The plan is too thin")
    desk.get_by_label("How do we see it?").fill("It was reviewed in September")
    desk.get_by_role("button", name="Save both views").click()
    expect(desk.locator("main")).to_contain_text("raised today")
    desk.get_by_role("heading", level=1).click()
    desk.keyboard.press("n")
    read(desk, first)
    expect(desk.locator("main")).to_contain_text("What worries the school")
    desk.get_by_role("button", name="Next").click()
    read(desk, "The whole school")
    desk.get_by_label("Training").check()
    desk.get_by_label("What was said").fill("Two new deputies want the course")
    desk.get_by_role("button", name="Go to the end of the call").click()
    read(desk, "End the call")
    expect(desk.locator("main")).to_contain_text("Call the school nurse")
    expect(desk.locator("main")).not_to_contain_text("Her aunt called us")
    desk.get_by_role("button", name="End the call and send the letter").click()
    expect(desk.locator(".govuk-error-summary")).to_contain_text("Say who you spoke to")
    desk.get_by_label(reader).check()
    desk.get_by_role("button", name="End the call and send the letter").click()
    read(desk, "Calls")
    expect(desk.locator("main")).to_contain_text("its letter is out")
    desk.locator("#done").get_by_role("link", name=school).click()
    read(desk, school)
    desk.get_by_role("button", name="The letter").click()
    read(desk, "After our call")
    desk.goto("/lists/?patch=all")
    read(desk, "Fortnight of")
