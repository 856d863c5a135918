"""The address of a record: a route of the table of expectations with the names of one child's records put in."""

from .expectations import Route
from .world import Records

# One record, asked for in several ways; and a record that is found by the name of the one it belongs to.
RECORD = {
    "screening": "contact",
    "card": "contact",
    "known": "passing",
    "held": "receipt",
    "our_patch": "duty_post",
    "our_line": "talk_to",
}
ABSENT_ID, ABSENT_REFERENCE = "0" * 22, "C-26-00000-0"


def record_of(subject: str, records: Records | None):
    """The record an address is about; None where the small world has none."""
    return records and getattr(records, RECORD.get(subject, subject), None)


def reference_of(record) -> str:
    """Its own reference, or that of the case, contact or discussion it belongs to."""
    if record is None:
        return ABSENT_REFERENCE
    if hasattr(type(record), "reference"):
        return record.reference
    belongs = next((name for name in ("case", "contact", "strategy") if hasattr(type(record), name)), "")
    return reference_of(getattr(record, belongs)) if belongs else ABSENT_REFERENCE


def path_of(route: Route, records: Records | None, *, draft: str = "") -> str:
    """The address with the subject's name in it; what the world has none of is named by what never was."""
    record = record_of(route.subject, records)
    put = {
        "<str:public_id>": draft if route.subject == "draft" else getattr(record, "public_id", ABSENT_ID),
        "<str:reference>": reference_of(record) if "<str:reference>" in route.pattern else "",
        "<str:kind>": "person",
        "<str:key>": records.person.public_id if records else "",
        "<slug:public_id>": ABSENT_ID,
        "<slug:service>": "early_help",
        "<slug:year_group>": "7",
        "<slug:theme>": "digital",
        "<int:number>": "1" if route.subject in ("known", "shared_row") else "999999",
        "<str:token>": "none",
        "<concern_route:route>": "public",
        "/q/<slug:page>": "/q/worry",
        "<slug:page>": "safety",
        "<str:rule>": "front_door.decision",
        "<str:code>": "CPP",
    }
    path = "/" + route.pattern
    for name, value in put.items():
        path = path.replace(name, str(value))
    return path
