"""Contracts with what was found at their gates, and the audit returns that may be evidence."""

from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet

from breakwater.casework.self_assessments.measures import bank_of, median
from breakwater.casework.self_assessments.models import ModeratedGrade
from breakwater.improvement.assurance.models import RoundMember
from breakwater.partnership.organisations.models import actor_relations

from ..models import Contract, GateCheck, GateOpened, MonitoringReturn

CONTRACTS = Contract.objects.select_related("area", "gap", "provision__service").defer(
    "provision__service__words", "provision__service__stems"
)


def contracts_of(area: int) -> QuerySet[Contract]:
    """With what is recorded of each, in a number of queries that does not grow with them."""
    checks = GateCheck.objects.order_by("at", "pk")
    listed = CONTRACTS.filter(area=area).order_by("title", "pk")
    return listed.prefetch_related(Prefetch("checks", checks), "opened")


def checks_of(contract: Contract) -> list[GateCheck]:
    """The first first, each with whoever recorded it and, where the reader may know of it, the return that is its evidence."""
    listed = GateCheck.objects.filter(contract=contract).select_related(
        *actor_relations("by"),
        "member__organisation",
        "member__round_area__round",
        "member__request__assessment__edition",
    )
    return list(listed.defer("member__round_area__round__edition").order_by("at", "pk"))


def opened_of(contract: Contract) -> list[GateOpened]:
    return list(GateOpened.objects.filter(contract=contract).select_related(*actor_relations("by")))


def returns_of(contract: Contract) -> list[MonitoringReturn]:
    """The last return of each quarter, the last quarter first."""
    listed = MonitoringReturn.objects.filter(contract=contract).order_by("-starts_on", "-revision")
    return list(listed.distinct("starts_on"))


def recorded(contract: Contract) -> list[MonitoringReturn]:
    """Every return as it was recorded, the last first."""
    listed = MonitoringReturn.objects.filter(contract=contract).select_related(*actor_relations("by"))
    return list(listed.order_by("-starts_on", "-revision"))


def audited(area: int) -> dict[str, RoundMember]:
    """The returns to rounds of audits that the reader may know of, by key: those sent."""
    listed = RoundMember.objects.filter(area=area, request__assessment__sent_at__isnull=False)
    listed = listed.select_related("organisation", "round_area__round")
    return {each.public_id: each for each in listed.order_by("organisation__name", "-round_area__round__opens_on")}


def grades_of(members: Iterable[RoundMember]) -> dict[int, str]:
    """The median of the grades that a return was given by those who asked, in words, as far as the reader may know of them."""
    returns = {
        each.request.assessment_id: each.request.assessment
        for each in members
        if each.request and each.request.assessment
    }
    scores: dict[int, dict[str, int]] = {}
    for each in ModeratedGrade.objects.filter(assessment__in=returns).order_by(
        "-kind", "at", "pk"
    ):  # the final one last
        scores.setdefault(each.assessment_id, {})[each.statement] = each.score
    return {pk: bank_of(returns[pk].edition).grade_of(median(list(given.values()))) for pk, given in scores.items()}
