"""When `./breakwater dispose` last came to its end: a file of the data folder, for the doctor, who reads no record."""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

LATE_AFTER = timedelta(hours=36)


def _file() -> Path:
    return Path(settings.BREAKWATER_DATA) / "disposed"


def write(at: datetime) -> None:
    _file().write_text(f"{at.isoformat()}\n")


def read() -> datetime | None:
    """The moment, aware, or None where it never ran here."""
    try:
        return datetime.fromisoformat(_file().read_text().strip())
    except (FileNotFoundError, ValueError):
        return None
