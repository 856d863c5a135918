"""What other schools told of one's own incident that it does not say yet: that it is graver, that two of its children are one's own pupils."""

from datetime import datetime, timedelta

from breakwater.foundation.dates.london_time import london_date

from ..models import Incident, SchoolNotice
from ..models.incidents import RAPES, VIOLENCE, Category
from . import notice_lookup
from .lookup import Due, address

KEPT_IN_SIGHT = timedelta(days=730)  # how long the notices of one incident are looked through for another of it
GRAVER = "The other school records it as {}: change what happened, or agree with it"
TWO_HERE = "Another child of the same incident is a pupil of yours: keep them apart"


def due_of_told(incident: Incident, notices: list[SchoolNotice], at: datetime) -> list[Due]:
    """What is to be done because of what other schools told: the notices that belong to the incident."""
    if not incident.is_open:
        return []
    found = []
    graver = [each for each in notices if _rank(each.known.get("category", "")) > _rank(incident.category)]
    if graver:
        said, on = graver[-1], london_date(graver[-1].sent_at)
        words = GRAVER.format(Category(said.known["category"]).label.lower())
        found.append(Due(words, address("describe", incident), on, is_urgent=True))
    for other in {each.pk: each for one in notices for each in others_of_same(one, at)}.values():
        if other.belongs_to_id != incident.pk:
            found.append(Due(TWO_HERE, address("notice", other), london_date(other.sent_at), is_urgent=True))
    return found


def others_of_same(notice: SchoolNotice, at: datetime) -> list[SchoolNotice]:
    """What the same school was told of another child of the same incident: by its reference at either school, or the police's."""
    if not notice.to_team_id:
        return []
    near = notice_lookup.NOTICES.filter(to_team=notice.to_team_id, sent_at__gt=at - KEPT_IN_SIGHT).exclude(
        child=notice.child_id
    )
    own = _references(notice)
    return [each for each in near.order_by("-pk") if own & _references(each)]


def _references(notice: SchoolNotice) -> set[str]:
    known = notice.known
    found = {known.get("reference", ""), known.get("yours", ""), (known.get("police") or {}).get("reference", "")}
    return found - {""}


def _rank(category: str) -> int:
    return 2 if category in RAPES else 1 if category in VIOLENCE else 0
