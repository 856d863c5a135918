"""The pages on which a partnership's business manager changes its forms, without code."""

import re
from uuid import uuid4

import pytest

from breakwater.casework.models import FormDraft
from breakwater.casework.recording.editing import operations as keeping
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.kept_forms import CONTACT, asked, at, draft_keys, send, words


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
        at("form", "no.form"),
        at("form_draft", "nothing"),
        at("form_page", draft.public_id, "nowhere"),
        at("form_question", draft.public_id, "nothing"),
        at("form_version", CONTACT, "area-9"),
        at("form_version", CONTACT, "product-x"),
        at("form_choice", draft.public_id, "location", "nothing"),
        at("form_question_kind", draft.public_id, "children"),
    ):
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
    assert "“Is there a dog?” is in the draft" in words(page)
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


ADDED = [
    (
        {"kind": "one_of", "choices": "Red\n Blue \n\n- Green"},
        {"options": {"red": "Red", "blue": "Blue", "green": "Green"}},
    ),
    ({"kind": "many_of", "choices_many": "A cat\nA dog"}, {"options": {"a_cat": "A cat", "a_dog": "A dog"}}),
    ({"kind": "scale", "points": "Bad\nMiddling\nGood"}, {"options": {"1": "Bad", "2": "Middling", "3": "Good"}}),
    ({"kind": "declaration", "statement": "It is true."}, {"statement": "It is true."}),
    ({"kind": "lookup", "source": "front_door.languages"}, {"source": "front_door.languages"}),
    ({"kind": "group", "one": "pet", "first": "Its name"}, {"one": "pet", "least": 0}),
    ({"kind": "moment"}, {"kind": "moment"}),
    ({"kind": "note"}, {"statement": "About pets"}),
    ({"kind": "calculated", "function": "count", "of": "children"}, {"function": "count", "of": ["children"]}),
]


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
    assert "“Immediate safety” stays first: danger is asked before anything else" in words(first)
    refused = move("form_question_down", "medical")
    assert "Move it after that answer" in words(refused), "what hangs on it would be asked before it"
    move("form_question_down", "police_reference")
    keys = [question.key for question in keeping.form_of(FormDraft.objects.get()).page("safety").questions]
    assert keys.index("police_reference") == keys.index("safe_contact_sender") + 1
    move("form_choice_down", "location", "home")
    assert list(asked(draft, "location")["options"])[:2] == ["school", "home"]
    move("form_choice_retire", "location", "hospital")
    assert "hospital" not in asked(draft, "location")["options"]


def test_what_the_front_door_relies_on_says_so_and_stays(desk, draft):
    page = desk.get(at("form_question", draft.public_id, "worry"))
    assert "This question must stay as it is answered now" in words(page)
    assert "The board and the decision show it in the referrer’s words" in words(page)
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
    assert "What is there now The question: Where is the child at this moment?" in words(page)
    assert 'value="Where is the child staying?"' in page.content.decode()
    fresh = re.search(r'name="seen" value="([^"]*)"', page.content.decode())[1]
    desk.post(address, {**mine, "seen": fresh})
    assert asked(draft, "location")["label"] == "Where is the child staying?"
