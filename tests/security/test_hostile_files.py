"""Every door by which a file comes in, found by looking, against files that are not what they say. A new door fails until it stands here.

What may come in at all, kind by kind, is in `foundation/storage/tests/test_sniffing.py`; what each reader makes of good files beside it.
"""

import io
import json
import re
import zipfile
import zlib
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.module_loading import import_string
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form

from breakwater.delivery.area_file import applying, reading
from breakwater.foundation import storage
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.people.intake.reading import reader
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.clamd import Clamd
from breakwater_dev.testing.forms import forms_of_the_house

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
TODAY = date(2026, 3, 2)

# Doors whose files are kept: by which limits each is sniffed, encrypted and scanned (`storage.store`).
KEPT = {
    "casework.documents.forms.DocumentForm": "casework.documents.operations.LIMITS",
    "improvement.assurance.boards.forms.agenda.PaperForm": "improvement.assurance.boards.operations.agenda.LIMITS",
    "improvement.assurance.inspections.forms.GivenForm": "improvement.assurance.inspections.operations.LIMITS",
    "improvement.learning.deaths.panels.forms.PaperForm": "improvement.learning.deaths.panels.operations.papers.LIMITS",
    "improvement.learning.reviews.forms.DraftForm": "improvement.learning.reviews.operations.drafts.LIMITS",
    "knowledge.content.forms.site.OfferForm": "knowledge.content.operations.library.LIMITS",
    "knowledge.content.forms.writing.PictureForm": "knowledge.content.operations.pictures.LIMITS",
    "knowledge.policies.forms.WordForm": "knowledge.policies.word_files.LIMITS",
    "knowledge.training.certificates.forms.EvidenceForm": "knowledge.training.certificates.evidence.LIMITS",
    "partnership.people.intake.earlier.forms.SendForm": "partnership.people.intake.reading.earlier.LIMITS",
    "partnership.people.intake.lists.forms.SendForm": "partnership.people.intake.reading.listed.LIMITS",
    "partnership.people.intake.rolls.forms.RollForm": "partnership.people.intake.reading.reader.LIMITS",
    "practice.front_door.contact_form.forms.drafts.FileForm": "foundation.storage.Limits",
    "practice.front_door.police_notices.forms.NoticeFileForm": "practice.front_door.police_notices.operations.LIMITS",
}


def read_area(content: bytes):
    return reading.read(applying.text_of(content).encode())


def read_staff(content: bytes):
    return import_string("breakwater.knowledge.training.requirements.importing.read")(
        content, make.team(), timezone.now()
    )


def read_tracker(content: bytes):
    return import_string("breakwater.improvement.learning.deaths.panels.tracker_file.read")(content, [], TODAY, [])


def with_facts(path: str, **facts):
    return lambda content: import_string(f"breakwater.{path}")(content, **facts)


def read_changes(content: bytes):
    module = import_module("breakwater.delivery.web.changes_file")
    return module.rows_of(module.text_of(content))


def filled_in(path: str):
    """The reader of a table that a page names the columns of, in a module of that room."""
    return lambda content: import_module(f"breakwater.{path}").FILE.text_of(content, "lines.csv")


# Doors whose files are read at once and not kept: what reads them.
READ = {
    "casework.recording.forms.releases.SendFileForm": with_facts(
        "casework.recording.editing.form_files.read_file", form_key="front_door.contact"
    ),
    "delivery.returns.forms.CensusFileForm": with_facts("delivery.returns.census.reading.read"),
    "delivery.web.forms.AreaFileForm": read_area,
    "delivery.web.forms.ChangesFileForm": read_changes,
    "improvement.assurance.earlier.forms.FileForm": filled_in("improvement.assurance.earlier.file"),
    "improvement.commissioning.needs.forms.FileForm": filled_in("improvement.commissioning.needs.file"),
    "improvement.learning.deaths.panels.forms.FileForm": read_tracker,
    "improvement.scorecard.forms.FileForm": filled_in("improvement.scorecard.file"),
    "knowledge.directory.forms.FeedForm": with_facts("knowledge.directory.openreferral.reading.read"),
    "knowledge.training.requirements.import_views.ImportForm": read_staff,
    "knowledge.training.requirements.import_views.ImportForForm": read_staff,
    "practice.front_door.other_authorities.forms.TakeInForm": with_facts(
        "practice.front_door.other_authorities.contact_file.unseal", passphrase="x"
    ),
    "practice.front_door.police_notices.forms.NoticeFileForm": with_facts(
        "practice.front_door.police_notices.notice_file.read", on=TODAY
    ),
    "practice.front_door.social_care_list.forms.ListForm": with_facts(
        "practice.front_door.social_care_list.list_file.read", now=timezone.now()
    ),
    "partnership.people.intake.rolls.forms.RollForm": lambda content: reader.read(content, "roll.csv", today=TODAY),
}


