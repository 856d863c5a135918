"""Only what is on the list comes in, by its content, and every refusal says what to do instead."""

import io
import zipfile
import zlib

import pytest

from breakwater.foundation.storage import IMAGES, MEDIA, Limits, Refused, sniff
from breakwater.foundation.storage.sniffing import clean_name, read_within

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.{type}.main+xml"/></Types>'
)
OFFICE = {
    "docx": ("word/document.xml", "wordprocessingml.document"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation"),
}
RELATIONSHIP = '<Relationship Type="http://x/{type}" Target="http://elsewhere.example/t" TargetMode="External"/>'


def archive(parts, comment=b""):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
        made.comment = comment
    return target.getvalue()


def office(kind="docx", **extra):
    part, type_ = OFFICE[kind]
    parts = {"[Content_Types].xml": CONTENT_TYPES.format(part=part, type=type_), part: "<w:document/>"}
    return archive(parts | extra.get("parts", {}))


def pdf(inside=b"", tail=b""):
    return b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n" + inside + b"\nstartxref\n0\n%%EOF\n" + tail


def png(width=10, height=10, tail=b""):
    def chunk(name, data):
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"
    pixels = zlib.compress(b"\0" * 310)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"") + tail


JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\0" * 50 + b"\xff\xd9"
GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"
WEBP = b"RIFF\x1a\0\0\0WEBPVP8L" + b"\0" * 20
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 20
MP4 = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 20
ODT = archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<office/>"})
ALL = Limits(kinds=IMAGES | MEDIA | Limits().kinds)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("letter.pdf", pdf(), "pdf"),
        ("plan.docx", office("docx"), "docx"),
        ("list.XLSX", office("xlsx"), "xlsx"),
        ("talk.pptx", office("pptx"), "pptx"),
        ("plan.odt", ODT, "odt"),
        ("photo.jpg", JPEG, "jpeg"),
        ("photo.jpeg", JPEG, "jpeg"),
        ("scan.png", png(), "png"),
        ("small.gif", GIF, "gif"),
        ("photo.webp", WEBP, "webp"),
        ("photo.heic", HEIC, "heic"),
        ("call.mp4", MP4, "mp4"),
        ("notes.txt", "Naïve café £5\r\n".encode(), "txt"),
        ("notes.txt", "Windows “quotes”".encode("cp1252"), "txt"),
        ("notes.txt", "Notepad's Unicode".encode("utf-16"), "txt"),
        ("roll.csv", b"upn,name\nA1,B\n", "csv"),
    ],
)
def test_what_may_come_in(name, content, kind):
    assert sniff(content, name, "application/octet-stream", ALL).name == kind


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("letter.pdf", b"", "empty"),
        ("letter", pdf(), "no ending"),
        ("setup.exe", b"MZ", "cannot be sent. You can send files"),
        ("letter.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as .docx or PDF"),
        ("letter.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "old or protected"),
        ("letter.docm", office(), "macros"),
        ("bundle.zip", archive({"a.txt": "a"}), "Take the files out"),
        ("page.html", b"<html>", "Print it to PDF"),
        ("drawing.svg", b"<svg/>", "Print it to PDF"),
        ("letter.pdf", b"MZ\x90\0", "a program, whatever its name"),
        ("photo.jpg", b"\x7fELF\x02", "a program, whatever its name"),
        ("letter.pdf.lnk", b"L\0\0\0\x01\x14\x02\0", "cannot be sent"),
        ("photo.jpg", png(), "but it is a PNG picture"),
        ("letter.pdf", office(), "but it is a Word document"),
        ("list.xlsx", office("docx"), "but it is a Word document"),
        ("letter.pdf", b"just text", "not a PDF"),
        ("plan.docx", archive({"a.txt": "a"}), "not a Word document"),
        ("notes.txt", b"<!DOCTYPE html><p>", "web page or a script"),
        ("notes.txt", b"\n  <svg onload=alert(1)>", "web page or a script"),
        ("notes.txt", b"#!/bin/sh\nrm", "web page or a script"),
        ("notes.txt", b"<?php system($_GET[0]);", "web page or a script"),
        ("roll.csv", b"a,b\n\0\0", "not comma-separated text"),
        ("photo.jpg", JPEG + b"<script>alert(1)</script>", "script hidden"),
        ("photo.gif", GIF + b"/*<?php eval", "script hidden"),
        ("photo.jpg", JPEG + archive({"a.txt": "a"}), "another file hidden"),
        ("letter.pdf", pdf(tail=archive({"a.txt": "a"})), "another file hidden"),
        ("letter.pdf", pdf(tail=b"x" * 2000), "added at its end"),
        ("letter.pdf", b"%PDF-1.7 cut", "cut off"),
        ("letter.pdf", pdf(b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), "script, a program"),
        ("letter.pdf", pdf(b"/OpenAction << /S /Java#53cript >>"), "script, a program"),
        ("letter.pdf", pdf(b"<< /S /Launch /F (cmd.exe) >>"), "script, a program"),
        ("letter.pdf", pdf(b"<< /Type /EmbeddedFile >>"), "another file"),
        ("letter.pdf", pdf(b"trailer << /Encrypt 5 0 R >>"), "password"),
        (
            "letter.pdf",
            pdf(
                b"<< /Type /ObjStm /Filter /FlateDecode >> stream\n"
                + zlib.compress(b"<< /S /JavaScript >>")
                + b"\nendstream"
            ),
            "script, a program",
        ),
        ("scan.png", png(20_000, 20_000), "too many dots"),
        ("scan.png", png(tail=b"extra"), "added at its end"),
        ("plan.docx", office(parts={"word/vbaProject.bin": b"x"}), "macros"),
        ("plan.docx", office(parts={"word/embeddings/oleObject1.bin": b"x"}), "macros"),
        ("plan.docx", office(parts={"word/embeddings/book.xlsm": b"x"}), "macros"),
        ("plan.docx", office(parts={"word/document2.xml": "<w:instrText> DDEAUTO c:\\\\x </w:instrText>"}), "macros"),
        ("plan.docx", office(parts={"word/_rels/a.rels": RELATIONSHIP.format(type="attachedTemplate")}), "elsewhere"),
        ("plan.docx", office(parts={"word/a.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]>"}), "not safe"),
        ("plan.docx", office(parts={"../../etc/passwd": "x"}), "damaged"),
        ("plan.docx", office(parts={"word/inner.zip": "x"}), "hidden in it"),
        ("plan.docx", office(parts={"word/media/a.xml": b"\0" * 30_000_000}), "unpacks to far more"),
        ("plan.docx", office(parts={f"word/{number}.xml": "x" for number in range(5001)}), "unpacks to far more"),
        ("plan.docx", office() + b"tail", "added to it"),
        ("plan.docx", office()[:-30], "damaged"),
    ],
)
def test_what_may_not(name, content, words):
    with pytest.raises(Refused, match=words):
        sniff(content, name, "", ALL)


