"""The rooms that an area may leave switched off until it is ready for them. The front door and identity are always on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Room:
    """What can be switched off: its name, what goes with it, and the namespaces of its pages.

    Of one that is `readers_only` staff keep their pages, to get it ready: only what the public reads is off.
    """

    name: str
    what: str
    namespaces: frozenset[str]
    readers_only: bool = False


ROOMS = {
    "early_help": Room("Early help", "episodes, plans and families’ own pages", frozenset({"early_help"})),
    "education": Room(
        "Lists with schools", "lists every two weeks, calls, consultations and sharing rules", frozenset({"education"})
    ),
    "prevent": Room("Prevent", "referrals, the Channel panel, support for schools", frozenset({"prevent"})),
    "child_on_child": Room(
        "Incidents between children", "reports, plans and term reports of schools", frozenset({"child_on_child"})
    ),
    "training": Room("Training", "courses, bookings, certificates", frozenset({"training"})),
    "policies": Room(
        "Policies and procedures", "the manual, its drafts and who has read them", frozenset({"policies"})
    ),
    "public": Room(
        "Public site and directory",
        "pages, the library, bulletins, services near you",
        frozenset({"content", "directory"}),
        readers_only=True,
    ),
}
_BY_NAMESPACE = {namespace: key for key, room in ROOMS.items() for namespace in room.namespaces}


def room_of(namespace: str) -> str:
    """The room that a page, a menu entry or a panel of Today belongs to; "" where it can never be switched off."""
    return _BY_NAMESPACE.get(namespace, "")
