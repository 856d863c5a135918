"""Why we are involved, as the child's page and the case's own page show it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from breakwater.casework.cases import involvement
from breakwater.casework.cases.models import Case, CaseWorker, ReasonForInvolvement
from breakwater.casework.cases.registry import CONCERNS
from breakwater.foundation.design.moments import day
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

NOT_STATED = "Whoever leads has not put this in a sentence yet."


@dataclass(frozen=True)
class Why:
    """A reason in words, where it comes from and since when, and where this actor may state it."""

    words: str
    source: str
    href: str = ""
    is_stated: bool = False


def why_involved(cases: Iterable[Case], workers: Mapping[int, Sequence[CaseWorker]], actor: Actor) -> dict[int, Why]:
    """Why we are involved in each case, in a fixed number of queries for each kind of case."""
    cases = list(cases)
    reasons = involvement.current(case.pk for case in cases)
    concerns: dict[int, str] = {}
    for kind, found in CONCERNS.items():
        if unstated := [case.pk for case in cases if case.kind == kind and case.pk not in reasons]:
            concerns |= found(unstated)
    may_work = may(actor, Permission.CASE_WORK)
    return {
        case.pk: _why(
            case, reasons.get(case.pk), concerns.get(case.pk, ""), may_work and _works_on(actor, case, workers[case.pk])
        )
        for case in cases
    }


def _works_on(actor: Actor, case: Case, posts: Sequence[CaseWorker]) -> bool:
    """Whether CASE_WORK is theirs in this case, from the posts that were read already (see `cases.rules`)."""
    human = actor.membership.user_id
    return actor.membership.team_id == case.responsible_team_id or any(post.user_id == human for post in posts)


def _why(case: Case, reason: ReasonForInvolvement | None, concern: str, may_state: bool) -> Why:
    if concern:
        return Why(concern, "In the words of whoever contacted us")
    href = reverse("casework:involvement", args=[case.reference]) if may_state else ""
    if reason is None:
        return Why("", NOT_STATED, href)
    source = f"{source_of(reason)}. {NOT_STATED}" if reason.from_decision else source_of(reason)
    return Why(reason.words, source, href, is_stated=not reason.from_decision)


def source_of(reason: ReasonForInvolvement) -> str:
    """Where a reason comes from: who stated it and when, or the decision it was taken from."""
    if reason.from_decision:
        return f"From the decision that opened it, {day(reason.at)}"
    return f"{reason.by.said}, {day(reason.at)}"
