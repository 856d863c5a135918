"""Who reads what is due, held and deleted: information governance and the head of service of the area, and nobody else (`sql/retention.sql`).

The application proposes, approves and holds. It deletes nothing and writes no list of what is due: the owner's command does (decision 0016).
"""

from pathlib import Path

from breakwater.foundation.grants.declare import Closed

from .schedule import schedule

NOTE = "read and written by those who answer for retention in its area"
TABLES = [
    Closed("retention_classchange", note=NOTE),
    Closed("retention_hold", note=NOTE),
    Closed("retention_longer", note=NOTE),
    Closed("retention_batch", note=NOTE),
    Closed("retention_disposal", note=NOTE),
    Closed(
        "retention_erasure",
        note="read by those who answer for retention in its area; written by access.hand_erasure and the owner",
    ),
    Closed("retention_due", note="read by those who answer for retention in its area; written by the owner"),
]
SCRIPTS = sorted((Path(__file__).parent / "sql").glob("*.sql"))
CALLABLE = [
    "access.keeps_retention()",
    "access.is_on_legal_hold(text, bigint)",
    "access.is_record(text)",
    "access.is_mine(bigint)",
    "access.is_acting(bigint)",
    "access.hand_erasure(bigint, text, timestamptz)",
]


def after_build(cursor) -> None:
    """Write down what each record is named by: a hold is on something that is there."""
    cursor.execute("delete from access.record_name")
    cursor.executemany(
        "insert into access.record_name (root, area, named_by) values (%s, %s, %s)",
        [(each.root, each.area, each.named_by) for each in schedule().records.values()],
    )
