"""No table of its own: what a return says is read through the wall by whoever writes it, and what was hidden from them is counted."""

from pathlib import Path

TABLES = []
SCRIPTS = sorted((Path(__file__).parent / "sql").glob("*.sql"))
CALLABLE = ["access.referrals_left_out(bigint, timestamptz, timestamptz)"]
