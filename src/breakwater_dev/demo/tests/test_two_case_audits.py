"""The demo's case audits: the steps of one all stand, with its re-audit; on the other the readers disagree and a child's safety is raised."""

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from breakwater.improvement.assurance.case_audits import lookup
from breakwater.improvement.assurance.case_audits.tests.conftest import key_file, world
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.demo import case_audits
from breakwater_dev.testing import factories as make

__all__ = ["key_file", "world"]


def test_one_is_reported_with_its_re_audit_planned_and_one_has_a_disagreement(world):
    posts = {
        "business manager": world.lead,
        "police officer": world.reader,
        "housing officer": make.actor("agency_professional", of=make.team(of=make.organisation("Homes", "OTHER"))),
        "social care manager": make.actor("social_care_manager"),
        "coordinator": world.holder,
    }
    # The cases are open from now, so the story ends later than that.
    life = SimpleNamespace(
        now=timezone.now() + timedelta(days=60), area=make.area(), post=lambda key: posts[key].membership
    )
    case_audits.tell(life)
    with acting_as(world.lead.membership):
        under_way, again, done = sorted(lookup.audits_named(), key=lambda each: (each.state, each.first_id or 0))
        assert (done.state, again.first_id, under_way.state) == ("REPORTED", done.pk, "OPEN")
        assert {each.state for each in lookup.actions_of(f"/case-audits/{done.public_id}/")} == {"VERIFIED", "ACCEPTED"}
        assert [each.done_at for each in lookup.concerns()] == [None]
        second = [each for each in map(lookup.second_of, lookup.RETURNS.filter(of__audit=under_way)) if each]
        assert any(row.differs for each in second for row in lookup.compared(each.of, each))
