"""References people read out on the telephone: C-26-4F7K2-X, with a character that catches slips.

The alphabet leaves out vowels (no words appear) and I, L, O, S, Z (read as digits). Its 28 characters make the hybrid
system of ISO 7064 work as MOD 29,28 does MOD 37,36 for thirty-six: 29 is prime, so every single wrong character is caught,
and nearly every pair swapped.
"""

import re
import secrets

ALPHABET = "0123456789BCDFGHJKMNPQRTVWXY"
BODY = 5
_ROOM = len(ALPHABET) ** BODY
# Spread numbers over the whole room, so that neighbours look unlike each other. Odd and not a multiple of 7, so one to one.
_STRIDE, _START = 10_403_693, 4_731_019
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "S": "5", "Z": "2"})
_SHAPE = re.compile(rf"([A-Z]{{1,3}})-?(\d\d)-?([{ALPHABET}]{{{BODY},{BODY + 2}}})-?([{ALPHABET}])")
_JOINTS = re.compile(r"[\s\-\u2010-\u2015\u2212_./]+")


def reference(prefix: str, *, year: int, number: int | None = None) -> str:
    """A new reference such as C-26-4F7K2-X.

    With `number` (from a database sequence) it is unique for prefix and year as long as the number is; without, it is random
    and the caller answers for what happens when it is taken (1 in 17 million for each reference of that year).
    """
    if not re.fullmatch("[A-Z]{1,3}", prefix):
        raise ValueError(f"A reference begins with one to three capitals, not {prefix!r}")
    if number is None:
        body = "".join(secrets.choice(ALPHABET) for _ in range(BODY))
    else:
        rounds, place = divmod(number, _ROOM)
        body = _written((place * _STRIDE + _START) % _ROOM, BODY) + (_written(rounds, 1) if rounds else "")
    stem = f"{prefix}-{year % 100:02}-{body}"
    return f"{stem}-{check_character(stem)}"


def parse_reference(typed: str) -> str | None:
    """The reference someone typed or dictated, put in order, or None when it is not one.

    Case, spaces and dashes do not matter, and after the year O, I, L, S and Z are taken for the digits they look like.
    """
    stem, check = _shaped(typed)
    return f"{stem}-{check}" if stem and check_character(stem) == check else None


def is_reference_with_a_slip(typed: str) -> bool:
    """Whether what was typed has the shape of a reference, and a character of it is wrong."""
    stem, check = _shaped(typed)
    return bool(stem) and check_character(stem) != check


def _shaped(typed: str) -> tuple[str, str]:
    """All but the check character, and that; empty where it has not the shape of a reference."""
    tight = _JOINTS.sub("", typed.strip().upper())
    letters = re.match("[A-Z]{1,3}", tight)
    if not letters:
        return "", ""
    # The prefix ends where the letters do. Letting a misread year (Z6) borrow from it made SLO-26 readable as SL-02.
    found = _SHAPE.fullmatch(letters[0] + tight[letters.end() :].translate(_MISREAD))
    if not found:
        return "", ""
    prefix, year, body, check = found.groups()
    return f"{prefix}-{year}-{body}", check


def is_reference(text: str) -> bool:
    """Whether the text is a reference written exactly as we write it."""
    return parse_reference(text) == text


def check_character(stem: str) -> str:
    """The check character over the letters and digits of `stem`."""
    size = len(ALPHABET)
    carried = size
    for character in stem.replace("-", ""):
        carried = (carried + _worth(character)) % size or size
        carried = carried * 2 % (size + 1)
    return ALPHABET[(size + 1 - carried) % size]


def _worth(character: str) -> int:
    """A character's value; a prefix may use letters outside the alphabet, which share the values of others."""
    found = ALPHABET.find(character)
    return found if found >= 0 else ord(character) % len(ALPHABET)


def _written(number: int, width: int) -> str:
    digits = []
    while number or len(digits) < width:
        number, remainder = divmod(number, len(ALPHABET))
        digits.append(ALPHABET[remainder])
    return "".join(reversed(digits))
