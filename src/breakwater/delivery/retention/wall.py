"""Who reads what is due, held and deleted: information governance and the head of service of the area, and nobody else (`sql/retention.sql`).

The application proposes, approves and holds. It deletes nothing and writes no list of what is due: the owner's command does (decision 0016).
"""

from pathlib import Path

from breakwater.foundation.grants.declare import Closed

NOTE = "read and written by those who answer for retention in its area"
TABLES = [
    Closed("retention_classchange", note=NOTE),
    Closed("retention_hold", note=NOTE),
    Closed("retention_longer", note=NOTE),
    Closed("retention_batch", note=NOTE),
    Closed("retention_disposal", note=NOTE),
    Closed("retention_due", note="read by those who answer for retention in its area; written by the owner"),
]
SCRIPTS = sorted((Path(__file__).parent / "sql").glob("*.sql"))
CALLABLE = ["access.keeps_retention()", "access.is_on_legal_hold(text, bigint)"]
