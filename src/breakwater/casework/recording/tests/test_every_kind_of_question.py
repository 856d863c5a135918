"""Every kind of question: asked, answered, kept, shown again in its boxes, and read back in words."""

import json
from datetime import date

import jsonschema
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import engines
from django.utils.datastructures import MultiValueDict

from breakwater.casework.recording import answers, registry
from breakwater.casework.recording.definitions import SILENT, Kind
from breakwater.casework.recording.given import NOT_GIVEN, check
from breakwater.casework.recording.given_shapes import shape_of, shapes_by_kind
from breakwater.casework.recording.parser import parse
from breakwater_dev.testing import factories as make

OPTIONS = {"a": "Letter A", "b": "Letter B", "none": {"label": "None of these", "alone": True}}
ON = date(2026, 11, 24)


def form_of(*questions, audience="staff", **more):
    page = {"key": "page", "title": "A page", "questions": list(questions)}
    return parse({"title": "F", "audience": audience, "pages": [page], **more}, key="testing.kinds")


def draw(opened) -> str:
    made = engines["jinja2"].env.get_template("casework/recording/page.html").module.draw_page(opened, "")
    return str(made)


def answer(question: dict, data: dict, **asking):
    """Return (form, values kept, errors) after one sending."""
    form = form_of({"key": "q", "label": "Q?", **question})
    opened = answers.open_page(form, "page", {}, data=data, asking=answers.Asking(**asking))
    draw(opened).encode("utf-8")
    return form, answers.merge_page(form, "page", {}, opened.cleaned, on=ON, seen=False), opened.errors


ROUND_TRIPS = [
    ({"kind": "text"}, {"q": "  Alex   B "}, "Alex B", "Alex B"),
    ({"kind": "text", "states": ["refused"]}, {"q-instead": "refused"}, {"state": "refused"}, "Did not want to say"),
    ({"kind": "long_text"}, {"q": "one\r\ntwo"}, "one\ntwo", "one\ntwo"),
    ({"kind": "number", "least": 0, "most": 25}, {"q": " 1,2 "}, 12, "12"),
    ({"kind": "number"}, {"q": "0"}, 0, "0"),
    ({"kind": "date"}, {"q-day": "9", "q-month": "march", "q-year": "2014"}, "2014-03-09", "9 March 2014"),
    ({"kind": "part_date"}, {"q-day": "", "q-month": "3", "q-year": "2014"}, "2014-03", "March 2014"),
    ({"kind": "part_date"}, {"q-year": "2014"}, "2014", "2014"),
    ({"kind": "part_date", "states": ["not_known"]}, {"q-instead": "not_known"}, {"state": "not_known"}, "Not known"),
    ({"kind": "time"}, {"q": "2.30pm"}, "14:30", "14:30"),
    ({"kind": "yes_no"}, {"q": "yes"}, "yes", "Yes"),
    ({"kind": "yes_no", "states": {"not_known": "Not sure"}}, {"q": "not_known"}, {"state": "not_known"}, "Not sure"),
    ({"kind": "one_of", "options": OPTIONS}, {"q": "b"}, "b", "Letter B"),
    (
        {"kind": "one_of", "options": OPTIONS, "states": ["not_asked"]},
        {"q": "not_asked"},
        {"state": "not_asked"},
        "Not asked",
    ),
    ({"kind": "one_of", "options": {f"v{n}": f"V {n}" for n in range(20)}}, {"q": "v7"}, "v7", "V 7"),
    ({"kind": "many_of", "options": OPTIONS}, {"q": ["a", "b"]}, ["a", "b"], "Letter A\nLetter B"),
    ({"kind": "many_of", "options": OPTIONS}, {"q": ["none"]}, ["none"], "None of these"),
    (
        {"kind": "many_of", "options": OPTIONS, "states": ["refused"]},
        {"q": ["refused"]},
        {"state": "refused"},
        "Did not want to say",
    ),
    ({"kind": "scale", "options": {"0": "Bad", "5": "5", "10": "Good"}}, {"q": "10"}, 10, "10 of 10: Good"),
    ({"kind": "scale", "options": {"0": "Bad", "5": "5", "10": "Good"}}, {"q": "0"}, 0, "0 of 10: Bad"),
    (
        {"kind": "person"},
        {"q": "Ann Fish", "q-relation": "Aunt"},
        {"name": "Ann Fish", "relation": "Aunt"},
        "Ann Fish (Aunt)",
    ),
    (
        {"kind": "moment"},
        {"q-day": "9", "q-month": "3", "q-year": "2026", "q-clock": "2.30pm"},
        "2026-03-09T14:30",
        "9 March 2026 at 14:30",
    ),
    ({"kind": "moment"}, {"q-day": "9", "q-month": "3", "q-year": "2026"}, "2026-03-09", "9 March 2026"),
    (
        {"kind": "address"},
        {"q": "1 High St\nTown", "q-postcode": "po12ab"},
        {"lines": "1 High St\nTown", "postcode": "PO1 2AB"},
        "1 High St\nTown\nPO1 2AB",
    ),
    (
        {"kind": "address"},
        {"q-postcode": "somewhere in PO"},
        {"lines": "", "postcode": "somewhere in PO"},
        "somewhere in PO",
    ),
    (
        {"kind": "address", "options": {"camp": "A camp", "none": "No"}},
        {"q": "By the pier", "q-instead": "camp"},
        {"lines": "By the pier", "postcode": "", "instead": "camp"},
        "A camp\nBy the pier",
    ),
    (
        {"kind": "phone_or_email"},
        {"q": "07700 900 982", "q-safe": "yes", "q-when": "After 4pm"},
        {"value": "07700 900 982", "safe": "yes", "when": "After 4pm"},
        "07700 900 982\nSafe to use\nWhen: After 4pm",
    ),
    (
        {"kind": "phone_or_email"},
        {"q": "a@example.org"},
        {"value": "a@example.org", "safe": "", "when": ""},
        "a@example.org\nNobody has said whether it is safe to use",
    ),
    ({"kind": "declaration", "statement": "It is true."}, {"q": "agreed"}, "agreed", "Agreed"),
    (
        {
            "kind": "group",
            "one": "child",
            "questions": [
                {"key": "name", "kind": "text", "label": "N"},
                {"key": "age", "kind": "number", "label": "A"},
            ],
        },
        {"q-count": "3", "q-0-name": "Al", "q-0-age": "4", "q-1-name": " ", "q-2-age": "7"},
        [{"name": "Al", "age": 4}, {"age": 7}],
        None,
    ),
]


