"""The people of the area beside one another, with the learnt model."""

from uuid import uuid4

import pytest
from django.utils import timezone

from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import ServiceName
from breakwater.partnership.people.duplicates.operations import reviewing
from breakwater.partnership.people.linking import operations as linking
from breakwater.partnership.people.models import PairToReview
from breakwater.partnership.people.records.operations import circumstances, people, restrictions
from breakwater_dev.testing import factories as make

pytestmark = pytest.mark.slow

BORN = PartDate(2014, 2, 3)


@pytest.fixture
def lists(db):
    return service_of(make.area(), ServiceName.LISTS)


def enter(forename="Imogen", surname="Quillfeather"):
    with acting_as(make.intake()) as by:
        now = timezone.now()
        one = people.enter_person(
            area=make.area(),
            facts=people.NewPerson(forename=forename, surname=surname, born=BORN, sex="F"),
            by=by,
            at=now,
        )
        circumstances.move_to(
            person=one, home=circumstances.Home(lines="1 Sea Road", postcode="PO4 8AA"), by=by, at=now
        )
        return one


def guard(person):
    manager = make.actor("mash_manager")
    readers = [make.actor("mash_manager", of=manager.membership.team) for _ in range(2)]
    with acting_as(manager):
        restrictions.restrict(
            person=person,
            readers=[reader.membership.user for reader in readers],
            reason="safety",
            by=manager,
            at=timezone.now(),
            breakable=False,
            guarded_as="ADOPTION_SEALED",
        )


def compare(lists):
    with acting_as(lists) as by:
        return linking.suggest_doubles(area=make.area(), by=by, at=timezone.now())


def test_two_records_that_may_be_one_child_come_into_the_queue_once_with_reasons_and_nothing_is_merged(lists):
    one, other = enter(), enter("Imogen", "Quilfeather")
    enter("Balthazar", "Oxenbould")
    assert compare(lists) == compare(lists) == 3
    with acting_as(make.intake()):
        pair = PairToReview.objects.get()
        assert (pair.left_id, pair.right_id, pair.source, pair.state) == (one.pk, other.pk, "BATCH", "WAITING")
        assert pair.model_version
        assert {reason["side"] for reason in pair.reasons} <= {"for", "against"}
        assert not {"Quillfeather", "Imogen"} & {word for reason in pair.reasons for word in reason["text"].split()}
        assert other.merged_into_id is None


def test_two_people_as_someone_said_stay_two_when_all_are_compared_again(lists):
    enter(), enter("Imogen", "Quilfeather")
    compare(lists)
    manager = make.actor("mash_manager")
    with acting_as(manager):
        reviewing.say_two_people(pair=PairToReview.objects.get(), by=manager, at=timezone.now(), key=uuid4())
    compare(lists)
    with acting_as(manager):
        assert PairToReview.objects.get().state == "NOT_SAME"


def test_sg_13_a_guarded_child_is_not_compared(lists):
    hidden, _ = enter(), enter("Imogen", "Quilfeather")
    guard(hidden)
    assert compare(lists) == 1
    with acting_as(make.intake()):
        assert not PairToReview.objects.exists()


def test_sg_23_decisions_of_the_queue_reach_calibration_and_those_on_a_guarded_child_do_not(lists, capsys):
    from argparse import Namespace

    from breakwater.delivery.cli import calibrate_linker

    one, _ = enter(), enter("Imogen", "Quilfeather")
    compare(lists)
    manager = make.actor("mash_manager")
    with acting_as(manager):
        reviewing.say_two_people(pair=PairToReview.objects.get(), by=manager, at=timezone.now(), key=uuid4())
    assert calibrate_linker.run(Namespace(dry_run=False, forget=False)) == 1
    assert "1 decisions were made on what this model said" in capsys.readouterr().err
    guard(one)
    assert calibrate_linker.run(Namespace(dry_run=False, forget=False)) == 1
    assert "0 decisions were made" in capsys.readouterr().err
