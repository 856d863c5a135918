"""What is asked of inspections. The wall has left out every folder that the actor is not named on."""

from datetime import date

from django.db.models import Prefetch

from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.access.role_matrix import PARTS
from breakwater.partnership.organisations.models import Area, Membership, actor_relations

from ..models import Inspection, InspectionItem, InspectionList, InspectionMember, InspectionRequest

_OPEN = InspectionMember.objects.filter(ended_at=None).order_by("named", "pk")
_MEMBERS, _OF_ITS = Prefetch("members", _OPEN), Prefetch("inspection__members", _OPEN)
INSPECTIONS = Inspection.objects.select_related("area", "lead").prefetch_related(_MEMBERS)
REQUESTS = InspectionRequest.objects.select_related(
    "inspection__area", *actor_relations("none_given_by")
).prefetch_related(
    _OF_ITS,
    Prefetch("items", InspectionItem.objects.select_related(*actor_relations("removed_by")).order_by("given_on", "pk")),
)
MEMBERS = InspectionMember.objects.select_related("inspection").prefetch_related(_OF_ITS)
ITEMS = InspectionItem.objects.select_related("request__inspection").prefetch_related(
    Prefetch("request__inspection__members", _OPEN)
)


def folders():
    return INSPECTIONS.order_by("-starts_on", "-pk")


def requests_of(inspection: Inspection) -> list[InspectionRequest]:
    return list(REQUESTS.filter(inspection=inspection).order_by("number"))


def posts_to_name(area: Area, on: date) -> list[Membership]:
    """Posts of an area whose role may be named on the folder of an inspection."""
    roles = next(lines[Permission.INSPECTION_READ] for lines in PARTS.values() if Permission.INSPECTION_READ in lines)
    posts = Membership.objects.in_force(on).filter(role__in=roles, team__area=area)
    return list(posts.select_related("user", "team__organisation", "role").order_by("user__name", "pk"))


def waiting(until: date) -> list[InspectionRequest]:
    """What is due by a day, or was, and has no answer, in the open folders that the actor is named on."""
    found = REQUESTS.filter(inspection__closed_at=None, due_on__lte=until, none_given="", items=None)
    return list(found.order_by("due_on", "number", "pk"))


def kept_in(area: Area):
    return InspectionList.objects.filter(area=area).order_by("kind", "title")


HEADINGS = [
    *("Number", "Line", "Asked for", "Asked by", "Asked on", "Due on"),
    *("Given", "Given by", "Given to", "Given on", "Page or file"),
]


def rows_of(inspection: Inspection) -> list[list[str]]:
    """A row for each thing that was given, and for each request for which nothing was."""
    rows = [HEADINGS]
    for one in requests_of(inspection):
        asked = [one.number, one.line, one.asked, one.asked_by, one.asked_on, one.due_on]
        given = [
            [item.what, item.given_by, item.given_to, item.given_on, item.path or item.name] for item in one.items.all()
        ]
        rows += [[str(cell) for cell in asked + each] for each in given or [[one.none_given, "", "", "", ""]]]
    return rows
