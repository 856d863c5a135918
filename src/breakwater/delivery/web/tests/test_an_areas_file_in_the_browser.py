"""The area's file in the browser: what it would change is shown with its lines, and nothing is changed before a word."""

import html
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from breakwater.partnership.organisations.models import OrganisationArea, Patch, Team
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in

FILE = """area: 851
organisations:
  - name: Invented Council
    kind: COUNCIL
    teams:
      - name: Early help, east
        receives: [early_help]
patches:
  - name: East
    wards: [E05009999]
"""


@pytest.fixture
def keeper(db):
    council = make.organisation("Invented Council", "COUNCIL")
    OrganisationArea.objects.create(organisation=council, area=make.area(), starts_on=date(2020, 1, 1))
    return signed_in(make.actor("business_manager"))


def chosen(keeper, text=FILE):
    file = SimpleUploadedFile("area.yaml", text.encode(), "application/yaml")
    return keeper.post("/area/file/", {"file": file}).content.decode()


def taken_in(keeper, page):
    text = html.unescape(re.search(r'name="text"[^>]* value="([^"]*)"', page)[1])
    return keeper.post("/area/file/take-in/", {"text": text}, follow=True).content.decode()


def test_a_team_and_a_patch_are_shown_first_and_then_added(keeper):
    page = chosen(keeper)
    assert "Nothing is changed yet" in page
    assert "Early help, east" in page
    assert not Team.objects.filter(name="Early help, east").exists()
    assert "made from the file" in taken_in(keeper, page)
    assert Team.objects.filter(name="Early help, east").exists()
    assert Patch.objects.filter(name="East").exists()
    again = chosen(keeper)
    assert "0 changes" in again
    assert "Make these changes" not in again


def test_a_line_that_is_wrong_is_named_and_nothing_can_be_made(keeper):
    page = chosen(keeper, FILE.replace("COUNCIL", "KINGDOM"))
    assert "What is wrong" in page
    assert "Make these changes" not in page
    assert "Line 1" in chosen(keeper, "- no mapping")


def test_what_came_to_be_wrong_meanwhile_changes_nothing(keeper):
    answer = keeper.post("/area/file/take-in/", {"text": FILE.replace("COUNCIL", "KINGDOM")}).content.decode()
    assert "What is wrong" in answer
    assert not Team.objects.filter(name="Early help, east").exists()


def test_nobody_else_opens_it(db):
    assert signed_in(make.actor("mash_manager")).get("/area/file/").status_code == 403
