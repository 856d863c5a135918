"""After a restore: from which moment on people type again what they did, on everyone's Today for a week."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from breakwater.delivery.backups.places import read_json
from breakwater.foundation.dates.in_words import moment_in_words
from breakwater.partnership.notifications.registry import TODAY_PANELS, Panel, Waiting
from breakwater.partnership.organisations.models import Actor

SHOWN_FOR = timedelta(days=7)
KEPT_IN = Path("backup") / "restored.json"  # as the restore leaves it (backups/restoring.py, RESTORED)


@TODAY_PANELS.register("web.restored")
def type_again(actor: Actor, now: datetime) -> Panel | None:
    """What was saved after the moment of the restore is gone. No panel where nothing was restored, or long ago."""
    kept = Path(settings.BREAKWATER_DATA) / KEPT_IN
    if not kept.exists():
        return None
    restored_at = datetime.fromtimestamp(kept.stat().st_mtime, UTC)
    if now - restored_at > SHOWN_FOR:
        return None
    moment = moment_in_words(datetime.fromisoformat(read_json(kept)["moment"]), now=now)
    row = Waiting(
        text=f"What you saved after {moment} is not here. Look, and enter it again with the true times",
        href=reverse("web:downtime"),
        hint=f"The service was restored from a backup {moment_in_words(restored_at, now=now)}. Use your paper forms and notes",
    )
    return Panel("Restored from a backup", [row], order=1)
