"""Sight by date is derived again after midnight in London, whichever side of UTC that is."""

from datetime import datetime
from zoneinfo import ZoneInfo

from breakwater.foundation.jobs import every

from .sight import derive_due


@every("5 0,23 * * *", name="organisations.derive_sight")
def derive_sight() -> None:
    """Runs at 00:05 and 23:05 UTC; the one that falls after London's midnight does the work."""
    if datetime.now(ZoneInfo("Europe/London")).hour == 0:
        derive_due()
