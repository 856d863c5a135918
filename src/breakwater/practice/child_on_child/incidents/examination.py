"""Whether a child who was touched may still be examined: a sexual assault referral centre (SARC) takes evidence for seven days."""

from datetime import date, timedelta

from breakwater.foundation.dates.london_time import london_date

from ..models import Incident, Route

TAKEN_FOR = timedelta(days=7)


def may_be_possible(incident: Incident, today: date) -> bool:
    """Whether it is not surely over, and the police, who arrange it, were not told.

    It is counted from the day it happened; where that is not known, from the newest report that says it was in the seven days before.
    """
    if any(each.kind == Route.Kind.POLICE for each in incident.routes.all()):
        return False
    told = [london_date(each.made_at) for each in incident.reports.all() if each.is_recent]
    return bool(told) and (incident.happened_on or max(told)) + TAKEN_FOR >= today
