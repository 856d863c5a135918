"""Whoever works in the product may read the scorecard, as it is published. What was given exactly, its team and the area's oversight."""

from pathlib import Path

from breakwater.foundation.grants.declare import Own, Reference

# What was given is kept as it was: a correction is a further row. Only a file is undone, and what is published of a value is worked out
# again when another that shares a number with it comes: by the area's own service alone (`sql/published.sql`).
TABLES = [
    Reference("scorecard_valuefile", update=("undone_at", "undone_why", "undone_by_id")),
    Reference("scorecard_indicatorvalue", update=("least", "most", "of_least", "of_most", "parts")),
    Own("scorecard_givennumbers", own=(("team", "team_id"), ("oversight", "area_id")), update=False),
    *(Reference(f"scorecard_{table}", update=False) for table in ("benchmark", "commentary")),
]

SCRIPTS = [Path(__file__).parent / "sql" / "published.sql"]
