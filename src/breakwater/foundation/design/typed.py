"""What came back in an address or with a form beside its fields, and may be anything."""

import unicodedata

LONGEST = 18  # figures, as the database counts
BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")  # letters and signs that look like nothing


def whole_number(text: str | None) -> int | None:
    """The number it says; None for anything else: a sign like ², or more figures than anything here has."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= LONGEST else None


def shows(text: str) -> bool:
    """Whether anything of it is to be seen: signs of no width alone are no answer."""
    return any(unicodedata.category(sign)[0] in "LNPS" and sign not in BLANK for sign in text)


def carries_nul(*sent) -> bool:
    """Whether a name or a value of what was sent has a sign in it that the database takes in no word."""
    return any("\0" in word for given in sent for name, values in given.lists() for word in (name, *values))
