"""What the words mean: one short page, and every link to it finds its word."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

import breakwater
from breakwater.knowledge.content.glossary import words
from breakwater.partnership.organisations.levels import LEVELS

HOUSE = Path(breakwater.__file__).parent
LINKED = re.compile(r'\bterm\("([^"]+)"')


def test_each_word_is_explained_once_shortly_and_in_the_alphabet():
    terms = [word.term for word in words()]
    assert terms == sorted(set(terms), key=str.casefold)
    assert LEVELS[2].name in terms
    assert {"HIPS", "LADO", "Re-think", "Step-down", "Critical friend"} <= set(terms)
    assert [word.term for word in words() if not 20 < len(word.means) < 180 or not word.means.endswith(".")] == []


def test_every_link_to_a_word_finds_it():
    linked = {
        (path.name, said)
        for path in HOUSE.rglob("*.html")
        if path.name != "term.html"
        for said in LINKED.findall(path.read_text())
    }
    keys = {word.key for word in words()}
    assert len(linked) >= 5
    assert [(name, said) for name, said in linked if said.lower().replace(" ", "-") not in keys] == []


@pytest.mark.usefixtures("db")
def test_the_page_shows_them_to_everyone(client):
    assert reverse("content:glossary") == "/words/"  # as design/components/term.html has it
    page = client.get("/words/").content.decode()
    assert all(f'id="{word.key}"' in page and word.term in page for word in words())
