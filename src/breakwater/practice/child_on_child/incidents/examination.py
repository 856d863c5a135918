"""Until when a child who was touched may be examined: a sexual assault referral centre (SARC) takes evidence for seven days."""

from datetime import date, timedelta

from breakwater.foundation.dates.london_time import london_date

from ..models import Incident, Route

TAKEN_FOR = timedelta(days=7)


def possible_until(incident: Incident, today: date) -> date | None:
    """The last day, by the newest report that says so. None where it is over, or the police, who arrange it, were told."""
    if any(each.kind == Route.Kind.POLICE for each in incident.routes.all()):
        return None
    told = [london_date(each.made_at) for each in incident.reports.all() if each.is_recent]
    last = max(told) + TAKEN_FOR if told else None
    return last if last and last >= today else None
