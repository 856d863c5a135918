"""Earlier audits as pages list them, and the organisations that a file may name."""

from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from breakwater.partnership.organisations.models import Area, Organisation, actor_relations

from ..models import EarlierAudit, EarlierLine
from .file import Register, plain

Status = EarlierLine.Status
AUDITS = EarlierAudit.objects.select_related("organisation", "area", *actor_relations("taken_in_by"))
LINES = EarlierLine.objects.select_related("audit__organisation", "tracked")
OPEN = Count("lines", filter=Q(lines__status=Status.OPEN, lines__tracked=None))
ACTIONS = Count("lines", filter=~Q(lines__action=""))


def listed() -> QuerySet[EarlierAudit]:
    """With how many actions each has, and how many are open and in no tracker."""
    return AUDITS.annotate(actions_count=ACTIONS, open_count=OPEN)


def titles() -> list[str]:
    return list(EarlierAudit.objects.order_by("title").values_list("title", flat=True).distinct())


def of_organisation(organisation: Organisation) -> list[EarlierAudit]:
    return list(AUDITS.filter(organisation=organisation).order_by("-returned_on", "pk"))


def lines_of(earlier: EarlierAudit) -> list[EarlierLine]:
    return list(LINES.filter(audit=earlier).order_by("number"))


def taken_in(area: Area) -> list[tuple[str, int, datetime]]:
    return list(EarlierAudit.objects.filter(area=area).values_list("title", "organisation", "taken_in_at"))


def register_of(area: Area, on: date) -> Register:
    """The organisations of an area by name and URN, closed ones too: an earlier audit may be of one. A name that two have is neither's."""
    serves = Q(serves__area=area, serves__starts_on__lte=on)
    found = list(Organisation.objects.filter(serves | Q(teams__area=area)).select_related("school").distinct())
    names = [plain(each.name) for each in found]
    schools = {each.school.urn: each for each in found if getattr(each, "school", None)}
    shared = frozenset(name for name in names if names.count(name) > 1)
    return Register(schools, {plain(each.name): each for each in found if plain(each.name) not in shared}, shared)
