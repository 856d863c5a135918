"""Finding who receives what: the team behind a named service of an area, the people who hold a post there."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal

from .access import Role
from .models import Area, Membership, Organisation, Team, TeamService, User


class NobodyReceives(Refusal):
    """No team of the area is named for this service, so work offered to it would be lost."""

    box, words = "to", "No team of the area receives this now. Tell your business manager, and choose another."


def schools_of(area: int) -> QuerySet[Team]:
    """The teams of the schools in an area that see pupils, by name: not those of other staff, whose sight is none."""
    school = {"organisation__kind": Organisation.Kind.SCHOOL, "organisation__closed_on": None}
    found = Team.objects.filter(area=area, closed_on=None, sight_is_dated=True, **school).select_related(
        "organisation", "area"
    )
    return found.order_by("organisation__name", "name", "pk")


def area_here() -> Area | None:
    """The area that this installation's public pages speak for: the first that was given a front door; where none was, the first by its code."""
    first = TeamService.objects.filter(service="front_door").select_related("area").order_by("pk").first()
    return first.area if first else Area.objects.order_by("code").first()


def names_of(users: Iterable[int]) -> dict[int, str]:
    """The names of humans, by their keys."""
    return dict(User.objects.filter(pk__in=set(users)).values_list("pk", "name"))


def who_signs_in_with(email: str, *, area: int, on: date) -> User | None:
    """Who holds a post in an area on a day and signs in with this address."""
    posts = Membership.objects.in_force(on).filter(team__area=area)
    return User.objects.filter(pk__in=posts.values("user_id"), email__iexact=email).first()


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
