"""One text, two plans: what each area answers stands beside the other, a change in one shows as such, and one route leads to both."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from breakwater.improvement.assurance.models import (
    Objective,
    OutcomeMeasure,
    Plan,
    Priority,
    Risk,
    RiskReview,
    Strategy,
    SystemEscalation,
    WorkItem,
)
from breakwater.improvement.assurance.plans import rag
from breakwater.improvement.assurance.plans.operations import plans
from breakwater.improvement.assurance.today import SHOWN, to_keep
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.partnership import a_partnership, day, holds, once, page

TODAY = timezone.localdate()
BEGAN, ENDS = TODAY - timedelta(days=200), TODAY + timedelta(days=500)
PERIOD = day("starts_on", BEGAN) | day("ends_on", ENDS)


@pytest.fixture
def ours(db):
    return a_partnership("851", "Portsmouth")


@pytest.fixture
def theirs(db):
    return a_partnership("850", "Hampshire")


@pytest.fixture
def chair(ours, theirs):
    """One account, a role in each area: a post in an agency, and nothing else."""
    actor = make.actor("agency_professional", of=make.team("Joint chair", of=make.organisation("Independent", "OTHER")))
    for each in (ours, theirs):
        holds(actor, each.area, "chair")
    return actor


def answered(browser, of, title: str, baseline: int) -> Priority:
    """An area's plan with a priority that answers the objective, and a piece of work."""
    page(browser, "plan_new", title=f"Plan of {of.area.name}", **PERIOD, **once())
    said = {
        "objective": Objective.objects.get().public_id,
        "title": title,
        "rationale": "Half of reviews name it",
        "sponsor": "Director of children's services",
        "scrutiny_question": "Do families say that it helps?",
        "source": "Case audits",
        "baseline": str(baseline),
        "target": "90",
    }
    plan = Plan.objects.get(area=of.area)
    page(
        browser,
        "plan_answer",
        plan.public_id,
        **said,
        **PERIOD,
        **day("baseline_on", BEGAN),
        **day("target_on", ENDS),
        **once(),
    )
    made = Priority.objects.get(plan=plan)
    work = {"deliverable": f"Train every team of {of.area.name}", "kind": "TRAINING", "owner": "Ann Lead, nurse"}
    work |= {"organisation": str(of.agency.public_id)} | day("starts_on", BEGAN) | day("due_on", ENDS)
    page(browser, "priority_work", made.public_id, **work, **once())
    return made


def opened(ours, theirs, us, them) -> Strategy:
    said = {"title": "Neglect", "text": "Notice it early.", "areas": [theirs.area.code]}
    page(us, "strategy_new", **said, **PERIOD, **once())
    one = Strategy.objects.get()
    objective = {
        "title": "Children are heard early",
        "measure": "Cases with the child's words",
        "per": "100",
        "better": "more",
    }
    page(us, "strategy_objective", one.public_id, **objective, **once())
    return Strategy.objects.get()