@pytest.mark.parametrize(("question", "data", "value", "words"), ROUND_TRIPS)
def test_what_is_sent_is_kept_shown_again_and_read_back(question, data, value, words):
    form, values, errors = answer(
        question, MultiValueDict({k: v if isinstance(v, list) else [v] for k, v in data.items()})
    )
    assert errors == {}
    assert values == {"q": value}
    assert json.loads(json.dumps(values)) == values
    if words is not None:
        assert answers.summary(form, values)[0].rows[0].value == words
    again = answers.open_page(form, "page", values)
    sent_again = answers.open_page(form, "page", {}, data=again.data)
    assert sent_again.cleaned == values, "the boxes hold the answer, and would send it again"
    draw(again)


def test_every_kind_is_tried_here():
    tried = {question["kind"] for question, *_ in ROUND_TRIPS}
    apart = {Kind.LOOKUP, Kind.ORGANISATION, Kind.FILE, Kind.CALCULATED, Kind.NOTE, Kind.PICK, Kind.FACT, Kind.SEVERAL}
    assert tried | apart == set(Kind)


@pytest.mark.parametrize(
    ("question", "data", "words"),
    [
        ({"kind": "text"}, {"q": "x" * 201}, "Shorten this to 200 characters"),
        (
            {"kind": "text", "states": ["refused"]},
            {"q": "x", "q-instead": "refused"},
            "Give an answer or tick the box, not both",
        ),
        (
            {"kind": "text", "states": ["refused", "not_asked"]},
            {"q-instead": ["refused", "not_asked"]},
            "Tick only one of these",
        ),
        ({"kind": "number", "most": 25}, {"q": "26"}, "Enter 25 or fewer"),
        ({"kind": "number"}, {"q": "twelve"}, "Enter a whole number"),
        ({"kind": "date"}, {"q-day": "31", "q-month": "2", "q-year": "2014"}, "Enter a real date"),
        ({"kind": "date", "tense": "past"}, {"q-day": "1", "q-month": "2", "q-year": "2999"}, "today or in the past"),
        ({"kind": "time"}, {"q": "25:00"}, "Enter a time"),
        ({"kind": "moment"}, {"q-clock": "14:30"}, "Enter the day as well as the time"),
        ({"kind": "yes_no"}, {"q": "maybe"}, "Choose one of the answers shown"),
        ({"kind": "one_of", "options": OPTIONS}, {"q": "c"}, "Choose one of the answers shown"),
        ({"kind": "many_of", "options": OPTIONS}, {"q": ["a", "none"]}, "“None of these” or the others"),
        (
            {"kind": "address", "options": {"refuge": {"label": "In a refuge", "alone": True}}},
            {"q": "1 High St", "q-instead": "refuge"},
            "Take the address out",
        ),
        ({"kind": "phone_or_email"}, {"q": "a@b"}, "email address in the correct format"),
        ({"kind": "phone_or_email"}, {"q": "call me"}, "Enter a telephone number"),
        ({"kind": "phone_or_email"}, {"q-when": "tonight"}, "Enter a telephone number or an email address"),
        ({"kind": "text", "required": "always", "missing": "Say it"}, {}, "Say it"),
        ({"kind": "declaration", "statement": "True.", "required": "always", "missing": "Tick it"}, {}, "Tick it"),
        (
            {
                "kind": "group",
                "one": "child",
                "required": "always",
                "questions": [{"key": "name", "kind": "text", "label": "N"}],
            },
            {},
            "Add at least 1 child",
        ),
    ],
)
def test_what_cannot_be_taken_is_told_what_to_do(question, data, words):
    _, values, errors = answer(
        question, MultiValueDict({k: v if isinstance(v, list) else [v] for k, v in data.items()})
    )
    assert values == {}
    assert words in " ".join(message for messages in errors.values() for message in messages)


