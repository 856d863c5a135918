"""A policy officer supersedes a chapter in four areas, one of which does otherwise at one paragraph, and the past stays readable."""

import secrets
from datetime import date, time

import pytest
from playwright.sync_api import Page, expect

from breakwater.foundation.dates.london_time import moment
from breakwater.knowledge.policies.operations import consulting, drafting, force, manuals, ratifying, varying
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.organisations.models import Membership
from breakwater_dev.testing import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TUESDAY, LONG_AGO = date(2026, 11, 17), date(2025, 1, 6)
AREAS = {"Portsmouth": "851", "Hampshire": "850", "Southampton": "852", "Isle of Wight": "921"}
TEXT = """## Why it matters

Babies who do not move by themselves rarely bruise.

## What to do

Call the children's assessment unit on the same day.

- Record where the bruise is, and what you were told
- Tell the parents what you do, unless that puts the child at risk"""
NEWER = TEXT.replace("rarely bruise.", "rarely bruise, and a bruise may be the only sign.").replace(
    "on the same day", "within two hours"
)


@pytest.fixture
def chapter(town, at_the_records):
    """A chapter in force in four areas since January 2025; Portsmouth says otherwise at one paragraph. Returns it and its manual's address."""
    mark = secrets.token_hex(3)
    with at_the_records():
        for name, code in AREAS.items():
            area = make.area(code, name)
            post = f"officer {name}"
            if post not in town.posts:
                town.posts[post] = make.membership(
                    "policy_officer", of=make.team(f"Partnership office, {name}", in_area=area)
                )
        return _written(town, mark)


def _written(town, mark):
    posts: dict[str, Membership] = {name: town.posts[f"officer {name}"] for name in AREAS}
    at = moment(LONG_AGO, time(9))
    with acting_as(actor_of(posts["Portsmouth"])) as by:
        manual = manuals.open_manual(
            slug=f"shared-{mark}",
            title="Shared procedures",
            areas=[make.area(code, name) for name, code in AREAS.items()],
            by=by,
            at=at,
        )
        made = manuals.add_chapter(
            manual=manual, number="2.1", title="Bruises on babies", kept_by=posts["Portsmouth"].team, by=by, at=at
        )
        draft = drafting.begin(chapter=made, by=by, at=at)
        facts = {
            "title": f"Bruises on babies {mark}",
            "summary": "What to do about a bruise on a baby who does not move.",
            "source": "An invented local agreement",
            "significance": "MAJOR",
            "notes": {"everyone": "The first version."},
            "proposed_from": None,
            "review_by": date(2026, 10, 1),
        }
        drafting.write(version=draft, facts=facts, text=TEXT, revision=0, by=by, at=at)
        version = drafting.settle(version=draft, by=by, at=at)
    decision = ratifying.Decision("Partnership executive", date(2024, 12, 10), "12/24", 5, 4)
    for name, post in posts.items():
        with acting_as(actor_of(post)) as by:
            area = post.team.area
            ratifying.ratify(version=version, area=area, decision=decision, by=by, at=at)
            force.put_in_force(version=version, area=area, starts_on=LONG_AGO, by=by, at=at)
            if name == "Portsmouth":
                varying.vary(
                    made,
                    area,
                    varying.Variation(
                        anchor=version.body[3]["anchor"],
                        mode="replace",
                        text="Call the children's ward of the invented hospital on the same day.",
                        why="The unit is on the ward here",
                        decision=decision,
                        starts_on=LONG_AGO,
                    ),
                    by=by,
                    at=at,
                )
    return made, mark


def _day(page: Page, name: str, day: date) -> None:
    for part in ("day", "month", "year"):
        page.locator(f"#id_{name}-{part}").fill(str(getattr(day, part)))


