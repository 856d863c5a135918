"""A parent at night finds help; a teacher keeps a lesson; an offer is read by two, published, and leaves; a reader joins and leaves."""

import secrets
from datetime import date

import pytest
from playwright.sync_api import expect

from breakwater.knowledge.content.jobs import keep_library
from breakwater.knowledge.content.models import Dispatch, Resource, Subscriber
from breakwater.knowledge.content.operations import dispatching, site
from breakwater.partnership.notifications.models import OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make

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
    phone.goto("/")
    read(phone, "Keeping children safe in Portsmouth")
    phone.get_by_role("link", name="Babies: crying, sleep and bruises").click()
    read(phone, "Babies: crying, sleep and bruises")
    expect(phone.get_by_text("Never shake a baby", exact=False).first).to_be_visible()
    phone.get_by_role("navigation", name="Site").get_by_role("link", name="Worried about a child?").click()
    read(phone, "Worried about a child?")
    phone.go_back()
    phone.get_by_role("navigation", name="Site").get_by_role("link", name="Search").click()
    read(phone, "Search")
    phone.get_by_role("textbox", name="Search this site").fill("cant get my baby to sleap")
    phone.get_by_role("button", name="Search").click()
    read(phone, "Search results")
    phone.get_by_role("link", name="Babies: crying, sleep and bruises").click()
    phone.go_back()
    expect(phone.get_by_role("heading", name="Search results")).to_be_visible()
    phone.reload()
    expect(phone.get_by_role("heading", name="Search results")).to_be_visible()
    assert "sleap" not in phone.url + phone.title()


def test_an_offer_is_read_published_kept_by_a_teacher_and_leaves_in_its_time(device, read, town, pages, at_the_records):
    mark = secrets.token_hex(3)
    town.is_now(TUESDAY, 10)
    public = device(script=False)
    public.goto("/library/")
    public.get_by_role("link", name="Suggest a resource").first.click()
    read(public, "Suggest a resource")
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

    manager = device("business_manager")
    for post, doing in (
        ("", ["Record the subject check"]),
        ("link_manager", ["Record the teaching check"]),
        ("", ["Put it in the library"]),
    ):
        desk = device(post) if post else manager
        desk.goto("/site/resources/")
        read(desk, "Resources of the library")
        desk.get_by_role("link", name=f"Half an hour on consent {mark}").click()
        for what in doing:
            read(desk, f"Half an hour on consent {mark}")
            desk.get_by_label(what, exact=False).check()
            if "subject" in what:
                desk.get_by_label("In what words?").fill("Read by Pat Constable, police education team")
            desk.get_by_role("button", name="Record it").click()
    read(manager, "Resources of the library")

    teacher = device(script=False)
    teacher.goto("/library/")
    read(teacher, "Library")
    teacher.get_by_label("Age (optional)").select_option("ks3")
    teacher.get_by_role("button", name="Show resources").click()
    teacher.get_by_role("link", name=f"Half an hour on consent {mark}").click()
    read(teacher, f"Half an hour on consent {mark}")
    teacher.get_by_role("button", name="Save").click()
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


