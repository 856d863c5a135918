"""A coroner's report to prevent future deaths: whom it is addressed to, and what they answered (K42)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor

from ...models import ChildDeath, PreventionReport
from .states import locked


class AnsweredAlready(Refusal):
    words = "An answer to this report is recorded already."


@dataclass(frozen=True)
class ReportFacts:
    """Whom it is addressed to, and the day from which their time to answer counts."""

    addressee: str
    sent_on: date


@transaction.atomic
def add_report(death: ChildDeath, facts: ReportFacts, *, key: UUID, by: Actor, at: datetime) -> PreventionReport:
    """A report was made because of this death. A second time gives the first."""
    held = locked(death)
    if known := made_before(PreventionReport, key):
        return known
    audit.did("recorded a coroner’s report in", "child_death", held.pk)
    return PreventionReport.objects.create(death=held, **vars(facts), at=at, by=by, key=key)


@transaction.atomic
def record_answer(report: PreventionReport, on: date, words: str, *, by: Actor, at: datetime) -> PreventionReport:
    """The addressee answered. Raises AnsweredAlready."""
    locked(report.death)
    held = PreventionReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if held.answered_on:
        raise AnsweredAlready
    held.answered_on, held.words = on, words
    held.save(update_fields=["answered_on", "words"])
    audit.did("recorded the answer to a coroner’s report in", "child_death", held.death_id)
    return held
