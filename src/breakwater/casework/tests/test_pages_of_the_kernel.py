"""Every page of the kernel, as the people who use it see it: found, refused, or not there for them."""

import re
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from breakwater import casework
from breakwater.casework.cases import operations as cases
from breakwater.casework.chronology import happened
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.models import CaseWorker, ChronologyEntry, Handover, Meeting, Task
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make


def words_of(answer) -> str:
    return answer.content.decode()


def test_the_childs_page_answers_who_this_is_and_who_is_responsible(signed_in, worker, family, referral):
    case = referral()
    page = words_of(signed_in(worker).get(reverse("casework:person", args=[family.child.public_id])))
    for said in (
        "Ada Example",
        "Harbour Primary, year 5",
        "Mo Example (mother)",
        "Bengali, interpreter needed",
        "1 Example Street",
        "call before noon",
        "Assessment team",
        case.reference,
        "Home visit",
        "Call the health visitor",
        "Your role limits what you can see.",
    ):
        assert said in page, said
    title = page[page.index("<title>") : page.index("</title>")]
    assert "Ada" not in title
    assert "Example" not in title


def test_a_designated_lead_sees_the_child_and_nothing_of_the_case(signed_in, family, referral):
    case = referral()
    dsl = make.actor("dsl", of=family.dsls)
    page = words_of(signed_in(dsl).get(reverse("casework:person", args=[family.child.public_id])))
    assert "Ada Example" in page
    assert "Harbour Primary" in page
    assert "Your role limits what you can see." in page
    for hidden in (case.reference, "Home visit", "Call the health visitor", "Mo Example", "Assessment team"):
        assert hidden not in page, hidden
    assert signed_in(dsl).get(reverse("casework:case", args=[case.reference])).status_code == 404


def test_another_team_does_not_find_the_child(signed_in, family, referral):
    referral()
    stranger = make.actor("social_worker", of=make.team("Another team"))
    assert signed_in(stranger).get(reverse("casework:person", args=[family.child.public_id])).status_code == 404


def test_an_administrator_of_the_system_sees_no_casework(signed_in, family, referral):
    case = referral()
    browser = signed_in(make.actor("system_administrator"))
    for name, key in (("person", family.child.public_id), ("case", case.reference)):
        assert browser.get(reverse(f"casework:{name}", args=[key])).status_code in (403, 404)
    assert browser.get(reverse("casework:search")).status_code == 403
    assert browser.get(reverse("casework:break_glass")).status_code == 403
    assert browser.get(reverse("casework:handovers")).status_code == 403


def test_search_finds_by_words_and_by_reference_and_says_what_was_searched(signed_in, worker, family, referral):
    case = referral()
    browser, where = signed_in(worker), reverse("casework:search")
    found = words_of(browser.post(where, {"words": "Ada Exampel"}))
    assert "Ada Example" in found
    assert reverse("casework:person", args=[family.child.public_id]) in found
    nothing = words_of(browser.post(where, {"words": "Zebedee Nobody 1 2 2014"}))
    assert "Nobody that you may see was found" in nothing
    assert "Searched:" in nothing
    straight = browser.post(where, {"words": case.reference.lower().replace("-", " ")})
    assert straight.url == reverse("casework:case", args=[case.reference])
    fragment = browser.post(where, {"words": "Ada Example"}, headers={"HX-Request": "true"})
    assert "<html" not in words_of(fragment)
    assert "Ada Example" in words_of(fragment)


def test_a_reference_with_a_slip_is_said_to_be_one_and_is_not_searched_as_a_name(signed_in, worker, referral):
    made = referral().reference
    wrong = made[:-1] + ("2" if made[-1] != "2" else "3")
    page = words_of(signed_in(worker).post(reverse("casework:search"), {"words": wrong}))
    assert f"{wrong} is not a reference: a character of it is wrong" in page
    assert "Nobody that you may see was found" not in page


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "\x00",
        "a" * 5000,
        "<script>alert(1)</script>",
        "'; drop table people_person; --",
        "\u202e\U0001f600",
        "12/13/9999",
    ],
)
def test_whatever_is_typed_the_search_answers(signed_in, worker, typed):
    answer = signed_in(worker).post(reverse("casework:search"), {"words": typed})
    assert answer.status_code == 200
    assert "<script>alert" not in words_of(answer)