def test_a_reader_joins_gets_one_bulletin_made_of_what_changed_and_leaves(device, read, town, pages, at_the_records):
    """Phones ask for another's mailbox; the desk composes, approves and sends; nobody needs a script or an account."""
    address = f"reader{secrets.token_hex(3)}@example.org"
    town.is_now(TUESDAY, 11)
    phone = device(script=False)
    phone.goto("/bulletins/")
    read(phone, "Bulletins and alerts")
    phone.get_by_role("button", name="Get them by e-mail").click()
    read(phone, "Get bulletins by e-mail")
    phone.get_by_role("button", name="Subscribe").click()
    read(phone, "Get bulletins by e-mail")
    expect(phone.get_by_role("alert")).to_contain_text("Choose at least one")
    phone.get_by_label("Prevent and Orpheus bulletin").check()
    phone.get_by_label("Your e-mail address").fill(address)
    phone.get_by_role("button", name="Subscribe").click()
    read(phone, "Check your e-mail")
    with at_the_records():
        question = OutboxMessage.objects.get(to=address).body
    phone.goto("/bulletins/yes/" + question.split("/bulletins/yes/")[1].split()[0])
    read(phone, "Do you want our bulletins?")
    phone.get_by_role("button", name="Yes, send them to me").click()
    read(phone, "What you get")

    town.is_now(TUESDAY, 12)
    title = f"Winter {secrets.token_hex(3)}"
    desk = device("business_manager")
    desk.goto("/site/bulletins/new/")
    read(desk, "Begin an issue")
    desk.get_by_label("Which bulletin?").select_option("prevent")
    desk.get_by_label("Headline").fill(title)
    desk.get_by_label("Everyone: archive, feed and subscribers").check()
    desk.get_by_role("button", name="Choose what goes in").click()
    read(desk, "Write the bulletin")
    own = desk.get_by_role("region", name="Something of your own")
    own.get_by_label("Heading").fill("A talk for parents")
    own.get_by_role("textbox", name="Words").fill("How to speak of what is on the news.")
    own.get_by_role("button", name="Add this item").click()
    read(desk, "Write the bulletin")
    desk.get_by_role("button", name="Save and preview").click()
    read(desk, title)
    desk.get_by_role("button", name="Ask for approval").click()
    approver = device("prevent_lead")
    approver.goto(desk.url)
    approver.get_by_role("button", name="Approve these words").click()
    read(approver, title)
    desk.reload()
    desk.get_by_role("button", name="Send it now").click()
    read(desk, title)
    with at_the_records():
        dispatch = Dispatch.objects.get(issue__title=title)
        while dispatching.send_some(dispatch=dispatch.pk, at=dispatch.made_at):
            pass
        copy = OutboxMessage.objects.get(to=address, subject__contains=title)
    desk.goto("/site/bulletins/")
    read(desk, "Bulletins")

    link = "/bulletins/prevent/" + copy.body.split("/bulletins/prevent/")[1].split()[0]
    phone.goto(link)
    read(phone, title)
    expect(phone.get_by_role("heading", name="A talk for parents")).to_be_visible()
    phone.get_by_role("link", name="All issues").click()
    read(phone, "Prevent and Orpheus bulletin")
    phone.goto("/bulletins/yours/" + copy.body.split("/bulletins/yours/")[1].split()[0])
    read(phone, "What you get")
    phone.get_by_role("button", name="Unsubscribe").click()
    read(phone, "You will get no more e-mails")
    with at_the_records():
        assert not Subscriber.objects.filter(email=address).exists()


def test_an_urgent_alert_is_approved_by_two_and_answered_for_by_agency(device, read, town, pages):
    town.is_now(TUESDAY, 14)
    title = f"Counterfeit tablets {secrets.token_hex(3)}"
    writer = device("business_manager")
    writer.goto("/alerts/")
    writer.get_by_role("button", name="Write an alert").click()
    read(writer, "Write an urgent alert")
    writer.get_by_label("Headline").fill(title)
    writer.get_by_role("textbox", name="What has happened, or may?").fill("Tablets are sold as sweets.")
    writer.get_by_role("textbox", name="What should people do?").fill("Tell staff and parents today.")
    writer.get_by_label("Professionals only: after signing in").check()
    writer.get_by_label("Designated safeguarding lead").check()
    for part, value in (("Day", "1"), ("Month", "12"), ("Year", "2026")):
        writer.get_by_label(part, exact=True).fill(value)
    writer.get_by_role("button", name="Ask for two approvals").click()
    read(writer, title)
    expect(writer.get_by_text("You wrote it. Two others approve it")).to_be_visible()
    address = writer.url
    for post, button in (("prevent_lead", "Approve it"), ("manager", "Approve it and send it now")):
        approver = device(post)
        approver.goto(address)
        read(approver, title)
        approver.get_by_role("button", name=button, exact=True).click()
        read(approver, title)
    lead = device("dsl")
    lead.goto("/today/")
    lead.get_by_role("link", name=title).click()
    read(lead, title)
    lead.get_by_role("button", name="I have read it").click()
    read(lead, title)
    lead.goto("/for-you/")
    read(lead, "Alerts and bulletins for you")
    writer.goto(address)
    read(writer, title)
    expect(writer.get_by_role("table", name="Who has read it, by agency")).to_contain_text("Everybody has")
    writer.goto("/alerts/")
    read(writer, "Urgent alerts")
