"""What may be counted of clocks: those that were missed and whose reason nobody has given yet."""

from datetime import datetime

from django.db.models import QuerySet

from breakwater.partnership.organisations.models import Team

from .models import Clock


def missed(*, at: datetime, team: Team | None = None) -> QuerySet[Clock]:
    """Clocks that run past their breach, as far as the actor may see them; of one team, or of all."""
    late = Clock.objects.running().filter(breach_at__lte=at)
    return late.filter(team=team) if team is not None else late


def unexplained(*, at: datetime, team: Team) -> QuerySet[Clock]:
    """A team's running clocks that were missed and carry no reason yet."""
    return missed(at=at, team=team).filter(breach_reason="")


def missed_between(*, since: datetime, until: datetime) -> QuerySet[Clock]:
    """Running clocks whose breach came after `since` and not after `until`."""
    return Clock.objects.running().filter(breach_at__gt=since, breach_at__lte=until)
