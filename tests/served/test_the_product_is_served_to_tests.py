"""The fixtures that the served tests stand on."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_signed_in_post_reads_a_child_s_page_and_a_stranger_does_not(served):
    child = served.world.records["ordinary"].person
    inside = served.visitor(served.world.post("mash_screener")).get(f"/people/{child.public_id}/")
    outside = served.visitor(served.world.post("mash_screener", "other_area")).get(f"/people/{child.public_id}/")
    nobody = served.visitor().get(f"/people/{child.public_id}/")
    assert (inside.status, outside.status, nobody.status) == (200, 404, 302)
    assert "RobinOrdinary" in inside.text


def test_a_browser_signs_in_and_the_page_is_accessible(served, page, sign_in, axe):
    sign_in(page, served.world.post("mash_manager"))
    page.goto("/today/")
    axe(page)
    assert page.title()
