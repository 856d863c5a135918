"""The area's training service, which counts and offers places, and the team that keeps the records."""

from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Area, ServiceName, Team


def counting(area: Area):
    """Act as the service, which sees every booking of its area, for the length of the block. Leave is asked before."""
    return acting_as(service_of(area, ServiceName.TRAINING))


def training_team(area: Area) -> Team | None:
    """The team that keeps the area's training, or None where nobody was named."""
    return Team.objects.filter(services__service="training", services__area=area, closed_on=None).first()
