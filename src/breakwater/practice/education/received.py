"""What one who brought something to the MASH reads next."""

from datetime import datetime

from django.contrib import messages
from markupsafe import Markup

from breakwater.casework.cases.models import Case
from breakwater.casework.handovers.receipts import held_of


def say_received(request, case: Case, *, at: datetime) -> None:
    """That the MASH has it, by which reference, and what to do now where a child was said to be in danger."""
    held = held_of(case, at)
    if held and held.danger_now:
        messages.warning(request, Markup(held.danger_now).striptags())
    messages.success(request, f"The MASH has it: {case.reference}")
