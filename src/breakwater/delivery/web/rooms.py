"""Which rooms are switched off here: asked once, in the middle, of whoever opens a page; no view knows of it."""

from breakwater.partnership.organisations.models import Area, Membership, TeamService
from breakwater.partnership.organisations.rooms import ROOMS, room_of
from breakwater.partnership.organisations.settled import once


def off_in(area: Area, namespace: str) -> bool:
    """Whether a menu entry or a panel of this namespace is left out for those who work in an area."""
    room = room_of(namespace)
    return room in area.rooms_off and not ROOMS[room].readers_only


def off_for(post: Membership | None, view: str) -> bool:
    """Whether a link to a view ("content:home") leads to a room that is off: in the area of the post, or for the public."""
    namespace = view.partition(":")[0]
    return off_in(post.team.area, namespace) if post else room_of(namespace) in off_for_the_public()


def off_here(request) -> str:
    """The room that the page asked for belongs to, where it is off for whoever asks; "" where it may be opened."""
    namespace = request.route.namespaces[0] if request.route and request.route.namespaces else ""
    room = room_of(namespace)
    if not room:
        return ""
    is_off = (
        room in off_for_the_public()
        if request.is_public_page
        else request.post is not None and off_in(request.post.team.area, namespace)
    )
    return room if is_off else ""


def off_for_the_public() -> frozenset[str]:
    """What is off for people who have not signed in: as the area says whose front door the public pages speak for."""
    return once("rooms off for the public", _of_the_public)


def _of_the_public() -> frozenset[str]:
    row = (
        TeamService.objects.filter(service="front_door")
        .order_by("pk")
        .values_list("area__rooms_off", flat=True)
        .first()
    )
    return frozenset(row or ())
