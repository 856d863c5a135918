"""Earlier returns and actions by file: shown first, bad lines named, taken in once, found in five clicks, gone on with in the tracker."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.actions.models import TrackedAction
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.improvement.assurance.earlier import file, lookup, operations
from breakwater.improvement.assurance.models import EarlierAudit, EarlierLine
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.intake.reading.filled_in import NotReadable
from breakwater_dev.testing import audits as told
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.self_assessments import a_school

TODAY = london_date(timezone.now())
HEADS = "Audit,Organisation,Returned,Standard,Grade,Evidence,Action,Owner,Due,Status,Done on,Proof,Mobile"
GOOD = (
    "Section 11 2023,Harbour Trust,31/08/2023,2 Policies,Amber,Policy of May,,,,,,,07700900000",
    "Section 11 2023,harbour  trust,2023-08-31,2 Policies,Amber,,Brief every team,Named nurse,01/12/2023,done,20/11/2023,Minutes of 20 November: folder 7,",
    '"Section 11 2023","Harbour Trust",31/08/2023,5 Referral,Green,,"Write the procedure, with the MASH",Named doctor,01/03/2024,open,,,',
)


@pytest.fixture
def keeper(db):
    return told.a_keeper()


@pytest.fixture
def trust(db):
    team = make.team("Safeguarding", of=make.organisation("Harbour Trust", "HEALTH"))
    make.actor("agency_professional", of=team)
    return team


def read(content: str | bytes, register: file.Register) -> list[file.Line]:
    content = content.encode() if isinstance(content, str) else content
    return file.lines_of(file.FILE.text_of(content, "old.csv"), register, TODAY)


def words_of(answer) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def send(client, *lines: str, heads: str = HEADS):
    content = "\n".join((heads, *lines)).encode("utf-8-sig")
    return client.post(reverse("assurance:earlier_file"), {"file": SimpleUploadedFile("old.csv", content)})


def hidden(answer, name: str) -> str:
    return unescape(re.search(rf'name="{name}"[^>]*value="([^"]*)"', answer.content.decode())[1])


def test_a_file_is_shown_taken_in_once_and_read_with_its_actions_and_their_proof(signed_in, keeper, trust):
    ours = signed_in(keeper)
    shown = send(ours, *GOOD, "Section 11 2023,Harbor Trust,31/08/2023,1 Lead,Green")
    assert "3 of 4 lines can be taken in" in words_of(shown)
    assert (
        "5 Harbor Trust The register of your area has no organisation Harbor Trust. Is it Harbour Trust?"
        in words_of(shown)
    )
    assert not EarlierAudit.objects.exists()
    said = {"text": hidden(shown, "text"), "idempotency": hidden(shown, "idempotency")}
    for _ in range(2):  # sent twice is one
        taken = ours.post(reverse("assurance:earlier_take_in"), said, follow=True)
        assert "Taken in: audits 1, lines 3" in words_of(taken)
    assert "was taken in on" in words_of(send(ours, *GOOD))

    for view in ("rounds", "earlier_audits"):  # the menu, Earlier audits, the organisation: three clicks
        listed = ours.get(reverse(f"assurance:{view}"))
        assert reverse("assurance:earlier_audits") in listed.content.decode()
    narrowed = ours.get(reverse("assurance:earlier_audits"), {"organisation": "harb", "state": "open"})
    with acting_as(keeper):
        earlier = lookup.listed().get()
        line = EarlierLine.objects.get(status="OPEN")
    at = reverse("assurance:earlier_audit", args=[earlier.public_id])
    assert at in narrowed.content.decode()
    page = words_of(ours.get(at))
    for words in ("Minutes of 20 November: folder 7", "Brief every team", "Done, 20 November 2023", "Policy of May"):
        assert words in page
    assert "07700900000" not in page  # a column that nobody asked for

    due = TODAY + timedelta(days=60)
    day = {"due_on-day": due.day, "due_on-month": due.month, "due_on-year": due.year}
    form = {"measure": "The procedure is published", "priority": "2", "idempotency": str(uuid4())} | day
    for _ in range(2):
        tracked = ours.post(reverse("assurance:earlier_track", args=[line.public_id]), form, follow=True)
    assert "In the tracker: proposed" in words_of(tracked)
    with acting_as(keeper):
        action = TrackedAction.objects.get()
        assert (action.owner_team, action.wording) == (trust, "Write the procedure, with the MASH")
        assert "5 Referral, due 01/03/2024 then" in action.because
    assert "Remove this audit" not in words_of(ours.get(at))
    refused = ours.post(reverse("assurance:earlier_remove", args=[earlier.public_id]), {"why": "Twice in the file"})
    assert "An action of this audit is in the tracker" in words_of(refused)
    assert "Twice in the file" in words_of(refused)

    stranger = signed_in(told.a_keeper(in_area=make.area("850", "Hampshire")))
    assert stranger.get(at).status_code == 404
    head = signed_in(make.actor("head_of_service", of=make.team("Heads")))
    assert head.get(reverse("assurance:earlier_audits")).status_code == 403


def test_what_came_in_by_mistake_is_removed_and_a_member_of_a_round_leads_to_its_earlier_audits(signed_in, keeper):
    school, ours = a_school("Albany School"), signed_in(keeper)
    shown = send(ours, "Section 175 2022,Albany School,31/07/2022,Governance,Met")
    said = {"text": hidden(shown, "text"), "idempotency": hidden(shown, "idempotency")}
    ours.post(reverse("assurance:earlier_take_in"), said)
    part = told.launched(keeper)
    with acting_as(keeper):
        member, earlier = part.members.get(organisation=school.organisation), EarlierAudit.objects.get()
    at = reverse("assurance:earlier_audit", args=[earlier.public_id])
    assert at in ours.get(reverse("assurance:member", args=[member.public_id])).content.decode()
    remove = reverse("assurance:earlier_remove", args=[earlier.public_id])
    with acting_as(keeper) as by, pytest.raises(operations.TooLate):
        operations.remove(earlier, "Of another area", by=by, at=earlier.taken_in_at + timedelta(days=15))
    with acting_as(keeper) as by, transaction.atomic():
        operations.remove(earlier, "Of another area", by=by, at=timezone.now())
        assert audit.current().reason == "Of another area"
        transaction.set_rollback(True)
    assert remove in ours.get(at).content.decode()
    assert "Enter why it is removed" in words_of(ours.post(remove))
    ours.post(remove, {"why": "Of another area"})
    with acting_as(keeper):
        assert not EarlierAudit.objects.exists()
        assert not EarlierLine.objects.exists()


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("A,Harbour Trust,,S,G", "The column returned is empty"),
        ("A,Harbour Trust,31.8.23,S,G", "The column returned is not a day like 31/08/2023"),
        ("A,Harbour Trust,31/08/2199,S,G", "The column returned is a day still to come"),
        ("A,Harbour Trust,31/08/2023,S,", "A line needs a standard with its grade, or an action"),
        ("A,Harbour Trust,31/08/2023,,,,Act,,,", "The status of an action is open, done or not done"),
        ("A,Harbour Trust,31/08/2023,S,G,NHS 943 476 5919", "There is an NHS number in it. Audits name no child"),
        (f"A,Harbour Trust,31/08/2023,S,G,{'x' * 4001}", "The column evidence has more than 4,000 characters"),
    ],
)
def test_what_is_wrong_with_a_line_is_said_by_its_number(db, line, fault, trust):
    register = file.Register({}, {"harbour trust": trust.organisation})
    found = read("\n".join((HEADS, *GOOD, line)), register)
    assert [(each.number, each.fault) for each in found] == [(2, ""), (3, ""), (4, ""), (5, fault)]


def test_one_faulty_line_holds_back_its_audit_and_a_name_of_two_asks_for_the_urn(trust):
    register = file.Register({}, {"harbour trust": trust.organisation}, frozenset({"st mary"}))
    bad = ("Section 11 2023,Harbour Trust,31/08/2023,,,,Brief,,,", "Section 11 2023,St Mary,31/08/2023,S,G")
    found = read("\n".join((HEADS, *GOOD, *bad, "Other,Harbour Trust,31/08/2023,S,G")), register)
    held = "Line 5 of the same audit is faulty: an audit is taken in whole"
    urn = "Two organisations are called St Mary: give the URN"
    wrong = "The status of an action is open, done or not done"
    assert [each.fault for each in found] == [held, held, held, wrong, urn, ""]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04\x00", "The file is damaged"),
        (b"name,grade\nx,y", "It has no column audit"),
        (b'audit,organisation,returned\n"x', "a quotation mark is missing"),
        (b"audit,organisation,returned\n", "no line below the headings"),
    ],
)
def test_what_is_no_such_file_is_refused_in_words(content, words):
    with pytest.raises(NotReadable) as refusal:
        read(content, file.Register({}, {}))
    assert words in refusal.value.words