def _decides(desk: Page, read, chapter, area: str, number: str) -> None:
    """The area's officer records its decision and puts the new version in force from today."""
    desk.get_by_role("button", name=f"Record {area}’s decision").click()
    read(desk, f"{area}’s decision on version 1.1.0")
    desk.get_by_label("Which body decided?").fill("Partnership executive")
    _day(desk, "decided_on", date(2026, 11, 10))
    desk.get_by_label("Number of the decision").fill(number)
    desk.get_by_label("How many members were there?").fill("3")
    desk.get_by_label("How many are needed for a quorum?").fill("4")
    desk.get_by_role("button", name="Record the decision").click()
    read(desk, f"{area}’s decision on version 1.1.0")
    expect(desk.locator("main")).to_contain_text("Without a quorum nothing was decided")
    desk.get_by_label("How many members were there?").fill("5")
    desk.get_by_role("button", name="Record the decision").click()
    read(desk, f"Put version 1.1.0 in force in {area}")
    desk.get_by_role("button", name="Put it in force").click()
    read(desk, chapter.heading.split(" ", 1)[0])


def test_a_chapter_is_superseded_in_four_areas_and_the_past_is_read(device, read, town, chapter):
    made, mark = chapter
    town.is_now(TUESDAY, 10)
    desk = device("officer Portsmouth")
    desk.goto("/today/")
    expect(desk.locator("main")).to_contain_text("Review 2.1")
    desk.goto(f"/policies/{made.public_id}/")
    read(desk, "2.1 Bruises on babies")
    desk.get_by_role("button", name="Write the next version").click()
    read(desk, "Write the next version")
    typed = "(box, text) => { box.value = text; box.dispatchEvent(new Event('input')); }"
    desk.locator("textarea[name=text]").evaluate(typed, NEWER)  # the box that the editor stands over
    desk.get_by_label("Minor: clearer or fuller, the same practice").check()
    desk.get_by_label("What changes, for everyone?").fill("Call within two hours.\nA bruise may be the only sign.")
    _day(desk, "review_by", date(2028, 11, 17))
    desk.get_by_role("button", name="Save and preview").click()
    read(desk, "2.1 Bruises on babies")
    desk.get_by_role("button", name="Continue writing").click()
    read(desk, "Write the next version")
    desk.get_by_role("button", name="Save and finalise").click()
    read(desk, "Finalise?")
    desk.get_by_role("button", name="Finalise").click()
    read(desk, "2.1 Bruises on babies")

    desk.get_by_role("button", name="Say whether Portsmouth keeps its own wording").click()
    read(desk, "Does Portsmouth keep its own wording?")
    expect(desk.locator("ins").first).to_contain_text("within two hours")
    desk.get_by_label("Keep our variation beside the new text").check()
    desk.get_by_label("Why?").fill("The unit is still on the ward")
    desk.get_by_role("button", name="Record it").click()
    read(desk, "2.1 Bruises on babies")
    _decides(desk, read, made, "Portsmouth", "31/26")

    public = f"/procedures/shared-{mark}/2.1/"
    phone = device()
    phone.goto(f"{public}hampshire/")
    read(phone, "2.1 Bruises on babies")
    expect(phone.locator("main")).to_contain_text("ratified by 1 of 4 areas")
    for number, area in enumerate(("Hampshire", "Southampton", "Isle of Wight"), 32):
        other = device(f"officer {area}")
        other.goto(f"/policies/{made.public_id}/")
        _decides(other, read, made, area, f"{number}/26")

    phone.goto(f"{public}portsmouth/")
    read(phone, "2.1 Bruises on babies")
    expect(phone.locator("main")).to_contain_text("children's ward of the invented hospital")
    expect(phone.locator("main")).to_contain_text("Version 1.1.0")
    phone.get_by_role("link", name="All versions").click()
    read(phone, "All versions")
    phone.get_by_role("link", name="What differs from 1.0.0").click()
    read(phone, "Version 1.1.0 beside 1.0.0")
    phone.goto(f"{public}portsmouth/")
    phone.get_by_role("link", name="What was in force on another day?").click()
    read(phone, "What was in force then?")
    _day(phone, "on", date(2025, 3, 3))
    phone.get_by_role("button", name="Show it").click()
    read(phone, "In force in Portsmouth on 3 March 2025")
    expect(phone.get_by_text("As we know it now").locator("xpath=..")).to_contain_text("Version 1.0.0")
    expect(phone.get_by_text("As this record said on").locator("xpath=..")).to_contain_text("Version 1.0.0, the same")
    expect(phone.locator("main")).to_contain_text("on the same day")
    phone.goto(public)
    read(phone, "2.1 Bruises on babies")
    phone.goto("/procedures/")
    read(phone, "Policies and procedures")
    desk.goto("/policies/")
    read(desk, "Policies and procedures")