def entry(what: str, kind: str, at: datetime, **more) -> ChronologyEntry:
    return ChronologyEntry(what=what, kind=kind, happened_at=at, source="School nurse", **more)


def test_a_chronology_is_led_by_what_happened_month_by_month_and_folds_the_steps_of_the_work():
    june, may = datetime(2026, 6, 2, 9, 30, tzinfo=UTC), datetime(2026, 5, 31, 23, 30, tzinfo=UTC)
    entries = [
        entry("Decision: early help", "decision", june, is_significant=True, detail="Concern: cold home"),
        entry("Asked the school", "request", june, is_process=True),
        entry("Went to see the child", "visit", may, happened_precision="DAY"),
    ]
    (month,) = happened.months(entries, folds=True)
    assert month["title"] == "June 2026", "the 31st of May at 23:30 UTC is June in London"
    assert [run["folded"] for run in month["runs"]] == [False, True, False]
    first, last = month["runs"][0]["events"][0], month["runs"][2]["events"][0]
    assert (first["kind"], first["what"], first["mark"]) == ("Decision", "Early help", "decision")
    assert (first["day"], first["time"], first["body"]) == ("Tue 2", "10:30", "Concern: cold home")
    assert (last["kind"], last["mark"], last["day"], last["time"]) == ("Visit", "visit", "Mon 1", "")
    assert [run["folded"] for run in happened.months(entries, folds=False)[0]["runs"]] == [False]


def test_every_mark_of_a_chronology_has_a_shape_and_every_kind_its_word():
    page = (Path(casework.__file__).parent / "jinja2/casework/chronology/happened.html").read_text()
    marks = {mark for _, mark in happened.KINDS.values()} | {happened.PLAIN}
    assert marks == set(re.findall(r'^  "(\w+)": "M', page, re.MULTILINE))


def test_the_chronology_narrows_and_draws(signed_in, worker, family, referral):
    referral()
    where = reverse("casework:chronology", args=[family.child.public_id])
    browser = signed_in(worker)
    page = words_of(browser.get(where))
    assert "bw-happened__mark--visit" in page
    assert "Home visit" in page
    narrowed = words_of(browser.get(where, {"kind": "visit", "only_significant": "yes"}))
    assert "Home visit" in narrowed
    assert browser.get(where, {"kind": "x", "since_0": "99", "page": "zzz"}).status_code == 200


def test_the_page_of_a_case_shows_its_clock_with_its_source(signed_in, worker, referral):
    case = referral()
    page = words_of(signed_in(worker).get(reverse("casework:case", args=[case.reference])))
    for said in (
        case.reference,
        "Ada Example",
        "Working Together to Safeguard Children",
        "Call the health visitor",
        "Open",
    ):
        assert said in page, said


def test_scenario_j_a_case_does_not_close_while_an_offer_of_it_waits(signed_in, worker, referral, tier2):
    case = referral()
    browser = signed_in(worker)
    made = browser.post(
        reverse("casework:offer", args=[case.reference]),
        {"to": "early_help", "reason": "The family is ready for early help", "idempotency": uuid4()},
    )
    offer = Handover.objects.none()
    with acting_as(worker):
        offer = Handover.objects.get(carried__case=case)
    assert made.url == reverse("casework:handover", args=[offer.reference])
    refused = words_of(browser.post(reverse("casework:close", args=[case.reference]), {"reason": "Stepped down"}))
    assert "cannot close yet" in refused
    assert offer.reference in refused
    coordinator = make.actor("tier2_coordinator", of=tier2)
    theirs = signed_in(coordinator)
    before = words_of(theirs.get(reverse("casework:accept", args=[offer.reference])))
    assert "Call the health visitor" in before  # the open actions are seen before accepting
    theirs.post(reverse("casework:accept", args=[offer.reference]), {"words": ""})
    refused = words_of(browser.post(reverse("casework:close", args=[case.reference]), {"reason": "Stepped down"}))
    assert "nobody has been asked to lead yet" in refused  # the co-ordinators' yes is not the lead's
    lead = make.actor("lead_professional")
    with acting_as(coordinator):
        cases.assign(
            case=Handover.objects.get(pk=offer.pk).opened_case,
            membership=lead.membership,
            capacity=CaseWorker.Capacity.LEAD_PROFESSIONAL,
            by=coordinator,
            at=timezone.now(),
        )
    assert browser.post(reverse("casework:close", args=[case.reference]), {"reason": "Stepped down"}).status_code == 302
    with acting_as(worker):
        case.refresh_from_db()
        assert case.closed_at is not None
        assert case.responsible_team_id == worker.membership.team_id


