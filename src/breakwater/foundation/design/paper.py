"""A paper that a screen reader reads (PDF/UA-1), from a Typst template and data, with our own fonts.

Everything a person wrote stands in the data; nothing of it becomes part of the template. Our own typeface holds Latin letters;
Cyrillic and Greek are set in Libertinus Serif, which typst carries (Open Font License).
"""

import json
from collections.abc import Mapping
from pathlib import Path

import typst

FONTS = Path(__file__).parent / "fonts"
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


def paper(template: Path, data: Mapping) -> bytes:
    """The PDF. The template finds `data` as JSON in `sys.inputs.data`."""
    return typst.compile(
        template,
        sys_inputs={"data": json.dumps(data)},
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
    )


def is_held(text: str) -> bool:
    """Whether the fonts hold every sign of a text."""
    return all(_is_held(sign) for sign in text)


def _is_held(sign: str) -> bool:
    return any(first <= ord(sign) <= last for first, last in HELD)


def printable(held, lost: list[str]):
    """The same content with a question mark for each sign that no font holds; those signs are added to `lost`."""
    if isinstance(held, dict):
        return {key: printable(value, lost) for key, value in held.items()}
    if isinstance(held, list):
        return [printable(value, lost) for value in held]
    if not isinstance(held, str) or is_held(held):
        return held
    lost += [sign for sign in held if not _is_held(sign)]
    return "".join(sign if _is_held(sign) else MISSING for sign in held)
