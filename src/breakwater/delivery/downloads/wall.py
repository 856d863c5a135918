"""Whose a list that was taken away is."""

from pathlib import Path

from breakwater.foundation.grants.declare import Own

TABLES = [
    Own(
        "downloads_download",
        own=(("person", "user_id"),),
        update=(
            *("state", "rows", "fault", "seen", "digest", "size", "stored_as", "key_id", "taken_at", "deleted_at"),
            *("address", "reason"),
        ),
    ),
]

SCRIPTS = sorted((Path(__file__).parent / "sql").glob("*.sql"))
CALLABLE = ["access.forget_downloads(bigint, timestamptz, timestamptz)"]
