"""A parent at night finds help in two steps; a provider keeps its own entry; what it changed is read before families see it."""

import re
import secrets
from datetime import date, time

import pytest
from playwright.sync_api import expect

from breakwater.knowledge.directory.models import Opening, Postcode, Service, Term
from breakwater.knowledge.directory.operations import entries
from breakwater.knowledge.directory.operations.words import bring_needs
from breakwater.partnership.notifications.models import OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TUESDAY = date(2026, 11, 17)


@pytest.fixture
def services(town, at_the_records):
    """Two services of one provider, entered for this journey alone: the town is shared. Returns the provider and their mark."""
    at, mark = town.is_now(TUESDAY, 9), secrets.token_hex(3)
    with at_the_records(), acting_as(make.intake()) as by:
        bring_needs()
        Postcode.objects.get_or_create(code="PO1 1AA", defaults={"easting": 464340, "northing": 100350})
        provider = entries.enter_provider(
            area=make.area(),
            name=f"Harbour Families {mark}",
            description="A charity",
            keeper_email=f"keeper{mark}@example.org",
            by=by,
            at=at,
        )
        for name, need, words in (
            ("Night line", "feelings", "Talk to someone in the evening"),
            ("Stay and Play", "being-a-parent", "Toys and songs"),
        ):
            service = entries.enter(
                provider=provider,
                terms=Term.objects.filter(code=need),
                by=by,
                at=at,
                facts={
                    "name": f"{name} {mark}",
                    "description": words,
                    "telephone": "01632 960 001",
                    "access": "ask",
                    "cost": "free",
                },
            )
            entries.set_place(
                service=service,
                facts={"kind": "physical", "street": "1 High Street", "town": "Portsmouth", "postcode": "PO1 1AA"},
                by=by,
                at=at,
            )
            line = {"often": Opening.Often.WEEKLY, "days": "TU", "opens_at": time(18), "closes_at": time(23)}
            entries.set_hours(service=service, lines=[line], by=by, at=at)
    return provider, mark


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_a_parent_at_night_finds_help_in_two_steps(device, read, town, services, script):
    _, mark = services
    town.is_now(TUESDAY, 21)
    phone = device(script=script)
    phone.goto("/services/")
    read(phone, "Help near you")
    phone.get_by_role("link", name="Feelings and mental health").click()
    read(phone, "Help near you")
    found = phone.get_by_role("listitem").filter(has_text=f"Night line {mark}").first
    expect(found).to_contain_text("Open now until 23:00")
    phone.get_by_role("link", name=f"Night line {mark}").click()
    read(phone, f"Night line {mark}")
    expect(phone.get_by_role("link", name="01632 960 001")).to_be_visible()


def test_a_provider_keeps_its_entry_and_someone_reads_the_change_first(device, read, town, services, at_the_records):
    provider, mark = services
    town.is_now(TUESDAY, 10)
    desk = device("business_manager")
    desk.goto(f"/directory/providers/{provider.uuid}/link/")
    read(desk, "Send a link to keep its entries")
    desk.get_by_role("button", name="Send the link").click()
    read(desk, "Directory of services")
    with at_the_records():
        body = OutboxMessage.objects.filter(to=provider.keeper_email).latest("pk").body
    address = "/services/ours/" + body.split("/services/ours/")[1].split("\n")[0]

    theirs = device(script=False)
    theirs.goto(address)
    read(theirs, "Are your entries still right?")
    theirs.get_by_role("link", name=re.compile(rf"Change it.*Stay and Play {mark}")).click()
    read(theirs, f"Stay and Play {mark}")
    theirs.get_by_label("Anything people must know now").fill("Closed on Friday")
    theirs.get_by_role("button", name="Send the change").click()
    read(theirs, "Thank you")

    desk.goto("/directory/")
    desk.get_by_role("table", name="Changes that providers sent").get_by_role(
        "link", name=f"Stay and Play {mark}"
    ).click()
    read(desk, f"Stay and Play {mark}")
    expect(desk.get_by_role("table", name="What would change")).to_contain_text("Closed on Friday")
    desk.get_by_role("button", name="Put it in").click()
    with at_the_records():
        assert Service.objects.get(name=f"Stay and Play {mark}").alert == "Closed on Friday"