def test_what_is_wrong_is_shown_with_what_was_typed():
    form = form_of({"key": "q", "kind": "date", "label": "When?"})
    opened = answers.open_page(form, "page", {}, data={"q-day": "31", "q-month": "2", "q-year": "2014"})
    page = draw(opened)
    assert opened.title_prefix == "Error: "
    assert 'href="#id_q-day"' in page
    assert 'value="31"' in page
    assert "Enter a real date" in page


def test_save_and_come_back_keeps_what_there_is_without_insisting():
    form = form_of(
        {"key": "q", "kind": "text", "label": "Q", "required": "always"}, {"key": "r", "kind": "text", "label": "R"}
    )
    assert not answers.open_page(form, "page", {}, data={"r": "half"}).is_valid()
    saved = answers.open_page(form, "page", {}, data={"r": "half", "save": "1"})
    assert (saved.is_valid(), saved.asked, saved.cleaned) == (True, "save", {"q": None, "r": "half"})


def test_skipping_changes_nothing_and_what_is_insisted_on_cannot_be_skipped():
    form = form_of({"key": "q", "kind": "text", "label": "Q"})
    skipped = answers.open_page(form, "page", {"q": "before"}, data={"q": "before", "skip": "1"})
    assert (skipped.is_valid(), skipped.asked, skipped.cleaned, skipped.may_skip) == (True, "skip", {}, True)
    typed = answers.open_page(form, "page", {"q": "before"}, data={"q": "typed", "skip": "1"})
    assert (typed.asked, typed.cleaned) == ("continue", {"q": "typed"})
    form = form_of({"key": "q", "kind": "text", "label": "Q", "required": "always"})
    assert not answers.open_page(form, "page", {}, data={"skip": "1"}).is_valid()


REVEALING = (
    {"key": "how", "kind": "one_of", "label": "How?", "options": {"ring": "Call", "no": "No"}},
    {
        "key": "number",
        "kind": "phone_or_email",
        "label": "Which number?",
        "when": {"question": "how", "is": "ring"},
        "required": "always",
    },
)


def test_a_revealed_question_is_asked_only_when_it_is_revealed():
    form = form_of(*REVEALING)
    page = draw(answers.open_page(form, "page", {}))
    assert page.index("govuk-radios__conditional") < page.index("Which number?")
    assert answers.open_page(form, "page", {}, data={"how": "no"}).cleaned == {"how": "no", "number": None}
    assert "number" in answers.open_page(form, "page", {}, data={"how": "ring"}).errors
    assert "number" in answers.open_page(form, "page", {}, data={"how": "ring", "number": "nonsense"}).errors
    taken = answers.open_page(form, "page", {}, data={"how": "ring", "number": "01632 960 001", "number-safe": "no"})
    assert taken.cleaned["number"] == {"value": "01632 960 001", "safe": "no", "when": ""}


