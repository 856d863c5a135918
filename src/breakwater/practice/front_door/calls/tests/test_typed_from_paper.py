"""What was taken on paper while the service was away is typed in with its true time: the clock runs from then (FD-05)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from breakwater.casework.models import Clock
from breakwater.foundation.dates.london_time import to_london
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.calls import operations as calls
from breakwater.practice.front_door.models import Contact, Submission

pytestmark = pytest.mark.usefixtures("db")
TAKEN_BY = "Rosa Quill, duty screener"
KEY = "6f0f8f5e-7d5e-4a51-9f3e-0c6f5f0c1a19"


def typed(told_at, **more):
    here = to_london(told_at)
    return {
        "who": "Ida Post, Harbour School",
        "source": "2A",
        "child": "Ana Fish",
        "what": "She came with a bruise and will not say how.",
        "danger": "no",
        "about_staff": "no",
        "told_on-day": here.day,
        "told_on-month": here.month,
        "told_on-year": here.year,
        "told_time": f"{here:%H:%M}",
        "paper_by": TAKEN_BY,
        "idempotency": KEY,
    } | more


def test_the_clock_runs_from_the_time_on_the_paper_and_the_record_says_it_was_typed_later(mash, screener, signed_in):
    told_at = (timezone.now() - timedelta(days=9)).replace(second=0, microsecond=0)
    browser = signed_in(screener)
    assert browser.post("/mash/calls/new/", typed(told_at)).status_code == 302
    with acting_as(screener):
        contact = Contact.objects.select_related("submission", "case").get()
        clock = Clock.objects.get(case=contact.case, rule="front_door.decision")
        assert contact.submission.told_at == told_at == clock.started_at
        assert contact.submission.taken_on_paper_by == TAKEN_BY
        assert clock.due_at < timezone.now()
        assert contact.submission.received_at > told_at + timedelta(days=8)
    page = browser.get(f"/mash/contacts/{contact.reference}/").content.decode()
    assert f"taken on paper by {TAKEN_BY} and typed later" in page


def test_without_the_time_nothing_is_made(mash, screener, signed_in):
    sent = {name: value for name, value in typed(timezone.now()).items() if not name.startswith("told_")}
    page = signed_in(screener).post("/mash/calls/new/", sent).content.decode()
    assert "Enter the day and the time written on the paper" in page
    with acting_as(screener):
        assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("days", "on_paper", "refused"), [(32, True, True), (30, True, False), (8, False, True), (6, False, False)]
)
def test_how_long_ago_it_may_have_been(days, on_paper, refused):
    now = timezone.now()
    if not refused:
        calls.check_call(told_at=now - timedelta(days=days), at=now, on_paper=on_paper)
        return
    with pytest.raises(calls.PaperWithoutItsTime if on_paper else calls.ToldInTheFuture):
        calls.check_call(told_at=now - timedelta(days=days), at=now, on_paper=on_paper)


def test_the_whole_form_typed_for_its_sender_keeps_it_too(mash, screener, signed_in):
    told_at = (timezone.now() - timedelta(days=10)).replace(second=0, microsecond=0)
    sent = {
        name: value
        for name, value in typed(told_at).items()
        if name in ("who", "source", "paper_by") or name.startswith("told_")
    }
    browser = signed_in(screener)
    draft = browser.post("/contacts/new/call/", sent)
    assert draft.status_code == 302
    refused = browser.post("/contacts/new/call/", sent | {"paper_by": ""}).content.decode()
    assert "Enter a time that has passed" in refused
    from breakwater.casework.models import Answers

    with acting_as(screener):
        assert Answers.objects.get().values["_call"]["paper_by"] == TAKEN_BY
