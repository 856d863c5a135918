"""What a team that steps up reads at once: whom to ring this minute, and its receipt (SG-01, SG-03)."""

from datetime import datetime

from django.urls import reverse
from markupsafe import Markup

from breakwater.casework.handovers.registry import Held
from breakwater.casework.models import Handover
from breakwater.foundation.design.environment import ring
from breakwater.partnership.organisations.models import Area

from .operations import receipts
from .reaching import Reach, reach_now


def key_of(handover: Handover) -> str:
    """Under which a step-up is taken in, once."""
    return f"handover-{handover.pk}"


def held(handover: Handover) -> Held | None:
    """The receipt of a step-up. The day is the one that the board counts to."""
    receipt = receipts.receipt_of_key(key_of(handover))
    if receipt is None:
        return None
    href = reverse("front_door:receipt", args=[receipt.reference])
    return Held(reference=receipt.reference, href=href, decided_by=receipt.answer_due_on)


def ask_now(area: Area, at: datetime) -> Markup:
    """Whom to ring this minute, and while the office is closed until when nobody reads."""
    reach = reach_now(at, area=area)
    ring = _ring(reach)
    if reach.is_open:
        return Markup("If it cannot wait, ring {} as well.").format(ring)
    until = reach.opens_words or "the office opens"
    return Markup(
        "The office is closed: nobody reads this until {}. If it cannot wait until then, ring {} now."
    ).format(until, ring)


def _ring(reach: Reach) -> Markup:
    said, label = ("101", "the police") if reach.number is None else (reach.number.telephone, reach.number.label)
    return Markup("{} ({})").format(ring(said), label)
