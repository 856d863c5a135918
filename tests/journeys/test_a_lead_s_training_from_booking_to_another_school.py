"""A safeguarding lead books from what is due, attends, evaluates, has the certificate, and finds it after moving school, without script."""

import re
from datetime import date, time, timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from breakwater.foundation.dates.london_time import moment
from breakwater.knowledge.training.models import CourseGroup, Delegate, Employment
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import training

pytestmark = [pytest.mark.browser, pytest.mark.slow]
COURSE = "Refresher for designated safeguarding leads"
BOOKED, HELD = date(2026, 11, 9), date(2026, 11, 16)


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).last.click()


def test_a_lead_books_attends_evaluates_and_takes_the_certificate_to_another_school(device, read, town, at_the_records):
    town.is_now(BOOKED, 9)
    with at_the_records():
        lead = town.posts["dsl"]
        town.posts["training"] = training.administrator()
        group = CourseGroup.objects.get(code="dsl_formal")
        course = training.course(COURSE, group=group, valid_months=24, outcomes=["Judge thresholds with others"])
        event = training.event(course, starts_at=moment(HELD, time(10)))
        training.delegate(
            "Dana Safeguarding", of=lead.team, user=lead.user, email=lead.user.email, staff_groups=["dsl"]
        )
    books(device("dsl", script=False), read)
    town.is_now(HELD, 10, 5)
    attends(device("training", script=False), device(script=False), read, event)
    town.is_now(HELD, 14)
    number = evaluates(device("dsl", script=False), read)
    with at_the_records():
        other = make.team("Pier School safeguarding", of=make.organisation("Pier School", "SCHOOL"))
        with acting_as(training.service()):
            Employment.objects.update(ends_on=HELD + timedelta(days=30))
            training.employed(
                Delegate.objects.get(user=lead.user), other, staff_groups=["dsl"], starts_on=date(2027, 9, 1)
            )
        town.posts["moved"] = make.membership("dsl", of=other, user=lead.user)
    town.is_now(date(2028, 6, 1), 9)
    finds_it_again(device("moved", script=False), device(script=False), read, number)


def books(lead: Page, read) -> None:
    """Two presses from what is due to a booked place."""
    lead.goto("/training/mine/")
    read(lead, "My training record")
    lead.get_by_role("link", name="Book 16 November 2026").first.click()
    read(lead, "Book a place")
    press(lead, "Book")
    expect(lead.locator("main")).to_contain_text("Confirmed")


def attends(team: Page, trainer: Page, read, event) -> None:
    team.goto(f"/training/keep/dates/{event.public_id}/attendance/")
    read(team, "Register")
    link = team.get_by_role("link", name="/training/register/").get_attribute("href")
    trainer.goto(urlsplit(link).path)
    read(trainer, "Register")
    trainer.get_by_label("Dana Safeguarding").check()
    press(trainer, "Save and close the register")
    expect(trainer.locator("main")).to_contain_text("1 of 1 here")
    trainer.get_by_role("link", name="Show the code for delegates to scan").click()
    read(trainer, "Sign in here")


def evaluates(lead: Page, read) -> str:
    lead.goto("/training/mine/")
    lead.get_by_role("link", name=re.compile("after the course")).click()
    read(lead, "After your course")
    for each in lead.get_by_role("radio", name="4", exact=True).all():
        each.check()
    lead.get_by_role("radio", name="Right", exact=True).check()
    press(lead, "Send")
    read(lead, "Thank you")
    expect(lead.get_by_role("button", name="Download your certificate")).to_be_visible()
    lead.goto("/training/mine/")
    words = lead.get_by_role("link", name=re.compile("^Download TC-")).inner_text()
    return words.removeprefix("Download ")


def finds_it_again(lead: Page, anyone: Page, read, number: str) -> None:
    lead.goto("/training/mine/")
    read(lead, "My training record")
    expect(lead.locator("main")).to_contain_text(number)
    expect(lead.locator("main")).to_contain_text("it lapses on 16 November 2028")
    anyone.goto(f"/training/certificates/{number}/")
    read(anyone, "This certificate is valid")
