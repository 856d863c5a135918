"""One question of every row of a group: once for all, with exceptions, or of each apart; folds, facts and what is kept while typing."""

from datetime import date

import pytest
from django.template import engines

from breakwater.casework.recording import answers
from breakwater.casework.recording.parser import BadForm, parse

ON = date(2026, 11, 17)
CHILDREN = {
    "key": "kids",
    "kind": "group",
    "label": "Who?",
    "one": "child",
    "names": ["name"],
    "questions": [{"key": "name", "kind": "text", "label": "Name"}, {"key": "age", "kind": "number", "label": "Age"}],
}


def form_of(*questions, **more):
    pages = [
        {"key": "who", "title": "Who", "questions": [CHILDREN]},
        {"key": "more", "title": "More", "questions": list(questions)},
    ]
    return parse({"title": "F", "audience": "professional", "pages": pages, **more}, key="testing.each")


def told(form, page, values, data):
    opened = answers.open_page(form, page, values, data=data)
    return answers.merge_page(form, page, values, opened.cleaned, on=ON), opened.errors


def drawn(form, page, values) -> str:
    opened = answers.open_page(form, page, values)
    return str(engines["jinja2"].env.get_template("casework/recording/page.html").module.draw_page(opened, ""))


def two(form) -> dict:
    return told(form, "who", {}, {"kids-count": "2", "kids-0-name": "Ana", "kids-1-name": "Ben"})[0]


HOME = {
    "key": "home",
    "kind": "text",
    "label": "Home",
    "each": "kids",
    "required": "always",
    "missing": "Enter the home",
}
SAYS = {
    "key": "says",
    "kind": "text",
    "label": "What does {} say?",
    "one": "the child",
    "each": "kids",
    "apart": True,
    "required": "always",
    "missing": "Write it",
}


def words(form, values) -> dict:
    return {row.key: row.value for section in answers.summary(form, values) for row in section.rows}


def test_what_is_said_of_all_holds_for_each_and_is_asked_once():
    form = form_of(HOME)
    values, errors = told(form, "more", two(form), {"home-all": "1 Invented Road"})
    assert (values["home"], errors) == ({"each": {"all": "1 Invented Road"}}, {})
    assert answers.missing(form, values) == []
    assert words(form, values)["home"] == "1 Invented Road"


def test_what_differs_for_one_child_is_said_of_that_child_and_read_by_name():
    form = form_of(HOME)
    values, _ = told(form, "more", two(form), {"home-all": "1 Invented Road", "home-r2": "With his aunt"})
    assert words(form, values)["home"] == "Ana: 1 Invented Road\nBen: With his aunt"
    assert "Different for some of them" in drawn(form, "more", values)


def test_each_is_asked_apart_by_name_and_none_may_be_passed_over():
    form = form_of(SAYS)
    page = drawn(form, "more", two(form))
    assert "What does Ana say?" in page
    assert "What does Ben say?" in page
    values, errors = told(form, "more", two(form), {"says-r1": "It is loud"})
    assert errors == {"says-r2": ["Write it"]}
    assert [each.question for each in answers.missing(form, values)] == ["says"]


def test_answers_stay_with_their_child_when_another_is_taken_out():
    form = form_of(SAYS)
    values, _ = told(form, "more", two(form), {"says-r1": "It is loud", "says-r2": "I like it"})
    fewer, _ = told(form, "who", values, {"kids-count": "1", "kids-0-row": "r2", "kids-0-name": "Ben"})
    assert words(form, fewer)["says"] == "Ben: I like it"
    again = answers.open_page(
        form, "who", fewer, data={"kids-count": "1", "kids-0-row": "r2", "kids-0-name": "Ben", "add": "kids"}
    )
    assert again.data.get("kids-1-row") not in ("", "r1", "r2")


def test_what_was_said_of_the_only_child_is_offered_for_the_others():
    form = form_of(HOME)
    one = told(form, "who", {}, {"kids-count": "1", "kids-0-name": "Ana"})[0]
    values, _ = told(form, "more", one, {"home-r1": "1 Invented Road"})
    both, _ = told(
        form, "who", values, {"kids-count": "2", "kids-0-row": "r1", "kids-0-name": "Ana", "kids-1-name": "Ben"}
    )
    assert answers.open_page(form, "more", both).data.get("home-all") == "1 Invented Road"


def test_a_question_is_asked_of_those_it_is_about_and_of_all_where_there_is_none():
    form = form_of({**SAYS, "among": {"question": "age", "answered": True}})
    values, _ = told(
        form, "who", {}, {"kids-count": "2", "kids-0-name": "Ana", "kids-1-name": "Ben", "kids-1-age": "9"}
    )
    assert "What does Ana say?" not in drawn(form, "more", values)
    assert "What does the child say?" in drawn(form, "more", two(form))