def test_fd_07_in_danger_nothing_blocks_and_what_cannot_be_read_is_kept_as_typed():
    form = form_of(
        {"key": "danger", "kind": "yes_no", "label": "Danger?"},
        {"key": "worry", "kind": "long_text", "label": "What?", "required": "unless_in_danger"},
        {"key": "when", "kind": "date", "label": "When?"},
        {"key": "phone", "kind": "phone_or_email", "label": "Phone?"},
        danger={"question": "danger", "is": "yes"},
    )
    data = {"danger": "yes", "when-day": "31", "when-month": "2", "when-year": "26", "phone": "call the pub"}
    opened = answers.open_page(form, "page", {}, data=data)
    assert opened.is_valid()
    assert opened.cleaned["phone"] == {"state": "unclear", "typed": "call the pub", "boxes": {"": ["call the pub"]}}
    values = answers.merge_page(form, "page", {}, opened.cleaned, on=ON)
    words = {row.key: row.value for row in answers.summary(form, values)[0].rows}
    assert words["when"] == "31 2 26 (as it was typed)"
    assert words["worry"] == "No answer"
    assert answers.missing(form, values) == []
    assert [each.question for each in answers.left_out(form, values)] == ["worry"]
    assert not answers.open_page(form, "page", {}, data=data | {"danger": "no"}).is_valid()
    assert not answers.open_page(form, "page", values, data=data | {"danger": "no"}).is_valid()


GROUP = {
    "key": "kids",
    "kind": "group",
    "label": "Who?",
    "one": "child",
    "most": 3,
    "source": "testing.roll",
    "questions": [
        {"key": "name", "kind": "text", "label": "Name", "required": "always"},
        {"key": "known", "kind": "one_of", "label": "Age?", "options": {"born": "Born", "about": "About"}},
        {"key": "born", "kind": "part_date", "label": "Born", "when": {"question": "known", "is": "born"}},
        {"key": "age", "kind": "number", "label": "About", "when": {"question": "known", "is": "about"}},
        {"key": "old", "kind": "calculated", "label": "Old", "function": "age", "of": ["born"]},
    ],
}


def test_rows_are_added_and_taken_away_without_script_and_lose_nothing_typed():
    form = form_of(GROUP)
    opened = answers.open_page(
        form, "page", {}, data={"kids-count": "1", "kids-0-born-day": "x", "kids-0-name": "", "add": "kids"}
    )
    assert opened.changes_rows
    assert not opened.is_valid()
    page = draw(opened)
    assert "Child 2" in page
    assert 'value="x"' in page
    assert "error" not in page
    data = {"kids-count": "3", "kids-0-name": "Al", "kids-1-name": "Bo", "kids-2-name": "Cy", "remove": "kids-1"}
    kept = answers.open_page(form, "page", {}, data=data)
    assert [kept.data.get(f"kids-{n}-name") for n in range(3)] == ["Al", "Cy", None]
    assert kept.data["kids-count"] == "2"
    assert "Add another child" not in draw(
        answers.open_page(form, "page", {}, data=data | {"add": "kids", "remove": ""})
    )


def test_rows_are_named_conditional_within_themselves_and_worked_out():
    form = form_of(
        GROUP, {"key": "many", "kind": "calculated", "label": "How many", "function": "count", "of": ["kids"]}
    )
    data = {
        "kids-count": "2",
        "kids-0-name": "Al",
        "kids-0-known": "born",
        "kids-0-born-year": "2014",
        "kids-1-name": "Bo",
        "kids-1-known": "about",
        "kids-1-age": "7",
    }
    opened = answers.open_page(form, "page", {}, data=data)
    values = answers.merge_page(form, "page", {}, opened.cleaned, on=ON, seen=False)
    assert values["kids"] == [
        {"name": "Al", "known": "born", "born": "2014", "old": "11 or 12 years"},
        {"name": "Bo", "known": "about", "age": 7},
    ]
    assert values["many"] == 2
    sections = answers.summary(form, values, href=lambda key: f"/{key}")
    assert [section.title for section in sections] == ["A page", "Child 1: Al", "Child 2: Bo"]
    assert [row.value for row in sections[1].rows] == ["Al", "Born", "2014", "11 or 12 years"]
    assert {row.href for section in sections for row in section.rows} == {"/page"}


def test_a_row_begun_must_be_whole_and_a_blank_one_is_passed_over():
    form = form_of(GROUP)
    opened = answers.open_page(form, "page", {}, data={"kids-count": "3", "kids-1-known": "born"})
    assert opened.errors == {"kids-1-name": ["Child 2: enter an answer"]}
    assert answers.open_page(form, "page", {}, data={"kids-count": "3"}).cleaned == {"kids": None}


