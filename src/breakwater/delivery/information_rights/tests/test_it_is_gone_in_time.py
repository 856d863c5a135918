"""What was gathered, given and written by keepers does not stay longer than it must, whatever became of the request."""

from datetime import timedelta

import pytest
from django.utils import timezone

from breakwater.delivery.information_rights import keepers, operations
from breakwater.delivery.information_rights.gathering import operations as gathering
from breakwater.delivery.information_rights.giving import operations as giving
from breakwater.delivery.information_rights.masking import operations as masking
from breakwater.delivery.information_rights.models import GatheredItem, KeeperAsked, Package, RightsStep, RightsSubject
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
    ready = Made([make.person("Ben", "Quayside")])
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
