"""What a notice says of the incident itself, in words for both schools."""

from datetime import date

from breakwater.foundation.design import moments

from ..codes import PLACES, PLATFORMS, STATES
from ..models import SchoolNotice
from ..models.incidents import Category, Device, ParentsTold, Wish

NOT_TOLD = "Not told yet, when this was sent"
Row = dict[str, str]


HAD_BY = {
    Device.SCHOOL: "The school that told you, switched on and locked away",
    Device.OTHER: "Not with the school that told you: another school has it",
}


def of_incident(notice: SchoolNotice) -> list[Row]:
    """What happened, where and when, and whether police and social care were told: of a move, as far as the sender let it go along."""
    known = notice.known
    rows = [("The other school’s reference", known["reference"])] if known.get("reference") else []
    rows += _parents(known["parents"]) if known.get("parents") else []
    rows += _happened(known) if "category" in known else []
    rows += _wish(known["wish"]) if known.get("wish") else []
    rows += _police(known, notice) if "police" in known or "category" in known else []
    if "social_care" in known or "category" in known:
        rows.append(("Children’s social care", _social_care(known.get("social_care"))))
    return [{"key": key, "value": value} for key, value in rows]


def what_is_new(notice: SchoolNotice, before: SchoolNotice | None) -> list[Row]:
    """What a later notice says of the incident that the one before did not."""
    known = {row["key"]: row["value"] for row in of_incident(before)} if before else {}
    return [row for row in of_incident(notice) if known.get(row["key"]) != row["value"]] if before else []


def _parents(told: list[dict]) -> list[tuple[str, str]]:
    """Whether the parents know: who has not been told is not called before the school that told was asked."""
    lines = [": ".join(filter(None, [each["who"], ParentsTold(each["told"]).label])) for each in told]
    if any(each["told"] != ParentsTold.TOLD for each in told):
        lines.append("Speak to the school that sent this before you call them.")
    return [("Whether the parents know", ". ".join(line.rstrip(".") for line in lines))]


def _happened(known: dict) -> list[tuple[str, str]]:
    where = [PLACES.get(known["place"], ""), PLATFORMS.get(known["platform"], "")]
    when = [_day(known["happened_on"])] if known["happened_on"] else []
    rows = [
        ("What happened", Category(known["category"]).label),
        ("Where and when", ", ".join(part for part in (*where, *when) if part)),
    ]
    if known["has_images"]:
        rows.append(("Images", "Involved. Do not look, copy or send"))
        rows.append(
            ("Device with the images", HAD_BY.get(known.get("device"), Device(known.get("device") or "").label))
        )
    if known["under_13"]:
        rows.append(("Age", "A child affected is under 13 and cannot consent"))
    return rows


def _wish(wish: dict) -> list[tuple[str, str]]:
    code = [f"{Wish(wish['code']).label}."] if wish["code"] else []
    said = [f"“{each['words']}” ({_day(each['on'])})" for each in wish["views"]]
    return [("What the child says and wants", " ".join([*code, *said]))]


def _police(known: dict, notice: SchoolNotice) -> list[tuple[str, str]]:
    told = known.get("police")
    rows = [("Police", _report_to_police(told))]
    if not told:
        return rows
    if told.get("said_on"):
        state = STATES[told["state"]]["label"]
        words = "Call the officer for the words" if told.get("is_silent") else told.get("words", "")
        binds = f"Applies to {notice.named_as}. " if told.get("binds") else ""
        rows.append((f"{state}, {_day(told['said_on'])}", f"{binds}{words}" or "No more was said"))
    if told.get("may_say"):
        rows.append(("May do and say meanwhile", told["may_say"]))
    if told.get("may_say_child"):
        rows.append((f"May say to {notice.named_as} and the parents", told["may_say_child"]))
    return rows


def _report_to_police(told: dict | None) -> str:
    if not told:
        return NOT_TOLD
    parts = [
        f"Told on {_day(told['on'])}",
        f"reference {told['reference']}" if told["reference"] else "",
        told["contact_name"],
        told["contact_how"],
    ]
    said = ", ".join(part for part in parts if part)
    if told.get("of_less"):
        return f"{said}. They were told of less than this: agree with the other school now who tells them of it"
    return f"{said}. Call this officer: do not report it again"


def _social_care(told: dict | None) -> str:
    return f"Told on {_day(told['on'])} by the other school. Refer your own pupil where you must" if told else NOT_TOLD


def _day(iso: str) -> str:
    return moments.day(date.fromisoformat(iso))