@pytest.fixture
def roll(monkeypatch):
    picks = [registry.Pick("17", "Alex Fish, Year 5", {"name": "Alex Fish", "known": "born", "born": "2016-03-09"})]
    monkeypatch.setitem(registry.ROSTERS._rows, "testing.roll", lambda by: picks)


def test_sg_21_a_roster_fills_a_row_for_whoever_acts_and_is_not_there_for_others(roll, db):
    form, by = form_of(GROUP), make.actor()
    asking = answers.Asking(by=by)
    assert "Alex Fish" not in draw(answers.open_page(form, "page", {}))
    assert "Alex Fish, Year 5" in draw(answers.open_page(form, "page", {}, asking=asking))
    data = {"kids-count": "1", "kids-roster": "17", "add": "kids"}
    opened = answers.open_page(form, "page", {}, data=data, asking=asking)
    assert (opened.data["kids-0-name"], opened.data["kids-0-born-year"]) == ("Alex Fish", "2016")
    assert "Alex" not in draw(answers.open_page(form, "page", {}, data=data)), "nobody acts, so nobody may be picked"
    nobody = answers.open_page(form, "page", {}, data=data | {"kids-roster": "18"}, asking=asking)
    assert "Fish" not in (nobody.data.get("kids-0-name") or "")


def test_sg_21_a_person_may_be_picked_from_the_roll_by_whoever_acts(roll, db):
    form = form_of({"key": "q", "kind": "person", "label": "Who?", "source": "testing.roll"})
    asking = answers.Asking(by=make.actor())
    opened = answers.open_page(form, "page", {}, data={"q-pick": "17", "q-relation": "Friend"}, asking=asking)
    assert opened.cleaned["q"] == {"name": "Alex Fish", "relation": "Friend", "pick": "17"}
    assert answers.open_page(form, "page", {}, data={"q-pick": "17"}).cleaned["q"] is None


def test_a_lookup_keeps_the_code_and_its_words(monkeypatch):
    monkeypatch.setitem(registry.LOOKUPS._rows, "testing.codes", lambda: [("1", "One"), ("2", "Two")])
    form, values, errors = answer({"kind": "lookup", "source": "testing.codes"}, {"q": "2"})
    assert (values, errors) == ({"q": {"code": "2", "words": "Two"}}, {})
    assert answers.summary(form, values)[0].rows[0].value == "Two"
    assert answers.open_page(form, "page", values).data["q"] == "2"
    assert answer({"kind": "lookup", "source": "testing.codes"}, {"q": "3"})[2]


def test_an_organisation_is_the_registers_when_named_so_and_else_is_asked_or_kept(db):
    school = make.organisation("Harbour Primary School", "SCHOOL")
    make.organisation("Harbour Infant School", "SCHOOL")
    question = {"kind": "organisation"}
    known = {"name": "Harbour Primary School", "id": school.public_id}
    assert answer(question, {"q": "harbour primary  school"})[1] == {"q": known}
    _, _, errors = answer(question, {"q": "Harbour"})
    assert list(errors) == ["q-pick"]
    assert answer(question, {"q": "Harbour", "q-pick": school.public_id})[1] == {"q": known}
    assert answer(question, {"q": "Harbour", "q-pick": "as_typed"})[1] == {"q": {"name": "Harbour", "id": ""}}
    assert answer(question, {"q": "Elsewhere"})[1] == {"q": {"name": "Elsewhere", "id": ""}}
    form = form_of({"key": "q", "label": "Q?", **question})
    assert (
        answers.open_page(form, "page", {}, data=answers.open_page(form, "page", {"q": known}).data).cleaned["q"]
        == known
    )


def test_a_file_is_kept_by_whoever_keeps_files_and_refused_where_nobody_does():
    form = form_of({"key": "q", "kind": "file", "label": "File?", "accepts": [".txt"]})
    upload = MultiValueDict({"q": [SimpleUploadedFile("a.txt", b"words")]})
    assert list(answers.open_page(form, "page", {}, data={}, files=upload).errors) == ["q"]
    asking = answers.Asking(keep_file=lambda question, file: {"name": file.name, "document": "xyz"})
    upload["q"].seek(0)
    opened = answers.open_page(form, "page", {}, data={}, files=upload, asking=asking)
    assert opened.cleaned == {"q": {"name": "a.txt", "document": "xyz"}}
    assert opened.wants_files
    kept = answers.open_page(form, "page", opened.cleaned, data={}, files=None, asking=asking)
    assert kept.cleaned == opened.cleaned, "a page sent again without the file keeps the file"


