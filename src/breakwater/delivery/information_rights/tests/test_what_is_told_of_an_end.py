"""How a request ends is told in a letter: what was decided, why and by whom, and how to complain to us, to the Information Commissioner, to a court."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from pypdf import PdfReader

from breakwater.delivery.information_rights import operations
from breakwater.delivery.information_rights.gathering import operations as gathering
from breakwater.delivery.information_rights.models import RightsRequest
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make

from .requests_made import Made

NOW = timezone.now()
WHY = "We go on, because the school keeps Ben safe with it."


def letter_of(browser, one) -> str:
    answer = browser.get(f"/information-requests/{one.public_id}/letter/")
    assert answer.headers["Content-Type"] == "application/pdf"
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages).split())


def test_an_objection_ends_only_with_what_was_done_or_why_not_and_who_decided(signed_in, db):
    made = Made(kind="OBJECTION")
    browser, at = signed_in(made.officer), f"/information-requests/{made.one.public_id}/"
    assert "Who decided?" in browser.get(f"{at}end/").text
    said = {"outcome": "DONE", "words": WHY}
    page = browser.post(f"{at}end/", said)
    assert page.status_code == 200
    assert "Say who decided about the objection" in page.text
    assert browser.post(f"{at}end/", {"outcome": "DONE", "decided_by": "Ada Head"}).status_code == 200
    assert not made.again().outcome
    assert browser.post(f"{at}end/", said | {"outcome": "REFUSED", "decided_by": "Ada Head, head of service"}).url == at
    text = browser.get(at).text
    assert WHY in text
    assert "Decided by Ada Head, head of service" in text
    letter = letter_of(browser, made.one)
    assert "to stop or limit how we use what we hold" in letter
    assert "We have decided not to do what you asked" in letter
    for words in (WHY, "Ada Head", "Information Commissioner", "30 days", "ask a court", made.one.reference):
        assert words in letter, words


def test_a_copy_that_was_asked_for_is_never_said_to_be_done_without_being_given(signed_in, db):
    made = Made()
    page = signed_in(made.officer).get(f"/information-requests/{made.one.public_id}/end/").text
    assert 'value="REFUSED"' in page
    for outcome in ("DONE", "PARTLY"):
        assert f'value="{outcome}"' not in page
        with acting_as(made.officer) as by, pytest.raises(operations.NotGiven):
            operations.end(made.one, outcome, "We have done what you asked", by=by, at=NOW)


@pytest.mark.parametrize("kind", ["ACCESS", "CORRECTION", "ERASURE"])
def test_each_refusal_gives_its_reason_and_says_where_to_complain(signed_in, db, kind):
    made = Made(kind=kind)
    browser, at = signed_in(made.officer), f"/information-requests/{made.one.public_id}/"
    assert "Who decided?" not in browser.get(f"{at}end/").text  # of an objection alone
    with acting_as(made.officer) as by:
        operations.end(made.one, "REFUSED", "A court order forbids it", by=by, at=NOW)
    assert f"{at}letter/" in browser.get(at).text
    letter = letter_of(browser, made.one)
    for words in ("A court order forbids it", "Information Commissioner", "0303 123 1113", "ask a court"):
        assert words in letter, words


def test_there_is_no_letter_before_the_end_and_none_for_who_does_not_keep_the_request(signed_in, db):
    made = Made(kind="CORRECTION")
    at = f"/information-requests/{made.one.public_id}/"
    assert signed_in(made.officer).get(f"{at}letter/").url == at
    with acting_as(made.officer) as by:
        operations.end(made.one, "WITHDRAWN", "She withdrew it", by=by, at=NOW)
    assert signed_in(make.actor("lead_professional")).get(f"{at}letter/").status_code in (403, 404)
    assert signed_in(made.second).get(f"{at}letter/").status_code == 403
    assert "you no longer ask for this" in letter_of(signed_in(made.officer), made.one)


def test_whoever_objects_has_a_way_to_the_rows_whose_use_is_restricted(signed_in, db):
    ben = make.person("Ben", "Quayside")
    made = Made(kind="OBJECTION")
    browser, at = signed_in(made.officer), f"/information-requests/{made.one.public_id}/"
    assert "restrict the use of a row" in browser.get(at).text
    with acting_as(made.second) as by:
        operations.approve(made.one, [ben.pk], by=by, at=NOW)
    with acting_as(made.officer) as by:
        gathering.gather(made.one.pk, by=by, at=NOW)
    assert "Restrict the use of what they object to" in browser.get(at).text
    page = browser.get(f"{at}redact/").text
    assert "restrict its use while that is looked into" in page
    assert "Send to be checked" not in page


def test_the_month_waits_for_what_they_mean_only_where_a_copy_is_asked_for(signed_in, db):
    """UK GDPR article 12A: a request under article 15 alone."""
    made = Made(kind="ERASURE")
    assert "Ask what they mean" not in signed_in(made.officer).get(f"/information-requests/{made.one.public_id}/").text
    with acting_as(made.officer) as by, pytest.raises(operations.NotOfACopy):
        operations.pause(made.one, "Which of it?", timezone.localdate(), by=by, at=NOW)
    asked = RightsRequest(kind="ERASURE", runs_from=timezone.localdate(), pauses=[["2026-11-02", "2026-11-20"]])
    assert not asked.paused_days


def test_the_clock_goes_on_where_what_waited_turns_out_to_be_no_request_for_a_copy(signed_in, db):
    made, today = Made(), timezone.localdate()
    due = made.one.due_on
    with acting_as(made.officer) as by:
        operations.pause(made.one, "Which years?", today, by=by, at=NOW)
        said = operations.Sorted("CORRECTION", "SELF", "Mia Quayside", "Mia Quayside", today)
        one = operations.sort(made.one, said, by=by, at=NOW + timedelta(days=3))
        assert (one.paused_on, one.due_on) == (None, due)
        page = signed_in(made.officer).get(f"/information-requests/{one.public_id}/").text
        assert "The clock goes on" in page
        assert "They answered: start the clock" not in page
        said = replace(said, kind="ACCESS")
        assert operations.sort(one, said, by=by, at=NOW + timedelta(days=4)).paused_days == 3
