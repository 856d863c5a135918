"""Where the training record of a team's staff stands, offered as evidence to whoever may read that record (PL 8: J2)."""

from datetime import datetime

from django.urls import reverse

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.evidence_held import Held, offers
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.models import Actor

from .requirements import lookup


@offers("training.staff", needs=Permission.TRAINING_BOOK_FOR)
def staff_in_date(by: Actor, at: datetime) -> Held | None:
    return _in_date(by, at, "staff", [])


@offers("training.lead", needs=Permission.TRAINING_BOOK_FOR)
def leads_in_date(by: Actor, at: datetime) -> Held | None:
    return _in_date(by, at, "designated safeguarding leads and deputies", [lookup.LEADS])


def _in_date(by: Actor, at: datetime, whom: str, groups: list[str]) -> Held | None:
    team, today = by.membership.team, london_date(at)
    staff = lookup.employed_by(team, today)
    if groups:
        staff = staff.filter(staff_groups__contains=groups)
    found = [each for each in lookup.standings(staff, team.area_id, today) if each.duties]
    if not found:
        return None
    fine = sum(not each.pressing for each in found)
    words = f"{fine} of {len(found)} {whom} on the training record are up to date with what is required of them"
    return Held(words, today, reverse("training:team_due"))
