"""A manual comes in from Word with its headings; hostile files stay outside with words for the sender."""

import io
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from breakwater.foundation.storage import Refused
from breakwater.foundation.storage.office import WORD
from breakwater.knowledge.policies.models import Chapter, Version
from breakwater.knowledge.policies.word_files import chapters_in

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
    """A .docx with this body, and whatever else stands in it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr(
            "word/document.xml",
            document or f'<?xml version="1.0"?><w:document {NS}><w:body>{body}</w:body></w:document>',
        )
        archive.writestr("word/styles.xml", STYLES)
        archive.writestr("word/numbering.xml", NUMBERING)
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def sent(content: bytes, name: str = "manual.docx") -> dict:
    return {"manual": "shared", "file": SimpleUploadedFile(name, content, content_type=WORD)}


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
    first, second = chapters_in(word())
    assert (first.number, first.title) == ("1.1", "Making a contact")
    assert first.parts == [
        ("h2", "Why"),
        ("p", "Because a child may be at risk."),
        ("numbers", "Call.\nWrite."),
        ("list", "A dot"),
        ("p", "Kept"),
        ("list", "Who: The MASH"),
    ]
    assert (second.number, second.title, second.parts) == ("", "Unnumbered", [("p", "Words <script>")])


def test_chapters_become_drafts_and_known_numbers_their_next_version(
    signed_in, officer, manual, settle, chapter, client
):
    settle()
    office = signed_in(officer)
    body = BODY + _p("2.1 Bruises", "H1") + _p("Babies who do not move rarely bruise.")
    assert office.post("/policies/import/", sent(word(body))).status_code == 302
    assert sorted(Chapter.objects.values_list("number", flat=True)) == ["1.1", "2.1", "3"]
    drafts = Version.objects.filter(state="DRAFT")
    assert drafts.count() == 3
    again = drafts.get(chapter=chapter)
    assert again.follows.number == "1.0.0"
    assert again.body[0]["anchor"] == again.follows.body[1]["anchor"]
    told = office.post("/policies/import/", sent(word(body)), follow=True).content.decode()
    assert "0 chapters are drafts now" in told
    assert "a draft was open" in told


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
        chapters_in(word(_p("A" * 2000, "H1")))
    deep = "<w:r>" * 5000 + "</w:r>" * 5000
    with pytest.raises(Refused):
        chapters_in(word(f"<w:p>{deep}</w:p>"))


def test_what_came_in_runs_nothing_on_the_page(signed_in, officer, manual, in_force, client, now):
    from breakwater.knowledge.policies.operations import drafting
    from breakwater.partnership.organisations.access import acting_as

    from .conftest import facts_of

    signed_in(officer).post("/policies/import/", sent(word()))
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