def test_two_areas_answer_one_strategy(signed_in, ours, theirs, chair):
    us, them, both = signed_in(ours.manager), signed_in(theirs.manager), signed_in(chair)
    one = opened(ours, theirs, us, them)
    ratified = {"meeting": "Executive, decision 7", "revision": str(one.edition)} | day("on", TODAY)
    for browser in (us, them):
        page(browser, "strategy_ratify", one.public_id, **ratified)
    assert "Not ratified yet" not in page(both, "strategy", one.public_id)
    # The area that leads it changes the text: an earlier ratification is of an earlier text, and the other area may not change it.
    assert them.post(reverse("assurance:strategy_text", args=[one.public_id]), {"text": "Ours"}).status_code == 403
    page(us, "strategy_text", one.public_id, text="Notice it earlier.", revision=str(one.edition))
    changed = page(us, "strategy", one.public_id)
    assert changed.count("Changed since") == 2
    # What was ratified stays on record in its words, with the day and the decision.
    assert "Notice it early." in changed
    assert "ratified by Hampshire on" in changed
    assert "Executive, decision 7" in changed[changed.index("Earlier editions") :]
    assert "Read it as it is now" in page(them, "strategy_ratify", one.public_id, **ratified)
    here, there = answered(us, ours, "Hear them here", 40), answered(them, theirs, "Hear them there", 60)
    item, other = (WorkItem.objects.get(priority=each) for each in (here, there))
    late = {"rag": "AMBER", "commentary": "Trainers left"} | day("on", TODAY)
    assert "Enter the recovery plan" in page(us, "work_update", item.public_id, **late, **once())
    page(us, "work_update", item.public_id, **late, recovery="Two join in May", **once())
    page(them, "work_update", other.public_id, rag="GREEN", commentary="Going well", **day("on", TODAY), **once())
    # What is recorded late does not undo what was said since.
    before = day("on", TODAY - timedelta(days=30))
    page(us, "work_update", item.public_id, rag="GREEN", commentary="Begun", **before, **once())
    item.refresh_from_db()
    assert (item.rag, item.rag_since) == ("AMBER", TODAY)
    with acting_as(ours.manager), pytest.raises(DatabaseError), transaction.atomic():
        item.updates.update(commentary="Never said")
    # Another owner and day, other words, another target: each with what it was before.
    moved = {"owner": "Bea Next, nurse", "organisation": str(ours.agency.public_id), "reason": "Ann left"}
    moved |= {"revision": "1"}
    early = day("due_on", BEGAN - timedelta(days=1))
    assert "cannot be due before it begins" in page(us, "work_change", item.public_id, **moved, **early, **once())
    page(us, "work_change", item.public_id, **moved, **day("due_on", TODAY), **once())
    asked = {"title": "Hear them sooner", "rationale": here.rationale, "sponsor": here.sponsor, "evidence": ""}
    asked |= {"scrutiny_question": here.scrutiny_question, "reason": "Children asked", "revision": "1"}
    page(us, "priority_change", here.public_id, **asked, **once())
    target = {"target": "80", "reason": "Agreed by the executive", "revision": "1"}
    page(us, "measure_change", here.measures.get().public_id, **target, **day("target_on", ENDS), **once())
    shown = page(us, "priority", here.public_id)
    for was in ("Owner was “Ann Lead, nurse”", "Due was “", "Priority was “Hear them here”", "Target was “90”"):
        assert was in shown
    assert "80 by" in shown
    assert them.post(reverse("assurance:work_change", args=[item.public_id]), moved).status_code == 403
    # A rate as every area counts it; of few nothing is told.
    for priority, browser, some in ((here, us, 62), (there, them, 198)):
        measure = OutcomeMeasure.objects.get(priority=priority)
        assert measure.objective_id == priority.objective_id
        page(browser, "measure_read", measure.public_id, some=str(some), of="200", **day("on", TODAY), **once())
    words = "We begin in schools, as ours asked for it"
    page(them, "priority_vary", there.public_id, variation=words, revision="1")
    shown = page(both, "strategy", one.public_id)
    row = shown[shown.index("Children are heard early") :]
    cells = row[: row.index("</tr>")].split("<td")[1:]
    hampshire, portsmouth = (
        next(each for each in cells if name in each) for name in ("Hear them there", "Hear them sooner")
    )
    assert "At risk" in portsmouth
    assert "31%" in portsmouth
    assert words not in portsmouth
    assert "On track" in hampshire
    assert "Too few to show" in hampshire
    assert words in hampshire
    assert "198" not in shown
    # Behind the row stands no more than in it, but for who keeps the plan; nobody is led to another area's priority.
    assert "198 of 200" in page(them, "priority", there.public_id)
    assert "198 of 200" not in page(both, "priority", there.public_id)
    ours_alone = page(us, "strategy", one.public_id)
    assert reverse("assurance:priority", args=[here.public_id]) in ours_alone
    assert reverse("assurance:priority", args=[there.public_id]) not in ours_alone
    own = page(both, "own_areas")
    assert "Portsmouth" in own
    assert "Hampshire" in own
    assert "Hampshire" not in page(us, "own_areas")
    # Nobody reads of a partnership by working in an agency alone, and nobody writes in another area.
    outside = signed_in(make.actor("agency_professional", of=make.team("Ward", of=ours.agency)))
    assert outside.get(reverse("assurance:plan", args=[here.plan.public_id])).status_code == 403
    assert them.post(reverse("assurance:work_update", args=[item.public_id]), late).status_code == 403


def test_what_concerns_all_areas_is_answered_once(signed_in, ours, theirs, chair):
    us, them, both = signed_in(ours.manager), signed_in(theirs.manager), signed_in(chair)
    one = opened(ours, theirs, us, them)
    said = {"subject": "No beds", "words": "In both areas", "wanted": "One rota"}
    page(them, "strategy_escalate", one.public_id, **said, **once())
    raised = SystemEscalation.objects.get()
    key = raised.public_id
    assert "No beds" in page(us, "strategy", one.public_id)
    assert us.post(reverse("assurance:escalation_answer", args=[key]), {"answer": "Mine"}).status_code == 403
    assert "One rota from May" in page(both, "escalation_answer", key, answer="One rota from May")
    head = signed_in(make.actor("head_of_service", of=make.team("Leadership", in_area=ours.area)))
    assert "answered meanwhile" in page(head, "escalation_answer", key, answer="Something else")
    assert SystemEscalation.objects.get().answer == "One rota from May"
    assert "One rota from May" in page(them, "escalation", key)


