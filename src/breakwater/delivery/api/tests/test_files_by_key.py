"""Files that a system sends with a contact go through the same looking and scanning, and what became of each is said (SG-29)."""

import base64
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from breakwater.casework.models import Document
from breakwater.foundation import storage
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.models import Attachment
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.systems import PROGRAM, answers
from breakwater_dev.testing.telling import arrived


def test_fd_07_in_danger_no_file_holds_anything_up(system):
    whole = {
        "name": "a.png",
        "content": base64.b64encode(b"MZ" + b"\0" * 90).decode(),
        "kind": Attachment.Kind.values[0],
        "family_may_see": False,
        "is_lawful": True,
    }
    said = {"answers": {"immediate_danger": True, "worry": "He has a knife"}}
    answer = system.post("contacts", said | {"files": [whole, whole | {"is_lawful": False}, whole | {"content": "%"}]})
    assert (answer.status_code, sorted(answer.json()["not_taken"])) == (201, ["files.0", "files.1", "files.2"])


def test_a_file_goes_through_the_same_scanning_and_with_each_childs_contact(system):
    file = {
        "name": "plan.txt",
        "content": base64.b64encode(b"A plan for mornings").decode(),
        "kind": Attachment.Kind.values[0],
        "family_may_see": True,
        "is_lawful": True,
    }
    answer = system.post("contacts", {"answers": answers(), "files": [file]})
    assert answer.status_code == 201, answer.content
    with acting_as(make.intake()):
        assert Document.objects.filter(title__contains="plan").count() == 2


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"is_lawful": False}, "files.0.is_lawful"),
        ({"content": "%%"}, "files.0.content"),
        ({"kind": "x"}, "files.0.kind"),
    ],
)
def test_sg_29_a_file_that_nobody_looked_at_stops_before_it_is_taken(system, changed, field):
    file = {
        "name": "a.txt",
        "content": "QQ==",
        "kind": Attachment.Kind.values[0],
        "family_may_see": False,
        "is_lawful": True,
    }
    answer = system.post("contacts", {"answers": answers(), "files": [file | changed]})
    assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, [field])
    assert arrived() == []


EICAR = r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.fixture
def own_files(settings, tmp_path) -> Path:
    """Where this test's files are stored: another test, run beside it, stores its own elsewhere."""
    settings.BREAKWATER_DATA = tmp_path
    return tmp_path / "files"


def stored(folder: Path) -> set[Path]:
    return {each for each in folder.rglob("*") if each.is_file()}


def test_a_program_in_the_dress_of_a_picture_is_refused_and_so_is_the_contact(system):
    answer = system.post("contacts", {"answers": answers(), "files": [PROGRAM]})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "files")
    assert arrived() == []


def test_a_file_that_the_scanner_refuses_is_said(system, monkeypatch):
    refused = lambda stored, by=None: replace(stored, state=storage.State.REFUSED)  # noqa: E731
    monkeypatch.setattr(storage, "scan", refused)
    file = PROGRAM | {"name": "photo.txt", "content": base64.b64encode(EICAR.encode()).decode()}
    answer = system.post("contacts", {"answers": answers(), "files": [file]}).json()
    assert [(each["name"], each["state"]) for each in answer["files"]] == [("photo.txt", "REFUSED")]
    assert "Send it in another way" in answer["files"][0]["words"]


def test_a_contact_that_is_refused_leaves_no_file_behind(system, own_files):
    text = PROGRAM | {"name": "a.txt", "content": base64.b64encode(b"A plan").decode()}
    assert system.post("contacts", {"answers": answers(), "files": [text]}).status_code == 201
    before = stored(own_files)
    assert before
    said = {"radicalisation_concern": "yes", "radicalisation_words": "Flags"}  # and no team for it here
    answer = system.post("contacts", {"answers": answers(**said), "files": [text]})
    assert answer.status_code == 409
    assert "could be named to read" in answer.json()["detail"]
    assert stored(own_files) == before


def test_the_same_request_with_another_word_for_a_file_is_another_request(system):
    text, once = PROGRAM | {"name": "a.txt", "content": base64.b64encode(b"A plan").decode()}, uuid4()
    for changed, status in (({}, 201), ({}, 201), ({"family_may_see": True}, 422), ({"name": "b.txt"}, 422)):
        answer = system.post("contacts", {"answers": answers(), "files": [text | changed]}, request=once)
        assert answer.status_code == status, changed
