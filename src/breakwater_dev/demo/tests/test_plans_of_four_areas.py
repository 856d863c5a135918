"""The demonstration's partnership: one strategy that four plans answer, one scrutineer of all of them, and last year's report as it was signed."""

import time
from datetime import UTC, datetime

from django.urls import reverse

from breakwater.improvement.assurance.arrangements.lookup import holders_on
from breakwater.improvement.assurance.models import Rag, YearlyReport
from breakwater.improvement.assurance.plans import lookup
from breakwater.improvement.assurance.plans.side_by_side import side_by_side
from breakwater.improvement.assurance.yearly_report.lookup import signed
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.settled import settled
from breakwater_dev.demo import boards, places, plans, staff


def test_four_areas_answer_one_strategy_and_a_report_was_signed(db, signed_in):
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    made = places.build(now.date())
    people = staff.build(made)
    with settled():
        boards.tell(made, people, now)
        began = time.process_time()
        plans.tell(made, people, now)
    assert time.process_time() - began < 20
    with acting_as(people.posts["business manager"]):
        strategy = lookup.STRATEGIES.get()
        owners = lookup.owners_of(strategy)
        rows = side_by_side(strategy, owners)
        report = YearlyReport.objects.get()
        assert all(each.signature for each in signed(report))
        decided = report.sections.get(code="decisions").facts
        leads = list(holders_on(made.area, now.date()).filter(role="lead_partner"))
    assert sum(each["source"] == "Decision log" for each in decided) > 10
    assert len(leads) == 3
    assert all(owner.is_ratified for owner in owners)
    assert len(owners) == 4
    assert len(rows) == 5
    cells = [each for _, cells in rows for each in cells]
    assert all(cells)
    assert {each.stands for each in cells} >= {Rag.RED, Rag.AMBER, Rag.GREEN}
    assert sum(bool(each.priority.variation) for each in cells) == 2
    assert (report.year, str(report.published_on)) == (2026, "2026-09-14")
    scrutineer = signed_in(people.actor("joint scrutineer"))
    own = scrutineer.get(reverse("assurance:own_areas")).content.decode()
    assert all(area.name in own for area in made.areas.values())
