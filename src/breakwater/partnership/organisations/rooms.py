"""The rooms that an area may leave switched off until it is ready for them. The front door and identity are always on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Room:
    """What can be switched off: its name, what goes with it, and the namespaces of its pages."""

    name: str
    what: str
    namespaces: frozenset[str]


ROOMS = {
    "early_help": Room("Early help", "Episodes, plans and families’ own pages", frozenset({"early_help"})),
    "education": Room(
        "Lists with schools", "Lists every two weeks, calls, consultations and sharing rules", frozenset({"education"})
    ),
    "prevent": Room("Prevent", "Referrals, the Channel panel, support for schools", frozenset({"prevent"})),
    "child_on_child": Room(
        "Incidents between children", "Reports, plans and term reports of schools", frozenset({"child_on_child"})
    ),
    "training": Room("Training", "Courses, bookings, certificates", frozenset({"training"})),
    "policies": Room(
        "Policies and procedures", "The manual, its drafts and who has read them", frozenset({"policies"})
    ),
    "public": Room(
        "Public site and directory",
        "Pages, the library, bulletins, services near you",
        frozenset({"content", "directory"}),
    ),
}
_BY_NAMESPACE = {namespace: key for key, room in ROOMS.items() for namespace in room.namespaces}


def room_of(namespace: str) -> str:
    """The room that a page, a menu entry or a panel of Today belongs to; "" where it can never be switched off."""
    return _BY_NAMESPACE.get(namespace, "")
