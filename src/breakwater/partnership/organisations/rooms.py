"""The rooms that an area may leave switched off until it is ready for them. The front door and identity are always on."""

from dataclasses import dataclass

from .models import TeamService
from .settled import once


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
    "learning": Room(
        "Serious incidents and learning",
        "incidents considered, reviews, what changed because of them",
        frozenset({"learning"}),
    ),
    "assurance": Room(
        "Boards, plans, reports and audits",
        "roles, published arrangements, boards and their meetings, plans, scrutiny, the yearly report, the scorecard, rounds of audits",
        frozenset({"assurance", "scorecard"}),
    ),
    "commissioning": Room(
        "Needs and commissioning",
        "needs by ward, services' capacity and funding, gaps and decisions, safeguarding gates of contracts",
        frozenset({"commissioning"}),
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


def off_for_the_public() -> frozenset[str]:
    """What is off for people who have not signed in: as the area says whose front door the public pages speak for."""
    return once("rooms off for the public", _of_the_public)


def is_off_for_the_public(view: str) -> bool:
    """Whether a public page leaves out its link to a view ("policies:manuals")."""
    return room_of(view.partition(":")[0]) in off_for_the_public()


def _of_the_public() -> frozenset[str]:
    row = (
        TeamService.objects.filter(service="front_door")
        .order_by("pk")
        .values_list("area__rooms_off", flat=True)
        .first()
    )
    return frozenset(row or ())
