"""The second person's word is kept by the wall: what they approved is what is given, and nobody but they write it."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from breakwater.casework.chronology import operations as chronology
from breakwater.casework.models import Case, DisputeNote, Participant
from breakwater.delivery.information_rights.disputing import operations as disputing
from breakwater.delivery.information_rights.gathering import operations as gathering
from breakwater.delivery.information_rights.giving import operations as giving
from breakwater.delivery.information_rights.masking import operations as masking
from breakwater.delivery.information_rights.models import GatheredItem, Mark, RightsRequest
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make

from .requests_made import Made

NOW = timezone.now()


@pytest.fixture
def made(db):
    ready = Made([make.person("Ben", "Quayside")])
    with acting_as(ready.officer) as by:
        gathering.gather(ready.one.pk, by=by, at=NOW)
        masking.add(ready.one, "Ben", "OUTSIDE", "", by=by, at=NOW)
    return ready


def checked(made) -> None:
    with acting_as(made.officer) as by:
        masking.send_to_check(made.one, "Keepers are away", by=by, at=NOW)
    with acting_as(made.second) as by:
        masking.check(made.one, by=by, at=NOW + timedelta(seconds=1))


@pytest.mark.parametrize(
    "change",
    [
        lambda made: Mark.objects.filter(request=made.one).update(off_at=NOW),
        lambda made: Mark.objects.filter(request=made.one).delete(),
        lambda made: GatheredItem.objects.filter(request=made.one).delete(),
        lambda made: GatheredItem.objects.create(
            request=made.one, team=made.one.team, number=999, source="people_person", facts="[]"
        ),
    ],
)
@pytest.mark.parametrize("is_given", [False, True])
def test_what_is_with_the_second_person_or_approved_or_given_is_changed_by_nobody(made, change, is_given):
    checked(made)
    with acting_as(made.officer) as by:
        if is_given:
            giving.give(made.one, "LETTER", "", by=by, at=NOW + timedelta(seconds=2))
        with pytest.raises(DatabaseError), transaction.atomic():
            change(made)


def test_a_word_given_is_gone_once_it_was_taken_back_whatever_time_is_written(made):
    checked(made)
    with acting_as(made.officer) as by:
        was = RightsRequest.objects.get(pk=made.one.pk).to_check_at
        RightsRequest.objects.filter(pk=made.one.pk).update(to_check_at=None)
        Mark.objects.filter(request=made.one).update(off_at=NOW)
        RightsRequest.objects.filter(pk=made.one.pk).update(to_check_at=was)
        assert not made.again().is_checked
        with pytest.raises(giving.NotCheckedYet):
            giving.give(made.one, "LETTER", "", by=by, at=NOW)


@pytest.mark.parametrize("word", ["approved_at", "checked_at", "to_check_at", "gathered_at"])
def test_no_request_is_logged_with_a_word_in_it(made, word):
    with acting_as(made.officer):
        one = RightsRequest.objects.get(pk=made.one.pk)
        one.pk, one.public_id, one.reference, one.key = None, "a" * 12, "IR-26-99999-X", uuid4()
        one.approved_at = one.checked_at = one.approved_by = one.checked_by = one.to_check_at = one.gathered_at = None
        setattr(one, word, NOW + timedelta(days=900))
        with pytest.raises(DatabaseError), transaction.atomic():
            one.save(force_insert=True)


def test_who_marked_it_never_approves_the_marks_by_changing_places(made):
    with acting_as(made.officer) as by:
        masking.send_to_check(made.one, "Keepers are away", by=by, at=NOW)
        other = make.membership("information_governance", of=made.one.team)
        RightsRequest.objects.filter(pk=made.one.pk).update(officer=other, second_user=by.membership.user)
        with pytest.raises(masking.NotChecked):
            masking.check(made.one, by=by, at=NOW + timedelta(seconds=1))


def test_what_was_changed_and_sent_again_is_not_approved_from_the_page_that_was_read_before(signed_in, made):
    with acting_as(made.officer) as by:
        masking.send_to_check(made.one, "Keepers are away", by=by, at=NOW)
    at, second = f"/information-requests/{made.one.public_id}/check/", signed_in(made.second)

    def as_read() -> dict[str, str]:
        form = second.get(at).text.partition(f'action="{at}approve/"')[2].partition("</form>")[0]
        return dict(re.findall(r'name="(?!csrf)(\w+)" value="([^"]*)"', form))

    before = as_read()
    with acting_as(made.officer) as by:
        masking.take_back(made.one, by=by, at=NOW)
        mark = next(each for each in Mark.objects.filter(request=made.one) if each.words == "Ben")
        masking.give_after_all(mark, "He agrees", by=by, at=NOW)
        masking.send_to_check(made.one, "Keepers are away", by=by, at=NOW + timedelta(seconds=5))
    second.post(f"{at}approve/", before)
    assert not made.again().checked_at
    second.post(f"{at}approve/", as_read())
    assert made.again().checked_at


def test_a_copy_of_nothing_is_neither_checked_nor_given_before_it_is_gathered(signed_in, db):
    made = Made([make.person("Ben", "Quayside")])
    with acting_as(made.officer) as by:
        with pytest.raises(masking.NotGathered):
            masking.send_to_check(made.one, "Keepers are away", by=by, at=NOW)
        RightsRequest.objects.filter(pk=made.one.pk).update(to_check_at=NOW)
    with acting_as(made.second) as by, pytest.raises(masking.NotChecked):
        masking.check(made.one, by=by, at=NOW + timedelta(seconds=1))
    with acting_as(made.officer):
        RightsRequest.objects.filter(pk=made.one.pk).update(to_check_at=None)
    page = signed_in(made.officer).get(f"/information-requests/{made.one.public_id}/redact/")
    assert "Send to be checked" not in page.text


def test_no_note_is_put_beside_what_was_not_gathered_though_an_item_says_so(made):
    """SG-18."""
    stranger = make.person("Far", "Stranger")
    with acting_as(make.intake()) as intake:
        facts = {"kind": "referral", "area": stranger.area, "stage": "open", "stage_since": NOW, "opened_at": NOW}
        case = Case.objects.create(reference="C-26-00009-X", responsible_team=made.mash, opened_by=intake, **facts)
        Participant.objects.create(case=case, person=stranger, capacity="CHILD", starts_at=NOW)
    with acting_as(made.officer) as by:
        for row in (case.pk, 987_654_321):
            item = GatheredItem.objects.create(
                request=made.one, team=made.one.team, number=row + 1000, source="casework_case", row=row, facts="[]"
            )
            said = disputing.Dispute("x", "y", True)
            with pytest.raises(disputing.CannotBeDisputed), transaction.atomic():
                disputing.dispute(item, said, key=uuid4(), by=by, at=NOW)
    with acting_as(made.second):
        assert not DisputeNote.objects.exists()


def test_a_note_is_put_beside_a_case_and_an_entry_that_were_gathered(db):
    ben = make.person("Ben", "Quayside")
    made = Made()
    with acting_as(make.intake()) as intake:
        facts = {"kind": "referral", "area": ben.area, "stage": "open", "stage_since": NOW, "opened_at": NOW}
        case = Case.objects.create(reference="C-26-00001-X", responsible_team=made.mash, opened_by=intake, **facts)
        Participant.objects.create(case=case, person=ben, capacity="CHILD", starts_at=NOW)
        chronology.record(what="At home", kind="visit", by=intake, at=NOW, case=case, person=ben)
    made = Made([ben])
    with acting_as(made.officer) as by:
        gathering.gather(made.one.pk, by=by, at=NOW)
    with acting_as(made.officer) as by:
        for source in ("casework_case", "casework_chronologyentry"):
            item = GatheredItem.objects.select_related("request").get(source=source)
            disputing.dispute(item, disputing.Dispute("x", "y", False), key=uuid4(), by=by, at=NOW)