def test_a_risk_is_reviewed_and_nothing_said_of_it_is_lost(signed_in, ours):
    us = signed_in(ours.manager)
    risk = {
        "cause": "Two posts are vacant",
        "event": "Audits are late",
        "effect": "Nobody learns",
        "likelihood": "4",
        "impact": "5",
        "owner": "Ann Lead, nurse",
        "organisation": str(ours.agency.public_id),
        "meeting": "Executive of May",
        "controls": "A bank of auditors",
        "now_likelihood": "2",
        "now_impact": "5",
        "words": "Watch it",
    }
    page(
        us,
        "risk_new",
        **risk,
        **day("on", TODAY - timedelta(days=60)),
        **day("review_by", TODAY - timedelta(days=1)),
        **once(),
    )
    made = Risk.objects.get()
    listed = page(us, "risks")
    assert ">20<" in listed
    assert ">10<" in listed
    assert "Overdue" in listed
    # Another owner: who it was, who changed it and why stay on record; two tabs do not undo each other.
    owner = {"owner": "Bea Next, director", "organisation": risk["organisation"], "reason": "Ann retired"}
    assert "What it was before is kept" in page(us, "risk_change", made.public_id, **owner, revision="1", **once())
    shown = page(us, "risk", made.public_id)
    assert "Owner was “Ann Lead, nurse”" in shown
    assert "Ann retired" in shown
    assert "Somebody saved this meanwhile" in page(us, "risk_change", made.public_id, **owner, revision="1", **once())
    assert "Everything here is as it was" in page(us, "risk_change", made.public_id, **owner, revision="2", **once())
    with acting_as(ours.manager), pytest.raises(DatabaseError), transaction.atomic():
        made.changes.update(reason="Never said")
    review = {name: risk[name] for name in ("controls", "now_impact")}
    # A review of an earlier day, recorded late: the day of the next one stays, and it does not close what a later one left open.
    late = review | {"meeting": "Executive of April", "words": "Late", "now_likelihood": "3"}
    late |= day("on", TODAY - timedelta(days=90)) | day("review_by", TODAY - timedelta(days=61))
    assert "still open" in page(us, "risk_review", made.public_id, **late, closes="yes", **once())
    page(us, "risk_review", made.public_id, **late, **once())
    made.refresh_from_db()
    assert (made.review_by, made.closed_on) == (TODAY - timedelta(days=1), None)
    review |= {"meeting": "Executive of June", "words": "Filled", "now_likelihood": "1", "closes": "yes"}
    shown = page(us, "risk_review", made.public_id, **review, **day("on", TODAY), **day("review_by", TODAY), **once())
    assert "Watch it" in shown
    assert "Filled" in shown
    assert [each.residual for each in RiskReview.objects.order_by("on")] == [15, 10, 5]
    assert "This risk is closed" in page(
        us, "risk_review", made.public_id, **review, **day("on", TODAY), **day("review_by", TODAY), **once()
    )


def test_today_counts_all_the_work_of_which_nothing_was_said(ours):
    acting = {"at": timezone.now()}
    with acting_as(ours.manager) as by:
        acting |= {"by": by}
        plan = plans.open_plan(plans.PlanFacts("Plan", BEGAN, ENDS), **acting, key=uuid4())
        measure = plans.MeasureFacts("Heard early", "Audits", 100, True, 40, BEGAN, 90, ENDS)
        facts = plans.PriorityFacts("Neglect", "Why", "", "Director", BEGAN, ENDS, "Does it help?", measure)
        priority = plans.add_priority(plan, facts, **acting, key=uuid4())
        work = plans.ItemFacts("TRAINING", "Train every team", "Ann", ours.agency, BEGAN, ENDS)
        for _ in range(SHOWN + 2):
            plans.add_item(priority, work, **acting, key=uuid4())
        panel = to_keep(by, timezone.now())
        assert len(panel.rows) == SHOWN
        assert panel.total >= SHOWN + 2


def test_the_whole_stands_as_the_worst_of_its_work():
    assert rag.overall(["GREEN", "RED", "BLUE"]) == "RED"
    assert rag.overall(["BLUE", "GREY"]) == "GREY"
    assert rag.overall(["BLUE", "BLUE"]) == "BLUE"
    assert rag.overall([]) is None
    assert rag.shown(31, 200, 100) == "15.5%"
    assert rag.shown(3, 200, 100) == rag.shown(197, 200, 100) == rag.shown(5, 9, 100) == "Too few to show"
    assert rag.shown(0, 200, 10_000) == "0 per 10,000"
