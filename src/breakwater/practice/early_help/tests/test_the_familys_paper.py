"""The plan on paper, in the languages that families read: what the fonts hold is printed, of the rest the paper says so."""

import re
from datetime import UTC, datetime

import pytest

from breakwater.foundation.design import paper as papers
from breakwater.practice.early_help.family_links import pdf as family_pdf
from breakwater.practice.early_help.models import FamilyCopy

CONTENT = {
    "children": ["Zoë"],
    "for": "Łucja",
    "label": "Early Help Assessment",
    "goals": [],
    "actions": [],
    "voices": [],
    "whatif": "Zadzwoń do babci",
    "review": "",
    "meeting": {},
    "ask": "",
}


def copy_of(other_words: str = "", language: str = "", **content) -> FamilyCopy:
    return FamilyCopy(
        content=CONTENT | content,
        other_words=other_words,
        language=language,
        translated_by="Invented",
        approved_at=datetime(2026, 11, 24, 10, tzinfo=UTC),
    )


def fonts_of(paper: bytes) -> set[str]:
    return {name.decode() for name in re.findall(rb"/BaseFont ?/[A-Z]{6}\+([A-Za-z]+)", paper)}


@pytest.mark.parametrize(
    ("language", "words", "font"),
    [
        ("pl", "Zażółć gęślą jaźń", "AtkinsonHyperlegibleNext"),
        ("ro", "Țară și măr, în pădure", "AtkinsonHyperlegibleNext"),
        ("ru", "План семьи: спокойное утро", "LibertinusSerif"),
        ("uk", "Її ґанок, єдність", "LibertinusSerif"),
        ("el", "Το σχέδιό μας", "LibertinusSerif"),
        ("vi", "Kế hoạch của chúng tôi", ""),
    ],
)
def test_a_second_language_is_printed(language, words, font):
    paper = family_pdf.paper(copy_of(words, language))
    assert papers.is_held(words)
    assert len(paper) > len(family_pdf.paper(copy_of()))
    assert not font or font in fonts_of(paper)


def test_what_no_font_holds_is_said_and_breaks_nothing():
    arabic = copy_of("خطتنا", "ar")
    assert not papers.is_held(arabic.other_words)
    assert family_pdf.paper(arabic).startswith(b"%PDF")


def test_a_name_in_another_script_does_not_stop_the_paper():
    assert family_pdf.paper(copy_of(children=["Олена", "محمد"])).startswith(b"%PDF")


def test_every_sign_that_is_called_held_is_in_the_fonts():
    signs = [chr(number) for first, last in papers.HELD for number in range(first, last + 1)]
    said = "".join(sign for sign in signs if sign.isprintable())
    assert family_pdf.paper(copy_of(said, "en")).startswith(b"%PDF"), (
        "typst refuses a sign that no font holds (PDF/UA-1)"
    )
