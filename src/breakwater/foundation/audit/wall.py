"""What the application may do with the audit: write entries column by column, count them, read seals, ask for sealing.

`at`, `xid` and `server` are left out of its insert, so that it can neither date an entry nor place it under an old seal. It reads
none: the policy of inserts lets a transaction write of nobody but who acts in it, and `audit_note` what no transaction acts for. `audit_who_looked` is for definer functions of rooms above, which check who asks.
"""

from pathlib import Path

from breakwater.foundation.grants.declare import Closed

TABLES = [
    Closed("audit_entry", note="insert of the columns in collecting.WRITTEN, select of id"),
    Closed("audit_seal", protected=False, note="select"),
]
SCRIPTS = [Path(__file__).with_name("wall.sql")]
CALLABLE = [
    "audit_make_seal()",
    "audit_server()",
    "audit_note(bigint, bigint, text, text, text, text, text, text, jsonb, jsonb, text, text)",
]
