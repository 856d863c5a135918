"""Two hundred names, dates and marks, each planted alone, are all found before anything is published (PL 6.8)."""

import pytest

from breakwater.improvement.learning.anonymity import NotReadable, Term, read_file, read_text, scan

from . import planted
from .planted_words import DATES, DAYS, NAMES, PROSE, TERMS


def found_in(words: str) -> list:
    return scan(read_text(words), TERMS, DAYS)


def hits_of(content: bytes, kind: str) -> list:
    return scan(read_file(content, kind), TERMS, DAYS)


def in_prose(planted_words: str) -> str:
    return f"{PROSE} {planted_words} and more. {PROSE}"


def test_plain_prose_a_clean_document_a_clean_pdf_and_a_clean_picture_say_nothing():
    assert found_in(PROSE) == []
    assert hits_of(planted.word(), "docx") == []
    assert hits_of(planted.pdf(), "pdf") == []
    assert hits_of(planted.picture("JPEG"), "jpeg") == hits_of(planted.picture("PNG"), "png") == []


def test_every_name_is_found_however_it_is_written():
    assert [each for each in NAMES if not [hit for hit in found_in(in_prose(each)) if hit.kind == "NAME"]] == []


def test_every_date_is_found_however_it_is_written():
    assert [each for each in DATES if not [hit for hit in found_in(in_prose(each)) if hit.kind == "DATE"]] == []


def test_every_mark_in_a_word_document_is_found():
    assert [name for name, content in planted.in_word() if not hits_of(content, "docx")] == []


def test_every_mark_in_a_pdf_is_found():
    assert [name for name, content in planted.in_pdf() if not hits_of(content, "pdf")] == []


def test_every_mark_in_a_picture_is_found():
    assert [name for name, kind, content in planted.in_pictures() if not hits_of(content, kind)] == []


def test_there_are_two_hundred_of_them_and_no_two_the_same():
    marks = [*planted.in_word(), *planted.in_pdf(), *planted.in_pictures()]
    contents = {each[-1] for each in marks}
    assert len(contents) == len(marks)
    assert len(set(NAMES)) + len(set(DATES)) + len(marks) >= 200


def test_what_stands_where_a_name_is_not_known_is_no_name_by_itself():
    terms = [Term("The mother", "the family"), Term("Baby Tarpaulin", "the child")]
    assert scan(read_text("The mother of the baby asked for help."), terms, {}) == []
    assert [hit.words for hit in scan(read_text("Baby Tarpaulin; the Tarpaulin baby."), terms, {})] == [
        "Baby Tarpaulin",
        "Tarpaulin baby",
    ]


def test_a_date_of_the_case_says_whose_it_is_and_a_name_says_what_it_is():
    said = {hit.words: hit.what for hit in found_in("Thackray was born on 12 March 2024.")}
    assert said == {"Thackray": "the child", "12 March 2024": "date of birth of the child"}


@pytest.mark.parametrize("kind", ["xlsx", "heic", "mp4"])
def test_what_cannot_be_read_is_refused_and_never_called_clean(kind):
    with pytest.raises(NotReadable):
        read_file(b"anything", kind)


def test_a_damaged_document_is_refused_and_never_called_clean():
    with pytest.raises(NotReadable):
        read_file(planted.word()[:-40], "docx")
    with pytest.raises(NotReadable):
        read_file(planted.pdf()[:200], "pdf")
