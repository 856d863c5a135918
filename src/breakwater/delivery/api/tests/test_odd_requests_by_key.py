"""Whatever a program sends is answered in JSON, and a fault of ours is tried again."""

from uuid import uuid4

import psycopg.errors
import pytest
from django.db import OperationalError

from breakwater.practice.front_door.contact_form.operations import systems
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.systems import IN_DANGER, System, key_of
from breakwater_dev.testing.telling import front_door


def test_a_deadlock_within_an_operation_is_tried_again_and_then_503(transactional_db, monkeypatch):
    front_door()
    school = make.team("Safeguarding", of=make.organisation("Invented Primary", kind="SCHOOL"))
    system, version_for = System(key_of(school).secret), systems.version_for
    rounds = []

    def together(*args, **more):
        if rounds.pop():
            raise OperationalError("deadlock") from psycopg.errors.DeadlockDetected()
        return version_for(*args, **more)

    monkeypatch.setattr(systems, "version_for", together)
    rounds[:] = [False, True]
    assert (system.get("contact-form").status_code, rounds) == (200, [])
    rounds[:] = [True] * 9
    answer = system.post("contacts", {"answers": IN_DANGER})
    assert (answer.status_code, answer["Retry-After"], answer["Content-Type"]) == (503, "1", "application/problem+json")
    assert answer.json()["urgent"]["words"].startswith("Call 999 now")


HOSTILE = [
    b"{",
    b"[]",
    b"null",
    b'"x"',
    b"\xff\xfe",
    b'{"answers": []}',
    b'{"answers": {}, "more": 1}',
    b'{"answers": {"children": [[1]]}}',
    b'{"answers": {"children": {"each": {"all": 1}}}}',
    b'{"answers": {"worry": {"state": {"a": 1}}}}',
    b'{"answers": {"worry": [1, 2]}}',
    b'{"answers": {"sender_organisation": {"name": 7}}}',
    b'{"answers": {"nothing_of_the_kind": "x"}}',
    b'{"answers": {"worry": "a\\u0000b"}}',
    b'{"answers": {"worry": "\\ud800"}}',
    b'{"answers": {"child_school": {"each": {"..": {"name": "x"}}}}}',
    b'{"answers": {"children": [{"_row": "a-b"}]}}',
    b'{"answers": ' + b"[" * 5000 + b"]" * 5000 + b"}",
    b'{"answers": {"immediate_danger": "yes", "children": [{"child_first_name": "' + b"a" * 9000 + b'"}]}}',
]


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_is_sent_is_answered_in_json_and_is_no_fault_of_ours(system, body):
    answer = system.post("contacts", body)
    assert answer.status_code in (201, 400, 422), answer.content
    if answer.status_code != 201:
        assert answer["Content-Type"] == "application/problem+json"


def test_more_than_may_be_sent_is_refused_as_too_large(system):
    answer = system.post("contacts", b'{"answers": {"worry": "' + b"a" * 2_600_000 + b'"}}')
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")


def test_another_type_of_content_is_refused(system):
    answer = system.browser.post(
        "/api/v1/contacts", b"a=b", content_type="text/plain", headers={"Idempotency-Key": str(uuid4())}
    )
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
