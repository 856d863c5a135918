"""What may be counted of clocks: those that were missed."""

from datetime import datetime

from django.db.models import QuerySet

from .models import Clock


def missed_between(*, since: datetime, until: datetime) -> QuerySet[Clock]:
    """Running clocks whose breach came after `since` and not after `until`."""
    return Clock.objects.running().filter(breach_at__gt=since, breach_at__lte=until)
