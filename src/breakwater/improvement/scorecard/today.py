"""What the scorecard puts on Today: returns that are late, and values of which somebody has still to say what they mean."""

from datetime import datetime

from django.urls import reverse

from breakwater.foundation.dates.london_time import end_of, london_date
from breakwater.partnership.notifications.registry import OVERDUE, TODAY_PANELS, Panel, Waiting
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from . import lookup, periods
from .codes import AUTHOR_ROLES, INDICATORS

SHOWN = 5


@TODAY_PANELS.register("scorecard.card")
def to_keep(actor: Actor, now: datetime) -> Panel | None:
    if actor.membership_id is None or not may(actor, Permission.SCORECARD_COMMENT):
        return None
    today, area = london_date(now), actor.area_id_acting
    rows, card = [], reverse("scorecard:card")
    late = lookup.late(area, today) if may(actor, Permission.SCORECARD_KEEP) else {}
    for code, first in list(late.items())[:SHOWN]:
        indicator = INDICATORS[code]
        rows.append(
            Waiting(
                text=f"Late return: {indicator.code} {indicator.title}",
                href=reverse("scorecard:value", args=[code, first.isoformat()]),
                hint=periods.words(indicator, first),
                tag=OVERDUE,
                tag_kind="red",
                due_at=end_of(periods.due_on(indicator, first)),
            )
        )
    unsaid = lookup.unsaid(area, AUTHOR_ROLES.get(actor.membership.role, ""), today)
    if unsaid:
        one = len(unsaid) == 1
        words = f"Say what {'a value' if one else f'{len(unsaid)} values'} of the scorecard mean{'s' if one else ''}"
        rows.append(Waiting(text=words, href=f"{card}?show=yours", hint="So what, and the question for the group"))
    total = len(late) + bool(unsaid)
    return (
        Panel("The scorecard", rows, order=48, total=total, href=f"{card}?show={'late' if late else 'yours'}")
        if rows
        else None
    )
