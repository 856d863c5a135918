"""A digest of all that makes a database: with the same one, migrating again would change nothing."""

import hashlib

from .settings.environment import CHECKOUT

SOURCES = (
    "**/migrations/*.py",
    "**/wall.py",
    "**/sql/*.sql",
    "**/wall.sql",
    "**/grants/*.py",
    "**/access/*.py",
    "**/merging.py",
    "**/people/registry.py",
    "**/recording/**/*.py",
    "**/questions/*.yaml",
    "**/self_assessments/*.py",
    "**/statement_banks/*.yaml",
    "delivery/settings/*.py",
    "delivery/database.py",
    "delivery/invented.py",
)


def of_schema() -> str:
    """Of tables, wall, roles, forms and the packages that bring tables of their own."""
    seen = hashlib.sha256((CHECKOUT / "requirements" / "base.txt").read_bytes())
    for pattern in SOURCES:
        for path in sorted((CHECKOUT / "src" / "breakwater").glob(pattern)):
            seen.update(path.read_bytes())
    return seen.hexdigest()[:12]
