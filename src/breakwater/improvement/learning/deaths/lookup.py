"""What is asked of the deaths of children. The wall has left out whatever the actor may not know of."""

from django.db.models import QuerySet
from django.urls import reverse

from breakwater.partnership.organisations.models import Area, Team, TeamService

from ..models import ChildDeath

SERVICE = "child_death_review"
DEATHS = ChildDeath.objects.select_related("area", "team").prefetch_related("leaders")


def team_for(area: Area) -> Team | None:
    """The child death review team of an area: often one team for several areas."""
    named = TeamService.objects.filter(area=area, service=SERVICE).select_related("team__area", "team__organisation")
    found = named.first()
    return found.team if found else None


def open_to_read() -> QuerySet[ChildDeath]:
    """Every record that the actor finds and that stands for itself, the last death first."""
    return DEATHS.filter(merged_into=None).order_by("-died_at", "-pk")


def address_of(death: ChildDeath) -> str:
    return reverse("learning:death", args=[death.public_id])
