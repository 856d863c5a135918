"""The pages on which a partnership's business manager keeps its forms, without code."""

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.models import Answers, FormDraft, FormInForce, FormTrial, FormVersion
from breakwater.casework.recording import operations as recording
from breakwater.casework.recording.editing import operations as keeping
from breakwater.casework.recording.editing.definition import find
from breakwater.casework.recording.reading import parse
from breakwater.practice.front_door.operations.sending import PROFESSIONAL_FORM as CONTACT
from breakwater.testing import factories as make


@pytest.fixture
def keeper(db):
    return make.actor("business_manager", of=make.team("Partnership office"))


@pytest.fixture
def desk(keeper, signed_in):
    return signed_in(keeper)


@pytest.fixture
def draft(desk) -> FormDraft:
    desk.post(reverse("casework:form_begin", args=[CONTACT]))
    return FormDraft.objects.get()


def at(name, *arguments):
    return reverse(f"casework:{name}", args=arguments)


def words(page) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def send(desk, address, **data):
    """Fill in a page as it was drawn, and send it."""
    page = desk.get(address).content.decode()
    drawn = {
        name: re.search(rf'name="{name}" value="([^"]*)"', page)
        for name in ("seen", "revision", "carried")
        if name not in data
    }
    hidden = {name: found[1] for name, found in drawn.items() if found}
    return desk.post(address, {"idempotency": str(uuid4()), **hidden, **data}, follow=True)


def asked(draft, key) -> dict:
    draft.refresh_from_db()
    return find(keeping.data_of(draft), key).question


@pytest.mark.parametrize("role", ["mash_manager", "dsl", "system_administrator", "information_governance"])
def test_nobody_else_keeps_forms(db, signed_in, role):
    browser = signed_in(make.actor(role))
    for address in (at("forms"), at("form", CONTACT), at("form_version", CONTACT, "product-1")):
        assert browser.get(address).status_code == 403


def test_another_areas_draft_does_not_exist(draft, signed_in):
    theirs = make.actor("business_manager", of=make.team("Elsewhere", in_area=make.area("850", "Hampshire")))
    browser = signed_in(theirs)
    for name in ("form_draft", "form_release", "form_try", "form_tests", "form_differences", "form_discard"):
        assert browser.get(at(name, draft.public_id)).status_code == 404


def test_every_page_opens_and_none_where_there_is_nothing(desk, draft):
    of_draft = (
        "form_draft",
        "form_words",
        "form_differences",
        "form_release",
        "form_discard",
        "form_retired",
        "form_try",
        "form_tests",
        "form_page_new",
    )
    of_question = (
        "form_question",
        "form_question_words",
        "form_question_answer",
        "form_question_when",
        "form_question_page",
        "form_question_retire",
        "form_choices",
        "form_choice_new",
    )
    addresses = [at(name, draft.public_id) for name in of_draft]
    addresses += [
        at(name, draft.public_id, "safety")
        for name in ("form_page", "form_page_words", "form_page_when", "form_question_new")
    ]
    addresses += [at(name, draft.public_id, "location") for name in of_question]
    addresses += [
        at("form_inner_new", draft.public_id, "children"),
        at("form_question_kind", draft.public_id, "location_words"),
        at("form_question", draft.public_id, "child_views"),
        at("form_choice", draft.public_id, "location", "home"),
    ]
    addresses += [
        at("forms"),
        at("form", CONTACT),
        at("form_version", CONTACT, "product-1"),
        at("form_again", CONTACT, "product-1"),
        at("form_send_file", CONTACT),
    ]
    for address in addresses:
        page = desk.get(address)
        assert page.status_code == 200, address
        assert "—" not in re.sub(r"<[^>]+>", "", page.content.decode()), address
    for address in (
        at("form", "no.form"), at("form_draft", "nothing"), at("form_page", draft.public_id, "nowhere"), at("form_question", draft.public_id, "nothing"),
        at("form_version", CONTACT, "area-9"), at("form_version", CONTACT, "product-x"), at("form_choice", draft.public_id, "location", "nothing"),
        at("form_question_kind", draft.public_id, "children"),
    ):  # fmt: skip
        assert desk.get(address).status_code == 404, address


def test_every_page_and_question_of_the_contact_form_opens(desk, draft):
    form = keeping.form_of(draft)
    for page in form.pages:
        assert desk.get(at("form_page", draft.public_id, page.key)).status_code == 200
    for _, question in form.questions():
        for each in (question, *question.questions):
            assert desk.get(at("form_question", draft.public_id, each.key)).status_code == 200, each.key
            assert desk.get(at("form_question_when", draft.public_id, each.key)).status_code == 200, each.key


