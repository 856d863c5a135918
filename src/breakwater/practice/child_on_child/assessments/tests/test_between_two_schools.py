"""Measures of two schools depend on each other, and neither school learns of the other's plan (PL 9.4, 9.11; decision 0013)."""

from uuid import uuid4

from django.utils import timezone

from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.child_on_child.assessments import lookup, today
from breakwater.practice.child_on_child.assessments.operations import measures
from breakwater.practice.child_on_child.incidents.operations import opening
from breakwater.practice.child_on_child.models import Measure, MeasureCheck
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import plans
from breakwater_dev.testing.incidents import a_school, child_in, elsewhere, told


def test_pl_9_11_a_breach_at_one_school_asks_the_other_to_check_and_tells_it_nothing(dsl, incident, affected):
    """The link is made of the notice that both read: no school asks the other for it, and none reads a row of the other's."""
    theirs = make.actor("dsl", of=a_school("Mizzen School"))
    notice = told(elsewhere(incident, theirs.membership.team, dsl), dsl)
    with acting_as(theirs) as by:
        own = opening.open_from_notice(notice, opening.IncidentFacts("ASSAULT", "TRANSPORT"), by=by, at=timezone.now())
        his = lookup.CHILDREN.get(incident=own)
        assert [words for _, words in lookup.may_link(his)] == ["What the other school does for its pupil"]
    his_measure = plans.measure_for(his, theirs, what="Lower deck of the bus", link=notice.public_id)
    hers = plans.measure_for(affected, dsl, what="Upper deck", risk="Zquartz", link=notice.public_id)
    with acting_as(theirs) as by:
        MeasureCheck.objects.update(done_at=timezone.now(), done_by=by)
    with acting_as(dsl) as by:
        measures.breach(hers, words="Zquartz on the bus", key=uuid4(), by=by, at=timezone.now())
        assert [each.what for each in Measure.objects.all()] == ["Upper deck"]
        assert MeasureCheck.objects.filter(done_at=None).count() == 0
    heard = Notification.objects.filter(words=measures.CHECK, user=theirs.membership.user)
    before = heard.count()
    with acting_as(dsl) as by:  # a second breach, while they have not looked yet, is heard too
        measures.breach(hers, words="Again", key=uuid4(), by=by, at=timezone.now())
    assert heard.count() == before + 1
    with acting_as(theirs) as by:
        assert MeasureCheck.objects.get(done_at=None).line == his_measure.line
        rows = today.plans_due(by, timezone.now()).rows
        assert "Check a measure" in [row.text for row in rows]
        assert "Zquartz" not in str(rows)
        assert [each.what for each in Measure.objects.all()] == ["Lower deck of the bus"]
        assert lookup.plan_of(his, timezone.localdate()).calls == []


def test_a_stranger_asks_for_no_check(dsl, affected, alleged):
    """Whoever does not read a measure can ask nobody to check what depends on it."""
    measure, _ = plans.linked(affected, alleged, dsl)
    with acting_as(dsl) as by:
        MeasureCheck.objects.update(done_at=timezone.now(), done_by=by)
    with acting_as(make.actor("dsl", of=a_school("Mizzen School"))) as by:
        measures._ask_others(measure, by=by, at=timezone.now())
    with acting_as(dsl):
        assert child_in(affected.incident, "ALLEGED", dsl).checks.filter(done_at=None).count() == 0
