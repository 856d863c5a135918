"""What differs between two texts: paragraph by paragraph along their anchors, then word by word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from .blocks import Block

TOKEN = re.compile(r"\S+\s*")


class What(StrEnum):
    """What became of a paragraph."""

    SAME = "same"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True)
class Difference:
    """One paragraph then and now. `words` are (what, text): the run of the words with what went and what came."""

    what: What
    kind: str
    anchor: str
    words: tuple[tuple[str, str], ...]


def between(old: Sequence[Block], new: Sequence[Block]) -> list[Difference]:
    """Every paragraph of both, in the order of the new one; what is gone stands where it stood."""
    before = {each["anchor"]: each for each in old}
    stays = {each["anchor"] for each in new}
    gone_after = _gone(old, stays)
    made = [_alone(What.GONE, each) for each in gone_after.get("", [])]
    for each in new:
        was = before.get(each["anchor"])
        made.append(_alone(What.NEW, each) if was is None else _both(was, each))
        made += [_alone(What.GONE, gone) for gone in gone_after.get(each["anchor"], [])]
    return made


def changed(old: Sequence[Block], new: Sequence[Block]) -> list[Difference]:
    """Only what differs."""
    return [each for each in between(old, new) if each.what != What.SAME]


def _gone(old: Sequence[Block], stays: set[str]) -> dict[str, list[Block]]:
    """What is gone, by the anchor of the paragraph before it that stayed."""
    after, last = {}, ""
    for each in old:
        if each["anchor"] in stays:
            last = each["anchor"]
        else:
            after.setdefault(last, []).append(each)
    return after


def _alone(what: What, block: Block) -> Difference:
    return Difference(what, block["kind"], block["anchor"], ((what.value, block["text"]),))


def _both(was: Block, now: Block) -> Difference:
    if was["text"] == now["text"]:
        what = What.SAME if was["kind"] == now["kind"] else What.CHANGED
        return Difference(what, now["kind"], now["anchor"], (("same", now["text"]),))
    return Difference(What.CHANGED, now["kind"], now["anchor"], tuple(_words(was["text"], now["text"])))


def _words(was: str, now: str):
    old, new = TOKEN.findall(was), TOKEN.findall(now)
    for what, i1, i2, j1, j2 in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if what == "equal":
            yield "same", "".join(new[j1:j2])
            continue
        if i2 > i1:
            yield "gone", "".join(old[i1:i2])
        if j2 > j1:
            yield "new", "".join(new[j1:j2])
