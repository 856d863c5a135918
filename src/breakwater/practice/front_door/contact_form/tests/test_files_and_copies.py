"""Files that go with a form, and the copy a sender keeps (FD 1.4 I, FD-08, SG-29)."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from breakwater.casework.models import Document
from breakwater.foundation import storage
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.models import Attachment
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in
from breakwater_dev.testing.telling import arrived, fill_in, front_door, words


@pytest.fixture
def door(db, settings, tmp_path):
    settings.BREAKWATER_DATA = tmp_path
    settings.BREAKWATER_KEY_FILE = str(tmp_path.parent / f"{tmp_path.name}.keys")
    storage.create_key_file(tmp_path.parent / f"{tmp_path.name}.keys")
    return front_door()


@pytest.fixture
def sender(door):
    return make.membership("dsl", of=make.team("Safeguarding", of=make.organisation("Invented Primary", kind="SCHOOL")))


@pytest.fixture
def desk(sender):
    return signed_in(sender)


@pytest.fixture
def here(desk):
    return desk.post("/contacts/new/")["Location"]


def file(words: bytes = b"Notes of a visit.", name: str = "notes.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, words, content_type="text/plain")


def sent_file(**changed) -> dict:
    return {
        "lawful": "yes",
        "file": file(),
        "kind": "CHRONOLOGY",
        "marking": "SENSITIVE",
        "family_may_see": "no",
        "idempotency": str(uuid4()),
    } | changed


def test_sg_29_before_any_box_for_a_file_comes_a_hard_stop_with_whom_to_ring(desk, here):
    page = desk.get(f"{here}files/")
    said = words(page)
    assert "must never be sent here" in said
    assert "Call the police: 101" in said
    assert b'type="file"' not in page.content
    unsaid = sent_file()
    del unsaid["lawful"]
    refused = desk.post(f"{here}files/new/", unsaid)
    assert "If it may be, do not send it" in words(refused)
    with acting_as(make.intake()):
        assert not Attachment.objects.exists()


def test_a_file_goes_to_each_childs_contact_and_is_listed_in_what_was_sent(desk, here, door):
    data = sent_file(title="Autumn term")
    for _ in range(2):
        data["file"] = file()
        desk.post(f"{here}files/new/", data)
    assert words(desk.get(f"{here}files/")).count("Autumn term;") == 1
    fill_in(desk, here)
    address = desk.post(f"{here}send/")["Location"]
    with acting_as(make.actor("mash_manager", of=door)):
        found = list(Document.objects.order_by("case"))
        assert [each.title for each in found] == ["Chronology: Autumn term"] * 2
    assert "not for the family" in words(desk.get(f"{address}copy/"))


def test_a_file_is_taken_out_again_and_another_agency_finds_none(desk, here, sender):
    desk.post(f"{here}files/new/", sent_file())
    with acting_as(make.actor_of(sender)):
        kept = Attachment.objects.get()
    colleague = signed_in(make.membership("dsl", of=sender.team))
    assert colleague.get(f"{here}files/").status_code == 404
    assert colleague.post(f"{here}files/{kept.public_id}/remove/").status_code == 404
    desk.post(f"{here}files/{kept.public_id}/remove/")
    with acting_as(make.actor_of(sender)):
        assert not Attachment.objects.exists()


def test_what_is_no_document_is_refused_in_words(desk, here):
    page = desk.post(f"{here}files/new/", sent_file(file=file(b"MZ\x00\x01", "tool.pdf")))
    assert "There is a problem" in words(page)


def test_fd_08_a_sender_keeps_a_copy_and_another_agency_has_none(desk, here):
    fill_in(desk, here)
    address = desk.post(f"{here}send/")["Location"]
    copy = words(desk.get(f"{address}copy/"))
    assert "Bruises twice this month" in copy
    assert "Keep it with the child" in copy
    assert signed_in(make.membership("agency_professional")).get(f"{address}copy/").status_code == 404
    assert len(arrived()) == 1
