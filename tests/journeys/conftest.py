"""A small town for journeys: the people at its front door and in its services, a clock the journey sets, devices to use.

Each file of journeys has a town of its own; the widths of a screen share it, so a journey finds its own by reference.
"""

import os
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import Page, expect

from breakwater.casework.cases import operations as cases
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.models import Case, Participant
from breakwater.foundation.dates.london_time import moment
from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.organisations.models import ContactPoint, Membership, OpeningHours, Team, User
from breakwater.partnership.people.models import Person
from breakwater.partnership.people.records.operations import circumstances, people
from breakwater.practice.early_help.models import Episode
from breakwater.practice.front_door.models import Contact
from breakwater_dev.testing import clock, databases, incidents
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import served as serving
from breakwater_dev.testing.forking import Nursery
from breakwater_dev.testing.mash import make_ready

LONG_AGO = date(2020, 1, 1)
WIDTHS = (1280, 320)
PATIENCE = 30_000  # ms; what comes is not waited for longer, and a busy machine may take as long
expect.set_options(timeout=PATIENCE)


@dataclass
class Town:
    """Who works where. Every post is one human's; `clock` is the moment at which the product believes itself to be."""

    clock: Path
    teams: dict[str, Team]
    posts: dict[str, Membership]
    pupil: Person

    def is_now(self, day: date, hour: int, minute: int = 0) -> datetime:
        """Set the clock to a moment of London's day."""
        at = moment(day, time(hour, minute))
        clock.set_to(self.clock, at)
        return at


def _town(at: Path) -> Town:
    council = make.organisation("Invented Council")
    school, health = make.organisation("Harbour School", "SCHOOL"), make.organisation("Community Health", "HEALTH")
    teams = {
        "mash": make.team("MASH", of=council, service="front_door"),
        "tier2": make.team("Tier 2 co-ordinators", of=council, service="early_help"),
        "assessment": make.team("Assessment team", of=council, service="assessment"),
        "school": make.team("Harbour School safeguarding", of=school),
        "health": make.team("Health visitors", of=health),
        "office": make.team("Partnership office", of=council),
        "education": make.team("Prevent education", of=council, service="prevent_education"),
    }
    teams["governors"] = incidents.staff_of(teams["school"], "Harbour School governors")
    OpeningHours.objects.bulk_create(
        OpeningHours(team=team, weekday=day, opens_at=time(9), closes_at=time(17), effective_from=LONG_AGO)
        for team in teams.values()
        for day in range(5)
    )
    purpose = ContactPoint.Purpose
    facts = {
        "effective_from": LONG_AGO,
        "last_checked_on": LONG_AGO,
        "review_by": date(2040, 1, 1),
        "source": "Invented",
    }
    for label, number, kind in (
        ("MASH", "01632 960800", purpose.FRONT_DOOR),
        ("Emergency duty", "01632 960900", purpose.OUT_OF_HOURS),
    ):
        ContactPoint.objects.create(area=make.area(), purpose=kind, label=label, telephone=number, **facts)
    posts = {
        "screener": _post("Sasha Screener", "mash_screener", teams["mash"]),
        "manager": _post("Morgan Manager", "mash_manager", teams["mash"]),
        "coordinator": _post("Casey Co-ordinator", "tier2_coordinator", teams["tier2"]),
        "social_worker": _post("Alex Allocated", "social_worker", teams["assessment"]),
        "social_work_manager": _post("Marley Manages", "social_care_manager", teams["assessment"]),
        "cover": _post("Chris Cover", "social_worker", teams["assessment"]),
        "health_visitor": _post("Hayden Health", "lead_professional", teams["health"]),
        "health_manager": _post("Hollis Lead", "lead_professional", teams["health"]),
        "dsl": _post("Dana Safeguarding", "dsl", teams["school"]),
        "governor": _post("Gray Governor", "link_governor", teams["governors"]),
        "prevent_lead": _post("Pat Prevent", "prevent_lead", teams["office"]),
        "education_officer": _post("Eden Education", "prevent_education_officer", teams["education"]),
        "link_manager": _post("Lou Link", "link_manager", teams["office"]),
        "business_manager": _post("Bo Business", "business_manager", teams["office"]),
        "data_officer": _post("Drew Data", "data_officer", teams["office"]),
    }
    _household()
    return Town(at, teams, posts, _pupil(teams["school"]))


def _post(name: str, role: str, team: Team) -> Membership:
    user = User.objects.create(email=f"{name.split()[0].lower()}@example.org", name=name, password="!")
    return make.membership(role, of=team, user=user)


def _pupil(team: Team) -> Person:
    then = moment(LONG_AGO, time(9))
    with acting_as(make.intake()) as by:
        child = people.enter_person(
            area=make.area(),
            facts=people.NewPerson(forename="Robin", surname="Quayside", born=PartDate(2016, 5, 4)),
            by=by,
            at=then,
        )
        circumstances.enrol(person=child, team=team, year_group="5", starts_on=LONG_AGO, verified=True, by=by, at=then)
    return child


