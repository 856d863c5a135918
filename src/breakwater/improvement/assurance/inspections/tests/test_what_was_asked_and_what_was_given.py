"""The folder of an inspection: a list of the area becomes requests, each is answered, and only those named on it read any of it."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.storage import create_key_file
from breakwater.improvement.assurance.inspections import operations
from breakwater.improvement.assurance.inspections.today import inspections
from breakwater.improvement.assurance.models import Inspection, InspectionItem, InspectionList, InspectionRequest
from breakwater.partnership.notifications.models import OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make

TODAY = london_date(timezone.now())
LINES = "1.1 Children on a child protection plan\n1.2. Audits of the last six months\nnot a line"


@pytest.fixture(autouse=True)
def key_file(settings):
    if not Path(settings.BREAKWATER_KEY_FILE).exists():
        create_key_file(Path(settings.BREAKWATER_KEY_FILE))


@pytest.fixture
def lead(db):
    return make.actor("business_manager", of=make.team("Partnership office"))


def words_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def send(client, view: str, *args, **said):
    answer = client.post(reverse(f"assurance:{view}", args=args), {"idempotency": str(uuid4())} | said, follow=True)
    assert answer.status_code == 200, (view, answer.status_code)
    return words_of(answer)


def day(name: str, on) -> dict:
    return {f"{name}-day": on.day, f"{name}-month": on.month, f"{name}-year": on.year}


def opened(client) -> Inspection:
    said = {"kind": "ILACS", "agency": "Ofsted", "idempotency": str(uuid4())} | day("starts_on", TODAY)
    for _ in range(2):  # sent twice is one
        send(client, "inspection_new", **said)
    return Inspection.objects.get()


def test_a_list_becomes_requests_and_each_says_what_was_given_by_whom_and_when(signed_in, settings, lead):
    ours = signed_in(lead)
    kept = {
        "kind": "ILACS",
        "title": "Annex A",
        "source": "The framework in force",
        "lines": "no number",
        "revision": 0,
    }
    kept |= day("review_by", TODAY + timedelta(days=90))
    assert "No line was read" in send(ours, "inspection_list_new", **kept)
    assert "Annex A" in send(ours, "inspection_list_new", **kept | {"lines": LINES})
    changed = InspectionList.objects.get()
    send(ours, "inspection_list", changed.public_id, **kept | {"lines": LINES, "title": "Annex A, ILACS"})
    assert "Somebody saved this meanwhile" in send(
        ours, "inspection_list", changed.public_id, **kept | {"lines": LINES}
    )

    with acting_as(lead):
        one = opened(ours)
    said = {"kept": changed.public_id, "idempotency": str(uuid4())} | day("asked_on", TODAY)
    said |= day("due_on", TODAY + timedelta(days=1))
    assert "2 requests are recorded" in send(ours, "inspection_from_list", one.public_id, **said)
    assert "0 requests are recorded" in send(ours, "inspection_from_list", one.public_id, **said)

    with acting_as(lead):
        first, second = InspectionRequest.objects.order_by("number")
        assert (first.line, first.asked) == ("1.1", "Children on a child protection plan")
    given = {"what": "The list of today", "given_by": "Sam Example", "given_to": "Lead inspector"} | day(
        "given_on", TODAY
    )
    assert "one of the two" in send(ours, "inspection_request_give", first.public_id, **given)
    assert "Enter the address of a page here" in send(
        ours, "inspection_request_give", first.public_id, **given, page="https://elsewhere.example/x"
    )
    file = SimpleUploadedFile("list.pdf", b"no pdf at all", "application/pdf")
    assert "Recorded" not in send(ours, "inspection_request_give", first.public_id, **given, file=file)
    file = SimpleUploadedFile("notes.txt", b"Nineteen children", "text/plain")
    assert "notes.txt" in send(ours, "inspection_request_give", first.public_id, **given, file=file)
    assert "the page /audits/" in send(ours, "inspection_request_give", first.public_id, **given, page="/audits/")
    page = send(ours, "inspection_request_nothing", second.public_id, why="No audit was done in the six months")
    assert "Nothing: No audit was done in the six months" in page
    again = send(ours, "inspection_request_nothing", second.public_id, why="Nobody looked")
    assert "it stays as it was said" in again
    assert "Nobody looked" in again
    assert "Sam Example to Lead inspector" in page
    with acting_as(lead):
        item = InspectionItem.objects.exclude(stored_as="").get()
    rows = ours.get(reverse("assurance:inspection_requests", args=[one.public_id])).content.decode()
    assert "1.1,Children on a child protection plan,Ofsted" in rows
    assert "No audit was done" in rows

    reader = make.actor("agency_professional", of=make.team(of=make.organisation("Harbour Trust", "HEALTH")))
    theirs, at = signed_in(reader), reverse("assurance:inspection", args=[one.public_id])
    download = reverse("assurance:inspection_file", args=[item.public_id])
    assert (theirs.get(at).status_code, theirs.get(download).status_code) == (404, 404)
    assert "Harbour Trust" in send(ours, "inspection_name", one.public_id, post=str(reader.membership.public_id))
    mail = OutboxMessage.objects.get(to=reader.membership.user.email)
    assert "Ofsted" not in mail.body
    assert "The list of today" in words_of(theirs.get(at))
    assert "has not passed its scan" in words_of(theirs.get(download, follow=True))
    settings.BREAKWATER_UNSCANNED = "release"
    assert theirs.get(download).content == b"Nineteen children"
    assert theirs.post(reverse("assurance:inspection_close", args=[one.public_id])).status_code == 403

    assert "Enter why it is destroyed" in send(ours, "inspection_file_remove", item.public_id)
    assert "It names a child" in send(ours, "inspection_file_remove", item.public_id, why="It names a child")
    assert "has been removed" in words_of(theirs.get(download, follow=True))
    with acting_as(lead):
        member = one.members.get()
    send(ours, "inspection_member_end", member.public_id)
    assert theirs.get(at).status_code == 404
    # A colleague of the team finds it without a word of what is in it, and takes it over; it comes back by its page.
    colleague = make.actor("business_manager", of=lead.membership.team)
    beside = signed_in(colleague)
    assert beside.get(at).status_code == 404
    assert "Take over: Ofsted" in words_of(beside.get(reverse("assurance:inspections")))
    assert "You lead it from now on" in send(beside, "inspection_take_over", one.public_id, why="On leave")
    assert ours.get(at).status_code == 404
    assert beside.get(reverse("assurance:inspection_take_over", args=[one.public_id])).status_code == 404
    back = {"post": str(lead.membership.public_id), "why": "Back again"}
    assert "They lead it from now on" in send(beside, "inspection_hand_over", one.public_id, **back)
    assert "Back again" in words_of(ours.get(at))
    late = operations.AskedFacts("Words of inspectors", "Ofsted", TODAY, TODAY - timedelta(days=1))
    with acting_as(lead) as by:
        operations.ask(one, late, key=uuid4(), by=by, at=timezone.now())
        panel = inspections(by, timezone.now())
    assert [(each.text, each.tag) for each in panel.rows] == [("Answer request 3 of an inspection", "Overdue")]
    assert "Words of inspectors" not in str(panel)
    assert "folder closed" in send(ours, "inspection_close", one.public_id)
    with acting_as(lead) as by:
        assert inspections(by, timezone.now()) is None
        with pytest.raises(operations.IsClosed):
            operations.remove_file(item, "Late", by=by, at=timezone.now())
    facts = operations.AskedFacts("More", "Ofsted", TODAY, TODAY)
    with acting_as(lead) as by, pytest.raises(operations.IsClosed):
        operations.ask(one, facts, key=uuid4(), by=by, at=timezone.now())
