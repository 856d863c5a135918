"""What a page was drawn from, box by box, as it comes back with the page: so that a save can tell who changed what.

A page carries a digest of what stood in each box. What comes back otherwise than it was drawn, its sender changed; what stands
otherwise than it was drawn, someone else did. Which values are the same is each page's own to say, by its `digest`.
"""

import json
from collections.abc import Callable, Mapping

type Digest = Callable[[object], str]


def digests_of(standing: Mapping, digest: Digest) -> dict[str, str]:
    """What to send along with a page on which this stands."""
    return {box: digest(value) for box, value in standing.items()}


def come_back(sent: str | None) -> dict[str, str]:
    """What came back with a page; of a page that sends none, every box counts as changed by its sender."""
    try:
        said = json.loads(sent or "{}")
    except ValueError:
        return {}
    return {str(box): str(was) for box, was in said.items()} if isinstance(said, dict) else {}


def changed_by_sender(said: Mapping, drawn: Mapping[str, str], digest: Digest) -> dict:
    """What was written on the page; boxes left as they were drawn are not said."""
    return {box: value for box, value in said.items() if digest(value) != drawn.get(box)}


def after_keeping(standing: Mapping, said: Mapping, drawn: Mapping[str, str], digest: Digest) -> dict[str, str]:
    """What to send along with a page that was kept and stays open as it is: a box that its sender left alone stands there as
    it was drawn, whatever another wrote in it meanwhile.
    """
    changed = changed_by_sender(said, drawn, digest)
    left = {box: was for box, was in drawn.items() if box in standing and box not in changed}
    return digests_of(standing, digest) | left