def test_a_question_is_added_with_a_condition_reworded_and_retired(desk, draft):
    page = send(
        desk,
        at("form_question_new", draft.public_id, "safety"),
        label="Is there a dog?",
        kind="yes_no",
        after="location_words",
    )
    assert "“Is there a dog?” stands in the draft" in words(page)
    assert asked(draft, "is_there_a_dog")["kind"] == "yes_no"
    send(desk, at("form_question_when", draft.public_id, "is_there_a_dog"), shown="all", test_1="location|is|home")
    assert asked(draft, "is_there_a_dog")["when"] == {"question": "location", "is": "home"}
    assert "“Where is the child now?” is “At home”" in words(
        desk.get(at("form_question", draft.public_id, "is_there_a_dog"))
    )
    send(
        desk,
        at("form_question_words", draft.public_id, "is_there_a_dog"),
        label="Is there a dangerous dog?",
        hint="",
        why="",
        missing="",
    )
    assert asked(draft, "is_there_a_dog")["label"] == "Is there a dangerous dog?"
    send(
        desk,
        at("form_question_answer", draft.public_id, "is_there_a_dog"),
        required="unless_in_danger",
        visibility="restricted",
    )
    assert (asked(draft, "is_there_a_dog")["required"], asked(draft, "is_there_a_dog")["visibility"]) == (
        "unless_in_danger",
        "restricted",
    )
    differs = words(desk.get(at("form_differences", draft.public_id)))
    assert "Added Is there a dangerous dog?" in differs
    send(desk, at("form_question_retire", draft.public_id, "is_there_a_dog"))
    assert "is_there_a_dog" not in draft_keys(draft)


def draft_keys(draft):
    draft.refresh_from_db()
    return [each.key for _, question in keeping.form_of(draft).questions() for each in (question, *question.questions)]


ADDED = [
    ({"kind": "one_of", "choices": "Red\n Blue \n\n- Green"}, {"options": {"red": "Red", "blue": "Blue", "green": "Green"}}),
    ({"kind": "many_of", "choices_many": "A cat\nA dog"}, {"options": {"a_cat": "A cat", "a_dog": "A dog"}}),
    ({"kind": "scale", "points": "Bad\nMiddling\nGood"}, {"options": {"1": "Bad", "2": "Middling", "3": "Good"}}),
    ({"kind": "declaration", "statement": "It is true."}, {"statement": "It is true."}),
    ({"kind": "lookup", "source": "front_door.languages"}, {"source": "front_door.languages"}),
    ({"kind": "group", "one": "pet", "first": "Its name"}, {"one": "pet", "least": 0}),
    ({"kind": "moment"}, {"kind": "moment"}),
    ({"kind": "note"}, {"statement": "About pets"}),
    ({"kind": "calculated", "function": "count", "of": "children"}, {"function": "count", "of": ["children"]}),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "made"), ADDED, ids=[typed["kind"] for typed, _ in ADDED])
def test_every_kind_of_question_can_be_added_without_code(desk, draft, typed, made):
    page = "background" if typed["kind"] == "calculated" else "safety"
    answer = send(desk, at("form_question_new", draft.public_id, page), label="About pets", after="", **typed)
    assert answer.redirect_chain, words(answer)
    question = asked(draft, "about_pets")
    assert {name: question[name] for name in made} == made


def test_what_a_kind_needs_is_asked_for_in_words(desk, draft):
    for typed, said in (
        ({"kind": "one_of", "choices": "Red"}, "Enter at least two choices, one on each line"),
        ({"kind": "one_of", "choices": "Red\nred"}, "Two choices have the same words"),
        ({"kind": "group"}, "Enter the first question about each of them"),
        ({"kind": ""}, "Choose how it is answered"),
    ):
        assert said in words(
            send(desk, at("form_question_new", draft.public_id, "safety"), label="About pets", after="", **typed)
        )


def test_buttons_move_pages_questions_and_choices_without_script(desk, draft):
    def move(name, *arguments):
        return desk.post(at(name, draft.public_id, *arguments), {"idempotency": str(uuid4())}, follow=True)

    before = [page.key for page in keeping.form_of(draft).pages]
    move("form_page_up", before[3])
    draft.refresh_from_db()
    assert [page.key for page in keeping.form_of(draft).pages][:4] == [before[0], before[1], before[3], before[2]]
    first = move("form_page_up", before[1])
    assert "“Safety now” stays first: danger is asked before anything else" in words(first)
    move("form_question_down", "medical")
    keys = [question.key for question in keeping.form_of(FormDraft.objects.get()).page("safety").questions]
    assert keys.index("medical") == keys.index("baby_injury") + 1
    move("form_choice_down", "location", "home")
    assert list(asked(draft, "location")["options"])[:2] == ["school", "home"]
    move("form_choice_retire", "location", "hospital")
    assert "hospital" not in asked(draft, "location")["options"]


