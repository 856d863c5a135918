"""How a professional's form says its sender is to be answered, and which call it belongs to. Pure functions of plain values."""

from collections.abc import Mapping

from breakwater.casework.recording.conditions import as_word

from ...models import Receipt

ROUTES = {
    "portal": Receipt.Route.PORTAL,
    "email": Receipt.Route.EMAIL,
    "phone": Receipt.Route.PHONE,
    "none": Receipt.Route.NONE,
}


def route_of(values: Mapping) -> str:
    """The way the sender chose to hear; here, where they did not say."""
    return ROUTES.get(as_word(values.get("feedback_route")), Receipt.Route.PORTAL)


def reply_to_of(values: Mapping) -> str:
    """A telephone number or address that reaches the sender, as they typed it."""
    value = values.get("sender_phone")
    if isinstance(value, dict):
        value = value.get("value") or value.get("typed")
    return str(value or "").strip()[:254]


def prior_call_of(values: Mapping) -> str:
    """The reference of an earlier call, as the sender typed it."""
    value = values.get("prior_call_reference")
    return value.strip()[:40] if isinstance(value, str) else ""
