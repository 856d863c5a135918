"""The families behind a published number, as far as the actor may see them."""

from django.db.models import QuerySet

from breakwater.foundation.dates.london_time import start_of
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.figures.periods import Period
from breakwater.partnership.organisations.models import Area

from ..models import Episode


def opened_in(area: Area, period: Period) -> QuerySet[Episode]:
    """The episodes opened in a period."""
    return Episode.objects.filter(
        case__area=area, opened_at__gte=start_of(period.first), opened_at__lt=start_of(months_later(period.last, 1))
    )