def archive(parts: dict, links=(), how=zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", how) as made:
        for name, content in parts.items():
            made.writestr(name, content)
        for name, leads_to in links:
            entry = zipfile.ZipInfo(name)
            entry.external_attr = 0o120777 << 16
            made.writestr(entry, leads_to)
    return target.getvalue()


OOXML = "application/vnd.openxmlformats-officedocument."
MAIN = {
    "docx": ("word/document.xml", f"{OOXML}wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{OOXML}spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", f"{OOXML}presentationml.presentation.main+xml"),
}
XXE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {one} "{("&" + before + ";") * 10}">' for before, one in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + "]><x>&j;</x>"
)


def office(kind: str, how=zipfile.ZIP_DEFLATED, **parts) -> bytes:
    name, type_ = MAIN[kind]
    types = f'<Types><Override PartName="/{name}" ContentType="{type_}"/></Types>'
    return archive({"[Content_Types].xml": types, name: "<x/>"} | parts, how=how)


def pdf(inside=b"", tail=b"") -> bytes:
    return b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n" + inside + b"\nstartxref\n0\n%%EOF\n" + tail


def png(tail=b"") -> bytes:
    def chunk(name, data):
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    size = (10).to_bytes(4, "big") * 2
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", size + b"\x08\x02\0\0\0")
        + chunk(b"IDAT", zlib.compress(b"\0" * 310))
        + chunk(b"IEND", b"")
        + tail
    )


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
BOMB = b"\0" * 30_000_000