def _household() -> None:
    """A mother and a toddler, known to live at the flat that the neighbour writes of."""
    then = moment(LONG_AGO, time(9))
    with acting_as(make.intake()) as by:
        for forename, born in (("Marta", PartDate(1998, 2, 3)), ("Toby", PartDate(2024, 1, 9))):
            one = people.enter_person(
                area=make.area(),
                facts=people.NewPerson(forename=forename, surname="Harbourside", born=born),
                by=by,
                at=then,
            )
            circumstances.move_to(
                person=one, home=circumstances.Home(lines="Flat 12, Invented House", postcode="PO1 1AA"), by=by, at=then
            )


@contextmanager
def _inside(database: str, blocker) -> Iterator[None]:
    """Django works on this database for the length of the block, and leaves no connection behind."""
    before = connections["default"].settings_dict["NAME"]
    databases.point_at(database)
    try:
        with blocker.unblock():
            yield
    finally:
        databases.point_at(before)


@pytest.fixture(scope="session")
def nursery(django_db_setup) -> Iterator[Nursery]:
    """The product loaded once, for the web processes of every file."""
    loaded = Nursery(django_db_setup)
    yield loaded
    loaded.end()


@pytest.fixture(scope="module")
def served(test_cluster, django_db_setup, django_db_blocker, tmp_path_factory, nursery) -> Iterator[serving.Served]:
    """The product at the journey's own moment, on a database with the town in it."""
    name = databases.clone(test_cluster, f"{django_db_setup}_town")
    hand = tmp_path_factory.mktemp("clock") / "offset"
    clock.set_to(hand, moment(date(2026, 3, 2), time(9)))
    with _inside(name, django_db_blocker):
        town = _town(hand)
    port = serving.free_port()
    process = serving.answering(nursery.start(name, port, str(hand)), port)
    yield serving.Served(name, test_cluster, town, f"http://127.0.0.1:{port}", process)
    serving.end(process)
    databases.drop(test_cluster, name)


@pytest.fixture
def town(served) -> Town:
    return served.world


@pytest.fixture
def at_the_records(served, django_db_blocker):
    """`with at_the_records():` lets a journey make what had happened before it begins."""
    return lambda: _inside(served.database, django_db_blocker)


@pytest.fixture
def held(town, at_the_records) -> Callable[[str], Case]:
    """`held(child)`: a referral about that child, held by social care since the week before, or since `on`."""

    def hold(forename: str, on: date = date(2026, 11, 9)) -> Case:
        with at_the_records(), acting_as(make.intake()) as by:
            then = moment(on, time(10))
            child = people.enter_person(
                area=make.area(),
                facts=people.NewPerson(forename=forename, surname="Lockside", born=PartDate(2018, 6, 1)),
                by=by,
                at=then,
            )
            return cases.open_case(
                kind="referral",
                area=make.area(),
                team=town.teams["assessment"],
                by=by,
                at=then,
                people=[(child, Participant.Capacity.CHILD)],
            )

    return hold


@pytest.fixture
def helped(held, town, at_the_records) -> Callable[[str], Episode]:
    """`helped(child)`: an early help episode for that child, which the co-ordinators took over from social care."""

    def help_with(forename: str, on: date = date(2026, 11, 10)) -> Episode:
        case, then = held(forename, on - timedelta(days=1)), moment(on, time(10))
        giver, taker = town.posts["social_worker"], town.posts["coordinator"]
        with at_the_records():
            with acting_as(actor_of(giver)) as by:
                offer = handovers.offer(
                    [case], handovers.Offer(to="early_help", reason="Help with mornings"), by=by, at=then
                )
            with acting_as(actor_of(taker)) as by:
                taken = handovers.accept(handover=offer, by=by, at=then)
                return Episode.objects.select_related("case").get(case=taken.opened_case)

    return help_with


def pytest_generate_tests(metafunc) -> None:
    """Every journey is walked at one width of the screen, some at this and some at that; `--whole` walks them all at both."""
    if "walked_at" in metafunc.fixturenames:
        one = WIDTHS[zlib.crc32(metafunc.function.__name__.encode()) % len(WIDTHS)]
        metafunc.parametrize("walked_at", WIDTHS if metafunc.config.getoption("--whole") else [one])


@pytest.fixture
def width(walked_at) -> int:
    return walked_at


