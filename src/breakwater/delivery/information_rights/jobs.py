"""What was approved is gathered by the worker, as the request's officer; days are reminded of; what was gathered and given is gone in time."""

from django.utils import timezone

from breakwater.foundation import jobs
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Actor, Area

from . import reminding
from .gathering import operations
from .giving import operations as giving


@jobs.job("rights.gather")
def gather(request: int, officer: int) -> None:
    """Gather one request, as the actor who answers for it. Run again once it is gathered, it leaves what was masked since as it is."""
    by = _actor(officer)
    with acting_as(by, route="information-requests/", verb="gathered an information request"):
        operations.gather_waiting(request, by=by, at=timezone.now())


@jobs.job("rights.keeper")
def keeper(asked: int, officer: int) -> None:
    """Add what a keeper decided may be given to what was gathered."""
    by = _actor(officer)
    with acting_as(by, route="information-requests/", verb="added what a keeper gave"):
        operations.add_answer(asked, by=by, at=timezone.now())


def _actor(number: int) -> Actor:
    return Actor.objects.select_related("membership__user", "membership__role", "membership__team__area").get(pk=number)


@jobs.every("50 2 * * *", name="rights.forget")
def forget() -> None:
    """Delete what was gathered and given, once its time is over."""
    jobs.for_each(Area.objects.order_by("pk"), lambda area: giving.forget(area, at=timezone.now()))


@jobs.every("35 6 * * *", name="rights.remind")
def remind() -> None:
    """Every morning: remind officers of what is due, and heads of service of what is overdue."""
    jobs.for_each(Area.objects.order_by("pk"), lambda area: reminding.remind(area, at=timezone.now()))
