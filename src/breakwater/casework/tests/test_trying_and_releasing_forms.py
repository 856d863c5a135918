"""Trying a draft, its tests, its release, rolling back, files and the product's new editions."""

import json
from datetime import timedelta
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakwater.casework.models import Answers, FormDraft, FormInForce, FormTrial, FormVersion
from breakwater.casework.recording import operations as recording
from breakwater.casework.recording.parser import parse
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.kept_forms import (
    CONTACT,
    at,
    attempt,
    carried,
    draft_keys,
    release_now,
    reword,
    send,
    send_file,
    words,
)


def test_a_draft_is_tried_page_by_page_and_nothing_is_kept_in_anyones_record(desk, draft):
    first = desk.get(at("form_try", draft.public_id))
    assert "Trying the draft. Page 1 of" in words(first)
    one = at("form_try", draft.public_id)
    assert "Reason for contact" in words(desk.get(f"{one}?page=purpose"))
    assert "Immediate safety" in words(desk.get(f"{one}?page=nowhere"))
    there = attempt(desk, draft, "safety", immediate_danger="yes", location="other", location_words="By the pier")
    assert "Reason for contact" in words(there)
    narrow = attempt(desk, draft, "purpose", carried=carried(there), purpose="safeguarding", turn="1")
    assert "bw-try--narrow" in narrow.content.decode()
    back = attempt(desk, draft, "purpose", carried=carried(narrow), narrow="1", purpose="safeguarding", back="1")
    assert 'value="By the pier"' in back.content.decode()
    result = attempt(desk, draft, "safety", carried=carried(back), immediate_danger="yes", result="1")
    assert "It could be sent as it is: a child is in danger, so nothing holds it up" in words(result)
    assert "A concern about a child’s safety" in words(result)
    assert Answers.objects.count() == 0
    kept = desk.post(
        at("form_test_keep", draft.public_id),
        {"title": "In danger", "carried": carried(result), "idempotency": str(uuid4())},
        follow=True,
    )
    assert "Passes" in words(kept)
    assert FormTrial.objects.get().values["purpose"] == "safeguarding"
    spoiled = attempt(desk, draft, "safety", carried="not what we wrote", immediate_danger="no")
    assert spoiled.status_code == 200


def test_a_failing_test_stands_in_the_way_until_it_is_settled(desk, draft):
    there = attempt(
        desk, draft, "safety", immediate_danger="yes", location="other", location_words="By the pier", result="1"
    )
    desk.post(
        at("form_test_keep", draft.public_id),
        {"title": "By the pier", "carried": carried(there), "idempotency": str(uuid4())},
    )
    send(desk, at("form_question_retire", draft.public_id, "location_words"))
    assert "1 to settle first" in words(desk.get(at("form_draft", draft.public_id)))
    refused = release_now(desk, draft)
    assert "The test “By the pier” fails" in words(refused)
    assert FormDraft.objects.exists()
    desk.post(at("form_test_accept", draft.public_id, FormTrial.objects.get().public_id))
    release_now(desk, draft)
    assert not FormDraft.objects.exists()


def test_a_version_is_released_dated_called_off_and_rolled_back(desk, draft):
    reword(desk, draft, "Where are they?")
    page = release_now(desk, draft)
    assert "Version 1 is released. It holds from now on" in words(page)
    area = make.area()
    assert recording.current_version(CONTACT, area=area, at=timezone.now()).area_id == area.pk
    desk.post(at("form_begin", CONTACT))
    second = FormDraft.objects.get()
    reword(desk, second, "Where now?")
    ahead = release_now(desk, second, timezone.localdate() + timedelta(days=40))
    assert "It begins by itself on that day" in words(ahead)
    row = FormInForce.objects.filter(version__number=2).get()
    off = desk.post(at("form_call_off", CONTACT, row.public_id), follow=True)
    assert "Called off" in words(off)
    back = send(desk, at("form_again", CONTACT, "product-1"), note="Too many called")
    assert "The product’s edition 1 holds again from now. Nothing was taken away" in words(back)
    assert FormVersion.objects.filter(area=area).count() == 2