@pytest.fixture
def consulted(town, chapter, at_the_records):
    """The chapter, with a draft of its next version out to consultation."""
    made, mark = chapter
    with at_the_records(), acting_as(actor_of(town.posts["officer Portsmouth"])) as by:
        at = town.is_now(date(2026, 11, 16), 9)
        draft = drafting.begin(chapter=made, by=by, at=at)
        facts = {
            "title": draft.title,
            "summary": draft.summary,
            "source": draft.source,
            "significance": "MAJOR",
            "notes": {"everyone": "Two hours."},
            "proposed_from": None,
            "review_by": date(2028, 11, 1),
        }
        drafting.write(version=draft, facts=facts, text=NEWER, revision=0, by=by, at=at)
        closes_on = consulting.earliest_close(date(2026, 11, 16))
        consulting.open_to(version=draft, about="Can you do it in two hours?", closes_on=closes_on, by=by, at=at)
    return made, draft, mark


def test_an_agency_says_what_it_thinks_and_is_answered(device, read, town, consulted):
    made, draft, _ = consulted
    town.is_now(TUESDAY, 11)
    agency = device("social_work_manager")
    agency.goto("/policies/asked/")
    read(agency, "Drafts of the manual")
    agency.goto(f"/policies/drafts/{draft.public_id}/comments/")
    read(agency, "2.1 Bruises on babies")
    agency.get_by_label("What does your agency think?").fill("Not at night. Say who is called then.")
    agency.get_by_role("button", name="Send it").click()
    read(agency, "2.1 Bruises on babies")

    desk = device("officer Portsmouth")
    desk.goto(f"/policies/drafts/{draft.public_id}/comments/")
    desk.get_by_role("link", name="Answer").click()
    read(desk, "Answer a comment")
    desk.get_by_label("Accepted in part").check()
    desk.get_by_label("What do you answer?").fill("The night team is named now.")
    desk.get_by_role("button", name="Answer").click()
    read(desk, "2.1 Bruises on babies")
    agency.reload()
    expect(agency.locator("main")).to_contain_text("The night team is named now.")


def test_a_schools_staff_read_a_chapter_without_an_account(device, read, town, chapter):
    made, mark = chapter
    town.is_now(TUESDAY, 12)
    school = device("dsl")
    school.goto("/policies/reading/")
    read(school, "Chapters for your staff to read")
    school.get_by_role("link", name=f"Bruises on babies {mark}").click()
    read(school, "Who has read it?")
    school.get_by_label("Your staff list").fill("Ann Example\nBob Example")
    school.get_by_role("button", name="Make the link").click()
    read(school, "Who has read it?")
    address = school.locator(".bw-break a").get_attribute("href")

    phone = device(script=False)
    phone.goto("/procedures/read/" + address.split("/procedures/read/")[1])
    read(phone, "2.1 Bruises on babies")
    phone.get_by_label("Your name").fill("ann example")
    phone.get_by_role("button", name="Confirm").click()
    read(phone, "2.1 Bruises on babies")
    expect(phone.locator("main")).to_contain_text("Tick the box")
    phone.get_by_label("I have read this and understood it").check()
    phone.get_by_role("button", name="Confirm").click()
    read(phone, "Thank you")
    school.goto("/policies/reading/")
    school.get_by_role("link", name=f"Bruises on babies {mark}").click()
    expect(school.locator("main")).to_contain_text("1 of 2 on the list")
