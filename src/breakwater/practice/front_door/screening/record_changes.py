"""What a page of the screening record was drawn from, and what someone else wrote in its boxes meanwhile."""

import json
from collections.abc import Mapping
from hashlib import sha256

from django.http import QueryDict

from breakwater.casework.recording import page_digests

from ..models import ScreeningRecord

BOXES = (
    "known_status",
    "child_seen_and_heard",
    "lived_experience",
    "history_analysis",
    "adults_considered",
    "culture_and_identity",
    "lawful_basis",
    "checks_proportionate",
    "facts",
)

CHOSEN = ("known_status", "lawful_basis")


class ChangedMeanwhile(Exception):
    """Someone else wrote in boxes that are changed here as well; nothing is kept. `boxes` are theirs, as `record` has them."""

    def __init__(self, record: ScreeningRecord, boxes: list[str]):
        self.record, self.boxes = record, boxes
        super().__init__(", ".join(boxes))


def standing_in(record: ScreeningRecord | None) -> dict:
    """What stands in the boxes: of the draft or the last version, or nothing yet."""
    return {box: getattr(record or ScreeningRecord(), box) for box in BOXES}


def drawn_from(record: ScreeningRecord | None) -> str:
    """What to send along with the page: a digest of each box, so that it can be told later who changed it."""
    return json.dumps(page_digests.digests_of(standing_in(record), _digest))


def as_drawn(data: Mapping) -> dict[str, str]:
    """The digests that came back with a page."""
    return {box: was for box, was in page_digests.come_back(data.get("drawn")).items() if box in BOXES}


def changed_by_sender(said: Mapping, was: Mapping[str, str]) -> dict:
    """What was written on the page; boxes left as they were drawn are not said."""
    return page_digests.changed_by_sender({box: said[box] for box in BOXES if box in said}, was, _digest)


def is_same(one, other) -> bool:
    return _digest(one) == _digest(other)


def would_be_lost(record: ScreeningRecord, changed: Mapping, was: Mapping[str, str]) -> list[str]:
    """Boxes in which other words stand than were drawn, which what is `changed` would write over: it does not hold them."""
    return [
        box
        for box, mine in changed.items()
        if box in was and _digest(getattr(record, box)) != was[box] and not _holds(box, mine, getattr(record, box))
    ]


def drawn_after(record: ScreeningRecord | None, said: Mapping, was: Mapping[str, str]) -> str:
    """What to send along with a page of which `said` was kept and which is not drawn again."""
    return json.dumps(page_digests.after_keeping(standing_in(record), said, was, _digest))


def as_sent(record: ScreeningRecord | None) -> QueryDict:
    """What stands in the boxes, as a page sends it."""
    data = QueryDict(mutable=True)
    for box, value in standing_in(record).items():
        data.setlist(box, value if box == "facts" else [value])
    return data


def as_typed_in(record: ScreeningRecord, data: QueryDict) -> QueryDict:
    """The boxes as they were sent; those left as they were drawn as they stand now."""
    merged, was, now = data.copy(), as_drawn(data), as_sent(record)
    for box in BOXES:
        sent = data.getlist(box) if box == "facts" else data.get(box, "")
        if _digest(sent) == was.get(box):
            merged.setlist(box, now.getlist(box))
    return merged


def _holds(box: str, mine, theirs) -> bool:
    if box in CHOSEN:
        return theirs in ("", mine)
    return set(theirs) <= set(mine) if box == "facts" else _plain(theirs) in _plain(mine)


def _plain(value: str) -> str:
    return "\n".join(line.rstrip() for line in value.strip().splitlines())


def _digest(value) -> str:
    plain = _plain(value or "") if isinstance(value or "", str) else "|".join(sorted(value))
    return sha256(plain.encode("utf-8", "replace")).hexdigest()[:12]