def test_a_workbook_of_macros_by_its_contents_list_is_refused_whatever_its_name():
    types = '<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'
    with pytest.raises(Refused, match="macros"):
        sniff(archive({"[Content_Types].xml": types}), "list.xlsx", "", ALL)


def test_an_ordinary_link_and_a_printers_settings_are_harmless():
    parts = {
        "word/_rels/document.xml.rels": RELATIONSHIP.format(type="hyperlink"),
        "xl/printerSettings/printerSettings1.bin": b"x",
    }
    assert sniff(office(parts=parts), "plan.docx", "", ALL).name == "docx"


def test_a_protected_office_file_is_refused():
    content = bytearray(office())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            content[place + at] |= 1
            place = content.find(mark, place + 4)
    with pytest.raises(Refused, match="password|damaged"):
        sniff(bytes(content), "plan.docx", "", ALL)


def test_a_size_that_lies_is_found_out():
    content = bytearray(office(parts={"word/big.xml": b"\0" * 3_000_000}))
    place = content.rfind(b"word/big.xml") - 46
    content[place + 24 : place + 28] = (1000).to_bytes(4, "little")
    with pytest.raises(Refused, match="damaged|unpacks"):
        sniff(bytes(content), "plan.docx", "", ALL)


@pytest.mark.parametrize("declared", ["text/html", "image/svg+xml", "application/javascript", "application/xhtml+xml"])
def test_what_says_it_would_run_in_a_browser_is_refused(declared):
    with pytest.raises(Refused, match="web page or a script"):
        sniff(b"plain text", "notes.txt", declared, ALL)


def test_a_browsers_wrong_guess_is_harmless():
    assert sniff(b"a,b\n", "roll.csv", "application/vnd.ms-excel", ALL).name == "csv"


def test_a_kind_this_place_does_not_take_is_refused_with_those_it_does():
    with pytest.raises(Refused, match=r"\.gif, \.heic"):
        sniff(pdf(), "letter.pdf", "", Limits(kinds=IMAGES))


def test_a_file_over_the_limit_is_not_read_further():
    stream = io.BytesIO(b"x" * 3_000_000)
    with pytest.raises(Refused, match="smaller than 1MB"):
        read_within(stream, Limits(largest=1024 * 1024))
    assert stream.tell() == 1024 * 1024 + 1


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("C:\\Users\\me\\plan.docx", "plan.docx"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("invoice\u202excod.pdf", "invoicexcod.pdf"),
        ("line\nbreak\0.pdf", "line break.pdf"),
        ('a"b<c>.pdf', "a_b_c_.pdf"),
        ("", "file"),
        ("...", "file"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_names_are_made_fit_to_be_shown(name, clean):
    assert clean_name(name) == clean
