"""Agencies' lists, their versions and rows as the pages load them."""

from collections.abc import Collection

from django.db.models import QuerySet

from breakwater.partnership.organisations.models import Organisation, actor_relations
from breakwater.partnership.people.models import AgencyList, ListRow, ListVersion

OF_THE_LIST = ("agency_list__organisation", "agency_list__present", "agency_list__area", "area")


def lists_of(area: int) -> QuerySet[AgencyList]:
    found = AgencyList.objects.filter(area=area).select_related("organisation", "area", "owner__user")
    return found.order_by("label", "pk")


def who_may_send(area: int) -> QuerySet[Organisation]:
    """The agencies that serve an area, schools apart, by name."""
    found = Organisation.objects.filter(closed_on=None, serves__area=area).exclude(kind=Organisation.Kind.SCHOOL)
    return found.order_by("name", "pk").distinct()


def versions_of(agency_list: AgencyList) -> QuerySet[ListVersion]:
    """The versions of a list, the last to come first."""
    found = ListVersion.objects.filter(agency_list=agency_list).select_related(*actor_relations("by"))
    return found.order_by("-received_at", "-pk")


def versions_in(area: int) -> QuerySet[ListVersion]:
    return ListVersion.objects.filter(area=area).select_related(*OF_THE_LIST, *actor_relations("by", "confirmed_by"))


def rows_of(area: int) -> QuerySet[ListRow]:
    found = ListRow.objects.filter(area=area)
    return found.select_related("version__agency_list__organisation", "person", "area")


def row_of(area: int, public_id: str) -> ListRow | None:
    return rows_of(area).filter(public_id=public_id).first()


def lines_of(version: ListVersion, lines: Collection[int]) -> list[ListRow]:
    return list(ListRow.objects.filter(version=version, line__in=lines).order_by("line"))


def waiting_rows(area: int) -> QuerySet[ListRow]:
    """The doubtful rows of an area, those of the list that came first before the others."""
    return ListRow.objects.waiting(area).order_by("version__received_at", "line", "pk")


def following_row(area: int, row: ListRow | None) -> str | None:
    """The next row that waits after this one, or the first of all, by its public id; None where no other waits."""
    waiting = list(waiting_rows(area).values_list("version__received_at", "line", "pk", "public_id"))
    if row is None:
        return waiting[0][-1] if waiting else None
    here = (row.version.received_at, row.line, row.pk)
    others = [one for one in waiting if one[:3] != here]
    later = [one for one in others if one[:3] > here]
    return next((one[-1] for one in (*later, *others)), None)