def disguised(ending: str) -> dict[str, bytes]:
    """Files under one ending, none of which is a file of that kind and of nothing else."""
    found = {
        "empty": b"",
        "a program": b"MZ\x90\0" + b"x" * 200,
        "a page": b"<!DOCTYPE html><script>alert(1)</script>",
        "a drawing with a script": SVG,
        "a shell script": b"#!/bin/sh\nrm -rf /\n",
        "a bundle that leads out": archive({"../../etc/cron.d/x": "* * * * * root x"}),
        "a bundle of a link": archive({}, [("passwd", "/etc/passwd")]),
        "nonsense": bytes(range(256)) * 4,
    }
    if ending in MAIN:
        found |= {
            "of which a part leads out": office(ending, **{"../../../tmp/x": "x"}),
            "that unpacks to far more": office(ending, **{"word/media/a.xml": BOMB}),
            "with an entity from the disk": office(ending, **{"word/a.xml": XXE}),
            "with entities in entities": office(ending, **{"word/a.xml": LAUGHS}),
            "with macros": office(ending, **{"word/vbaProject.bin": "x"}),
            "with a page before it": b"<script>alert(1)</script>" + office(ending),
            "with something behind it": office(ending) + SVG,
            "that loads what is elsewhere": office(
                ending,
                **{
                    "word/_rels/a.rels": '<Relationship Type="http://x/attachedTemplate" Target="http://x/t" TargetMode="External"/>'
                },
            ),
        }
    if ending == "pdf":
        found |= {
            "with a script": pdf(b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"),
            "with a script in disguise": pdf(b"<< /S /J#61vaScript >>"),
            "that starts a program": pdf(b"<< /S /Launch /F (cmd.exe) >>"),
            "that carries a file": pdf(b"<< /Type /EmbeddedFile >>"),
            "and a bundle": pdf(tail=archive({"a.txt": "a"})),
            "locked": pdf(b"trailer << /Encrypt 5 0 R >>"),
        }
    if ending in ("png", "jpg", "jpeg", "gif", "webp"):
        found |= {
            "of another kind": pdf(),
            "and a script": png(b"<script>alert(1)</script>"),
            "and a bundle": png(archive({"a": "a"})),
        }
    if ending == "xml":
        found |= {"with an entity from the disk": XXE.encode(), "with entities in entities": LAUGHS.encode()}
        found |= {"in another alphabet with an entity": XXE.encode("utf-16")}
    return found


def doors() -> dict[str, forms.FileField]:
    found = {}
    for form in forms_of_the_house():
        for box in form.base_fields.values():
            if isinstance(box, forms.FileField):
                found[f"{form.__module__.removeprefix('breakwater.')}.{form.__qualname__}"] = box
    return found


DOORS = doors()


def limits_of(door: str) -> storage.Limits:
    found = import_string(f"breakwater.{KEPT[door]}")
    return found() if isinstance(found, type) else found


@pytest.fixture
def scanned(tmp_path, settings):
    settings.BREAKWATER_DATA, settings.BREAKWATER_KEY_FILE = tmp_path / "data", tmp_path / "keys"
    storage.create_key_file(tmp_path / "keys")
    with Clamd() as clamd:
        settings.BREAKWATER_CLAMD = clamd.address
        yield tmp_path / "data"


def test_every_door_stands_here():
    assert DOORS.keys() == KEPT.keys() | READ.keys() | {"foundation.design.gallery.EveryField"}  # which only shows


def test_a_system_sends_files_by_the_doors_that_people_use():
    """Of the open interface's modules only these take a file, and give it to the intake of its page."""
    api = Path(import_module("breakwater.delivery.api").__file__).parent
    taking = {path.name for path in api.rglob("*.py") if re.search(r"UploadedFile|request\.FILES", path.read_text())}
    assert taking - {path.name for path in api.rglob("tests/*.py")} == {"rolls.py"}


def test_a_door_lets_choose_no_more_than_is_let_in():
    for name, limits in ((name, limits_of(name)) for name in KEPT):
        allowed = {f".{ending}" for kind in limits.kinds for ending in storage.sniffing.KINDS[kind].extensions}
        offered = set(DOORS[name].accepts) - {".tsv"}
        assert offered <= allowed, name
    most = {name: box.max_bytes for name, box in DOORS.items() if box.max_bytes > 50 * 1024 * 1024}
    assert most == {}


@pytest.mark.parametrize("door", KEPT)
def test_what_is_not_what_it_says_comes_in_by_no_door(door, scanned):
    limits, offered = limits_of(door), DOORS[door].accepts
    endings = {ending.lstrip(".") for ending in offered} or {
        storage.sniffing.KINDS[kind].extensions[0] for kind in limits.kinds
    }
    let_in = []
    for ending in sorted(endings - {"tsv", "txt", "csv", "heic", "heif"}) or ["csv"]:
        for what, content in disguised(ending).items():
            if ending == "csv" and what == "nonsense":
                continue
            try:
                storage.store(io.BytesIO(content), f"letter.{ending}", "application/octet-stream", limits)
            except storage.Refused:
                continue
            let_in.append(f"{ending} {what}")
    assert let_in == []
    assert [path for path in scanned.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("door", KEPT)
def test_what_the_scanner_knows_is_opened_by_nobody(door, scanned):
    limits = limits_of(door)
    chunk = len(EICAR).to_bytes(4, "big") + b"tEXt" + EICAR + b"\0\0\0\0"
    stored_in = zipfile.ZIP_STORED  # our double of a scanner looks into nothing that is packed; clamd does
    infected = {
        "csv": b"a,b\n" + EICAR,
        "pdf": pdf(EICAR),
        "png": png()[:-12] + chunk + png()[-12:],
        "docx": office("docx", how=stored_in, **{"word/a.txt": EICAR}),
    }
    for kind, content in ((kind, content) for kind, content in infected.items() if kind in limits.kinds):
        stored = storage.scan(storage.store(io.BytesIO(content), f"x.{kind}", "", limits))
        assert stored.state == storage.State.REFUSED
        with pytest.raises(storage.NotReleased):
            list(storage.open_stored(stored))


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd\0.pdf",
        "..\\..\\windows\\x.pdf",
        "a\r\nSet-Cookie: x=1.pdf",
        "\u202efdp.exe.pdf",
        'a"; filename="x.html.pdf',
        "CON.pdf",
        "x" * 5_000 + ".pdf",
        "<script>.pdf",
    ],
)
def test_a_name_that_somebody_chose_leads_nowhere(name, scanned):
    stored = storage.store(io.BytesIO(pdf()), name, "", storage.Limits())
    assert not {"/", "\\", "\0", "\r", "\n", '"', "<", "\u202e"} & set(stored.name)
    assert len(stored.name) <= 120
    (kept,) = [path for path in scanned.rglob("*") if path.is_file()]
    assert kept.is_relative_to(scanned / "files")
    assert "passwd" not in str(kept)


