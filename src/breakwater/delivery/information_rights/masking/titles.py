"""What gathered rows are called."""

from ..gathering.rows import title_of
from ..models import KeeperAsked


def title_of_source(source: str) -> str:
    """What an item's table is called, or whose compartment gave it."""
    keepers = dict(KeeperAsked.Keeper.choices)
    return "Who has looked at the record" if source == "audit_entry" else keepers.get(source) or title_of(source)
