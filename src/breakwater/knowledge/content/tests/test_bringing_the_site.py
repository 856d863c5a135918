"""The site's own pages come once, follow the product, and never overwrite an editor."""

import json
import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest
import yaml
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import strip_tags

from breakwater.knowledge.content import childs_data, presenting, reading
from breakwater.knowledge.content.models import Audience, Page
from breakwater.knowledge.content.operations import site
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make

TOLD = {
    "slug": "one",
    "title": "One page",
    "summary": "What it says.",
    "review_by": date(2040, 1, 1),
    "body": [{"words": "First."}],
}

NAMES_AN_AREA = re.compile(r"portsmouth|hampshire|southampton|isle of wight|\bHIPS\b", re.IGNORECASE)


def bring(folder: Path, told: dict, team) -> dict:
    (folder / "1.yaml").write_text(yaml.safe_dump([told]))
    with acting_as(make.intake()) as by:
        return site.bring(area=make.area(), kept_by=team, by=by, at=timezone.now(), folder=folder)


def test_every_page_has_an_owner_an_audience_and_a_review_date_and_home_leads_to_each_kind_of_reader(site_here):
    pages = list(Page.objects.of(site_here))
    assert len(pages) > 30
    assert [page.title for page in pages if not (page.kept_by_id and page.review_by and page.summary)] == []
    assert all(
        reading.pages_for(site_here, who)
        for who in (Audience.WORRIED, Audience.CHILDREN, Audience.PARENTS, Audience.SCHOOLS, Audience.PROFESSIONALS)
    )


WRITTEN = ("heading", "words", "term", "when", "note")


def words_of(value, key="words") -> list[str]:
    """Whatever a data file has for people to read: its paragraphs, headings, terms and dates."""
    if isinstance(value, dict):
        return [words for each, inner in value.items() for words in words_of(inner, each)]
    if isinstance(value, list):
        return [words for each in value for words in words_of(each, key)]
    return [plain(site.marked(value))] if key in (*WRITTEN, "warning", "inset") else []


def plain(markup: str) -> str:
    return re.sub(r"\W+", " ", unescape(strip_tags(re.sub(r"<(p|li|h\d|d[dt]|summary|br)\b", r" <\1", markup)))).strip()


def told_pages(told: list[dict], above: str = ""):
    for each in told:
        yield f"{above}{each['slug']}/", each
        yield from told_pages(each.get("pages", []), f"{above}{each['slug']}/")


def test_every_word_of_the_data_files_is_read_on_its_page(site_here, client):
    pages = {page.url_path.removeprefix(site_here.url_path): page for page in Page.objects.of(site_here)}
    missing, read = [], 0
    for path in site.DATA.glob("*.yaml"):
        for address, told in told_pages(yaml.safe_load(path.read_text())):
            shown = plain(client.get(presenting.address_of(pages[address])).content.decode())
            for words in words_of(told.get("body", [])):
                read += 1
                if words not in shown:
                    missing.append((address, words))
    assert missing == []
    assert read > 250


def test_bringing_again_changes_nothing(site_here, keeper):
    with acting_as(make.intake()) as by:
        done = site.bring(area=make.area(), kept_by=keeper.team, by=by, at=timezone.now())
    assert (done["new"], done["changed"], done["an editor's"]) == (0, 0, 0)


def test_new_words_of_the_product_replace_its_old_ones(db, keeper, tmp_path):
    bring(tmp_path, TOLD, keeper.team)
    assert bring(tmp_path, TOLD | {"title": "Another name"}, keeper.team)["changed"] == 1
    assert Page.objects.get(slug="one").title == "Another name"


@pytest.mark.parametrize("publishes", [True, False], ids=["published", "a draft"])
def test_what_an_editor_changed_is_left_to_them(db, keeper, tmp_path, publishes):
    bring(tmp_path, TOLD, keeper.team)
    page = Page.objects.get(slug="one")
    page.summary = "An editor's own words."
    revision = page.save_revision()
    if publishes:
        revision.publish()
    assert bring(tmp_path, TOLD | {"summary": "New words of the product."}, keeper.team)["an editor's"] == 1
    assert Page.objects.get(slug="one").get_latest_revision_as_object().summary == "An editor's own words."


def test_plain_words_become_paragraphs_lists_and_links_and_markup_does_not():
    assert site.marked("One <b>\n\n- **two**\n- [three](/x/)") == (
        '<p>One &lt;b&gt;</p><ul><li><b>two</b></li><li><a href="/x/">three</a></li></ul>'
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sam, 943 476 5919, was seen", ["an NHS number"]),
        ("UPN A123456789012 ", []),
        ("UPN H801200001001 came", ["a pupil's number (UPN)"]),
        ("DOB: 3/4/2015", ["a date of birth"]),
        ("born on 3 April 2015", ["a date of birth"]),
        ("In force from 31 December 2023; call 0800 1111 or 023 9268 8793", []),
    ],
)
def test_what_looks_like_a_childs_number_or_birthday_is_found(text, found):
    assert childs_data.found_in(text) == found


def test_no_page_is_kept_with_a_childs_number_in_its_body(site_here, keeper):
    page = Page.objects.of(site_here).first()
    page.body = json.dumps([{"type": "words", "value": "<p>Sam, 943 476 5919</p>"}])
    with pytest.raises(ValidationError, match="NHS number"):
        page.full_clean()


def test_pages_follow_an_update_by_themselves_where_they_were_brought_and_nowhere_else(tmp_path, keeper):
    again = {"area": make.area(), "at": timezone.now(), "folder": tmp_path}
    with acting_as(make.intake()) as by:
        assert site.bring_again(by=by, **again) == {}
    bring(tmp_path, TOLD, keeper.team)
    (tmp_path / "1.yaml").write_text(yaml.safe_dump([TOLD | {"title": "One page, newly said"}]))
    with acting_as(make.intake()) as by:
        assert site.bring_again(by=by, **again)["changed"] == 1
        assert site.bring_again(by=by, **again)["same"] == 1
    page = Page.objects.get(slug="one")
    assert (page.title, page.kept_by) == ("One page, newly said", keeper.team)


def _pages_in(told):
    """Every page of a file of the site with its own words, without those of the pages beneath it and of its search."""
    for page in told:
        own = {key: value for key, value in page.items() if key not in ("pages", "other_words")}
        yield page["title"], str(own)
        yield from _pages_in(page.get("pages", ()))


def test_whoever_sets_up_another_area_reads_which_pages_and_words_name_this_one():
    content = Path(site.__file__).parents[1]
    said = " ".join((content.parents[3] / "docs" / "set-up.md").read_text().split())
    files = [yaml.safe_load(file.read_text()) for file in (content / "data").glob("*.yaml")]
    naming = {title for file in files for title, words in _pages_in(file) if NAMES_AN_AREA.search(words)}
    assert "Project Orpheus" in naming
    assert {title for title in naming - {"Projet Orpheus"} if title not in said} == set()
    terms = yaml.safe_load((content / "glossary.yaml").read_text())
    assert [one["term"] for one in terms if NAMES_AN_AREA.search(one["means"]) and one["term"] not in said] == []