def test_a_page_hangs_on_what_is_true_of_one_row_and_on_one_answer_of_several():
    form = parse(
        {
            "title": "F",
            "audience": "professional",
            "pages": [
                {"key": "who", "title": "Who", "questions": [CHILDREN]},
                {
                    "key": "told",
                    "title": "Told",
                    "questions": [{"key": "told", "kind": "yes_no", "label": "Told?", "each": "kids", "apart": True}],
                },
                {
                    "key": "why",
                    "title": "Why",
                    "when": {"question": "told", "includes": "no"},
                    "questions": [{"key": "why", "kind": "text", "label": "Why?"}],
                },
                {
                    "key": "old",
                    "title": "Old",
                    "when": {"some": "kids", "where": {"question": "age", "is": "9"}},
                    "questions": [{"key": "old", "kind": "text", "label": "Old?"}],
                },
            ],
        },
        key="testing.each",
    )
    values, _ = told(
        form, "who", {}, {"kids-count": "2", "kids-0-name": "Ana", "kids-1-name": "Ben", "kids-1-age": "9"}
    )
    told_one, _ = told(form, "told", values, {"told-r1": "yes", "told-r2": "no"})
    assert [page.key for page in answers.visible_pages(form, told_one)] == ["who", "told", "why", "old"]
    told_all, _ = told(form, "told", two(form), {"told-r1": "yes", "told-r2": "yes"})
    assert [page.key for page in answers.visible_pages(form, told_all)] == ["who", "told"]


def test_a_form_that_asks_of_each_of_nothing_is_refused():
    with pytest.raises(BadForm, match="no group on an earlier page"):
        form_of({**HOME, "each": "dogs"})


def test_what_may_wait_is_folded_and_opens_where_something_was_said():
    form = form_of(
        {"key": "a", "kind": "text", "label": "A"}, {"key": "b", "kind": "text", "label": "B", "fold": "More of it"}
    )
    assert "<details" in drawn(form, "more", {})
    assert "open" not in drawn(form, "more", {}).split("<details")[1].split(">")[0]
    assert "open" in drawn(form, "more", {"b": "said"}).split("<details")[1].split(">")[0]


def test_what_is_settled_is_tucked_away():
    form = form_of(
        {"key": "a", "kind": "text", "label": "A", "tuck": "The name"}, {"key": "b", "kind": "text", "label": "B"}
    )
    assert "The name" not in drawn(form, "more", {})
    assert "The name" in drawn(form, "more", {"a": "Ana"})


def test_a_fact_is_the_products_and_no_browser_changes_it():
    form = form_of(
        {"key": "basis", "kind": "fact", "label": "On what basis"}, {"key": "a", "kind": "text", "label": "A"}
    )
    values, _ = told(form, "more", {"basis": "Public task"}, {"basis": "Nonsense", "a": "x"})
    assert values["basis"] == "Public task"
    assert "Public task" in drawn(form, "more", values)
    assert words(form, values)["basis"] == "Public task"


def test_what_is_kept_while_typing_loses_nothing_that_cannot_be_read_yet():
    form = form_of({"key": "when", "kind": "date", "label": "When?"}, {"key": "a", "kind": "text", "label": "A"})
    opened = answers.open_page(form, "more", {}, data={"when-day": "31", "when-month": "2", "a": "half", "keep": "1"})
    assert opened.is_valid()
    values = answers.merge_page(form, "more", {}, opened.cleaned, on=ON, seen=False)
    again = answers.open_page(form, "more", values)
    assert (again.data.get("when-day"), again.data.get("when-month"), again.data.get("a")) == ("31", "2", "half")
    assert [each.question for each in answers.missing(form, values)] == ["when"], (
        "it is asked for again before it is sent"
    )


def test_a_question_asked_of_each_is_named_by_its_row_or_by_all_and_never_by_a_gap():
    form = form_of(SAYS)
    values = two(form)
    named = [each.label for each in answers.missing(form, values)]
    named += [row.question for section in answers.summary(form, values) for row in section.rows]
    assert "{}" not in " ".join(named)
    assert [each.label for each in answers.missing(form, values)] == ["What does the child say?"]
    values, _ = told(form, "who", {}, {"kids-count": "1", "kids-0-name": "Ana"})
    assert [each.label for each in answers.missing(form, values)] == ["What does Ana say?"]


@pytest.mark.parametrize("day", ["31", "14"])
@pytest.mark.parametrize("chosen", [{"seen": "yes"}, {}])
def test_what_contradicts_and_a_date_beside_it_are_both_kept_for_whoever_comes_back(day, chosen):
    form = form_of(
        {
            "key": "seen",
            "kind": "one_of",
            "label": "Was the child seen?",
            "options": {"yes": "Yes", "no": "No"},
        },
        {"key": "seen_on", "kind": "date", "label": "When?", "when": {"question": "seen", "is": "yes"}},
        {"key": "why_not", "kind": "text", "label": "Why not?", "when": {"question": "seen", "is": "no"}},
        {"key": "told_on", "kind": "date", "label": "When were you told?"},
    )
    date_of = {"seen_on-day": day, "seen_on-month": "2", "seen_on-year": "2026"}
    told_on = {"told_on-day": "30", "told_on-month": "2", "told_on-year": "2026"}
    sent = chosen | date_of | told_on | {"why_not": "Asleep"}
    first = answers.open_page(form, "more", {}, data=sent)
    assert not first.is_valid()
    kept = answers.open_page(form, "more", {}, data=first.as_it_stands)
    assert kept.is_valid()
    values = answers.merge_page(form, "more", {}, kept.cleaned, on=ON, seen=False)
    again = answers.open_page(form, "more", values)
    stands = {name: again.data.get(name) for name in sent}
    assert stands == sent
    assert {each.question for each in answers.missing(form, values)} >= {"seen", "told_on"}
