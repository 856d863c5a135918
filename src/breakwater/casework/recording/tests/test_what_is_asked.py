"""Which pages answers call for: the same as the plainest reading of the form."""

from hypothesis import given
from hypothesis import strategies as st

from breakwater.casework.recording import answers as recording_answers
from breakwater.casework.recording.conditions import parse as parse_condition
from breakwater.casework.recording.definitions import Audience, Form, Kind, Option, Page, Question, Required

VALUES = ["a", "b", "not_known"]
KEYS = [f"q{number}" for number in range(7)]


def plain(condition, key_is_asked, values) -> bool:
    """A second evaluator, straight from the written condition."""
    if condition is None:
        return True
    if "all" in condition:
        return all(plain(part, key_is_asked, values) for part in condition["all"])
    if "any" in condition:
        return any(plain(part, key_is_asked, values) for part in condition["any"])
    if "not" in condition:
        return not plain(condition["not"], key_is_asked, values)
    value = values.get(condition["question"]) if key_is_asked(condition["question"]) else None
    if "answered" in condition:
        return (value in ("a", "b")) == condition["answered"]
    return (value["state"] if isinstance(value, dict) else value) == condition["is"]


def conditions(number: int):
    """Conditions on the questions before this one."""
    if number == 0:
        return st.none()
    key = st.sampled_from(KEYS[:number])
    leaf = st.one_of(
        st.builds(lambda k, v: {"question": k, "is": v}, key, st.sampled_from(VALUES)),
        st.builds(lambda k, v: {"question": k, "answered": v}, key, st.booleans()),
    )
    tree = st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
            st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
            st.builds(lambda part: {"not": part}, inner),
        ),
        max_leaves=5,
    )
    return st.one_of(st.none(), tree)


ANSWERS = st.sampled_from([None, "a", "b", {"state": "not_known"}])
FORMS = st.tuples(
    st.tuples(*(conditions(number) for number in range(len(KEYS)))),
    st.tuples(*(conditions(number) for number in range(len(KEYS)))),
    st.fixed_dictionaries(dict.fromkeys(KEYS, ANSWERS)),
)


def built(of_pages, of_questions) -> Form:
    options = (Option("a", "A"), Option("b", "B"))

    def read(condition):
        return None if condition is None else parse_condition(condition, lambda words: None)

    return Form(
        "room.form",
        "A form",
        Audience.STAFF,
        tuple(
            Page(
                f"p{number}",
                "P",
                (
                    Question(
                        Kind.ONE_OF,
                        key,
                        "Q",
                        required=Required.ALWAYS,
                        options=options,
                        states=(Option("not_known", "?"),),
                        when=read(of_questions[number]),
                    ),
                ),
                when=read(of_pages[number]),
            )
            for number, key in enumerate(KEYS)
        ),
    )


@given(FORMS)
def test_the_pages_shown_are_those_of_a_plain_reading(drawn):
    of_pages, of_questions, answers = drawn
    form, values = built(of_pages, of_questions), {key: value for key, value in answers.items() if value is not None}

    def is_asked(key):
        number = KEYS.index(key)
        return plain(of_pages[number], is_asked, values) and plain(of_questions[number], is_asked, values)

    expected = [f"p{number}" for number, key in enumerate(KEYS) if is_asked(key)]
    assert [page.key for page in recording_answers.visible_pages(form, values)] == expected
    assert recording_answers.applicable(form, values) == {key: values[key] for key in values if is_asked(key)}
    assert {each.page for each in recording_answers.missing(form, values)} == {
        p for p in expected if f"q{p[1:]}" not in values
    }

    walked, page = [], None
    while following := recording_answers.next_page(form, values, page):
        walked.append(page := following.key)
    assert walked == expected
    back = recording_answers.previous_page(form, values, "nowhere")
    assert (back.key if back else None) == (expected[-1] if expected else None)
