"""Telling of children who left their school by a roll while help goes on: it keeps its owner, who hears of it the same day (SG-09)."""

from datetime import datetime

from django.db import transaction

from breakwater.casework.cases.deaths import of_the_living
from breakwater.casework.cases.models import WorkCapacity
from breakwater.casework.models import CaseWorker
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Area, ServiceName, User
from breakwater.practice.early_help.episodes.leavers import places_left_by
from breakwater.practice.early_help.models import Episode

JOB = "early_help.tell_of_school_leavers"
WORDS = "A child in early help has left school: agree who goes on with the plan"
WHO = (WorkCapacity.LEAD_PROFESSIONAL, WorkCapacity.COVER, WorkCapacity.COORDINATOR)


@transaction.atomic
def tell(*, roll: int, area: Area, at: datetime) -> int:
    """Tell who leads and co-ordinates the help of each who left by a roll, or the team where nobody co-ordinates; of how many."""
    with acting_as(service_of(area, ServiceName.LISTS)):
        left = places_left_by(roll)
    with acting_as(service_of(area, ServiceName.CLOCKS)) as by:
        found = Episode.objects.filter(
            of_the_living("case"),
            case__closed_at=None,
            case__participants__person__in=left,
            case__participants__person__died_on=None,
            case__participants__capacity="CHILD",
            case__participants__ends_at=None,
        )
        told = list(found.select_related("case__responsible_team").distinct().order_by("pk"))
        for episode in told:
            posts = CaseWorker.objects.filter(case=episode.case, capacity__in=WHO, ends_at=None)
            whom = list(User.objects.filter(is_active=True, pk__in=posts.values("user")).order_by("pk"))
            is_coordinated = posts.filter(capacity=WorkCapacity.COORDINATOR).exists()
            notifications.tell(
                users=whom,
                team=None if is_coordinated else episode.case.responsible_team,
                words=WORDS,
                path=f"/early-help/{episode.reference}/",
                reference=episode.reference,
                by=by,
                at=at,
            )
        return len(told)
