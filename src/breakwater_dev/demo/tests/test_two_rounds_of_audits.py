"""The audits of the demonstration: two rounds each of agencies and of schools, with grades beside one another and actions in every state."""

from datetime import UTC, datetime

from breakwater.casework.actions.models import TrackedAction
from breakwater.casework.self_assessments.measures import bank_of
from breakwater.casework.self_assessments.models import ModeratedGrade
from breakwater.foundation.dates.london_time import london_date
from breakwater.improvement.assurance.audits import findings, lookup
from breakwater.improvement.assurance.models import EarlierLine, InspectionRequest, RoundMember
from breakwater.improvement.assurance.surveys import results
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.demo import audits, places, staff

NOW = datetime(2026, 11, 24, 11, 15, tzinfo=UTC)  # a Tuesday: nothing here turns on the day on which the test runs


def test_two_rounds_of_110_agencies_and_67_schools(db):
    made = places.build(london_date(NOW))
    people = staff.build(made)
    audits.tell(made, people, NOW)
    with acting_as(people.actor("business manager")):
        rounds = list(lookup.rounds_of(made.area.pk))
        assert [each.round.title for each in rounds] == [each.title for each in reversed(audits.ROUNDS)]
        assert {each.round.bank: each.asked for each in rounds}[audits.SCHOOLS] == 67
        assert {each.round.bank: each.asked for each in rounds}[audits.AGENCIES] >= 110
        assert set(TrackedAction.objects.values_list("state", flat=True)) == set(audits.STATES)
        assert set(ModeratedGrade.objects.values_list("kind", flat=True)) == {"MODERATED", "FINAL"}
        last, before = rounds[1], rounds[3]
        assert RoundMember.objects.filter(round_area=last, sampled="LAST_TIME").exists()
        assert findings.findings_of(before, None).themes
        assert findings.findings_of(last, before).trend
        surveyed = results.beside(before, bank_of(before.round.edition), findings.graded(before), london_date(NOW))
        assert {row.practitioners.of for row in surveyed.rows} == {audits.PRACTITIONERS}
        assert {"5 Referral, response and escalation"} <= {row.standard for row in surveyed.rows if row.is_apart}
        assert EarlierLine.objects.filter(status="DONE").exclude(proof="").count() >= 36
        assert InspectionRequest.objects.filter(items__isnull=True).exclude(none_given="").count() == 1
        assert not results.beside(last, bank_of(last.round.edition), {}, london_date(NOW)).is_over
