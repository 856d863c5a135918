"""What was gathered, given and written by keepers does not stay longer than it must, whatever became of the request."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from breakwater.casework.models import Case, Participant
from breakwater.delivery.information_rights import keepers, operations
from breakwater.delivery.information_rights.correcting import operations as correcting
from breakwater.delivery.information_rights.disputing import operations as disputing
from breakwater.delivery.information_rights.gathering import operations as gathering
from breakwater.delivery.information_rights.giving import operations as giving
from breakwater.delivery.information_rights.masking import operations as masking
from breakwater.delivery.information_rights.models import (
    GatheredItem,
    KeeperAsked,
    Package,
    RightsRequest,
    RightsStep,
    RightsSubject,
)
from breakwater.delivery.retention import operations as retention
from breakwater.foundation import storage
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make

from .requests_made import Made

NOW = timezone.now()
NIGHT, SOON, LATE = (NOW + timedelta(days=days) for days in (1, 91, 121))


@pytest.fixture
def made(db):
    return gathered()


def gathered() -> Made:
    ben = make.person("Ben", "Quayside")
    ready = Made([ben])
    ready.ben = ben
    with acting_as(ready.officer) as by:
        gathering.gather(ready.one.pk, by=by, at=NOW)
    with acting_as(ready.second) as by:
        asked = KeeperAsked.objects.get(keeper="front_door", request=ready.one)
        keepers.answer(asked, "Of the compartment", by=by, at=NOW)
    return ready


def given(made) -> None:
    with acting_as(made.officer) as by:
        masking.send_to_check(made.one, "Keepers are away", by=by, at=NOW)
    with acting_as(made.second) as by:
        masking.check(made.one, by=by, at=NOW + timedelta(seconds=1))
    with acting_as(made.officer) as by:
        giving.give(made.one, "LETTER", "", by=by, at=NOW)


def kept(made) -> tuple[bool, list[str]]:
    with acting_as(made.officer):
        told = KeeperAsked.objects.filter(request=made.one)
        return GatheredItem.objects.filter(request=made.one).exists(), [each.given for each in told if each.given]


@pytest.mark.parametrize("outcome", ["REFUSED", "WITHDRAWN"])
def test_of_what_was_refused_or_withdrawn_nothing_stays(made, outcome):
    with acting_as(made.officer) as by:
        operations.end(made.one, outcome, "Told", by=by, at=NOW)
    giving.forget(make.area(), at=NIGHT)
    assert kept(made) == (False, [])


def test_sg_12_what_a_keeper_wrote_goes_with_the_copy(made):
    given(made)
    giving.forget(make.area(), at=NIGHT)
    assert kept(made) == (True, ["Of the compartment"])
    assert giving.forget(make.area(), at=SOON) == 1
    assert kept(made) == (False, [])
    assert giving.forget(make.area(), at=LATE) == 0


def test_a_request_that_nobody_answers_keeps_no_copy_and_is_approved_anew(made):
    giving.forget(make.area(), at=SOON)
    assert kept(made)[0]
    giving.forget(make.area(), at=LATE)
    assert kept(made) == (False, [])
    again = made.again()
    assert (again.approved_at, again.gathered_at, again.state) == (None, None, "Waiting for approval")
    with acting_as(made.officer):
        assert not RightsSubject.objects.exists()
        assert RightsStep.objects.filter(what__startswith="Not answered in time").count() == 1
    giving.forget(make.area(), at=LATE)


def test_a_file_that_cannot_be_removed_keeps_no_other_copy(made, monkeypatch):
    other = gathered()
    given(made)
    given(other)
    with acting_as(made.officer):
        stuck = Package.objects.get(request=made.one).stored_as
    discard = storage.discard_at

    def fails(place):
        if place == stuck:
            raise OSError("read-only")
        discard(place)

    monkeypatch.setattr(storage, "discard_at", fails)
    with pytest.raises(ExceptionGroup):
        giving.forget(make.area(), at=SOON)
    assert (kept(made)[0], kept(other)[0]) == (True, False)


def test_nothing_goes_while_a_legal_hold_stands_on_the_request_or_on_whom_it_is_about(made):
    given(made)
    for name in (made.one.reference, made.ben.public_id):
        with acting_as(made.officer) as by:
            placed = retention.hold(None, retention.HoldFacts("A claim", name=name), key=uuid4(), by=by, at=NOW)
        giving.forget(make.area(), at=LATE)
        assert kept(made) == (True, ["Of the compartment"]), name
        with acting_as(made.officer) as by:
            assert Package.objects.get().deleted_at is None
            retention.end_hold(placed, "Settled", by=by, at=LATE)
    giving.forget(make.area(), at=LATE)
    assert kept(made) == (False, [])


def test_an_extended_request_keeps_what_was_gathered_for_it_until_it_is_long_overdue(made):
    with acting_as(made.officer):
        RightsRequest.objects.update(due_on=LATE.date() - timedelta(days=20))
    giving.forget(make.area(), at=LATE)
    assert kept(made)[0]
    giving.forget(make.area(), at=LATE + timedelta(days=9))
    assert kept(made) == (False, [])


def test_what_was_gathered_stays_a_while_for_whoever_was_asked_what_they_mean_and_not_for_ever(made):
    with acting_as(made.officer) as by:
        operations.pause(made.one, "Which years?", NOW.date(), by=by, at=NOW)
        RightsRequest.objects.update(paused_on=LATE.date() - timedelta(days=100))
    giving.forget(make.area(), at=LATE)
    assert kept(made)[0]
    giving.forget(make.area(), at=LATE + timedelta(days=21))
    assert kept(made) == (False, [])


def test_the_second_persons_word_lasts_as_long_as_what_was_gathered_and_is_then_given_anew(db):
    """No request stands between the two: worked on no more, and not to be approved again."""
    ben, today = make.person("Ben", "Quayside"), timezone.localdate()
    ready = Made()
    with acting_as(ready.second) as by:
        operations.approve(ready.one, [ben.pk], by=by, at=NOW - timedelta(days=121))
    with acting_as(ready.officer) as by:
        RightsRequest.objects.update(due_on=today - timedelta(days=28))
        assert gathering.gather(ready.one.pk, by=by, at=NOW)
        assert correcting.holder_of(row_of(ready))
        assert giving.forget(ready.one.area, at=NOW) == 0
        assert GatheredItem.objects.exists()
        RightsRequest.objects.update(due_on=today - timedelta(days=29))
        with pytest.raises(operations.Lapsed):
            operations.gather_again(ready.again(), by=by, at=NOW)
        with pytest.raises(operations.Lapsed):
            correcting.ask(row_of(ready), "It is wrong", key=uuid4(), by=by, at=NOW)
        with pytest.raises(operations.Lapsed):
            disputing.dispute(row_of(ready), disputing.Dispute("Ben", "No", False), key=uuid4(), by=by, at=NOW)
    giving.forget(ready.one.area, at=NOW)
    with acting_as(ready.second) as by:
        operations.approve(ready.again(), [ben.pk], by=by, at=NOW)
    with acting_as(ready.officer) as by:
        assert gathering.gather(ready.one.pk, by=by, at=NOW)


def row_of(made) -> GatheredItem:
    return GatheredItem.objects.select_related("request").get(source="people_person")


def test_what_is_on_hold_is_worked_on_as_long_as_it_is_kept(db):
    ready = Made()
    with acting_as(ready.second) as by:
        operations.approve(ready.one, [make.person("Ben", "Quayside").pk], by=by, at=NOW - timedelta(days=121))
    with acting_as(ready.officer) as by:
        RightsRequest.objects.update(due_on=timezone.localdate() - timedelta(days=29))
        retention.hold(None, retention.HoldFacts("A claim", name=ready.one.reference), key=uuid4(), by=by, at=NOW)
        assert gathering.gather(ready.one.pk, by=by, at=NOW)


def test_a_hold_on_a_case_that_was_gathered_keeps_the_copy(db):
    ben = make.person("Ben", "Quayside")
    with acting_as(make.intake()) as intake:
        facts = {"kind": "referral", "area": ben.area, "stage": "open", "stage_since": NOW, "opened_at": NOW}
        team = make.team("Harbour hub")
        case = Case.objects.create(reference="C-26-00001-X", responsible_team=team, opened_by=intake, **facts)
        Participant.objects.create(case=case, person=ben, capacity="CHILD", starts_at=NOW)
    ready = Made([ben])
    with acting_as(ready.officer) as by:
        gathering.gather(ready.one.pk, by=by, at=NOW)
        operations.end(ready.one, "REFUSED", "Told", by=by, at=NOW)
        placed = retention.hold(None, retention.HoldFacts("A claim", name=case.reference), key=uuid4(), by=by, at=NOW)
    giving.forget(ready.one.area, at=NIGHT)
    assert kept(ready)[0]
    with acting_as(ready.officer) as by:
        retention.end_hold(placed, "Settled", by=by, at=NIGHT)
    giving.forget(ready.one.area, at=NIGHT)
    assert not kept(ready)[0]
