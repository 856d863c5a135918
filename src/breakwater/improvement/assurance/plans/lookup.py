"""Strategies, plans and risks as pages read them, and which areas somebody reads of."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery

from breakwater.partnership.organisations.access.roles import Role
from breakwater.partnership.organisations.models import Area, Membership, User, actor_relations

from ..arrangements.codes import DELEGATED, LEAD
from ..models import (
    MeasureReading,
    OutcomeMeasure,
    Plan,
    PlanChange,
    Priority,
    Rag,
    Ratification,
    Risk,
    RiskReview,
    RoleHolding,
    ScrutinyVisit,
    Strategy,
    StrategyArea,
    StrategyEdition,
    SystemEscalation,
    WorkItem,
    WorkUpdate,
)

STRATEGIES = Strategy.objects.select_related("lead_area")
STRATEGY_AREAS = StrategyArea.objects.select_related("strategy", "area")
PLANS = Plan.objects.select_related("area")
PRIORITIES = Priority.objects.select_related("plan__area", "objective__strategy")
MEASURES = OutcomeMeasure.objects.select_related("priority__plan__area")
ITEMS = WorkItem.objects.select_related("priority__plan__area", "organisation")
RISKS = Risk.objects.select_related("area", "organisation")
ESCALATIONS = SystemEscalation.objects.select_related("strategy", "area", *actor_relations("by", "answered_by"))
LAST_FIRST = "-on", "-pk"
CHANGES = PlanChange.objects.select_related(*actor_relations("by")).order_by("-at", "-pk")
BY_POST = (Role.HEAD_OF_SERVICE, Role.BUSINESS_MANAGER)
# Roles in the arrangements: who reads plans and risks of the area beside those, and who is of its executive.
EXECUTIVE = (DELEGATED, "chair")
READERS = (*EXECUTIVE, LEAD, "scrutineer", "education", "lay_member", "business_manager")


def areas_read(user: int, day: date) -> set[int]:
    """The areas of which somebody reads: where they manage or lead the partnership, or hold a role in it (one account, four roles)."""
    by_post = Membership.objects.in_force(day).filter(user=user, role__in=BY_POST)
    held = RoleHolding.objects.on(day).filter(user=user, role__in=READERS)
    return {*by_post.values_list("team__area", flat=True), *held.values_list("area", flat=True)}


def is_executive(user: int, areas: Iterable[int], day: date) -> bool:
    return executive_of(areas, day).filter(pk=user).exists()


def executive_of(areas: Iterable[int], day: date) -> QuerySet[User]:
    """The executive of several areas: the delegated partners and chairs of each, and heads of service."""
    held = RoleHolding.objects.on(day).filter(area__in=areas, role__in=EXECUTIVE)
    heads = Membership.objects.in_force(day).filter(role=Role.HEAD_OF_SERVICE, team__area__in=areas)
    who = Q(pk__in=held.values("user")) | Q(pk__in=heads.values("user"))
    return User.objects.filter(who, is_active=True).order_by("pk")


def keepers_of(areas: Iterable[int], day: date) -> QuerySet[User]:
    """The business managers of several areas."""
    held = Membership.objects.in_force(day).filter(role=Role.BUSINESS_MANAGER, team__area__in=areas)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk")


def whole(rows: QuerySet[Priority]) -> QuerySet[Priority]:
    """Priorities with their measures, readings, work and its updates: in a number of queries that does not grow with them."""
    changes = Prefetch("changes", CHANGES)
    updates = WorkUpdate.objects.select_related(*actor_relations("by")).order_by(*LAST_FIRST)
    items = ITEMS.order_by("number").prefetch_related(Prefetch("updates", updates), changes)
    readings = MeasureReading.objects.order_by(*LAST_FIRST)
    measures = OutcomeMeasure.objects.order_by("pk").prefetch_related(Prefetch("readings", readings), changes)
    visits = ScrutinyVisit.objects.order_by("planned_for", "pk")
    beneath = (Prefetch("items", items), Prefetch("measures", measures), Prefetch("visits", visits))
    return rows.prefetch_related(*beneath, changes)


def priorities_between(area: Area, since: date, until: date) -> list[Priority]:
    """What an area's plans put first at any time between two days, whole."""
    listed = PRIORITIES.filter(plan__area=area, starts_on__lte=until, ends_on__gte=since)
    return list(whole(listed).order_by("plan__starts_on", "number"))


def priorities_of(area: int, today: date) -> dict[str, Priority]:
    """What an area's plans put first today, by key."""
    found = PRIORITIES.filter(plan__area=area, starts_on__lte=today, ends_on__gte=today)
    return {each.public_id: each for each in found.order_by("plan__starts_on", "number")}


def answers_to(strategy: Strategy) -> Mapping[tuple[int, int], Priority]:
    """By objective and area, the priority of the last plan that answers it."""
    listed = whole(PRIORITIES.filter(objective__strategy=strategy)).order_by("plan__starts_on", "pk")
    return {(each.objective_id, each.plan.area_id): each for each in listed}


def strategies_of(areas: set[int]) -> QuerySet[Strategy]:
    return STRATEGIES.filter(areas__area__in=areas).distinct().order_by("-starts_on", "-pk")


def owners_of(strategy: Strategy) -> list[StrategyArea]:
    return list(STRATEGY_AREAS.filter(strategy=strategy).order_by("area__name"))


def earlier_of(strategy: Strategy) -> list[tuple[StrategyEdition, list[Ratification]]]:
    """Every edition of a strategy before the present one, the last first, with who ratified it."""
    by_number: dict[int, list[Ratification]] = {}
    for each in Ratification.objects.filter(area__strategy=strategy).select_related("area__area").order_by("on", "pk"):
        by_number.setdefault(each.edition, []).append(each)
    listed = strategy.editions.filter(number__lt=strategy.edition).order_by("-number")
    return [(each, by_number.get(each.number, [])) for each in listed]


def risks_of(areas: Iterable[int]) -> QuerySet[Risk]:
    """The risks of areas with how each stands: the open and the highest first."""
    last = RiskReview.objects.filter(risk=OuterRef("pk")).order_by(*LAST_FIRST)
    listed = RISKS.filter(area__in=areas).annotate(
        now_likelihood=Subquery(last.values("likelihood")[:1]), now_impact=Subquery(last.values("impact")[:1])
    )
    scored = listed.annotate(residual=F("now_likelihood") * F("now_impact"))
    return scored.order_by(F("closed_on").asc(nulls_first=True), "-residual", "area__name", "number")


def due_for_update(area: int, since: date, today: date) -> QuerySet[WorkItem]:
    """Work under way of which nothing was said since a day."""
    running = ITEMS.filter(priority__plan__area=area, starts_on__lte=today).exclude(rag=Rag.BLUE)
    return running.exclude(updates__on__gte=since).order_by("due_on", "pk")


def objectives_for(area: int) -> dict:
    """The objectives that an area's plan may answer, by key."""
    found = Strategy.objects.filter(areas__area=area).prefetch_related("objectives").order_by("-starts_on", "pk")
    return {each.public_id: each for one in found for each in sorted(one.objectives.all(), key=lambda o: o.number)}