def test_a_release_says_what_is_wrong_with_its_day_or_that_nothing_differs(desk, draft):
    assert "Nothing differs from the version in force" in words(release_now(desk, draft))
    reword(desk, draft, "Where are they?")
    assert "Choose today or a later day" in words(release_now(desk, draft, timezone.localdate() - timedelta(days=1)))
    stale = release_now(desk, draft, revision="1")
    assert "The draft was changed while you had this page open" in words(stale)


def test_a_file_goes_down_and_comes_up_is_compared_and_only_then_a_draft(desk, draft):
    reword(desk, draft, "Where are they?")
    release_now(desk, draft)
    down = desk.get(at("form_version_file", CONTACT, "area-1"))
    assert down["Content-Disposition"] == 'attachment; filename="front_door-contact-area-1.json"'
    send(desk, at("form_again", CONTACT, "product-1"), note="Back")
    up = send_file(desk, down.content)
    assert "What the file would change" in words(up)
    assert "Where is the child now? → Where are they?" in words(up).replace("becomes ", "").replace("  ", " ")
    assert not FormDraft.objects.exists()
    taken = desk.post(at("form_take_file", CONTACT), {"carried": carried(up), "idempotency": str(uuid4())}, follow=True)
    assert "The file is a draft now" in words(taken)
    again = desk.post(at("form_take_file", CONTACT), {"carried": carried(up), "idempotency": str(uuid4())}, follow=True)
    assert "Nothing was changed" in words(again)
    assert FormDraft.objects.count() == 1
    assert "This is not a form’s file" in words(send_file(desk, b"%PDF-1.7"))


def test_a_new_edition_is_offered_beside_the_areas_own(desk, draft):
    reword(desk, draft, "Where are they?")
    release_now(desk, draft)
    product = recording.current_version(CONTACT, area=make.area("850", "Hampshire"), at=timezone.now())
    data = json.loads(product.definition)
    data["pages"][0]["questions"].append({"key": "fresh", "kind": "text", "label": "From the product"})
    recording.release(parse(data, key=CONTACT), data, at=timezone.now())
    assert "New edition to look at" in words(desk.get(at("forms")))
    page = words(desk.get(at("form_edition", CONTACT)))
    assert "Added From the product" in page
    taken = desk.post(at("form_edition", CONTACT), {"take": "1", "idempotency": str(uuid4())}, follow=True)
    assert "joined into a draft of yours" in words(taken)
    assert {"fresh", "location"} <= set(draft_keys(FormDraft.objects.get()))


def test_an_example_is_begun_shaped_and_read_whole(desk):
    assert "Strategy discussion" in words(desk.get(at("forms")))
    page = desk.post(at("form_begin_example", "examples.strategy_discussion"), follow=True)
    assert "Strategy discussion" in words(page)
    found = FormDraft.objects.get()
    release_now(desk, found)
    sheet = words(desk.get(at("form_version", "examples.strategy_discussion", "area-1")))
    assert "Is the threshold for an enquiry under section 47 met?" in sheet


def test_a_draft_is_thrown_away_after_asking_once(desk, draft):
    assert "gone for good" in words(desk.get(at("form_discard", draft.public_id)))
    send(desk, at("form_discard", draft.public_id))
    assert not FormDraft.objects.exists()
    assert desk.get(at("form_draft", draft.public_id)).status_code == 404


def test_the_list_of_forms_asks_a_fixed_number_of_questions(desk, draft):
    def asks() -> int:
        with CaptureQueriesContext(connection) as seen:
            desk.get(at("forms"))
        return len(seen)

    asks()
    one = asks()
    for key in ("examples.strategy_discussion", "examples.taf_minutes"):
        desk.post(at("form_begin_example", key))
    assert asks() == one
