"""A parent whose part in a case ended: what was recorded since is proposed to be left out."""

from collections.abc import Mapping

from ..models import RightsRequest
from .ways import PERSON, keys_of, tables

# When a row was recorded, as `access.rights_recorded` has it.
RECORDED = ("recorded_at", "entered_at", "saved_at", "made_at", "added_at", "at", "received_at", "asked_at", "sent_at")
RECORDED += ("offered_at", "called_at", "decided_at", "started_at", "starts_at", "on")


def parts_ended(
    rows: list[tuple[str, int, Mapping]], subjects: set[int], request: RightsRequest
) -> dict[int, list[Mapping]]:
    """Cases in which a parent who asks has no part any more, and the parts that they had."""
    if request.asker != RightsRequest.Asker.PARENT:
        return {}
    parts: dict[int, list[Mapping]] = {}
    for table, _, held in rows:
        if table == "casework_participant" and held["person_id"] in subjects and held["capacity"] == "PARENT":
            parts.setdefault(held["case_id"], []).append(held)
    return {case: had for case, had in parts.items() if all(each["ends_at"] for each in had)}


def recorded_since(table: str, held: Mapping, ended: Mapping[int, list[Mapping]]) -> bool:
    """Whether a row of a case was recorded when whoever asks had no part in it, and is not about them."""
    had = ended.get(held.get("case_id"), [])
    moment = next((held[name] for name in RECORDED if held.get(name)), None)
    if not had or moment is None or table == "casework_case":
        return False
    keys = [key for key in keys_of(tables()[table]) if key.related_model._meta.db_table == PERSON]
    if {held.get(key.column) for key in keys} & {each["person_id"] for each in had}:
        return False
    return not any(
        each["starts_at"][:10] <= moment and moment <= max(each["ends_at"], each["starts_at"]) for each in had
    )
