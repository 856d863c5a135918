"""A gap from its statement to its decisions, also to accept it; a contract through its gates with evidence, each opening the next."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.self_assessments.models import ModeratedGrade
from breakwater.improvement.commissioning.gates import operations as gates
from breakwater.improvement.commissioning.gates.edition import EDITIONS, NEWEST
from breakwater.improvement.commissioning.models import Contract, Gap, GapDecision, GateCheck
from breakwater.improvement.commissioning.provision.operations import quarters_before
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import audits, boards
from breakwater_dev.testing import commissioning as told
from breakwater_dev.testing.commissioning import TODAY
from breakwater_dev.testing.partnership import day, once
from breakwater_dev.testing.self_assessments import a_school


def words_of(answer) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def at(view: str, *of: str) -> str:
    return reverse(f"commissioning:{view}", args=of)


STATED = {
    "need": "Early help for 11 to 15 in two wards",
    "population": "About 300 children of 11 to 15",
    "evidence": "The model of prevalence",
    "provision": "None",
    "consequence": "Children wait until it is a crisis",
    "owner": "Head of early help, the council",
}


def test_a_gap_is_undecided_until_a_decision_is_recorded_and_each_stays(signed_in, keeper, reader):
    ours, theirs = signed_in(keeper), signed_in(reader)
    measure, group = told.measure(keeper), boards.a_group(keeper, (keeper, "OTHER", "MEMBER"))
    both = STATED | {"measures": [measure.public_id], "group": group.public_id, "body": "Health board"}
    assert "one of the two" in words_of(ours.post(at("gap_new"), both | once()))
    sent = STATED | {"measures": [measure.public_id], "group": group.public_id} | once()
    for _ in range(2):  # sent twice is one
        ours.post(at("gap_new"), sent, follow=True)
    gap = Gap.objects.get()
    form = at("gap_decide", gap.public_id)
    decided = day("on", TODAY) | day("review_on", TODAY + timedelta(days=400)) | {"why": "It is needed"}
    decided |= {"outcome": "COMMISSION"}
    assert "No option is recorded" in words_of(ours.post(form, decided | once()))
    assert "Undecided" in words_of(theirs.get(at("gaps")))
    waiting = words_of(ours.get(reverse("web:today")))
    assert STATED["need"] in waiting
    assert "Overdue" not in waiting.partition("Needs and commissioning (1)")[2], "a gap has eight weeks to be decided"
    page = words_of(ours.get(at("gap", gap.public_id)))
    assert "Add the options with their costs" in page
    assert "Record a decision" not in page
    unlike = STATED | {"body": "Health board", "revision": "1"}
    ours.post(at("gap_change", gap.public_id), unlike)
    assert "Somebody saved this meanwhile" in words_of(ours.post(at("gap_change", gap.public_id), unlike))
    assert measure.title not in words_of(theirs.get(at("gap", gap.public_id)))
    back = STATED | {"measures": [measure.public_id], "group": group.public_id, "revision": "2"}
    ours.post(at("gap_change", gap.public_id), back)
    for low, high in (("50000", "40000"), ("50000", "60000")):
        answer = ours.post(
            at("gap_option", gap.public_id), {"words": "Two workers", "cost_low": low, "cost_high": high} | once()
        )
    assert answer.status_code == 302
    said = (
        {"why": "No money this year"}
        | day("on", TODAY - timedelta(days=9))
        | day("review_on", TODAY + timedelta(days=10))
    )
    assert "Choose the option that was decided on" in words_of(ours.post(form, decided | once()))
    assert "Enter who accepted the risk" in words_of(ours.post(form, said | {"outcome": "ACCEPT"} | once()))
    assert "Enter who accepted the risk" in words_of(ours.post(form, said | {"outcome": "NOTHING"} | once()))
    elsewhere = said | {"outcome": "NOTHING", "accepted_by": "The executive"}
    assert "something is entered under" in words_of(ours.post(form, elsewhere | once()))
    drawn = re.findall(r' id="([^"]+)"', ours.get(form).content.decode())
    assert len(drawn) == len(set(drawn)), "one id a box, each with its own label"
    assert "Enter the impact on children" in words_of(ours.post(form, said | {"outcome": "DECOMMISSION"} | once()))
    ours.post(form, said | {"outcome": "ACCEPT", "accepted_by": "Director of children’s services"} | once())
    today = words_of(ours.get(reverse("web:today")))
    assert "Review a decision" in today
    early = said | day("on", TODAY - timedelta(days=20)) | {"outcome": "NOTHING", "left_by": "The executive"} | once()
    assert "A later decision is recorded already" in words_of(ours.post(form, early))
    later = (
        said
        | day("on", TODAY)
        | day("review_on", TODAY + timedelta(days=400))
        | {"outcome": "COMMISSION", "option": "1"}
    )
    ours.post(form, later | once())
    assert list(GapDecision.objects.order_by("pk").values_list("outcome", flat=True)) == ["ACCEPT", "COMMISSION"]
    page = words_of(theirs.get(at("gap", gap.public_id)))
    assert page.index("Commission Decided") < page.index("Accept the gap, replaced since")
    assert "Risk accepted by Director of children’s services" in page
    assert "before the gap was recorded here" in page  # as the first was, nine days ago
    assert "£" not in page  # providers read it too
    assert "1. Two workers £50,000 to £60,000" in words_of(ours.get(at("gap", gap.public_id)))
    assert measure.title in page
    assert STATED["need"] not in words_of(ours.get(reverse("web:today")))
    changed = STATED | {"body": "Health board", "revision": "1"}
    assert "A decision rests on this statement" in words_of(ours.post(at("gap_change", gap.public_id), changed))
    assert measure.title in words_of(theirs.get(at("gap", gap.public_id)))


def test_each_gate_opens_the_next_and_an_award_without_the_tenders_gate_has_a_reason(signed_in, keeper, reader):
    ours, theirs = signed_in(keeper), signed_in(reader)
    sent = {"title": "Mentors for 11 to 15"} | once()
    for _ in range(2):
        ours.post(at("contract_new"), sent, follow=True)
    one = Contract.objects.get()
    before, specification, tender, award = EDITIONS[NEWEST][:4]

    def record(gate, check, state="MET", **more):
        said = {"state": state, "evidence": f"Shown by paper {check.key}"} | more | once()
        return ours.post(at("contract_check", one.public_id, gate.key, check.key), said, follow=True)

    assert "This gate is not open yet" in words_of(record(specification, specification.checks[0]))
    assert "Enter the evidence" in words_of(record(before, before.checks[0], evidence=""))
    assert ours.get(at("contract_check", one.public_id, "before", "nothing")).status_code == 404
    for check in before.checks:
        record(before, check, "NA" if check.key == "adviser" else "MET")
    for check in specification.checks:
        record(specification, check)
    record(tender, tender.checks[0], "NOT_MET")
    record(tender, tender.checks[0])  # what was found before is kept, and the last stands
    assert GateCheck.objects.filter(check_key="question").count() == 2
    assert "Tender 1 of 3 met" in words_of(ours.get(at("contracts")))
    assert "This gate is not open yet" in words_of(record(award, award.checks[0]))
    assert ours.get(at("contract_return", one.public_id)).status_code == 302  # nothing is monitored before the award
    ours.post(at("contract_open", one.public_id), {"why": "The service would close in between"} | once())
    record(award, award.checks[0])
    page = words_of(ours.get(at("contract", one.public_id)))
    assert "although the gate before was not met" in page
    assert "The service would close in between" in page
    assert "Shown by paper question" in page
    now = {"starts_on": quarters_before(TODAY, 1)[0].isoformat(), "staff": "12", "trained": "11", "supervised": "6"}
    now |= {"incidents": "7", "allegations": "2", "complaints": "0"}
    too_many = now | {"trained": "13"} | once()
    assert "more than there are staff" in words_of(ours.post(at("contract_return", one.public_id), too_many))
    ours.post(at("contract_return", one.public_id), now | once())
    page = words_of(ours.get(at("contract", one.public_id)))
    assert "7 1 to 4 0 92% 50%" in page
    assert "1 7 2 0 12 11 6" in words_of(ours.get(at("contract_recorded", one.public_id)))
    assert theirs.get(at("contracts")).status_code == 403
    for view in ("contract", "contract_open", "contract_recorded"):
        assert theirs.get(at(view, one.public_id)).status_code == 403


def test_a_failed_safeguarding_question_stops_the_award_and_after_it_nothing_goes_on_unseen(signed_in, keeper):
    ours = signed_in(keeper)
    ours.post(at("contract_new"), {"title": "Mentors"} | once())
    one, listed = Contract.objects.get(), EDITIONS[NEWEST]
    tender, award = listed[2], listed[3]

    def record(gate, check, state: str) -> str:
        said = {"state": state, "evidence": "Seen"} | once()
        return words_of(ours.post(at("contract_check", one.public_id, gate.key, check.key), said, follow=True))

    def open_next(**more) -> str:
        said = {"why": "Urgent"} | more | once()
        return words_of(ours.post(at("contract_open", one.public_id), said, follow=True))

    for gate in listed[:2]:
        for check in gate.checks:
            record(gate, check, "MET")
    question = tender.check("question")
    open_next()
    assert not one.opened.exists(), "nobody asked the question yet"
    record(tender, question, "NOT_MET")
    open_next()
    assert not one.opened.exists(), "no reason opens it"
    with acting_as(keeper) as by, pytest.raises(gates.NotPassed):
        gates.open_gate(one, "Urgent", "The director", by=by, at=timezone.now(), key=uuid4())
    assert "Nothing is awarded while this stands" in words_of(ours.get(at("contract", one.public_id)))
    assert "Safeguarding question failed" in words_of(ours.get(at("contracts")))
    record(tender, question, "MET")
    open_next()
    assert one.opened.get().gate == award.key
    record(tender, question, "NOT_MET")  # found out after the award
    assert "nothing is awarded" in record(award, award.checks[0], "MET")
    assert "Safeguarding question failed, award open" in words_of(ours.get(at("contracts")))
    assert "Safeguarding question failed, award open" in words_of(ours.get(reverse("web:today")))
    assert "Enter who agreed to it besides you" in open_next()
    assert "Agreed by Jo Hill, director of children’s services" in open_next(
        agreed_by="Jo Hill, director of children’s services"
    )
    assert one.opened.get(gate="monitoring").agreed_by


def test_a_check_set_back_keeps_later_gates_open_and_says_so_and_some_checks_always_apply(signed_in, keeper):
    ours = signed_in(keeper)
    ours.post(at("contract_new"), {"title": "Mentors"} | once())
    one, (first, second, *_) = Contract.objects.get(), EDITIONS[NEWEST]

    def record(gate, check, state: str) -> str:
        said = {"state": state, "evidence": "Seen"} | once()
        return words_of(ours.post(at("contract_check", one.public_id, gate.key, check.key), said, follow=True))

    voice = first.check("voice")
    assert "Does not apply" not in words_of(ours.get(at("contract_check", one.public_id, first.key, voice.key)))
    assert "Children Act 2004, section 11" in record(first, voice, "NA")
    facts = gates.CheckFacts("NA", "We never ask")
    with acting_as(keeper) as by, pytest.raises(gates.AlwaysApplies):
        gates.record_check(one, first.key, voice.key, facts, by=by, at=timezone.now(), key=uuid4())
    for check in first.checks:
        record(first, check, "MET")
    record(second, second.check("subcontractors"), "NA")
    assert "Specification stays open with a warning" in record(first, voice, "NOT_MET")
    page = words_of(ours.get(at("contract", one.public_id)))
    assert "Not met any more: Before specification . This gate stays open." in page
    assert "Was met before" in words_of(ours.get(at("contracts")))
    record(second, second.check("lead"), "MET")  # what is at work goes on
    assert GateCheck.objects.filter(gate=second.key).count() == 2
    assert "Not met any more" not in record(first, voice, "MET")


def test_a_gate_at_which_nothing_applies_opens_no_other_and_the_safeguarding_question_always_applies(signed_in, keeper):
    ours = signed_in(keeper)
    ours.post(at("contract_new"), {"title": "Mentors"} | once())
    one, (first, second, tender, award, *_) = Contract.objects.get(), EDITIONS[NEWEST]

    def record(gate, check, state: str) -> str:
        said = {"state": state, "evidence": "A grant, no tender"} | once()
        return words_of(ours.post(at("contract_check", one.public_id, gate.key, check.key), said, follow=True))

    for gate in (first, second):
        for check in gate.checks:
            record(gate, check, "MET")
    question = tender.check("question")
    form = words_of(ours.get(at("contract_check", one.public_id, tender.key, question.key)))
    assert "Does not apply" not in form
    assert "ask the provider all the same" in form
    record(tender, question, "NA")
    facts = gates.CheckFacts("NA", "A grant, no tender")
    with acting_as(keeper) as by, pytest.raises(gates.AlwaysApplies):
        gates.record_check(one, tender.key, question.key, facts, by=by, at=timezone.now(), key=uuid4())
    assert not GateCheck.objects.filter(gate=tender.key).exists()
    for check in tender.checks:
        record(tender, check, "MET" if check is question else "NA")
    record(award, award.checks[0], "NA")
    assert "Not met: nothing applies" in words_of(ours.get(at("contract", one.public_id)))
    assert ours.get(at("contract_return", one.public_id)).status_code == 302
    ours.post(at("contract_open", one.public_id), {"why": "The record is the council’s own"} | once())
    assert ours.get(at("contract_return", one.public_id)).status_code == 200
    so_far = {"starts_on": quarters_before(TODAY, 1)[0].isoformat(), "staff": "12", "trained": "11", "supervised": "6"}
    so_far |= {"incidents": "7", "allegations": "0", "complaints": "0"}
    ours.post(at("contract_return", one.public_id), so_far | once())
    assert f", until {TODAY:%-d %B %Y} 7 0 0" in words_of(ours.get(at("contract", one.public_id)))


def test_a_return_to_an_audit_is_evidence_for_those_alone_who_may_read_it(signed_in, keeper, reader):
    school = a_school("Albany School")
    with acting_as(keeper):
        member = audits.launched(keeper).members.get(organisation=school.organisation)
    made = audits.returned(school, keeper, member)
    moderate = {
        "kind": "MODERATED",
        "grade": "3",
        "score": 3,
        "reason": "As they say",
        "key": uuid4(),
        "at": made.sent_at,
    }
    with acting_as(keeper):
        ModeratedGrade.objects.create(assessment=made, statement=made.answers.first().statement, by=keeper, **moderate)
    ours, theirs = signed_in(keeper), signed_in(reader)
    ours.post(at("contract_new"), {"title": "Mentors"} | once())
    one, gates = Contract.objects.get(), EDITIONS[NEWEST]
    for check in gates[0].checks:
        said = {"state": "MET", "evidence": "Seen"} | once()
        ours.post(at("contract_check", one.public_id, gates[0].key, check.key), said)
    form = at("contract_check", one.public_id, "specification", "section_11")
    assert "Albany School" in words_of(ours.get(form))
    ours.post(form, {"state": "MET", "evidence": "Their own return", "member": member.public_id} | once())
    page = words_of(ours.get(at("contract", one.public_id)))
    assert "Their own return Albany School, Round . Moderated: " in page
    assert theirs.get(at("contract", one.public_id)).status_code == 403


def test_lists_of_gaps_and_contracts_ask_no_more_of_three_than_of_one(signed_in, keeper):
    ours = signed_in(keeper)

    def add(name: str) -> None:
        ours.post(at("gap_new"), STATED | {"need": name, "body": "Health board"} | once())
        ours.post(at("contract_new"), {"title": name} | once())

    add("One")
    counts = {}
    for number in (1, 3):
        for view in ("gaps", "contracts"):
            ours.get(at(view))
            with CaptureQueriesContext(connection) as asked:
                assert "One" in words_of(ours.get(at(view)))
            counts[number, view] = len(asked)
        for name in ("Two", "Three") if number == 1 else ():
            add(name)
    assert counts[1, "gaps"] == counts[3, "gaps"]
    assert counts[1, "contracts"] == counts[3, "contracts"]
