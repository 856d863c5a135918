"""A parent at night finds help in two steps; a teacher keeps a lesson; an offer is read, published, and leaves in its time."""

import secrets
from datetime import date

import pytest
from playwright.sync_api import expect

from breakwater.knowledge.content.jobs import keep_library
from breakwater.knowledge.content.models import Resource
from breakwater.knowledge.content.operations import site
from breakwater.partnership.organisations.access import acting_as
from breakwater.testing import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TUESDAY = date(2026, 11, 17)


@pytest.fixture
def pages(town, at_the_records):
    """The site's own pages, brought by its owner."""
    at = town.is_now(TUESDAY, 9)
    with at_the_records(), acting_as(make.intake()) as by:
        site.bring(area=make.area(), kept_by=town.teams["office"], by=by, at=at)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_a_parent_at_night_finds_help_in_two_steps(device, read, town, pages, script):
    town.is_now(TUESDAY, 23)
    phone = device(script=script)
    phone.goto("/home/")
    read(phone, "Keeping children safe in Portsmouth")
    phone.get_by_role("link", name="Babies: crying, sleep and bruises").click()
    read(phone, "Babies: crying, sleep and bruises")
    expect(phone.get_by_text("Never shake a baby", exact=False).first).to_be_visible()
    phone.get_by_role("link", name="Worried about a child?").click()
    read(phone, "Worried about a child?")


def test_an_offer_is_read_published_kept_by_a_teacher_and_leaves_in_its_time(device, read, town, pages, at_the_records):
    mark = secrets.token_hex(3)
    town.is_now(TUESDAY, 10)
    public = device(script=False)
    public.goto("/library/")
    public.get_by_role("link", name="Offer a resource").first.click()
    read(public, "Offer a resource")
    public.get_by_label("What is it called?").fill(f"Half an hour on consent {mark}")
    public.get_by_label("What does one get, and how is it used?").fill("Slides and scenarios for one lesson.")
    public.get_by_label("Lesson plan").check()
    public.get_by_label("What is it about?").select_option("consent")
    public.get_by_label("Key stage 3 (11 to 14)").check()
    public.get_by_label("For schools and colleges").check()
    public.get_by_label("How many minutes does it take?").fill("30")
    public.get_by_label("Where is it on the web?").fill("https://example.org/consent")
    public.get_by_label("Who made it?").fill("Harbour School")
    public.get_by_label("How may others use it?").select_option("cc-by")
    public.get_by_label("I made it, or its maker agrees").check()
    public.get_by_label("No child can be known from it: no names, no faces").check()
    public.get_by_role("button", name="Send").click()
    read(public, "Thank you")

    desk = device("business_manager")
    desk.goto("/site/")
    read(desk, "Public site")
    desk.get_by_role("link", name=f"Half an hour on consent {mark}").click()
    for what in ("Record the subject check", "Record the teaching check", "Put it in the library"):
        read(desk, f"Half an hour on consent {mark}")
        desk.get_by_label(what, exact=False).check()
        desk.get_by_role("button", name="Record it").click()
    read(desk, "Public site")

    teacher = device(script=False)
    teacher.goto("/library/")
    read(teacher, "Library")
    teacher.get_by_label("Age").select_option("ks3")
    teacher.get_by_role("button", name="Show").click()
    teacher.get_by_role("link", name=f"Half an hour on consent {mark}").click()
    read(teacher, f"Half an hour on consent {mark}")
    teacher.get_by_role("button", name="Keep it in my collection").click()
    read(teacher, "My collection")
    shared = teacher.locator(".bw-link a").inner_text()
    colleague = device()
    colleague.goto(shared)
    read(colleague, "My collection")
    expect(colleague.get_by_role("link", name=f"Half an hour on consent {mark}")).to_be_visible()

    with at_the_records():
        Resource.objects.filter(title__endswith=mark).update(reviewed_on="2020-01-01", expires_on="2021-01-01")
        keep_library()
    teacher.reload()
    expect(teacher.get_by_text("1 resource has left the library since.")).to_be_visible()
