"""What somebody does not agree with stands beside the record, for every reader of it, and the record stays."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from breakwater.casework.chronology import operations as chronology
from breakwater.casework.models import Case, DisputeNote, Participant
from breakwater.delivery.information_rights.disputing import operations
from breakwater.delivery.information_rights.gathering import operations as gathering
from breakwater.delivery.information_rights.giving import operations as giving
from breakwater.delivery.information_rights.masking import operations as masking
from breakwater.delivery.information_rights.models import GatheredItem
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make

from .requests_made import Made, the_team

NOW = timezone.now()
WORDS = "I was at work that day, and can show it"


@pytest.fixture
def made(db):
    ben, mash = make.person("Ben", "Quayside"), the_team("front_door")
    with acting_as(make.intake()) as intake:
        facts = {"kind": "referral", "area": ben.area, "stage": "open", "stage_since": NOW, "opened_at": NOW}
        case = Case.objects.create(reference="C-26-00001-X", responsible_team=mash, opened_by=intake, **facts)
        Participant.objects.create(case=case, person=ben, capacity="CHILD", starts_at=NOW)
        chronology.record(what="Mother was not at home", kind="visit", by=intake, at=NOW, case=case, person=ben)
    ready = Made([ben])
    ready.ben = ben
    with acting_as(ready.officer) as by:
        gathering.gather(ready.one.pk, by=by, at=NOW)
    return ready


def the_item(source: str) -> GatheredItem:
    return GatheredItem.objects.select_related("request").get(source=source)


def disputed(made, source="casework_chronologyentry", *, restricts=True):
    with acting_as(made.officer) as by:
        said = operations.Dispute("the child’s mother", WORDS, restricts)
        return operations.dispute(the_item(source), said, key=uuid4(), by=by, at=NOW)


def test_every_reader_of_the_line_reads_the_note_and_that_its_use_is_restricted(signed_in, made):
    disputed(made)
    reader = signed_in(made.second)
    for page in (f"/people/{made.ben.public_id}/chronology/", f"/people/{made.ben.public_id}/"):
        text = reader.get(page).text
        assert "Mother was not at home" in text, page
        assert WORDS in text, page
        assert "Use is restricted" in text, page
    assert "Use restricted" in text


def test_what_was_found_stands_beside_it_and_ends_the_restriction(signed_in, made):
    disputed(made)
    with acting_as(made.officer) as by:
        assert operations.find(made.one, "The visit was on another day", by=by, at=NOW) == 1
    text = signed_in(made.second).get(f"/people/{made.ben.public_id}/chronology/").text
    assert "The visit was on another day" in text
    assert "Use is restricted" not in text


def test_only_what_was_gathered_for_the_request_is_disputed_by_its_officer(made):
    with pytest.raises(operations.CannotBeDisputed):
        disputed(made, "people_person")
    with acting_as(made.second) as by:
        item = GatheredItem.objects.select_related("request").get(source="casework_chronologyentry")
        said = operations.Dispute("x", "y", False)
        with pytest.raises(operations.CannotBeDisputed):
            operations.dispute(item, said, key=uuid4(), by=by, at=NOW)
    with acting_as(make.actor("mash_manager", of=made.mash)):
        assert not DisputeNote.objects.exists()


def test_the_officer_notes_it_from_the_row_and_the_page_of_the_case_has_it(signed_in, made):
    disputed(made, "casework_case")
    assert WORDS in signed_in(made.second).get("/cases/C-26-00001-X/").text
    officer = signed_in(made.officer)
    page = officer.get(f"/information-requests/{made.one.public_id}/redact/")
    assert page.text.count("Note that this is disputed") == 2


def test_a_restriction_ends_with_what_was_found_also_after_the_copy_was_given(signed_in, made):
    disputed(made)
    with acting_as(made.officer) as by:
        masking.send_to_check(made.one, "Keepers are away", by=by, at=NOW)
    with acting_as(made.second) as by:
        masking.check(made.one, by=by, at=NOW + timedelta(seconds=1))
    with acting_as(made.officer) as by:
        giving.give(made.one, "LETTER", "", by=by, at=NOW)
    giving.forget(made.ben.area, at=NOW + timedelta(days=91))
    officer, at = signed_in(made.officer), f"/information-requests/{made.one.public_id}/"
    assert "Say what was found of what is disputed" in officer.get(at).text
    assert officer.post(f"{at}found/", {"words": "The visit was on another day"}).status_code == 302
    assert "Say what was found of what is disputed" not in officer.get(at).text
    assert "Use is restricted" not in signed_in(made.second).get(f"/people/{made.ben.public_id}/chronology/").text
