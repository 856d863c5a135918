"""What is wrong is withdrawn and stays readable; a quarter that still runs is a part; what ends, and whose priorities a service serves."""

import re
from datetime import date, timedelta
from html import unescape
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from breakwater.foundation.dates.months import months_later
from breakwater.improvement.assurance.plans.operations import plans
from breakwater.improvement.commissioning.gaps import operations as gaps
from breakwater.improvement.commissioning.models import Gap, GapDecision, NeedFigure, Quarter
from breakwater.improvement.commissioning.needs import operations as needs
from breakwater.improvement.commissioning.provision import operations as provision
from breakwater.improvement.commissioning.provision.operations import quarters_before
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import commissioning as told
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.commissioning import CHARLES_DICKENS, COSHAM, HILSEA, TODAY
from breakwater_dev.testing.partnership import once


def words_of(answer) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def at(view: str, *of: str) -> str:
    return reverse(f"commissioning:{view}", args=of)


def withdraw(page, kind: str, row, why: str = "Typed for the wrong ward") -> str:
    return words_of(page.post(at("withdraw", kind, row.public_id), {"why": why} | once(), follow=True))


def test_a_figure_that_is_wrong_is_withdrawn_and_the_one_before_it_stands_again(signed_in, keeper, reader):
    ours, theirs = signed_in(keeper), signed_in(reader)
    measure = told.measure(keeper)
    for ward in (CHARLES_DICKENS, HILSEA):
        told.figure(keeper, measure, ward, 31)
    wrong = told.figure(keeper, measure, CHARLES_DICKENS, 310)
    assert "Charles Dickens 310" in words_of(theirs.get(at("need", measure.public_id)))
    correct = f"{at('need_figure', measure.public_id)}?of={wrong.public_id}"
    assert correct in ours.get(at("need_recorded", measure.public_id)).content.decode()
    filled = ours.get(correct).content.decode()
    assert 'value="310"' in filled
    assert f'value="{CHARLES_DICKENS}" selected' in filled
    assert 'value="Invented register"' in filled
    assert 'value="310"' not in ours.get(at("need_figure", measure.public_id)).content.decode()
    assert theirs.post(at("withdraw", "figure", wrong.public_id), {"why": "Wrong"} | once()).status_code == 403
    assert "Say what is wrong" in words_of(ours.post(at("withdraw", "figure", wrong.public_id), {"why": ""} | once()))
    assert "Withdrawn. It is kept" in withdraw(ours, "figure", wrong)
    withdraw(ours, "figure", wrong, "Twice")
    kept = NeedFigure.objects.get(pk=wrong.pk)
    assert (kept.number, kept.withdrawn_why) == (310, "Typed for the wrong ward")
    assert "Charles Dickens 31 600" in words_of(theirs.get(at("need", measure.public_id)))
    recorded = words_of(ours.get(at("need_recorded", measure.public_id)))
    assert "310 of 600" in recorded
    assert "Typed for the wrong ward" in recorded
    assert "310" not in words_of(ours.get(at("where")))
    assert told.figure(keeper, measure, CHARLES_DICKENS, 32).revision == 3


def test_measure_service_gap_and_decision_are_withdrawn_and_read_as_withdrawn(signed_in, keeper, reader):
    ours, theirs = signed_in(keeper), signed_in(reader)
    measure, one = told.measure(keeper), told.provided(keeper, told.service(keeper))
    now = timezone.now()
    with acting_as(keeper) as by:
        facts = gaps.GapFacts("Help at night", "All", "None", "None", "Crisis", "The council", body="Health board")
        gap = gaps.state_gap(facts, by=by, at=now, key=uuid4())
        gaps.add_option(gap, "Two workers", 1, 2, by=by, at=now, key=uuid4())
        said = gaps.DecisionFacts(TODAY, "ACCEPT", "Money", TODAY + timedelta(days=9), accepted_by="The board")
        decision = gaps.decide(gap, said, by=by, at=now, key=uuid4())
    withdraw(ours, "decision", decision, "It was of another gap")
    page = words_of(theirs.get(at("gap", gap.public_id)))
    assert "Undecided" in page
    assert "Accept the gap, withdrawn" in page
    assert "It was of another gap" in page
    with acting_as(keeper) as by:
        gaps.change_gap(gap, facts, 1, by=by, at=now)  # no decision rests on it any more
        gaps.decide(gap, said, by=by, at=now, key=uuid4())
    for kind, row, listed in (("need", measure, "needs"), ("service", one, "services"), ("gap", gap, "gaps")):
        title = {"need": measure.title, "service": one.service.name, "gap": gap.need}[kind]
        assert title in words_of(theirs.get(at(listed)))
        withdraw(ours, kind, row)
        assert title not in words_of(theirs.get(at(listed)))
        page = words_of(theirs.get(at({"need": "need", "service": "service", "gap": "gap"}[kind], row.public_id)))
        assert "Withdrawn" in page
        assert "Typed for the wrong ward" in page
        assert "Record a" not in page
        assert title in words_of(ours.get(at("withdrawn")))
    assert GapDecision.objects.count() == 2
    assert theirs.get(at("withdrawn")).status_code == 403
    told.measure(keeper)  # its name is free again
    told.provided(keeper, one.service)
    far = make.actor("business_manager", of=make.team("Office", in_area=make.area("850", "Hampshire")))
    assert signed_in(far).post(at("withdraw", "gap", gap.public_id), {"why": "Theirs"} | once()).status_code == 403


