"""A screener writes in the record, and adds beside it what raises the risk: with script and without, nothing typed is lost."""

import pytest
from playwright.sync_api import expect

from breakwater_dev.testing.served import add_session

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("with_script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("wide", [1280, 320])
def test_what_is_typed_elsewhere_stands_when_one_thing_is_added(served, chromium, axe, with_script, wide):
    post = served.world.post("mash_screener")
    reference = served.world.records["ordinary"].contact.reference
    context = chromium.new_context(
        base_url=served.url,
        locale="en-GB",
        java_script_enabled=with_script,
        viewport={"width": wide, "height": 900},
    )
    add_session(context, served.url, served.session_of(post))
    page = context.new_page()
    page.goto(f"/mash/contacts/{reference}/screening/")
    seen, item = f"Seen at school by the DSL, {with_script} {wide}", f"A new partner, {with_script} {wide}"
    page.get_by_label("Has the child been seen and heard?").fill(seen)
    page.get_by_text("Consider a child").click()
    page.get_by_label("Why?", exact=True).fill("Sleeps there")
    page.get_by_text("Add one, with what shows it").click()
    page.get_by_label("Risk factor").check()
    page.get_by_label("What is it?").fill(item)
    who = page.get_by_label("Who says so?")
    who.fill("School")
    who.press("Enter") if wide == 320 else page.get_by_role("button", name="Add it", exact=True).last.click()
    expect(page.get_by_role("listitem").filter(has_text=item)).to_be_visible()
    expect(page.get_by_label("Has the child been seen and heard?")).to_have_value(seen)
    expect(page.get_by_label("Why?", exact=True)).to_have_value("Sleeps there")
    expect(page.get_by_label("What is it?")).to_have_value("")
    if with_script:
        axe(page)
    page.get_by_role("listitem").filter(has_text=item).get_by_role("button").click()
    expect(page.get_by_role("listitem").filter(has_text=item)).to_have_count(0)
    expect(page.get_by_label("Why?", exact=True)).to_have_value("Sleeps there")
    context.close()
