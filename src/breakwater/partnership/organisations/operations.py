"""Finding who receives what: the team behind a named service of an area, the people who hold a post there."""

from datetime import datetime

from django.db.models import QuerySet

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal

from .access import Role
from .models import Area, Membership, Team, TeamService, User


class NobodyReceives(Refusal):
    """No team of the area is named for this service, so work offered to it would be lost."""

    box, words = "to", "No team of the area receives this now. Tell your business manager, and choose another."


def receiving_team(area: Area, service: str) -> Team:
    """The team that receives handovers to `service`. Raises NobodyReceives."""
    found = (
        TeamService.objects.select_related("team__area", "team__organisation")
        .filter(area=area, service=service)
        .first()
    )
    if found is None:
        raise NobodyReceives(f"{service} in area {area.code}")
    return found.team


def who_hold(role: Role, *, area: Area, at: datetime) -> QuerySet[User]:
    """The people who hold a post of this role anywhere in the area that day, and can sign in."""
    held = Membership.objects.in_force(london_date(at)).filter(team__area=area, role=role.value)
    return User.objects.filter(is_active=True, pk__in=held.values("user"))