HOSTILE = {
    "empty": b"",
    "nonsense": bytes(range(256)) * 8,
    "half a letter": "Zoë,é\n".encode()[:-2] + b"\xc3",
    "one byte of two": "\ufeffa,b\n".encode("utf-16")[:-1],
    "half a pair": b"\xff\xfe\x00\xd8a\x00",
    "signs of nothing": b"name,email,day\n\0,\0\0,\0\n",
    "a cell that does not end": b'name,email\n"' + b"x" * 400_000,
    "a line that does not end": b"x," * 300_000,
    "many empty lines": b"\n" * 100_000,
    "deep lists": b"[" * 200_000,
    "deep objects": b'{"a":' * 50_000,
    "a number beyond any": b"[" + b"9" * 10_000 + b"]",
    "not a number": b"[NaN, Infinity, 1e999]",
    "the same name twice": b'{"kind": 1, "kind": {"form": []}}',
    "deep indents": b"".join(b" " * depth + b"a:\n" for depth in range(900)),
    "a program of yaml": b"area: !!python/object/apply:os.system ['touch /tmp/bwx']\n",
    "names within names": b"a: &a [x,x,x,x,x,x,x,x,x]\n"
    + b"".join(
        f"{one}: &{one} [{','.join(['*' + before] * 9)}]\n".encode()
        for before, one in zip("abcdefghi", "bcdefghij", strict=True)
    ),
    "a page": b"<html><script>alert(1)</script>",
    "an entity from the disk": XXE.encode(),
    "entities in entities": LAUGHS.encode(),
    "a workbook": office("xlsx"),
    "a formula": b"name,email,day\n=cmd|' /C calc'!A0,@SUM(1),-1+1\n",
    "the mark of our own file": b"BWC1" + b"\0" * 100,
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_reads_a_file_reads_it_or_says_what_is_wrong(what, db):
    broken = {}
    for door, read in READ.items():
        try:
            read(HOSTILE[what])
        except Exception as fault:
            said_so = isinstance(fault, Refusal) or type(fault).__module__.startswith("breakwater.")
            if not said_so:
                broken[door] = repr(fault)[:200]
    assert broken == {}


def test_a_form_takes_the_endings_it_names_alone(db):
    for box in DOORS.values():
        if not box.accepts:
            continue
        for given in ("x.exe", "x.svg", "x.html", "x", f"x{box.accepts[0]}.exe", f"x{box.accepts[0]}\0.exe"):
            sent = SimpleUploadedFile("x", b"x")
            sent._name = given
            with pytest.raises(forms.ValidationError):
                box.to_python(sent)


def test_the_editor_of_the_site_takes_pictures_by_the_same_door(db):
    form = get_image_form(get_image_model())
    assert issubclass(form, import_string(settings.WAGTAILIMAGES_IMAGE_FORM_BASE))
    assert "svg" not in settings.WAGTAILIMAGES_EXTENSIONS


def test_a_transfer_file_resolves_nothing_from_elsewhere():
    for content in (XXE, LAUGHS, json.dumps({"a": 1})):
        with pytest.raises(reader.NotARoll):
            reader.read(content.encode(), "pupils.xml", today=TODAY)
