"""The pages of prevention: what each audience reads (PL 9.10), and the way from the numbers to the authority."""

import io
import re
from datetime import timedelta
from random import Random
from uuid import uuid4

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakwater.casework.self_assessments import operations as assessments
from breakwater.casework.self_assessments.banks import installed_files, load
from breakwater.foundation.dates.london_time import london
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.child_on_child.codes import PREVENTION
from breakwater_dev.demo.self_assessments import send_one
from breakwater_dev.testing.browsers import signed_in

from .conftest import THEMES, School

OURS, GOVERNORS, AREA = (f"/child-on-child/prevention/{page}" for page in ("", "governors/", "area/"))


def page(who, address: str) -> str:
    answer = signed_in(who).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_pl_9_9_from_the_numbers_to_governors_and_the_authority(ours, officer):
    ours.happens(6)
    browser = signed_in(ours.dsl)
    assert "Begin a termly report" in browser.get(OURS).content.decode()
    answer = browser.post(f"{OURS}terms/new/", {"term": str(ours.term.starts_on), "pupils": "600"})
    where = answer["Location"]
    assert "Say what the numbers mean" in browser.get(where).content.decode()
    form = browser.get(f"{where}write/").content.decode()
    revision = re.search(r'name="revision" value="(\d+)"', form)[1]
    said = {
        "themes": THEMES,
        "surveyed": "410",
        "trust": "64",
        "training": ["HSB"],
        "pupils": "600",
        "revision": revision,
    }
    assert browser.post(f"{where}write/", said).status_code == 302
    due = timezone.localdate() + timedelta(days=40)
    agreed = {
        "idempotency": uuid4(),
        "wording": "Two adults stand in the corridor at each change of lessons.",
        "measure": "The rota of one week",
        "owner": ours.dsl.membership.public_id,
        "due_on-day": due.day,
        "due_on-month": due.month,
        "due_on-year": due.year,
    }
    assert browser.post(f"{where}actions/new/", agreed).status_code == 302
    assert browser.post(f"{where}release/", {"approved_by": "Head Teacher"}).status_code == 302
    assert browser.post(f"{where}share/").status_code == 302
    for who in (ours.governor, officer):
        read = page(who, where)
        lacks = [
            w for w in (THEMES, "1.0 (600 on roll)", "64 of 100", "Two adults stand", "Head Teacher") if w not in read
        ]
        assert lacks == []
    assert "1 school shared a report" in page(officer, AREA)
    with acting_as(ours.governor):
        assert [each.words for each in Notification.objects.filter(user=ours.governor.membership.user)] == [
            "A termly report is released to you"
        ]


@pytest.mark.parametrize("address", [OURS, f"{OURS}terms/new/"])
def test_pl_9_4_a_governor_and_a_teacher_open_no_page_of_the_safeguarding_team(ours, address):
    assert [signed_in(who).get(address).status_code for who in (ours.governor, ours.teacher)] == [403, 403]


def test_pl_9_10_governors_read_duties_questions_and_the_newest_report(ours):
    ours.happens(5)
    empty = page(ours.governor, GOVERNORS)
    assert "No report is released yet" in empty
    assert [words for words in (*PREVENTION["duties"], *PREVENTION["questions"]) if words[:40] not in empty] == []
    ours.releases()
    assert "Open the report" in page(ours.governor, GOVERNORS)


def test_pl_9_10_the_head_reads_what_waits_and_the_terms_compared(ours):
    ours.happens(7, place="TOILETS")
    read = page(ours.dsl, OURS)
    assert [
        words for words in ("open incidents", "Terms compared", "Toilets", "15 measures") if words not in read
    ] == []


def test_a_report_names_no_child(ours):
    report = ours.begins()
    said = {"themes": "A pupil born on 3 March 2012", "pupils": "600", "revision": str(report.revision)}
    answer = signed_in(ours.dsl).post(f"{OURS}terms/{report.public_id}/write/", said)
    assert "There is a problem" in answer.content.decode()


def test_the_report_on_paper_says_what_the_page_says(ours):
    ours.happens(6)
    report = ours.releases(surveyed=300, trust=50)
    printed = signed_in(ours.governor).get(f"{OURS}terms/{report.public_id}/report.pdf").content
    text = " ".join(" ".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(printed)).pages).split())
    assert [
        words for words in ("Mizzen School", THEMES, "50 of 100", "Questions to ask", "hidden") if words not in text
    ] == []


def test_another_school_finds_no_report(ours):
    report, other = ours.releases(), School("Other School")
    for who in (other.dsl, other.governor):
        assert signed_in(who).get(f"{OURS}terms/{report.public_id}/").status_code == 404


def test_the_dashboard_asks_as_much_of_three_incidents_as_of_one(ours):
    browser, counts = signed_in(ours.dsl), []
    browser.get(OURS)
    for _ in range(2):
        ours.happens(2)
        with CaptureQueriesContext(connection) as asked:
            browser.get(OURS)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_pl_9_2_the_self_audit_has_fifteen_measures_a_section_for_each_who_answers():
    path = next(each for each in installed_files() if "child_on_child" in str(each))
    bank, _ = load(path)
    sections = bank.of_variant("")
    assert sum(len(each.statements) for each in sections) == 15
    assert [each.key for each in sections] == ["governors", "leaders", "dsl", "curriculum", "site", "it"]


def test_pl_9_2_the_day_of_the_self_audit_and_of_the_next_stand_on_the_page_and_in_the_report(ours):
    assert "Not done yet" in page(ours.dsl, OURS)
    assessments.release_banks(at=timezone.now())
    with acting_as(ours.dsl):
        send_one(ours.dsl, "child_on_child.schools", "", Random(18), london(2025, 3, 3, 10, 0), 3)
    ours.happens(6)
    report = ours.releases()
    for who, address in (
        (ours.dsl, OURS),
        (ours.governor, f"{OURS}terms/{report.public_id}/"),
        (ours.governor, GOVERNORS),
    ):
        read = " ".join(page(who, address).split())
        assert "one on 3 March 2025. Next by 3 March 2026" in read, address
    assert "Overdue" in page(ours.dsl, OURS)


def test_pl_9_2_a_governor_is_given_a_section_and_finds_it(ours):
    now = timezone.now()
    assessments.release_banks(at=now)
    with acting_as(ours.dsl) as by:
        begun = assessments.begin("child_on_child.schools", ours.team.organisation, variant="", by=by, at=now)
        assessments.delegate(begun, "governors", ours.governor.membership, by=by, at=now)
    assert "link governor checks" in page(ours.governor, f"/self-assessments/{begun.public_id}/sections/governors/")
