"""Looking before counting changes no answer: each condition holds exactly when the count of edits alone would."""

from datetime import date

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .. import edits

LETTERS = "ABCD1"
DATES = st.dates(date(1990, 1, 1), date(2049, 12, 31)).map(date.isoformat)


@st.composite
def _edited(draw, texts):
    """A text and what up to three edits made of it."""
    text = draw(texts)
    other = list(text)
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(other)))
        match draw(st.sampled_from(["put", "drop", "change", "swap"])):
            case "put":
                other.insert(at, draw(st.sampled_from(LETTERS)))
            case "drop":
                del other[at : at + 1]
            case "change":
                other[at : at + 1] = [draw(st.sampled_from(LETTERS))] if at < len(other) else []
            case "swap":
                other[at : at + 2] = reversed(other[at : at + 2])
    return text, "".join(other)


def _agree(condition: str, most: int, pairs: list[tuple[str, str]]) -> None:
    figures = (
        f"ascii(replace(a_{side}, '-', '')[{at}]) a_{at}_{side}" for side in "lr" for at in range(1, edits.FIGURES + 1)
    )
    with duckdb.connect() as connection:
        connection.execute("create table texts (a_l text, a_r text)")
        connection.executemany("insert into texts values (?, ?)", pairs)
        connection.execute(f"create view t as select *, {', '.join(figures)} from texts")
        counted = f"damerau_levenshtein(a_l, a_r) <= {most}"
        assert connection.execute(f"select a_l, a_r from t where ({condition}) <> ({counted})").fetchall() == []


@pytest.mark.parametrize(
    ("condition", "most", "sizes"),
    [
        (edits.one_in_name("a"), 1, (0, 9)),
        (edits.one_in_postcode("a"), 1, (4, 7)),
        (edits.two_in_number("a"), 2, (0, 14)),
    ],
)
@settings(max_examples=30)
@given(data=st.data())
def test_looking_first_finds_what_counting_finds(condition, most, sizes, data):
    texts = st.text(LETTERS, min_size=sizes[0], max_size=sizes[1])
    _agree(condition, most, data.draw(st.lists(_edited(texts) | st.tuples(texts, texts), min_size=20, max_size=60)))


@pytest.mark.parametrize("most", [1, 2])
@settings(max_examples=30)
@given(data=st.data())
def test_dates_are_as_near_as_counting_says(most, data):
    """Any two dates, and dates of one year or of one day of the year, which few edits part."""
    day = data.draw(DATES)
    near = DATES.map(lambda other: (day, day[:4] + other[4:])) | DATES.map(lambda other: (day, other[:4] + day[4:]))
    pairs = data.draw(st.lists(near | st.tuples(DATES, DATES), min_size=20, max_size=60))
    _agree(edits.some_in_date("a", most), most, pairs)