@pytest.fixture
def device(chromium, served, width) -> Iterator[Callable[..., Page]]:
    """`device(post)` is a browser at which that human sits; without a post anyone's. `script=False` runs no script."""
    contexts, wrong = [], []

    def sit_down(post: str = "", *, script: bool = True) -> Page:
        context = chromium.new_context(
            base_url=served.url,
            locale="en-GB",
            timezone_id="Europe/London",
            java_script_enabled=script,
            viewport={"width": width, "height": 900},
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if post:
            serving.add_session(context, served.url, served.session_of(served.world.posts[post]))
        page = context.new_page()
        page.runs_scripts = script
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        return page

    yield sit_down
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def read(axe, chromium) -> Iterator[Callable[[Page, str], Page]]:
    """`read(page, heading)`: the page is the one expected, has nothing for axe to say, and fits the screen, wide or narrow.

    A picture of each is kept in the folder that BREAKWATER_PICTURES names, for whoever wants to look.
    """
    pictures, number, copies = os.environ.get("BREAKWATER_PICTURES"), count(1), []

    def copy_of(page: Page) -> Page:
        """What a page that runs no script shows, at one more device, without its scripts: axe is a script, and reads it there."""
        words = re.sub(r"(?s)<script.*?</script>", "", page.content())
        if not copies:
            copies.append(chromium.new_page(viewport=page.viewport_size))
        copies[0].unroute_all()
        copies[0].route(page.url, lambda asked: asked.fulfill(body=words, content_type="text/html; charset=utf-8"))
        copies[0].goto(page.url)
        return copies[0]

    def look(page: Page, heading: str) -> Page:
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
        if pictures:
            name = f"{page.viewport_size['width']}-{next(number):03}-{re.sub('[^a-z]+', '-', heading.lower())}.png"
            page.screenshot(path=str(Path(pictures) / name), full_page=True)
        _fits(page if page.runs_scripts else copy_of(page), axe)
        return page

    yield look
    for each in copies:
        each.close()


def _fits(page: Page, axe) -> None:
    """Check the page at every width, and leave it at its own."""
    own = page.viewport_size
    for width in sorted(WIDTHS, key=lambda each: each == own["width"]):
        page.set_viewport_size(own | {"width": width})
        axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{page.url} is {wide} px wide on a screen of {width}"


@pytest.fixture
def prepares(town, at_the_records) -> Callable[[str], None]:
    """`prepares(reference)`: the contact, and all that came with it, as a screener leaves them: allocated, searched for, rated."""

    def prepare(reference: str) -> None:
        with at_the_records():
            manager = actor_of(town.posts["manager"])
            with acting_as(manager):
                together = list(Contact.objects.filter(submission__contacts__reference=reference).order_by("position"))
            make_ready(*together, by=manager)

    return prepare


@pytest.fixture
def advises(read, prepares) -> Callable[[Page, str, str, str], None]:
    """`advises(desk, reference, why, sender)`: a manager decides that advice is given, alike for all who came with it."""

    def decide(desk: Page, reference: str, why: str, sender: str) -> None:
        prepares(reference)
        desk.goto(f"/mash/contacts/{reference}/decide/")
        read(desk, "Decide what happens next")
        for task in desk.get_by_role("group", name=re.compile("^Open task")).all():
            task.get_by_label("It ends: it is no longer needed").check()
        desk.get_by_role("group", name="What happens next?").get_by_label("Information or advice given").check()
        desk.locator("#id_rationale").fill(why)
        desk.get_by_role("group", name="Does the family agree?").get_by_label("Not needed for this outcome").check()
        desk.get_by_label("Feedback to referrer", exact=True).fill(sender)
        for other in desk.get_by_role("group", name=re.compile("^And ")).all():
            other.get_by_label("The same decision: you read the reasons once more").check()
        for box in desk.get_by_label("I, or a colleague I have asked").all():
            box.check()
        for box in desk.get_by_label("Why decide before the screening record is whole?").all():
            box.fill("Decided within the hour; the record follows today.")
        desk.get_by_role("button", name="Preview").click()
        read(desk, "Check before you record it")
        for box in desk.get_by_label("I have read these reasons for").all():
            box.check()
        desk.get_by_role("button", name="Record the decision").click()
        expect(desk.locator("main")).to_contain_text("Decision recorded")

    return decide


@pytest.fixture
def tells(read) -> Callable[[Page], str]:
    """`tells(page)`: a neighbour tells a worry on the public form, without a name, and gets the reference."""

    def tell(page: Page, *, looks: bool = False) -> str:
        def look(heading: str) -> None:
            if looks:
                read(page, heading)

        def go_on(button: str = "Continue") -> None:
            page.get_by_role("button", name=button, exact=True).last.click()

        page.goto("/worried/")
        look("Worried about a child?")
        page.get_by_role("button", name="I am worried about a child").click()
        look("Is a child in immediate danger now?")
        page.get_by_label("No", exact=True).check()
        go_on()
        look("What are you worried about?")
        page.get_by_label("What are you worried about?").fill("A toddler screams every night, and nobody comes.")
        go_on()
        look("The child")
        go_on("Skip this question")
        look("Where does the child live, or where did you see them?")
        page.get_by_label("Where does the child live").fill("Flat 12, Invented House")
        page.get_by_label("Postcode, if you know it").fill("PO1 1AA")
        go_on()
        look("When did you last see or hear something that worried you?")
        go_on("Skip this question")
        look("How do you know the child?")
        page.get_by_label("I am a neighbour").check()
        go_on()
        look("May we tell the family who told us?")
        go_on("Skip this question")
        look("May we contact you, if we need to ask something?")
        go_on("Skip this question")
        look("Check your answers, then send")
        go_on("Send")
        look("Thank you. We have it.")
        return re.search(r"S[-0-9A-Z]{4,}", page.locator("main").inner_text())[0]

    return tell
