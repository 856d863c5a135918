"""A file with a case: checked, kept, held or ready, and given only to those who may see the case."""

import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.documents import jobs
from breakwater.casework.documents import operations as documents
from breakwater.casework.documents.models import Document
from breakwater.foundation import storage
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.records.operations import restrictions
from breakwater_dev.testing import factories as make

TEXT = b"What the health visitor wrote.\n"


@pytest.fixture
def kept(settings, tmp_path):
    """A place for files with a key of its own; unscanned files are released, as a demonstration does."""
    settings.BREAKWATER_DATA = tmp_path
    settings.BREAKWATER_KEY_FILE = str(tmp_path.parent / f"{tmp_path.name}.keys")
    settings.BREAKWATER_UNSCANNED = "release"
    storage.create_key_file(tmp_path.parent / f"{tmp_path.name}.keys")


def added(case, by, content=TEXT, name="visit.txt") -> Document:
    with acting_as(by):
        return documents.add(
            case,
            documents.Upload(stream=io.BytesIO(content), name=name, declared_type="text/plain"),
            by=by,
            at=timezone.now(),
        )


def test_a_file_comes_in_and_goes_out_as_an_attachment(kept, signed_in, worker, referral):
    case, browser = referral(), None
    browser = signed_in(worker)
    upload = SimpleUploadedFile("visit.txt", TEXT, content_type="text/plain")
    answer = browser.post(
        reverse("casework:document_new", args=[case.reference]),
        {"file": upload, "title": "Ada's visit", "idempotency": uuid4()},
    )
    assert answer.status_code == 302
    with acting_as(worker):
        document = Document.objects.get(case=case)
    got = browser.get(reverse("casework:document", args=[document.public_id]))
    assert b"".join(got.streaming_content) == TEXT
    assert got["Content-Disposition"].startswith("attachment;")
    assert got["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in got["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.exe", b"MZ" + b"\0" * 64),
        ("a.pdf", b"<html><script>alert(1)</script>"),
        ("a.txt", b""),
        ("../../a.txt\0.pdf", TEXT),
    ],
)
def test_a_file_that_may_not_come_in_is_refused_in_words(kept, signed_in, worker, referral, name, content):
    case = referral()
    upload = SimpleUploadedFile(name, content, content_type="application/pdf")
    answer = signed_in(worker).post(
        reverse("casework:document_new", args=[case.reference]), {"file": upload, "idempotency": uuid4()}
    )
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
    with acting_as(worker):
        assert not Document.objects.exists()


def test_the_wall_stands_around_a_document(kept, signed_in, worker, referral, family):
    document = added(referral(), worker)
    where = reverse("casework:document", args=[document.public_id])
    for outsider in (
        make.actor("social_worker"),
        make.actor("dsl", of=family.dsls),
        make.actor("information_governance"),
    ):
        assert signed_in(outsider).get(where).status_code == 404


def test_a_document_of_a_restricted_child_is_its_readers_alone(kept, signed_in, worker, referral, family):
    document = added(referral(), worker)
    readers = [make.actor("mash_manager"), make.actor("mash_manager")]
    with acting_as(readers[0]):
        restrictions.restrict(
            person=family.child,
            readers=[one.membership for one in readers],
            reason="Threats",
            by=readers[0],
            at=timezone.now(),
        )
    where = reverse("casework:document", args=[document.public_id])
    assert signed_in(worker).get(where).status_code == 404
    assert signed_in(readers[1]).get(where).status_code == 200


def test_a_held_document_is_opened_by_nobody_until_it_is_scanned(kept, settings, signed_in, worker, referral):
    settings.BREAKWATER_UNSCANNED = "hold"
    case = referral()
    document = added(case, worker)
    where = reverse("casework:document", args=[document.public_id])
    browser = signed_in(worker)
    held = browser.get(where)
    assert held.status_code == 409
    assert "held until the virus scanner" in held.content.decode()
    assert browser.post(reverse("casework:scan_again", args=[document.public_id])).status_code == 302
    assert browser.get(where).status_code == 409
    with override_settings(BREAKWATER_UNSCANNED="release"):
        assert jobs.scan_area(make.area(), at=timezone.now()) == 1
    assert browser.get(where).status_code == 200


def test_nobody_who_works_on_the_case_waits_for_the_scanner(kept, worker, referral, monkeypatch):
    """It is asked before the case is held; and a file that came twice meanwhile is kept once."""
    case, order, key = referral(), [], uuid4()
    scan, lock = storage.scan, cases.lock
    monkeypatch.setattr(storage, "scan", lambda *stored: order.append("scanned") or scan(*stored))
    monkeypatch.setattr(cases, "lock", lambda *held: order.append("held") or lock(*held))
    facts = [documents.Upload(io.BytesIO(TEXT), "visit.txt", "text/plain") for _ in range(2)]
    with acting_as(worker) as by:
        made = [documents.add(case, each, by=by, at=timezone.now(), key=key) for each in facts]
    assert order == ["scanned", "held"]
    assert made[0] == made[1]


def test_only_the_team_of_a_case_adds_to_it(kept, signed_in, worker, referral):
    case = referral()
    mash = make.actor("mash_screener")  # sees the area's cases, and works on none of this
    assert signed_in(mash).get(reverse("casework:document_new", args=[case.reference])).status_code == 403