def test_notes_are_shown_and_asked_of_nobody():
    form = form_of(
        {"key": "n", "kind": "note", "statement": "Call <999>", "style": "warning"},
        {"key": "q", "kind": "text", "label": "Q"},
    )
    opened = answers.open_page(form, "page", {}, data={"n": "x", "q": "y"})
    assert opened.cleaned == {"q": "y"}
    assert "Call &lt;999&gt;" in draw(opened)


def test_what_is_known_already_is_filled_in_and_never_over_an_answer():
    form = form_of({"key": "q", "kind": "text", "label": "Q"}, {"key": "r", "kind": "text", "label": "R"})
    assert answers.merge_defaults(form, {"q": "said"}, {"q": "known", "r": "known", "x": "?"}) == {
        "q": "said",
        "r": "known",
    }


def test_one_question_a_page_is_the_heading_and_says_why_we_ask():
    form = form_of({"key": "q", "kind": "text", "label": "What is it?", "why": "Because."}, audience="child")
    page = draw(answers.open_page(form, "page", {}))
    assert page.count("<h1") == 1
    assert "What is it?" in page[page.index("<h1") : page.index("</h1>")]
    assert "Why we ask this" in page
    assert "(optional)" not in page
    assert 'autocomplete="off"' in page


def test_the_answers_to_a_public_form_stand_in_one_list_with_a_way_back_to_each_page():
    pages = [
        {"key": key, "title": key, "questions": [{"key": f"q_{key}", "kind": "text", "label": "Q"}]}
        for key in ("one", "two")
    ]
    form = parse({"title": "F", "audience": "child", "pages": pages}, key="testing.list")
    [section] = answers.summary(form, {"q_one": "x"}, href=lambda key: f"/{key}")
    assert section.title == "What you told us"
    assert [(row.value, row.href) for row in section.rows] == [("x", "/one"), ("No answer", "/two")]


def test_a_task_list_says_what_is_done():
    data = {
        "title": "F",
        "audience": "staff",
        "pages": [
            {
                "key": key,
                "title": key,
                "questions": [{"key": f"q_{key}", "kind": "text", "label": "Q", "required": "always"}],
            }
            for key in ("one", "two", "three")
        ],
    }
    form = parse(data, key="testing.tasks")
    values = answers.merge_page(form, "one", {}, {"q_one": "x"}, on=ON)
    values = answers.merge_page(form, "two", values, {"q_two": None}, on=ON)
    lines = answers.tasks(form, values, lambda key: f"/{key}")
    assert [(line.text, line.status, line.href) for line in lines] == [
        ("one", "Done", "/one"),
        ("two", "In progress", "/two"),
        ("three", "To do", "/three"),
    ]


@pytest.mark.parametrize(("question", "data", "kept", "words"), ROUND_TRIPS)
def test_what_is_kept_has_the_shape_that_other_systems_are_told_and_is_taken_from_them(question, data, kept, words):
    form = form_of({"key": "q", "label": "Q?", **question})
    shape = shape_of(form.page("page").questions[0])
    if shape is None:
        return
    jsonschema.validate(kept, shape, cls=jsonschema.Draft202012Validator)
    found = check(form, {"q": kept}, {}, on=ON)
    assert (found.faults, found.values) == ((), {"q": kept})


@pytest.mark.parametrize("kind", sorted(set(Kind) - SILENT - NOT_GIVEN))
def test_no_kind_of_answer_is_anything_at_all(kind):
    for wrong in (3.5, [3.5], {"x": 1}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, shapes_by_kind()[kind])


@pytest.mark.parametrize("said", [["1", "2"], [{"code": "1"}, {"code": "2", "words": "Two"}]])
def test_codes_of_a_list_are_taken_from_another_system_with_their_words_or_without(monkeypatch, said):
    monkeypatch.setitem(registry.LOOKUPS._rows, "testing.codes", lambda: [("1", "One"), ("2", "Two")])
    form = form_of({"key": "q", "label": "Q?", "kind": "several", "source": "testing.codes"})
    found = check(form, {"q": said}, {}, on=ON)
    assert found.faults == ()
    assert found.values == {"q": [{"code": "1", "words": "One"}, {"code": "2", "words": "Two"}]}
    assert check(form, {"q": ["3"]}, {}, on=ON).faults
