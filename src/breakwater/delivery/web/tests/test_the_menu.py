"""The staff menu: one line and a short "More" for every role, and nothing that the role may use is out of reach."""

import re

import pytest
from django.urls import reverse

from breakwater.delivery.web import menu
from breakwater.partnership.organisations.access.roles import Role
from breakwater_dev.testing import factories as make

pytestmark = pytest.mark.usefixtures("db")


@pytest.mark.parametrize("role", Role)
def test_more_is_short_and_what_it_leaves_out_is_on_the_page_of_all(role):
    post = make.membership(role=role)
    drawn = menu.entries_for(post, "/today/")
    rare = [item["text"] for item in drawn if item["rare"]]
    listed = [item["text"] for _, entries in menu.grouped_for(post, "/") for item in entries]
    assert len(rare) <= menu.MORE
    assert len(listed) == len(set(listed))
    assert {item["text"] for item in drawn} - {"Today", "All pages"} <= set(listed)
    assert ("All pages" in rare) == (len(listed) + 1 > len(drawn))


def test_the_page_of_all_pages_shows_them_under_headings(signed_in):
    manager = make.actor("mash_manager", of=make.team("MASH"))
    page = signed_in(manager).get(reverse("web:pages")).content.decode().partition("<main")[2]
    assert re.findall(r'<h2[^>]*id="group-\d+">([^<]+)', page)[:2] == ["The MASH", "Contacts and requests"]
    assert "Restricted records" in page
    assert "Lawful bases" not in page


def test_whoever_sets_up_reads_what_is_missing_and_where_to_do_it(signed_in):
    keeper = make.actor("business_manager", of=make.team("Partnership office"))
    page = signed_in(keeper).get(reverse("web:going_live")).content.decode().partition("<main")[2]
    assert "things are still missing" in page
    assert re.search(r'href="/area/numbers/new/">Publish it', page)
    assert "Partnership business manager: invites" in page.partition("<details")[2]
    assert signed_in(make.actor("mash_manager", of=make.team("MASH"))).get(reverse("web:going_live")).status_code == 403
