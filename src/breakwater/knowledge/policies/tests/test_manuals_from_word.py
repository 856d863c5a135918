"""A manual comes in from Word with its headings; hostile files stay outside with words for the sender."""

import io
import re
import zipfile
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import TestCase
from PIL import Image

from breakwater.foundation.storage import Refused, open_stored
from breakwater.foundation.storage.office import WORD
from breakwater.knowledge.policies.models import Chapter, Version, WordImport
from breakwater.knowledge.policies.operations import importing
from breakwater.knowledge.policies.word_files import read
from breakwater.knowledge.policies.word_styles import said
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.word import document, p, picture

NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = f'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="{WORD}.main+xml"/></Types>'
STYLES = f'<w:styles {NS}><w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style><w:style w:styleId="H2"><w:name w:val="heading 2"/></w:style></w:styles>'
NUMBERING = f'<w:numbering {NS}><w:abstractNum w:abstractNumId="0"><w:lvl><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num></w:numbering>'


def _p(text: str, style: str = "", listed: str = "") -> str:
    kind = f'<w:pStyle w:val="{style}"/>' if style else ""
    kind += f'<w:numPr><w:numId w:val="{listed}"/></w:numPr>' if listed else ""
    return f"<w:p><w:pPr>{kind}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


BODY = (
    _p("Manual of an invented area")
    + _p("1.1 Making a contact", "H1")
    + _p("Why", "H2")
    + _p("Because a child may be at risk.")
    + _p("Call.", listed="7")
    + _p("Write.", listed="7")
    + _p("A dot", listed="3")
    + "<w:p><w:r><w:t>Kept</w:t></w:r><w:del><w:r><w:delText>gone</w:delText><w:t>gone too</w:t></w:r></w:del></w:p>"
    + f"<w:tbl><w:tr><w:tc>{_p('Who')}</w:tc><w:tc>{_p('The MASH')}</w:tc></w:tr></w:tbl>"
    + _p("Unnumbered", "H1")
    + _p("Words &lt;script&gt;")
)


