"""What people type, and what the pages call it: lines that an editor keeps with the home of the site.

`lado, teacher hurt a child = allegation against someone who works with children`: what stands before the sign leads to what stands
behind it. Without the sign each leads to the others.
"""

from collections import defaultdict
from pathlib import Path

from . import wording

CAME = Path(__file__).parents[1] / "data" / "synonyms.txt"
Phrase = tuple[str, ...]


def that_came() -> str:
    """The lines that come with the product, for a new site."""
    return CAME.read_text(encoding="utf-8")


def parse(lines: str) -> dict[Phrase, list[str]]:
    """For each phrase that may be typed, by its stems, the phrases that it also stands for, in their words."""
    meant: dict[Phrase, list[str]] = defaultdict(list)
    for line in lines.splitlines():
        typed, sign, called = line.partition("=")
        if line.startswith("#") or not line.strip():
            continue
        left = _phrases(typed)
        right = _phrases(called) if sign else left
        for phrase in left.values():
            meant[phrase] += [said for said, stems in right.items() if stems != phrase and said not in meant[phrase]]
    return dict(meant)


def _phrases(text: str) -> dict[str, Phrase]:
    """The phrases between commas, each in its words, with its stems."""
    return {" ".join(said): wording.stemmed(said) for part in text.split(",") if (said := wording.words(part))}
