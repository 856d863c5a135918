"""Why the agencies are involved in a case: stated by whoever leads, dated, and kept with what was stated before."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from breakwater.foundation import audit
from breakwater.partnership.organisations.models import Actor

from .models import Case, ReasonForInvolvement
from .operations import CaseIsClosed, lock


def begin(*, case: Case, reason: str, by: Actor, at: datetime) -> ReasonForInvolvement | None:
    """Begin with the reason of the decision that opened the case; None where it gave none."""
    if not reason.strip():
        return None
    return ReasonForInvolvement.objects.create(case=case, words=reason.strip(), from_decision=True, by=by, at=at)


@transaction.atomic
def state(case: Case, *, words: str, by: Actor, at: datetime) -> ReasonForInvolvement:
    """State why the agencies are involved now. The words that hold already, stated again, add nothing. Raises CaseIsClosed."""
    case = lock(case)
    if not case.is_open:
        raise CaseIsClosed(case.reference)
    now = current([case.pk]).get(case.pk)
    if now and not now.from_decision and now.words == words.strip():
        return now
    stated = ReasonForInvolvement.objects.create(case=case, words=words.strip(), by=by, at=at)
    audit.did("stated why agencies are involved", "case", case.pk)
    return stated


def current(cases: Iterable[int]) -> dict[int, ReasonForInvolvement]:
    """The reason that holds now in each of some cases (by id), in one query."""
    newest = ReasonForInvolvement.objects.filter(case__in=list(cases)).order_by("case_id", "-at", "-pk")
    return {reason.case_id: reason for reason in newest.distinct("case_id").select_related(*_STATED_BY)}


def history(case: Case) -> list[ReasonForInvolvement]:
    """Every reason of a case, newest first."""
    return list(case.reasons_for_involvement.order_by("-at", "-pk").select_related(*_STATED_BY))


_STATED_BY = ("by__membership__user", "by__membership__role", "by__membership__team", "by__area")
