"""What is above a public page's heading on a telephone: help and the way out, the name, and a menu folded behind its button."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HIGHEST = 120  # pixels of bar, name and menu
HEADER = "document.querySelector('header').getBoundingClientRect().bottom"
HEADING = "document.querySelector('main h1').getBoundingClientRect().top"


@pytest.fixture
def telephone(chromium, served):
    """`telephone(script=True)` opens a page 320 pixels wide."""
    contexts = []

    def opens(*, script: bool = True):
        size = {"width": 320, "height": 640}
        contexts.append(chromium.new_context(base_url=served.url, viewport=size, java_script_enabled=script))
        return contexts[-1].new_page()

    yield opens
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    "address", ["/", "/worried/", "/for/children/", "/library/", "/services/", "/procedures/", "/words/"]
)
def test_bar_name_and_menu_take_at_most_120_pixels_and_where_no_crumbs_stand_the_heading_begins_there(
    telephone, address
):
    page = telephone()
    page.goto(address)
    assert page.evaluate(HEADER) <= HIGHEST
    if not page.locator(".govuk-breadcrumbs").count():
        assert page.evaluate(HEADING) <= HIGHEST


@pytest.mark.parametrize("script", [True, False])
def test_the_menu_opens_and_closes_with_and_without_script_and_the_way_to_tell_us_is_always_there(telephone, script):
    page = telephone(script=script)
    page.goto("/library/")
    menu = page.get_by_role("navigation", name="Site")
    assert page.get_by_role("link", name="Worried about a child?").first.is_visible()
    assert not menu.is_visible()
    page.get_by_role("button" if script else "link", name="Menu", exact=True).click()
    assert menu.get_by_role("link", name="Procedures").is_visible()
    menu.get_by_role("link", name="Close menu").click()
    assert not menu.is_visible()