def test_what_the_front_door_relies_on_says_so_and_stays(desk, draft):
    page = desk.get(at("form_question", draft.public_id, "worry"))
    assert "This question must stay as it is answered now" in words(page)
    assert "The board and the decision show it in the sender’s words" in words(page)
    refused = send(desk, at("form_question_retire", draft.public_id, "agreed_words"))
    assert "cannot be taken out. The facts of agreement go with the contact" in words(refused)
    assert "agreed_words" in draft_keys(draft)


def test_two_editors_of_one_question_are_told_of_each_other_and_lose_nothing(desk, draft, signed_in):
    other = make.actor("business_manager", of=make.team("Partnership office"))
    address = at("form_question_words", draft.public_id, "location")
    seen = re.search(r'name="seen" value="([^"]*)"', desk.get(address).content.decode())[1]
    send(signed_in(other), address, label="Where is the child at this moment?", hint="", why="", missing="")
    mine = {
        "label": "Where is the child staying?",
        "hint": "",
        "why": "",
        "missing": "",
        "seen": seen,
        "idempotency": str(uuid4()),
    }
    page = desk.post(address, mine)
    assert "changed this while you had it open" in words(page)
    assert "What stands in the draft now The question: Where is the child at this moment?" in words(page)
    assert 'value="Where is the child staying?"' in page.content.decode()
    fresh = re.search(r'name="seen" value="([^"]*)"', page.content.decode())[1]
    desk.post(address, {**mine, "seen": fresh})
    assert asked(draft, "location")["label"] == "Where is the child staying?"


def attempt(desk, draft, page, **data):
    return desk.post(at("form_try", draft.public_id), {"page": page, "carried": "", "narrow": "", **data})


def carried(page) -> str:
    return re.search(r'name="carried" value="([^"]*)"', page.content.decode())[1]


def test_a_draft_is_tried_page_by_page_and_nothing_is_kept_in_anyones_record(desk, draft):
    first = desk.get(at("form_try", draft.public_id))
    assert "Trying the draft. Page 1 of" in words(first)
    there = attempt(desk, draft, "safety", immediate_danger="yes", location="other", location_words="By the pier")
    assert "What this contact is" in words(there)
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


def day(when) -> dict:
    return {"starts_on-day": when.day, "starts_on-month": when.month, "starts_on-year": when.year}


def release_now(desk, draft, when=None, **more):
    return send(
        desk,
        at("form_release", draft.public_id),
        note="As agreed by the partners",
        **day(when or timezone.localdate()),
        **more,
    )


def test_a_version_is_released_dated_called_off_and_rolled_back(desk, draft):
    send(
        desk,
        at("form_question_words", draft.public_id, "location"),
        label="Where are they?",
        hint="",
        why="",
        missing="Say where",
    )
    page = release_now(desk, draft)
    assert "Version 1 is released. It holds from now on" in words(page)
    area = make.area()
    assert recording.current_version(CONTACT, area=area, at=timezone.now()).area_id == area.pk
    desk.post(at("form_begin", CONTACT))
    second = FormDraft.objects.get()
    send(
        desk,
        at("form_question_words", second.public_id, "location"),
        label="Where now?",
        hint="",
        why="",
        missing="Say where",
    )
    ahead = release_now(desk, second, timezone.localdate() + timedelta(days=40))
    assert "It begins by itself on that day" in words(ahead)
    row = FormInForce.objects.filter(version__number=2).get()
    off = desk.post(at("form_call_off", CONTACT, row.public_id), follow=True)
    assert "Called off" in words(off)
    back = send(desk, at("form_again", CONTACT, "product-1"), note="Too many rang")
    assert "The product’s edition 1 holds again from now. Nothing was taken away" in words(back)
    assert FormVersion.objects.filter(area=area).count() == 2


def test_a_release_says_what_is_wrong_with_its_day_or_that_nothing_differs(desk, draft):
    assert "Nothing differs from the version in force" in words(release_now(desk, draft))
    send(
        desk,
        at("form_question_words", draft.public_id, "location"),
        label="Where are they?",
        hint="",
        why="",
        missing="Say where",
    )
    assert "Choose today or a later day" in words(release_now(desk, draft, timezone.localdate() - timedelta(days=1)))
    stale = release_now(desk, draft, revision="1")
    assert "The draft was changed while you had this page open" in words(stale)


def test_a_file_goes_down_and_comes_up_is_compared_and_only_then_a_draft(desk, draft):
    send(
        desk,
        at("form_question_words", draft.public_id, "location"),
        label="Where are they?",
        hint="",
        why="",
        missing="Say where",
    )
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


def send_file(desk, content: bytes):
    file = SimpleUploadedFile("form.json", content)
    return desk.post(at("form_send_file", CONTACT), {"file": file, "idempotency": str(uuid4())})


def test_a_new_edition_is_offered_beside_the_areas_own(desk, draft):
    send(
        desk,
        at("form_question_words", draft.public_id, "location"),
        label="Where are they?",
        hint="",
        why="",
        missing="Say where",
    )
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
