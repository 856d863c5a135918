"""What gathered rows are called."""

from ..gathering.rows import title_of
from ..gathering.sharing import SOURCE as SHARED
from ..models import GatheredItem, KeeperAsked

ADDED = "Added by us"


def title_of_source(source: str) -> str:
    """What an item's table is called, or whose compartment gave it."""
    other = dict(KeeperAsked.Keeper.choices) | {
        "audit_entry": "Who has looked at the record",
        SHARED: "Agencies it was shared with",
    }
    return other.get(source) or title_of(source)


def title_of_item(item: GatheredItem) -> str:
    """What a gathered row, or the part of it, is called."""
    return item.title or title_of_source(item.source)


def title_given(item: GatheredItem) -> str:
    """As whoever asked reads it: a keeper's words say nothing of whose they are (SG-12)."""
    return ADDED if item.source in KeeperAsked.Keeper.values else title_of_item(item)


def heading_given(item: GatheredItem) -> str:
    """What the copy has it under."""
    return title_given(item) if item.source in KeeperAsked.Keeper.values else item.heading or title_given(item)