def word(body: str = BODY, *, document: str = "", **parts: bytes) -> bytes:
    """A .docx with this body, and whatever else stands in it: word__numbering.xml takes the place of ours."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr(
            "word/document.xml",
            document or f'<?xml version="1.0"?><w:document {NS}><w:body>{body}</w:body></w:document>',
        )
        archive.writestr("word/styles.xml", STYLES)
        archive.writestr("word/numbering.xml", parts.pop("word__numbering.xml", NUMBERING))
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def numbered(start: str, form: str, text: str = "%1.") -> str:
    """The description of list 7, as a file may name it."""
    level = f'<w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
    lists = '<w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num>'
    return f'<w:numbering {NS}><w:abstractNum w:abstractNumId="0"><w:lvl>{level}</w:lvl></w:abstractNum>{lists}</w:numbering>'


def sent(content: bytes, name: str = "manual.docx") -> dict:
    return {"manual": "shared", "file": SimpleUploadedFile(name, content, content_type=WORD)}


def take_in(office, content: bytes):
    """Send a file, and make drafts of what the page shows."""
    shown = office.post("/policies/import/", sent(content)).headers["Location"]
    return office.post(shown, follow=True)


@pytest.fixture(autouse=True)
def _unscanned_files_are_released(settings):
    settings.BREAKWATER_UNSCANNED = "release"


def test_a_file_that_nothing_scanned_is_opened_only_where_the_owner_says_so(signed_in, officer, manual, settings):
    settings.BREAKWATER_UNSCANNED = "hold"
    told = signed_in(officer).post("/policies/import/", sent(word())).content.decode()
    assert "No virus scanner is set up" in told
    assert Chapter.objects.count() == 0


def test_a_file_with_a_childs_data_is_refused_whole(signed_in, officer, manual):
    told = signed_in(officer).post("/policies/import/", sent(word(BODY + _p("Sam, 943 476 5919")))).content.decode()
    assert "Chapter 2 of the file seems to hold an NHS number" in told
    assert "943 476" not in told
    assert Chapter.objects.count() == 0


def test_headings_lists_and_tables_are_kept_and_what_was_deleted_is_not():
    first, second = read(word()).chapters
    assert (first.number, first.title) == ("1.1", "Making a contact")
    assert first.parts == [
        ("h2", "Why"),
        ("p", "Because a child may be at risk."),
        ("numbers", "Call.\nWrite."),
        ("list", "A dot"),
        ("p", "Kept"),
        ("table", "| Who | The MASH |"),
    ]
    assert (second.number, second.title, second.parts) == ("", "Unnumbered", [("p", "Words <script>")])


def test_chapters_become_drafts_and_known_numbers_their_next_version(
    signed_in, officer, manual, settle, chapter, client
):
    settle()
    office = signed_in(officer)
    body = BODY + _p("2.1 Bruises", "H1") + _p("Babies who do not move rarely bruise.")
    assert take_in(office, word(body)).status_code == 200
    assert sorted(Chapter.objects.values_list("number", flat=True)) == ["1.1", "2.1", "3"]
    drafts = Version.objects.filter(state="DRAFT")
    assert drafts.count() == 3
    again = drafts.get(chapter=chapter)
    assert again.follows.number == "1.0.0"
    assert again.body[0]["anchor"] == again.follows.body[1]["anchor"]
    told = take_in(office, word(body)).content.decode()
    assert "0 chapters are drafts now" in told
    assert "a draft was open" in told


def test_what_the_file_makes_is_shown_before_anything_is_made(signed_in, officer, manual, settle, chapter):
    settle()
    office = signed_in(officer)
    before = Version.objects.count()
    body = BODY + _p("2.1 Bruises", "H1")
    shown = office.post("/policies/import/", sent(word(body)), follow=True).content.decode()
    assert (Chapter.objects.count(), Version.objects.count()) == (1, before)
    assert "Becomes its next version." in shown
    assert "Becomes a new chapter." in shown
    assert "Tracked deletions, left out: 1" in shown
    assert "Words &lt;script&gt;" in shown


def test_a_file_that_is_discarded_or_forgotten_leaves_nothing(signed_in, officer, manual, settings, now):
    office = signed_in(officer)
    for way in ("drop", "forget"):
        shown = office.post("/policies/import/", sent(word())).headers["Location"]
        entry = WordImport.objects.get()
        stored = importing._stored(entry)
        assert b"".join(open_stored(stored))
        if way == "drop":
            with TestCase.captureOnCommitCallbacks(execute=True):
                office.post(f"{shown}drop/")
        else:
            with TestCase.captureOnCommitCallbacks(execute=True):
                importing.forget_old(before=entry.sent_at + timedelta(seconds=1))
        assert not WordImport.objects.exists()
        with pytest.raises(FileNotFoundError):
            list(open_stored(stored))
    assert Chapter.objects.count() == 0


def test_another_area_s_officer_does_not_see_the_file(signed_in, officer, manual):
    shown = signed_in(officer).post("/policies/import/", sent(word())).headers["Location"]
    other = make.actor("policy_officer", of=make.team("Office", in_area=make.area("999", "Far away")))
    assert signed_in(other).get(shown).status_code == 404


def test_pictures_come_in_by_the_door_of_every_picture(signed_in, officer, manual, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    made = io.BytesIO()
    Image.new("RGB", (30, 20)).save(made, "PNG")
    content = document(
        p("1.1 Babies", style="H1"),
        p("Look: ", picture("r1", "A cot")),
        p(picture("r2", "Not a picture")),
        links={"r1": "media/image1.png", "r2": "media/image2.png"},
        parts={"word/media/image1.png": made.getvalue(), "word/media/image2.png": b"MZ program"},
    )
    told = take_in(signed_in(officer), content).content.decode()
    assert "Pictures that could not be taken: Not a picture" in told
    words, shown = Version.objects.get().body
    assert words["text"] == "Look:"
    address = re.fullmatch(r"!\[A cot\]\((/pictures/.*)\)", shown["text"])[1]
    assert client.get(address).status_code == 200


BILLION = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;&l;">]><w:document {NS}><w:body>&m;</w:body></w:document>'
OUTSIDE = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><w:document {NS}><w:body>&x;</w:body></w:document>'


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (word(document=BILLION), "manual.docx", "not safe"),
        (word(document=OUTSIDE), "manual.docx", "not safe"),
        (word(word__vbaProject=b"x", **{"word/vbaProject.bin": b"x"}), "manual.docx", "macros"),
        (word(**{"word/media/a.txt": b"0" * 90_000_000}), "manual.docx", "unpacks to far more"),
        (word(document="<w:document"), "manual.docx", "damaged"),
        (word(_p("No heading at all")), "manual.docx", "no headings"),
        (b"%PDF-1.4 not Word", "manual.docx", "it is a PDF"),
        (b"MZ program", "manual.docx", "program"),
        (word(), "manual.docm", ".docx"),
        (b"<html><script>alert(1)</script>" + word(), "manual.docx", "not a Word document"),
        (word()[:-30], "manual.docx", "damaged"),
    ],
    ids=[
        "entities",
        "external entity",
        "macros",
        "bomb",
        "broken",
        "no headings",
        "PDF",
        "program",
        "docm",
        "polyglot",
        "cut off",
    ],
)
def test_a_hostile_file_is_refused_with_words(signed_in, officer, manual, content, name, words):
    told = signed_in(officer).post("/policies/import/", sent(content, name)).content.decode()
    assert words in told
    assert Chapter.objects.count() == 0


def test_text_that_grows_without_end_is_refused(monkeypatch):
    monkeypatch.setattr("breakwater.knowledge.policies.word_files.LARGEST_PART", 1000)
    with pytest.raises(Refused, match="too long"):
        read(word(_p("A" * 2000, "H1")))
    deep = "<w:r>" * 5000 + "</w:r>" * 5000
    with pytest.raises(Refused):
        read(word(f"<w:p>{deep}</w:p>"))


def test_what_came_in_runs_nothing_on_the_page(signed_in, officer, manual, in_force, client, now):
    from breakwater.knowledge.policies.operations import drafting
    from breakwater.partnership.organisations.access import acting_as

    from .conftest import facts_of

    take_in(signed_in(officer), word())
    draft = Version.objects.get(chapter__title="Unnumbered")
    with acting_as(officer):
        draft = drafting.write(
            version=draft,
            facts=facts_of(),
            text="Words <script>alert(1)</script> [x](javascript:alert(1))",
            revision=1,
            by=officer,
            at=now,
        )
        version = drafting.settle(version=draft, by=officer, at=now)
    in_force(version, "portsmouth", date(2026, 1, 1))
    page = client.get(f"/procedures/shared/{version.chapter.number}/portsmouth/").content.decode()
    assert "&lt;script&gt;alert" in page
    assert 'href="javascript' not in page


@pytest.mark.parametrize("form", ["lowerRoman", "upperLetter", "decimal"])
@pytest.mark.parametrize("start", ["9999999999", "9" * 5000])
def test_a_number_without_end_in_a_file_makes_no_text_without_end(form, start):
    lists = {"word__numbering.xml": numbered(start, form, "%1" * 1000)}
    [chapter] = read(word(_p("1 First", "H1") + _p("Call.", listed="7"), **lists)).chapters
    assert len(chapter.parts[0][1]) < 100


def test_roman_numbers_of_any_size_are_short():
    assert [said(number, "lowerRoman") for number in (4, 49, 1994, 9999)] == [
        "iv",
        "xlix",
        "mcmxciv",
        "mmmmmmmmmcmxcix",
    ]


def test_a_width_and_a_level_without_end_are_read_as_none():
    digits = "9" * 5000
    row = (
        f'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="{digits}"/></w:tcPr>{_p("Who")}</w:tc><w:tc>{_p("When")}</w:tc></w:tr>'
    )
    deep = f'<w:p><w:pPr><w:outlineLvl w:val="{digits}"/></w:pPr><w:r><w:t>Words</w:t></w:r></w:p>'
    [chapter] = read(word(_p("1 First", "H1") + deep + f"<w:tbl>{row}</w:tbl>")).chapters
    assert chapter.parts == [("p", "Words"), ("table", "| Who | When |")]


def test_a_table_of_many_tables_within_cells_is_read_once():
    inner = f"<w:tbl><w:tr>{f'<w:tc>{_p("x")}</w:tc>' * 60}</w:tr></w:tbl>"
    row = f"<w:tr>{f'<w:tc>{inner}{_p("y")}</w:tc>' * 60}</w:tr>"
    began = perf_counter()
    [chapter] = read(word(_p("1 First", "H1") + f"<w:tbl>{row}</w:tbl>")).chapters
    assert chapter.parts[0][1].count("y |") == 60
    assert perf_counter() - began < 10


def test_a_file_that_fails_while_it_is_taken_in_leaves_nothing_behind(officer, manual, settings):
    files = Path(settings.BREAKWATER_DATA) / "files"
    before = set(files.rglob("*.*"))
    facts = {"stream": io.BytesIO(word()), "name": "manual.docx", "declared": WORD}
    with pytest.raises(IntegrityError), acting_as(officer):
        importing.receive(manual=manual, by=officer, at=None, **facts)
    assert set(files.rglob("*.*")) == before
