"""Whatever is sent to whichever page: an error with words or text kept as text, never a fault."""

import json
from datetime import date

import pytest
from django.http import QueryDict
from django.template import engines
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from breakwater.casework.recording import answers
from breakwater.casework.recording.definitions import Kind, UnknownPage
from breakwater.casework.recording.parser import installed_files, load
from breakwater_dev.testing import factories as make

FORMS = [load(path)[0] for path in installed_files()]
PAGES = [(form, page) for form in FORMS for page in form.pages]
NASTY = [
    "\x00",
    "a\x00b",
    "\ud800",
    "\udfff\ud800",
    "‮evil",
    "<script>alert(1)</script>",
    "' or 1=1 --",
    "{{ 7*7 }}",
    "%s%n",
    "-1",
    "1e309",
    "٣",
    "９９９",
    "9" * 400,
    "0",
    "x" * 250_000,
    "\r\n\r\n",
    "​",
    "not_known",
    "as_typed",
    "../../etc/passwd",
]
VALUES = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=40),
    st.binary(max_size=10),
    st.none(),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.lists(
        st.one_of(
            st.sampled_from(NASTY[:-6]), st.integers(), st.none(), st.dictionaries(st.text(max_size=3), st.none())
        ),
        max_size=3,
    ),
    st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2),
)


def names(form, page):
    """Every box of the page, and names that are not of it."""
    opened = answers.open_page(form, page, {}, data={"add": "children"} if page.key == "children" else None)
    boxes = [part for name in opened.boxes.fields for part in (name, f"{name}-day", f"{name}-year")]
    return [
        *boxes,
        "add",
        "remove",
        "revision",
        "children-count",
        "family-count",
        "children-99-x",
        "no_such",
        "_seen",
        "",
    ]


def survive(form, page, data, files=None):
    """Open, draw, understand, keep, read back and draw again."""
    template = engines["jinja2"].env.get_template("casework/recording/page.html").module
    opened = answers.open_page(form, page, {}, data=data, files=files)
    str(template.draw_page(opened, "")).encode("utf-8")
    values = answers.merge_page(form, page, {}, opened.cleaned, on=date(2026, 11, 24))
    assert "\\u0000" not in json.dumps(values)
    json.dumps(values, ensure_ascii=False).encode("utf-8")
    answers.summary(form, values)
    answers.tasks(form, values, lambda key: key)
    str(template.draw_page(answers.open_page(form, page, values), "")).encode("utf-8")
    assert opened.revision >= 0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_data_to_any_page_is_survived(db, data):
    form, page = data.draw(st.sampled_from(PAGES), label="page")
    survive(form, page, data.draw(st.dictionaries(st.sampled_from(names(form, page)), VALUES, max_size=8)))


@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
def test_the_same_nasty_text_in_every_box_at_once_is_survived(db, nasty):
    for form, page in PAGES:
        if page.key in ("children", "family", "safety", "safe_contact", "place", "you"):
            survive(form, page, {name: nasty for name in names(form, page) if name not in ("add", "remove")})


def test_markup_is_shown_as_text(db):
    form = next(form for form in FORMS if form.key == "front_door.concern_public")
    data = {"worry": "<img src=x onerror=alert(1)>"}
    template = engines["jinja2"].env
    values = answers.open_page(form, "worry", {}, data=data).cleaned
    page = template.get_template("casework/recording/page.html").module.draw_page(
        answers.open_page(form, "worry", values), ""
    )
    summary = template.get_template("casework/recording/summary.html").module.draw_summary(
        answers.summary(form, values)
    )
    assert "<img" not in str(page) + str(summary)
    assert "&lt;img" in str(page)
    assert "&lt;img" in str(summary)


def test_several_values_where_one_is_expected_are_taken_as_browsers_mean_them(db):
    form = next(form for form in FORMS if form.key == "front_door.concern_child")
    assert answers.open_page(form, "worry", {}, data=QueryDict("worry=first&worry=second")).cleaned == {
        "worry": "second"
    }


def test_a_page_that_is_not_there_is_said_to_be_unknown():
    for key in ("nowhere", "", "danger\x00", None, ["danger"]):
        with pytest.raises(UnknownPage):
            FORMS[0].page(key)


def test_stored_values_of_the_wrong_shape_are_survived(db):
    wrong = [
        None,
        7,
        "text",
        ["a"],
        {"x": "y"},
        {"state": "unheard_of"},
        [{"x": [1]}],
        [None, "row"],
        {"state": {"a": 1}},
        True,
    ]
    template = engines["jinja2"].env.get_template("casework/recording/page.html").module
    for form, page in PAGES:
        for value in wrong:
            values = {question.key: value for question in page.questions if question.kind is not Kind.NOTE}
            str(template.draw_page(answers.open_page(form, page, values), ""))
            answers.summary(form, values)
            answers.missing(form, values)
            answers.with_calculated(form, values, on=date(2026, 11, 24))


def test_pages_without_an_organisation_or_a_list_of_the_area_ask_the_database_nothing(django_assert_num_queries, db):
    form = next(form for form in FORMS if form.key == "front_door.contact")
    with django_assert_num_queries(0):
        answers.tasks(form, {}, lambda key: key)
        answers.summary(form, {})
        for page in form.pages:
            if page.key != "help":
                answers.open_page(form, page, {}).parts()
                answers.open_page(form, page, {}, data={"worry": "x"}).parts()


def test_the_page_of_indicators_asks_for_them_once(django_assert_num_queries, db):
    form = next(form for form in FORMS if form.key == "front_door.contact")
    make.team("MASH", service="front_door")
    with django_assert_num_queries(2):  # the area that is spoken for, and the edition in force there
        answers.open_page(form, "help", {}).parts()
    with django_assert_num_queries(2):
        answers.open_page(form, "help", {}, data={"tier_view": "t2", "tier_indicators": ["x", "y"]}).parts()


def test_a_page_of_many_children_asks_once_for_each_school_named(django_assert_num_queries, db):
    form = next(form for form in FORMS if form.key == "front_door.contact")
    make.organisation("Harbour School", "SCHOOL")
    values = {"children": [{"child_forename": f"Child {n}"} for n in range(12)]}
    boxes = [name for name in answers.open_page(form, "home", values).boxes.fields if "child_school-" in name]
    assert len(boxes) >= 12
    with django_assert_num_queries(1):
        answers.open_page(form, "home", values, data=dict.fromkeys(boxes, "Harbour School")).parts()
