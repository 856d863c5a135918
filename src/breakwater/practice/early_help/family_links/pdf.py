"""An approved copy of the plan as a PDF that a screen reader reads (PDF/UA-1).

Our own typeface holds Latin letters; Cyrillic and Greek are set in Libertinus Serif, which typst carries (Open Font
License). Of any other script the paper says that it is not printed, rather than showing empty boxes.
"""

from pathlib import Path

from breakwater.foundation.design.paper import paper as printed
from breakwater.practice.early_help.models import FamilyCopy

TEMPLATE = Path(__file__).parent / "papers" / "family_plan.typ"
# Latin with every diacritic (Polish, Romanian, Vietnamese), Greek, Cyrillic, punctuation and currencies.
HELD = (
    (0x09, 0x0D),
    (0x20, 0x7E),
    (0xA0, 0x24F),
    (0x370, 0x3FF),
    (0x400, 0x4FF),
    (0x1E00, 0x1EFF),
    (0x2010, 0x2027),
    (0x2030, 0x2040),
    (0x20A0, 0x20BF),
)
MISSING = "?"
MAY_LACK = {"called_off": "", "moved": {}, "met": {}}  # what a copy says only sometimes, or since lately


def is_held(text: str) -> bool:
    """Whether the fonts hold every sign of a text."""
    return all(_is_held(sign) for sign in text)


def _is_held(sign: str) -> bool:
    return any(first <= ord(sign) <= last for first, last in HELD)


def _printable(held, lost: list[str]):
    """The same content with a question mark for each sign that no font holds; those signs are added to `lost`."""
    if isinstance(held, dict):
        return {key: _printable(value, lost) for key, value in held.items()}
    if isinstance(held, list):
        return [_printable(value, lost) for value in held]
    if not isinstance(held, str) or is_held(held):
        return held
    lost += [sign for sign in held if not _is_held(sign)]
    return "".join(sign if _is_held(sign) else MISSING for sign in held)


def paper(copy: FamilyCopy) -> bytes:
    """The PDF of a copy. Everything stands in the data; nothing a person wrote becomes part of the template."""
    words = copy.other_words if is_held(copy.other_words) else ""
    lost: list[str] = []
    said = {"language": copy.language if words else "", "translated_by": copy.translated_by if words else ""}
    data = _printable(MAY_LACK | copy.content | said, lost) | {
        "other_words": words,
        "not_printed": bool(copy.other_words and not words),
        "signs_lost": bool(lost),
        "approved": f"{copy.approved_at:%-d %B %Y}",
    }
    return printed(TEMPLATE, data)
