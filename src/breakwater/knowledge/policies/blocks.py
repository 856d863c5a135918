"""The text of a chapter as blocks, each with an anchor that stays its own from version to version.

A block is {"anchor", "kind", "text"}: a part of `foundation.design.rich_text`, which says what kinds there are and how they are typed.
"""

import hashlib
import json
import secrets
from collections.abc import Sequence
from difflib import SequenceMatcher

from breakwater.foundation.design import rich_text
from breakwater.foundation.design.rich_text import bare, inline, parse

__all__ = ["bare", "carried", "digest_of", "inline", "new_anchor", "parse", "typed"]

ALIKE = 0.5  # from here on a changed paragraph is the same paragraph
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
Block = dict[str, str]


def new_anchor() -> str:
    """Six characters that no other paragraph has, by all likelihood; they say nothing."""
    return "p" + "".join(secrets.choice(LETTERS) for _ in range(5))


def typed(blocks: Sequence[Block]) -> str:
    """The text that `parse` reads back into these blocks."""
    return rich_text.typed((each["kind"], each["text"]) for each in blocks)


def carried(parts: Sequence[tuple[str, str]], before: Sequence[Block]) -> list[Block]:
    """Blocks of these parts; a paragraph that stayed, or was reworded, keeps the anchor it had before."""
    old = [(each["kind"], each["text"]) for each in before]
    anchors = [""] * len(parts)
    for what, i1, i2, j1, j2 in SequenceMatcher(a=old, b=list(parts), autojunk=False).get_opcodes():
        if what == "equal":
            anchors[j1:j2] = [each["anchor"] for each in before[i1:i2]]
        elif what == "replace":
            _reworded(before[i1:i2], parts, range(j1, j2), anchors)
    taken = {each["anchor"] for each in before}
    return [
        {"anchor": anchor or _free(taken), "kind": kind, "text": text}
        for anchor, (kind, text) in zip(anchors, parts, strict=True)
    ]


def _free(taken: set[str]) -> str:
    """An anchor that no paragraph has; it is taken then."""
    anchor = new_anchor()
    while anchor in taken:
        anchor = new_anchor()
    taken.add(anchor)
    return anchor


def _reworded(gone: Sequence[Block], parts: Sequence[tuple[str, str]], places: range, anchors: list[str]) -> None:
    """Give each new paragraph the anchor of the gone one most like it, in their order."""
    begin = 0
    for place in places:
        likest, best = -1, ALIKE
        compared = SequenceMatcher(b=parts[place][1], autojunk=False)
        for number in range(begin, len(gone)):
            compared.set_seq1(gone[number]["text"])
            if compared.real_quick_ratio() > best and compared.quick_ratio() > best and compared.ratio() > best:
                likest, best = number, compared.ratio()
        if likest >= 0:
            anchors[place], begin = gone[likest]["anchor"], likest + 1


def digest_of(title: str, blocks: Sequence[Block]) -> str:
    """What tells one text from every other."""
    said = json.dumps([title, blocks], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()
