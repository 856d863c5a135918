"""Finding who receives what: the team behind a named service of an area, the actors of the area's own services."""

from .models import Area, Team, TeamService


class NobodyReceives(Exception):
    """No team of the area is named for this service, so work offered to it would be lost."""


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