def test_an_offer_is_declined_with_a_reason_and_withdrawn_by_its_giver_alone(signed_in, worker, referral, tier2):
    case = referral()
    with acting_as(worker):
        offer = handovers.offer([case], handovers.Offer(to="early_help", reason="Ready"), by=worker, at=timezone.now())
    coordinator = make.actor("tier2_coordinator", of=tier2)
    theirs = signed_in(coordinator)
    assert theirs.post(reverse("casework:withdraw", args=[offer.reference]), {"reason": "x"}).status_code == 403
    assert signed_in(worker).post(reverse("casework:accept", args=[offer.reference]), {}).status_code == 403
    assert "Enter the reason" in words_of(
        theirs.post(reverse("casework:decline", args=[offer.reference]), {"reason": " "})
    )
    assert theirs.post(reverse("casework:decline", args=[offer.reference]), {"reason": "They moved"}).status_code == 302
    assert "Declined" in words_of(theirs.get(reverse("casework:handover", args=[offer.reference])))
    again = words_of(theirs.post(reverse("casework:accept", args=[offer.reference]), {}))
    assert "answered this offer already" in again


def test_sg_07_work_elsewhere_is_accepted_with_its_reference_and_worker_alone(signed_in, worker, referral, assessment):
    other = make.team("Targeted support", service="targeted_support")
    case = referral()
    with acting_as(worker):
        offer = handovers.offer(
            [case], handovers.Offer(to="targeted_support", reason="Ready"), by=worker, at=timezone.now()
        )
    theirs = signed_in(make.actor("receiving_worker", of=other))
    where = reverse("casework:accept", args=[offer.reference])
    assert "Enter the reference your own system gave it" in words_of(theirs.post(where, {}))
    assert theirs.post(where, {"elsewhere_reference": "TS/1", "elsewhere_worker": "W Worker"}).status_code == 302


def test_a_question_about_an_offer_is_a_task_of_the_giver(signed_in, worker, referral, tier2):
    case = referral()
    with acting_as(worker):
        offer = handovers.offer([case], handovers.Offer(to="early_help", reason="Ready"), by=worker, at=timezone.now())
    theirs = signed_in(make.actor("tier2_coordinator", of=tier2))
    assert (
        theirs.post(
            reverse("casework:ask", args=[offer.reference]), {"question": "Does she know?", "idempotency": uuid4()}
        ).status_code
        == 302
    )
    with acting_as(worker):
        assert Task.objects.get(detail="Does she know?").team_id == worker.membership.team_id


def test_a_task_is_made_done_once_and_passed_on(signed_in, worker, referral):
    case = referral()
    browser, day = signed_in(worker), timezone.localdate()
    late = {"title": "Write", "due_on-day": 1, "due_on-month": 1, "due_on-year": 2020, "idempotency": uuid4()}
    assert "Enter today or a day to come" in words_of(
        browser.post(reverse("casework:task_new", args=[case.reference]), late)
    )
    soon = {
        "title": "Write",
        "due_on-day": day.day,
        "due_on-month": day.month,
        "due_on-year": day.year,
        "owner": worker.membership.public_id,
        "idempotency": uuid4(),
    }
    made = browser.post(reverse("casework:task_new", args=[case.reference]), soon)
    assert made.status_code == 302
    assert "Write" in words_of(browser.get(reverse("casework:tasks")))
    assert browser.post(made.url + "pass-on/", {"owner": ""}).status_code == 302
    assert "Write" in words_of(browser.get(reverse("casework:team_tasks")))
    assert browser.post(made.url, {"outcome": "Written"}).status_code == 302
    assert "done this task already" in words_of(browser.post(made.url, {"outcome": "Again"}))


