"""What a notice says of the incident itself, in words for both schools."""

from datetime import date

from breakwater.foundation.design import moments

from ..codes import PLACES, PLATFORMS
from ..models import SchoolNotice
from ..models.incidents import Category

NOT_TOLD = "Not told yet, when this was sent"


def of_incident(notice: SchoolNotice) -> list[dict[str, str]]:
    """What happened, where and when, and whether police and social care were told; nothing of a notice that says only that a pupil moves."""
    known = notice.known
    if not known:
        return []
    where = [PLACES.get(known["place"], ""), PLATFORMS.get(known["platform"], "")]
    when = [moments.day(date.fromisoformat(known["happened_on"]))] if known["happened_on"] else []
    rows = [
        ("What happened", Category(known["category"]).label),
        ("Where and when", ", ".join(part for part in (*where, *when) if part)),
    ]
    if known.get("reference"):
        rows.append(("The other school’s reference", known["reference"]))
    if known["has_images"]:
        rows.append(("Images", "Involved. Do not look, copy or send"))
    if known["under_13"]:
        rows.append(("Age", "A child affected is under 13 and cannot consent"))
    rows += [
        ("Police", _police(known.get("police"))),
        ("Children’s social care", _social_care(known.get("social_care"))),
    ]
    if said := known.get("police", {}).get("may_say"):
        rows.append(("May do and say meanwhile", said))
    return [{"key": key, "value": value} for key, value in rows]


def _police(told: dict | None) -> str:
    if not told:
        return NOT_TOLD
    officer = ", ".join(part for part in (told["contact_name"], told["contact_how"]) if part)
    parts = [
        f"Told on {moments.day(date.fromisoformat(told['on']))}",
        f"reference {told['reference']}" if told["reference"] else "",
        officer,
    ]
    said = ", ".join(part for part in parts if part)
    if told.get("of_less"):
        return f"{said}. They were told of less than this: agree with the other school now who tells them of it"
    return f"{said}. Call this officer: do not report it again"


def _social_care(told: dict | None) -> str:
    return (
        f"Told on {moments.day(date.fromisoformat(told['on']))} by the other school. Refer your own pupil where you must"
        if told
        else NOT_TOLD
    )
