"""Roles, agencies, agreements and contributions of an area, as they stood on a day or in a year. None of it is behind the wall."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from breakwater.partnership.organisations.calendars import working_calendar
from breakwater.partnership.organisations.models import Area, User

from ..models import ArrangementsEdition, Contribution, InformationAgreement, NamedAgency, RoleHolding
from . import codes

HOLDINGS = RoleHolding.objects.select_related("area", "organisation", "user", "delegated_by", "corrects", "made_by")
EDITIONS = ArrangementsEdition.objects.select_related("area", "published_by")
AGENCIES = NamedAgency.objects.select_related("edition__area", "organisation")
AGREEMENTS = InformationAgreement.objects.select_related("area")
CONTRIBUTIONS = Contribution.objects.select_related("area", "corrects")
PUBLISHED = ArrangementsEdition.State.PUBLISHED


def holders_on(area: Area, day: date) -> QuerySet[RoleHolding]:
    """Who held each role of an area on a day, as it is known now: in the order of roles, partners and names.

    A holding that was corrected counts as its correction says; the last day of a holding counts.
    """
    return HOLDINGS.on(day).filter(area=area).order_by("role", "partner", "agency", "starts_on", "pk")


def agencies_named_on(area: Area, day: date) -> QuerySet[NamedAgency]:
    """Which relevant agencies the arrangements named that were in force in an area on a day, by kind and name. None: none were."""
    edition = in_force_on(area, day)
    return AGENCIES.filter(edition=edition).order_by("kind", "name") if edition else AGENCIES.none()


def contributions(area: Area, year: int) -> QuerySet[Contribution]:
    """What was put in for an area in the year from 1 April `year` to 31 March after it, as it is known now: cash first, the most first."""
    return CONTRIBUTIONS.standing().filter(area=area, year=year).order_by("-in_cash", "-amount", "pk")


def in_force_on(area: Area, day: date) -> ArrangementsEdition | None:
    """The edition of the arrangements that was in force in an area on a day."""
    return EDITIONS.filter(area=area, state=PUBLISHED, in_force_on__lte=day).order_by("-in_force_on", "-pk").first()


def last_in_force(area: Area) -> ArrangementsEdition | None:
    """The published edition that takes effect after every other."""
    return EDITIONS.filter(area=area, state=PUBLISHED).order_by("-in_force_on", "-pk").first()


def editions_of(area: Area) -> QuerySet[ArrangementsEdition]:
    """Every edition, the last first."""
    return EDITIONS.filter(area=area).order_by("-number")


def agreements_on(area: Area, day: date) -> QuerySet[InformationAgreement]:
    """The agreements on sharing information that held in an area on a day."""
    running = Q(ended_on=None) | Q(ended_on__gt=day)
    return AGREEMENTS.filter(running, area=area, starts_on__lte=day).order_by("review_on", "pk")


def held_by(user: User, day: date) -> QuerySet[RoleHolding]:
    """What one person holds on a day, in every area."""
    return HOLDINGS.on(day).filter(user=user).order_by("role", "area__name", "pk")


def chain_of(holding: RoleHolding) -> list[RoleHolding]:
    """Every row of one holding, from what was recorded first to what holds now."""
    while holding.corrects:
        holding = holding.corrects
    chain = [HOLDINGS.get(pk=holding.pk)]
    while after := HOLDINGS.filter(corrects=chain[-1]).first():
        chain.append(after)
    return chain


@dataclass(frozen=True)
class Lapse:
    """An agency whose safeguarding lead went without a successor, and until when one is to be named (K06)."""

    holding: RoleHolding
    due_on: date
    is_overdue: bool


def lapses(area: Area, day: date) -> list[Lapse]:
    """Agencies whose safeguarding lead has left and that have named no successor, also one who begins later; the longest first.

    An agency that has closed names nobody any more.
    """
    open_ones = Q(organisation=None) | Q(organisation__closed_on=None) | Q(organisation__closed_on__gt=day)
    held = HOLDINGS.standing().filter(open_ones, area=area, role__in=codes.WATCHED).order_by("starts_on", "pk")
    last: dict[tuple, RoleHolding] = {}
    for each in held:
        of = (each.role, each.organisation_id or each.agency.casefold())
        before = last.get(of)
        if before is None or (each.ends_on or date.max) >= (before.ends_on or date.max):
            last[of] = each
    calendar = working_calendar(area)
    over = [each for each in last.values() if each.ends_on and each.ends_on < day]
    due = [(each, calendar.add_working_days(each.ends_on, codes.LEAD_LAPSE_DAYS)) for each in over]
    return sorted((Lapse(each, by, by < day) for each, by in due), key=lambda one: one.due_on)


def year_of(day: date) -> int:
    """The year from April to March that a day is in, by the year in which it begins."""
    return day.year if day.month >= 4 else day.year - 1


def leads_to_delegate(area: Area) -> list[RoleHolding]:
    """Who holds or held the role of lead safeguarding partner, the last first."""
    found = HOLDINGS.standing().filter(area=area, role=codes.LEAD)
    return list(found.order_by("-starts_on", "partner", "pk"))


def years_of(area: Area) -> list[int]:
    """The years of which contributions are recorded, the last first."""
    return sorted(set(Contribution.objects.filter(area=area).values_list("year", flat=True)), reverse=True)


def every_published() -> list[ArrangementsEdition]:
    """Every published edition, by area, the last first."""
    return list(EDITIONS.filter(state=PUBLISHED).order_by("area__name", "-number"))


def published_now(day: date) -> list[ArrangementsEdition]:
    """Of each area the edition in force on a day, or the first that is to come."""
    by_area: dict[int, list[ArrangementsEdition]] = {}
    for each in every_published():
        by_area.setdefault(each.area_id, []).append(each)
    return [next((each for each in editions if each.in_force_on <= day), editions[-1]) for editions in by_area.values()]
