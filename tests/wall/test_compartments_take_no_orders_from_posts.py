"""What the intake may do blind in the compartments of the front door, no post may do: not an overseer, not a reader."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.arrivals.operations.allegation_intake import AllegationTold
from breakwater.practice.front_door.models import Allegation, Submission
from breakwater_dev.testing import factories as make

ROLES = ["mash_manager", "designated_officer", "dsl", "system_administrator"]


@pytest.fixture
def officers(db):
    make.team("MASH", service="front_door")
    team = make.team("Designated officers", service="lado")
    return [make.membership("designated_officer", of=team) for _ in range(2)]


@pytest.fixture
def apart(officers) -> Allegation:
    arrivals.receive(
        arrivals.Arrival(area=make.area(), channel="PUBLIC", key="one", worry="x", allegation=AllegationTold()),
        by=make.intake(),
        at=timezone.now(),
    )
    with acting_as(officers[0]):
        return Allegation.objects.select_related("case", "submission").get()


def post(role, officers):
    return officers[0] if role == "designated_officer" else make.membership(role)


def ask(sql: str, *arguments) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return cursor.fetchall()


@pytest.mark.parametrize("role", ROLES)
def test_sg_11_no_post_gives_a_case_to_the_officers_or_acknowledges_for_them(apart, officers, role):
    with acting_as(post(role, officers)):
        for call in (
            ("select access.give_to_officers(%s, %s)", apart.case_id, apart.case_id),
            ("select access.acknowledge_apart(%s)", apart.submission_id),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                ask(*call)


@pytest.mark.parametrize("role", ROLES)
def test_sg_11_no_post_learns_whether_a_reference_was_set_apart(apart, officers, role):
    with acting_as(officers[0]):
        reference = apart.submission.reference
    with acting_as(post(role, officers)) as by:
        assert (
            ask(
                "select * from access.add_to_sealed(%s, %s, 'k', 'w', false, now(), %s)",
                make.area().pk,
                reference,
                by.pk,
            )
            == []
        )
        assert ask("select access.sealed_sent_as(%s, %s)", make.area().pk, 1) == [(None,)]
    with acting_as(officers[0]):
        assert Submission.objects.get().additions.count() == 0


def test_sg_11_the_intake_adds_for_a_person_of_the_area_and_for_nobody_of_another(apart, officers):
    call = "select is_new from access.add_to_sealed(%s, %s, %s, 'w', false, now(), %s)"
    with acting_as(officers[0]):
        reference = apart.submission.reference
    there = make.team("School there", in_area=make.area("850", "Hampshire"))
    ours, stranger = make.actor("dsl"), make.actor("dsl", of=there)
    with acting_as(make.intake()):
        assert ask(call, make.area().pk, reference, "one", ours.pk) == [(True,)]
        with pytest.raises(DatabaseError, match="not theirs"), transaction.atomic():
            ask(call, make.area().pk, reference, "two", stranger.pk)


@pytest.mark.parametrize("role", ROLES)
def test_sg_13_no_post_asks_who_guards_a_hidden_record(apart, officers, role):
    with acting_as(post(role, officers)):
        assert (
            ask(
                "select * from access.best_hidden(%s, array['R'], array['K'], null, null, null, '', '1 a', '', '{}')",
                make.area().pk,
            )
            == []
        )


def test_the_intake_of_another_area_learns_nothing(apart, officers):
    there = make.area("850", "Hampshire")
    with acting_as(officers[0]):
        reference = apart.submission.reference
    with acting_as(make.intake(there)) as by:
        for area in (there.pk, make.area().pk):
            assert (
                ask("select * from access.add_to_sealed(%s, %s, 'k', 'w', false, now(), %s)", area, reference, by.pk)
                == []
            )
