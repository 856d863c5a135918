"""When the Prevent self-assessment of a school was last sent, offered as evidence."""

from datetime import datetime

from breakwater.casework.self_assessments import operations as self_assessments
from breakwater.casework.self_assessments.sharing import page_of
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.evidence_held import Held, offers
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.models import Actor

from .lookup import SCHOOLS_BANK


@offers("prevent.self_assessment", needs=Permission.SELF_ASSESS_ANSWER)
def last_sent(by: Actor, at: datetime) -> Held | None:
    last = self_assessments.latest(by.membership.team.organisation, SCHOOLS_BANK)
    if last is None:
        return None
    return Held(
        f"the Prevent self-assessment was sent, receipt {last.receipt}", london_date(last.sent_at), page_of(last)
    )
