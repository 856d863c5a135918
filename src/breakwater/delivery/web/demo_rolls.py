"""The next roll of the demonstration's school, which the demonstration leaves in its data folder for a visitor to send."""

from pathlib import Path

from django.conf import settings

NAME = "new-school-roll"
FILES = {"csv": f"{NAME}.csv", "xml": f"{NAME}.xml"}


def path(kind: str = "csv") -> Path:
    return Path(settings.BREAKWATER_DATA) / FILES[kind]
