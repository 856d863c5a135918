"""Which rooms are switched off here: asked once, in the middle, of whoever opens a page; no view knows of it."""

from breakwater.partnership.organisations.models import Area, Membership
from breakwater.partnership.organisations.rooms import ROOMS, is_off_for_the_public, off_for_the_public, room_of


def off_in(area: Area, namespace: str) -> bool:
    """Whether a menu entry or a panel of this namespace is left out for those who work in an area."""
    room = room_of(namespace)
    return room in area.rooms_off and not ROOMS[room].readers_only


def off_for(post: Membership | None, view: str) -> bool:
    """Whether a link to a view ("content:home") leads to a room that is off: in the area of the post, or for the public."""
    return off_in(post.team.area, view.partition(":")[0]) if post else is_off_for_the_public(view)


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
