"""Pages in French and Dutch beside the English ones: marked as what they are, with a way between them; nothing on protecting a child."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from breakwater.knowledge.content import changes, languages, presenting
from breakwater.knowledge.content.models import Page
from breakwater_dev.testing import factories as make


@pytest.mark.parametrize(
    ("address", "code", "words"),
    [
        ("/guide/fr/prevent/", "fr", "Inquiet pour un enfant ?"),
        ("/guide/nl/project-orpheus/", "nl", "Bezorgd om een kind?"),
        ("/guide/prevent/", "en", "Worried about a child?"),
    ],
)
def test_a_page_says_its_language_and_speaks_it_around_its_words_too(site_here, client, address, code, words):
    page = client.get(address).content.decode()
    assert f'<html lang="{code}"' in page
    assert words in page
    for other in {"en", "fr", "nl"} - {code}:
        assert re.search(rf'<a class="govuk-link" href="[^"]+" lang="{other}"', page)


def test_the_way_between_languages_leads_to_the_same_page(site_here, client):
    page = client.get("/guide/fr/prevent/").content.decode()
    for there in ("/guide/prevent/", "/guide/nl/prevent/"):
        assert f'href="{there}"' in page
        assert client.get(there).status_code == 200
    assert 'lang="fr"' not in client.get("/guide/prevent/how-to-refer/").content.decode()


def test_a_languages_first_page_leads_back_to_english_and_says_a_warning_in_its_own_words(site_here, client):
    top = Page.objects.get(url_path__endswith="/fr/")
    top.body = [("warning", "Des mots relus.")]
    top.save()
    page = client.get("/guide/fr/").content.decode()
    assert re.search(r'<a class="govuk-link" href="/" lang="en"', page)
    assert ">Attention</span>" in page


def test_the_search_and_what_changed_say_in_which_language_a_page_is(site_here, client):
    found = client.post("/find/", {"looking_for": "prevent"}, follow=True).content.decode()
    assert "Français" not in found
    assert re.search(r"only=languages\">In other languages \(\d+\)", found)
    found = client.post("/find/", {"looking_for": "prevent", "only": "languages"}, follow=True).content.decode()
    assert "For everyone, Français" in found
    changed = changes.pages(make.area(), timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=1))
    assert {each.what for each in changed if "/fr/" in each.href} == {"Page, Français", "Section, Français"}
    assert "Page" in {each.what for each in changed}


def test_sg_33_a_translation_says_who_checked_it_and_none_is_of_a_page_on_concerns(site_here, client):
    translated = Page.objects.filter(url_path__regex="/site-[^/]+/(fr|nl)/")
    assert translated.count() == 18
    assert [page.title for page in translated if page.checked_by] == [], "no native reader has read any yet"
    told = " ".join(page.words for page in translated)
    assert "notice, check" not in told
    assert not re.search(r"\b(999|101|111)\b|urgence|noodgeval|téléphone|telefoon", told), "nobody has checked it"
    assert [page.title for page in translated if any(each.block_type == "warning" for each in page.body)] == []
    for page in translated:
        html = client.get(presenting.address_of(page)).content.decode()
        assert ("pas encore relue par une personne" in html) != ("nog niet nagelezen door iemand" in html)
        assert (
            languages.day(page.review_by, languages.of(presenting.relative(page, f"site-{make.area().code}"))) in html
        )


def test_sg_33_a_translation_that_was_checked_says_by_whom_and_that_the_english_page_has_changed_since(
    site_here, client
):
    french, english = (Page.objects.get(url_path__endswith=end) for end in ("/fr/prevent/", "1/prevent/"))
    Page.objects.filter(pk=french.pk).update(checked_by="Zoé Lanterne, professeure")
    page = client.get("/guide/fr/prevent/").content.decode()
    assert "Traduction relue par Zoé Lanterne, professeure" in page
    assert "pas encore relue" not in page
    Page.objects.filter(pk=english.pk).update(last_published_at=timezone.now() + timedelta(hours=1))
    assert "a changé depuis cette traduction" in client.get("/guide/fr/prevent/").content.decode()


def test_the_home_page_keeps_other_languages_apart(site_here, client):
    page = client.get("/").content.decode()
    assert page.count(">Nederlands<") == 1
    assert 'lang="nl"' in page


@pytest.fixture
def arabic(site_here):
    """A branch that an editor began, with one page."""
    kept_by = Page.objects.first().kept_by
    facts = {"summary": "Warqad", "kept_by": kept_by, "reviewed_on": "2026-11-01", "review_by": "2027-11-01"}
    top = site_here.add_child(instance=Page(title="العربية", slug="ar", kind="section", **facts))
    top.add_child(instance=Page(title="منع", slug="prevent", **facts))
    return top


def test_any_language_is_added_by_a_branch_at_its_code(arabic, client):
    page = client.get("/guide/ar/prevent/").content.decode()
    assert '<html lang="ar" dir="rtl"' in page
    assert "has not been checked by a native reader yet" in page
    assert 'href="/guide/prevent/"' in page
    assert 'lang="ar"' in client.get("/guide/prevent/").content.decode()


def test_only_languages_that_the_site_has_are_offered_to_subscribers(arabic, client):
    page = client.get("/bulletins/join/").content.decode()
    assert 'value="ar"' in page
    assert 'value="de"' not in page


@pytest.mark.parametrize(
    ("code", "said"), [("fr", "3 mars 2026"), ("nl", "3 maart 2026"), ("pl", "3 marca 2026"), ("de", "3. März 2026")]
)
def test_a_date_is_said_in_the_page_s_language(code, said):
    assert languages.day(date(2026, 3, 3), code) == said
