"""What the product holds is offered beside a statement, attached by a button, and never stated where there is none."""

from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from breakwater.casework.self_assessments import operations as self_assessments
from breakwater.casework.self_assessments.banks import installed_files, load
from breakwater.casework.self_assessments.models import StatementAnswer
from breakwater.improvement.assurance.audits import lookup
from breakwater.improvement.assurance.audits.known import known_of
from breakwater.improvement.assurance.audits.operations import rounds
from breakwater.partnership.kit.evidence_held import EVIDENCE_HELD, held_of
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import audits as told
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import self_assessments as prevent
from breakwater_dev.testing import training


def names_in_banks() -> set[str]:
    return {
        name
        for path in installed_files()
        for section in load(path)[0].sections
        for statement in section.statements
        for name in statement.holds
    }


def test_every_name_that_a_statement_uses_is_offered_by_a_room_and_every_offer_is_used():
    assert names_in_banks() == {name for name, _ in EVIDENCE_HELD.items()}


def test_nothing_is_offered_where_nothing_is_held_and_what_is_held_is_attached_by_the_button(
    signed_in, keeper, schools
):
    albany, brook, _ = schools
    make.team("Prevent education", service="prevent_education")
    told.launched(keeper)
    everything = sorted(names_in_banks())
    with acting_as(albany.lead) as by:
        assert held_of(everything, by, at=timezone.now()) == {}
    training.requirement()
    training.delegate("Robin Example", of=albany.team, staff_groups=["dsl"])
    returned = prevent.sent(albany)
    with acting_as(albany.lead) as by:
        held = held_of(everything, by, at=timezone.now())
        assert set(held) == {"training.staff", "training.lead", "prevent.self_assessment"}
        assert returned.receipt in held["prevent.self_assessment"].words
        one = self_assessments.begin(told.SCHOOLS, albany.organisation, variant="primary", by=by, at=timezone.now())
        other = held_of(everything, brook.lead, at=timezone.now())
    assert other == {}  # of their own team alone
    theirs, at = signed_in(albany.lead), reverse("casework:self_assessment_statement", args=[one.public_id, "prv1"])
    assert 'name="attach" value="prevent.self_assessment"' in theirs.get(at).content.decode()
    typed = {"grade": "3", "evidence": "Minutes of March", "revision": "0", "idempotency": str(uuid4())}
    drawn = theirs.post(at, typed | {"attach": "prevent.self_assessment"}).content.decode()
    assert "Minutes of March&#10;Breakwater holds: " in drawn
    with acting_as(albany.lead):
        assert not StatementAnswer.objects.filter(assessment=one).exists()  # attached is not saved


def test_what_the_product_holds_stands_beside_a_return_for_whoever_moderates_and_small_numbers_do_not(keeper, schools):
    school, part = schools[0], told.launched(keeper)
    training.requirement()

    def known():
        with acting_as(keeper) as by:
            member = lookup.MEMBERS.get(organisation=school.organisation, round_area=part)
            return dict(known_of(member, lookup.earlier_of(member), by, timezone.now()))

    assert known() == {}
    for number in range(9):
        training.delegate(f"Robin Example {number}", of=school.team, staff_groups=["dsl"])
    assert known() == {"Training record": "Held, of too few people to show"}
    training.delegate("Jo Example", of=school.team, staff_groups=["dsl"])
    words = "Fewer than 5 of 10 people up to date with what is required of them"
    assert known() == {"Training record": words}
    with acting_as(keeper) as by:
        rounds.close(part, by=by, at=timezone.now())
    first, part = part, told.launched(keeper, title="Next")
    assert known() == {"Training record": words, "Last round": f"{first.round.title}: not returned"}