def test_a_quarter_recorded_while_it_runs_is_a_part_and_no_direction_follows(signed_in, keeper, reader):
    one = told.provided(keeper, told.service(keeper))
    running, last, before = quarters_before(TODAY, 3)
    for first, caseload in ((before, 39), (last, 39)):
        told.quarter(keeper, one, first, caseload)
    told.quarter(keeper, one, running, 10)
    page = words_of(signed_in(reader).get(at("service", one.public_id)))
    assert "Over 95% full for two quarters" in page  # of the two that are whole: the third says nothing yet
    assert ", until " in page
    assert "10 of 40" not in words_of(signed_in(reader).get(at("services")))
    assert "25%" not in words_of(signed_in(reader).get(at("services")))
    assert "so far" in words_of(signed_in(keeper).get(at("service_quarter", one.public_id)))
    assert not Quarter.objects.get(starts_on=running).is_whole


def test_what_ends_within_a_year_stands_on_a_page_and_on_today(signed_in, keeper, reader):
    for name, facts in (
        ("Grant club", {"funding_ends_on": months_later(TODAY, 2)}),
        ("Contract club", {"ends_on": months_later(TODAY, 5), "funding_ends_on": months_later(TODAY, 11)}),
        ("Far club", {"ends_on": months_later(TODAY, 15)}),
    ):
        told.provided(keeper, told.service(keeper, name), **facts)
    page = words_of(signed_in(reader).get(at("ending")))
    assert "Funding ends within 3 months" in page
    assert "Funding ends within 12 months Contract ends within 6 months" in page
    assert page.index("Grant club") < page.index("Contract club")
    assert "Far club" not in page
    today = words_of(signed_in(keeper).get(reverse("web:today")))
    assert "Contract ends within 6 months" in today


def test_a_service_says_which_priorities_of_a_plan_it_serves(signed_in, keeper, reader):
    begun = {"starts_on": TODAY, "ends_on": months_later(TODAY, 24)}
    judged = plans.MeasureFacts(
        "Families helped", "Early help system", 100, True, 40, TODAY, 60, months_later(TODAY, 12)
    )
    facts = {"title": "Help earlier", "rationale": "Need", "evidence": "", "sponsor": "The council"}
    facts |= {"scrutiny_question": "Does it help?", "measure": judged}
    with acting_as(keeper) as by:
        plan = plans.open_plan(plans.PlanFacts("Business plan", **begun), by=by, at=timezone.now(), key=uuid4())
        priority = plans.add_priority(
            plan, plans.PriorityFacts(**facts, **begun), by=by, at=timezone.now(), key=uuid4()
        )
    one = told.provided(keeper, told.service(keeper), priorities=[priority])
    assert priority.title in words_of(signed_in(reader).get(at("service", one.public_id)))
    form = signed_in(keeper).get(at("service_change", one.public_id))
    assert re.search(rf'value="{priority.public_id}"[^>]*checked', form.content.decode())
    with acting_as(keeper) as by:
        facts = provision.ProvisionFacts("EARLY", "The council", date(2024, 4, 1), "Public health grant")
        provision.change_provision(one, facts, 1, by=by, at=timezone.now())
    assert priority.title not in words_of(signed_in(reader).get(at("service", one.public_id)))


def test_sg_12_a_restricted_measure_is_told_to_nobody_else(signed_in, keeper, reader):
    with acting_as(keeper) as by:
        facts = needs.MeasureFacts("OUTSIDE_HOME", "Themes of the local profile", "Children, of all", True, True)
        hidden = needs.add_measure(facts, by=by, at=timezone.now(), key=uuid4())
    told.figure(keeper, hidden, COSHAM, 50)
    shown = told.measure(keeper)
    with acting_as(keeper) as by:
        facts = gaps.GapFacts("Help", "All", "None", "None", "Crisis", "All", measures=[hidden, shown], body="Board")
        gaps.state_gap(facts, by=by, at=timezone.now(), key=uuid4())
        needs.say_met_by(shown, hidden, by=by, at=timezone.now())
    ours, theirs = signed_in(keeper), signed_in(reader)
    for page in ("needs", "where"):
        assert hidden.title not in words_of(theirs.get(at(page)))
    assert hidden.title in words_of(ours.get(at("needs")))
    assert theirs.get(at("need", hidden.public_id)).status_code == 404
    assert hidden.title not in words_of(theirs.get(at("need", shown.public_id)))
    assert hidden.title not in words_of(theirs.get(at("gap", Gap.objects.get().public_id)))
    assert hidden.title in words_of(ours.get(at("gap", Gap.objects.get().public_id)))


def test_what_ends_says_when_nothing_ends_within_three_months(signed_in, keeper):
    ours = signed_in(keeper)
    told.provided(keeper, told.service(keeper), funding_ends_on=months_later(TODAY, 5))
    assert "Nothing ends within 3 months. The first ends on" in words_of(ours.get(at("ending")))
    told.provided(keeper, told.service(keeper, "Grief group"), funding_ends_on=months_later(TODAY, 2))
    page = words_of(ours.get(at("ending")))
    assert "Nothing ends within 3 months" not in page
    assert "Contract has ended" not in page
    told.provided(keeper, told.service(keeper, "Old club"), ends_on=TODAY - timedelta(days=1))
    assert "Contract has ended The directory still lists Old club" in words_of(ours.get(at("ending")))


def test_ten_services_out_of_contract_are_named_on_the_first_page_and_the_rest_counted(signed_in, keeper):
    ours = signed_in(keeper)
    for number in range(12):
        told.provided(keeper, told.service(keeper, f"Old club {number:02}"), ends_on=TODAY - timedelta(days=1))
    for number in range(31):
        told.provided(keeper, told.service(keeper, f"Club {number:02}"), ends_on=months_later(TODAY, 5))
    first, second = (words_of(ours.get(at("ending"), {"page": page})) for page in (1, 2))
    assert "Old club 09" in first
    assert "and 2 more. " in first
    assert "Old club 10" not in first
    assert "Club 30" in second
    assert "Old club" not in second