def test_a_meeting_is_called_recorded_and_its_calendar_file_says_nothing(signed_in, worker, referral):
    case, day = referral(), timezone.localdate()
    browser = signed_in(worker)
    asked = {
        "kind": "Family meeting",
        "on-day": day.day,
        "on-month": day.month,
        "on-year": day.year,
        "begins": "14:30",
        "place": "Secret House",
        "others": "Sam Sample, Housing",
        "members": worker.membership.public_id,
        "idempotency": uuid4(),
    }
    made = browser.post(reverse("casework:meeting_new", args=[case.reference]), asked)
    assert made.status_code == 302, words_of(made)
    assert "Sam Sample" in words_of(browser.get(made.url))
    file = words_of(browser.get(made.url + "meeting.ics"))
    for hidden in ("Ada", "Example", "Secret", "Family", case.reference):
        assert hidden not in file, hidden
    with acting_as(worker):
        meeting = Meeting.objects.get(case=case)
        row = meeting.attendance.get(name="Sam Sample")
    kept = browser.post(
        made.url + "record/", {"minutes": "All spoke", "decisions": "Help with mornings", f"came_{row.pk}": "CAME"}
    )
    assert kept.status_code == 302
    page = words_of(browser.get(made.url))
    assert "Help with mornings" in page
    assert "Came" in page
    assert "held or called off" in words_of(browser.post(made.url + "call-off/", {"because": "x"}))


def test_a_missed_clock_keeps_its_reason(signed_in, assessment, referral, worker, owner_connection):
    case = referral()
    manager = make.actor("early_help_manager", of=assessment)
    where = reverse("casework:explain", args=[case.reference, "front_door.decision"])
    assert signed_in(worker).get(where).status_code == 403
    told = words_of(signed_in(manager).post(where, {"reason": "Nobody was there"}))
    assert "was not missed" in told
    assert signed_in(manager).get(reverse("casework:explain", args=[case.reference, "no.such"])).status_code == 404


@pytest.mark.parametrize("key", ["x", "..", "C-26-00000-0", "%00", "a" * 300, "<b>"])
def test_keys_that_name_nothing_answer_not_found(signed_in, worker, key):
    browser = signed_in(worker)
    for name in ("person", "case", "handover", "task", "meeting", "document", "chronology", "accept", "close"):
        assert browser.get(reverse(f"casework:{name}", args=[key])).status_code in (404, 403), name


def test_list_pages_ask_the_database_as_often_for_three_as_for_one(signed_in, worker, referral, tier2):
    browser, first = signed_in(worker), referral()
    pages = [reverse("casework:handovers"), reverse("casework:team_tasks")]

    def counted():
        for page in pages:
            browser.get(page)
        counts = []
        for page in pages:
            with CaptureQueriesContext(
                connection,
            ) as asked:
                browser.get(page)
            counts.append(len(asked))
        return counts

    with acting_as(worker):
        handovers.offer([first], handovers.Offer(to="early_help", reason="Ready"), by=worker, at=timezone.now())
    once = counted()
    for _ in range(2):
        case = referral(child=make.person())
        with acting_as(worker):
            handovers.offer([case], handovers.Offer(to="early_help", reason="Ready"), by=worker, at=timezone.now())
    assert counted() == once


def test_the_childs_page_asks_a_fixed_number_of_questions(signed_in, worker, family, referral):
    browser, where = signed_in(worker), reverse("casework:person", args=[family.child.public_id])

    def counted() -> int:
        browser.get(where)
        with CaptureQueriesContext(connection) as asked:
            browser.get(where)
        return len(asked)

    referral()
    once = counted()
    referral()
    referral()
    assert counted() == once
    assert once <= 30, once  # a dispute, a hold and the shell's own: session, posts, sight, rooms, notifications, audit
