"""What failed, was lost or came late is done again: gathering, the download, a keeper's answer."""

import json
import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from breakwater.delivery.information_rights import jobs, keepers, operations
from breakwater.delivery.information_rights.gathering import operations as gathering
from breakwater.delivery.information_rights.giving import operations as giving
from breakwater.delivery.information_rights.masking import operations as masking
from breakwater.delivery.information_rights.models import GatheredItem, KeeperAsked, Mark
from breakwater.foundation.design.locked_paper import new_passphrase
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make

from .requests_made import Made

NOW = timezone.now()


@pytest.fixture
def made(db):
    return Made([make.person("Ben", "Quayside")])


def gathered(made) -> None:
    with acting_as(made.officer) as by:
        gathering.gather(made.one.pk, by=by, at=NOW)


def given(made) -> None:
    gathered(made)
    with acting_as(made.officer) as by:
        masking.add(made.one, "Quayside", "OUTSIDE", "", by=by, at=NOW)
        masking.send_to_check(made.one, "Keepers are away", by=by, at=NOW)
    with acting_as(made.second) as by:
        masking.check(made.one, by=by, at=NOW + timedelta(seconds=1))
    with acting_as(made.officer) as by:
        giving.give(made.one, "EMAIL", new_passphrase(), by=by, at=NOW + timedelta(seconds=2))


def test_a_job_that_runs_twice_leaves_what_was_masked_since(made):
    jobs.gather(made.one.pk, made.officer.pk)
    with acting_as(made.officer) as by:
        masking.add(made.one, "Ben", "OUTSIDE", "", by=by, at=NOW)
    jobs.gather(made.one.pk, made.officer.pk)
    with acting_as(made.officer):
        assert [each.words for each in Mark.objects.all() if each.whose == "Added by the officer"] == ["Ben"]


def test_what_was_not_gathered_is_gathered_again_from_the_page(signed_in, made):
    browser, at = signed_in(made.officer), f"/information-requests/{made.one.public_id}/"
    assert "Gather it again" in browser.get(f"{at}redact/").text
    assert browser.post(f"{at}gather-again/").status_code == 302
    jobs.gather(made.one.pk, made.officer.pk)
    with acting_as(made.officer) as by:
        assert GatheredItem.objects.exists()
        masking.send_to_check(made.one, "Keepers are away", by=by, at=NOW)
        with pytest.raises(operations.NotYet):
            operations.gather_again(made.one, by=by, at=NOW)


def test_what_a_keeper_gave_is_there_when_it_is_gathered_again(made):
    gathered(made)
    with acting_as(made.second) as by:
        asked = KeeperAsked.objects.get(keeper="front_door")
        keepers.answer(asked, "A sealed note may be given", by=by, at=NOW)
    jobs.keeper(asked.pk, made.officer.pk)
    with acting_as(made.officer) as by:
        operations.gather_again(made.one, by=by, at=NOW)
    jobs.gather(made.one.pk, made.officer.pk)
    with acting_as(made.officer):
        (item,) = GatheredItem.objects.filter(source="front_door")
        assert "A sealed note" in item.facts


def test_a_copy_that_was_lost_is_locked_again_with_another_passphrase(signed_in, made):
    given(made)
    browser, at = signed_in(made.officer), f"/information-requests/{made.one.public_id}/"
    assert "Give the same copy again" in browser.get(at).text
    (passphrase,) = re.findall(r"<code>([a-z0-9-]+)</code>", browser.get(f"{at}give-again/").text)
    file = browser.post(f"{at}give-again/", {"how": "EMAIL", "passphrase": passphrase, "agreed": "yes"})
    reader = PdfReader(BytesIO(file.content), password=passphrase)
    text = "".join(page.extract_text() for page in reader.pages) + reader.attachments["record.json"][0].decode()
    assert "Ben" in text
    assert "Quayside" not in text.replace("Mia Quayside", "")
    assert "Given again" in browser.get(at).text
    assert giving.forget(make.area(), at=NOW + timedelta(days=91)) == 1
    assert "Give the same copy again" not in browser.get(at).text
    with acting_as(made.officer) as by, pytest.raises(giving.NoCopyKept):
        giving.give_again(made.one, "EMAIL", passphrase, by=by, at=NOW)


def test_before_it_is_given_nothing_is_given_again(made):
    gathered(made)
    with acting_as(made.officer) as by, pytest.raises(giving.NoCopyKept):
        giving.give_again(made.one, "LETTER", "", by=by, at=NOW)


def test_a_keeper_who_answers_late_opens_what_was_given_again(made):
    given(made)
    with acting_as(made.second) as by:
        asked = KeeperAsked.objects.get(keeper="front_door")
        keepers.answer(asked, "A sealed note may be given", by=by, at=NOW)
    jobs.keeper(asked.pk, made.officer.pk)
    one = made.again()
    assert (one.ended_at, one.outcome, one.state) == (None, "", "To redact")
    with acting_as(made.officer):
        assert "A sealed note" in json.loads(GatheredItem.objects.get(source="front_door").facts)[0][1]
    with acting_as(made.officer) as by:
        masking.send_to_check(one, "As before", by=by, at=NOW + timedelta(seconds=4))
    with acting_as(made.second) as by:
        masking.check(one, by=by, at=NOW + timedelta(seconds=5))
    with acting_as(made.officer) as by:
        assert giving.give(one, "LETTER", "", by=by, at=NOW + timedelta(seconds=6))[0].pages
