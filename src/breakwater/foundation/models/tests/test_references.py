"""References survive being read out, typed and misread."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakwater.foundation.models import is_reference, is_reference_with_a_slip, parse_reference, reference
from breakwater.foundation.models.references import ALPHABET

numbers = st.integers(min_value=0, max_value=28**5 - 1)


@pytest.mark.parametrize("typed", ["C-26-4F7K2-{}", "c264f7k2{}", " c 26 4f7k2 {} ", "C–26–4F7K2–{}", "C/26/4F7K2/{}"])
def test_case_spaces_and_dashes_do_not_matter(typed):
    check = next(c for c in ALPHABET if is_reference(f"C-26-4F7K2-{c}"))
    assert parse_reference(typed.format(check)) == f"C-26-4F7K2-{check}"


@given(numbers)
def test_letters_misread_for_digits_are_put_right(number):
    made = reference("C", year=2026, number=number)
    misread = made[:5] + made[5:].replace("0", "O").replace("1", "l").replace("5", "S").replace("2", "z")
    assert parse_reference(misread) == made


@given(numbers, st.sampled_from(["C", "EH", "PRV", "SLO"]), st.data())
def test_one_wrong_character_is_always_caught(number, prefix, data):
    made = reference(prefix, year=2026, number=number)
    places = [place for place, character in enumerate(made) if place > len(prefix) and character != "-"]
    place = data.draw(st.sampled_from(places))
    allowed = "0123456789" if place < len(prefix) + 3 else ALPHABET
    other = data.draw(st.sampled_from([character for character in allowed if character != made[place]]))
    assert parse_reference(made[:place] + other + made[place + 1 :]) is None
    assert is_reference_with_a_slip(made[:place] + other + made[place + 1 :])
    assert not is_reference_with_a_slip(made)


def test_neighbouring_characters_swapped_are_nearly_always_caught():
    swaps = caught = 0
    for number in range(0, 200_000, 997):
        made = reference("C", year=2026, number=number)
        for place in (5, 6, 7, 8):
            if made[place] != made[place + 1]:
                swaps += 1
                swapped = made[:place] + made[place + 1] + made[place] + made[place + 2 :]
                caught += parse_reference(swapped) is None
    assert caught / swaps > 0.99


def test_numbers_never_share_a_reference():
    made = {reference("C", year=2026, number=number) for number in range(50_000)}
    assert len(made) == 50_000


def test_numbers_beyond_the_room_of_five_characters_get_a_longer_reference():
    made = reference("C", year=2026, number=28**5 + 3)
    assert len(made) == len("C-26-4F7K2-X") + 1
    assert is_reference(made)


def test_a_random_reference_is_one():
    assert is_reference(reference("EH", year=2026))


@pytest.mark.parametrize("text", ["", "C", "hello", "C-26-4F7K2", "1234567890", "C-26-4F7K2-XX", "É-26-4F7K2-X"])
def test_other_text_is_no_reference(text):
    assert parse_reference(text) is None
    assert is_reference_with_a_slip(text) == (text == "C-26-4F7K2-XX")


def test_a_reference_has_no_vowels_and_nothing_that_looks_like_a_digit():
    assert not set("AEIOULSZ") & set(ALPHABET)


def test_a_prefix_is_one_to_three_capitals():
    with pytest.raises(ValueError, match="capitals"):
        reference("case", year=2026)
