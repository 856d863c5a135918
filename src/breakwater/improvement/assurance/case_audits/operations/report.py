"""The meeting case by case, the report through the scan for what identifies somebody, and actions into the tracker."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.cache import cache
from django.db import connection, transaction
from django.urls import reverse

from breakwater.casework.actions import operations as actions
from breakwater.casework.actions.models import Source, TrackedAction
from breakwater.foundation import audit, limits
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.improvement.learning.anonymity import Hit, scan_typed
from breakwater.improvement.learning.anonymity import Kind as Mark
from breakwater.improvement.learning.reviews.operations.names import terms_from
from breakwater.partnership.organisations.models import Actor, Team

from ...models import AgreedGrade, AuditedCase, CaseAudit, CaseReturn
from . import planning, safety

State = CaseAudit.State
BOXES = {
    "findings": "Findings",
    "causes": "System causes",
    "good_practice": "Good practice",
    "recommendations": "Recommendations",
}


class ReadSomebody(Refusal):
    """The words name somebody of the cases, or point to one."""


class ComparedTooOften(Refusal):
    words = (
        f"The report was changed and compared with the records {limits.AN_HOUR} times within the hour. Check it, and try "
        "again in an hour"
    )


class NotAgreed(Refusal):
    words = "The meeting has not agreed a grade for every case yet"


class AgreedBefore(Refusal):
    box, words = "because", "Enter why this is not what the meeting agreed before"


class NamesHidden(Refusal):
    words = (
        "The report has words of a case in it that is not shown to you any more. Which ones cannot be said here: take out what "
        "could come from that case"
    )


class ReturnsMissing(Refusal):
    box, words = "unsent_why", "Enter why the report is settled without the returns still to come"


class NotWritten(Refusal):
    words = "The findings and the recommendations are not written yet"


class SecondsMissing(Refusal):
    words = "A second reader has not read every return that was drawn for it"


@dataclass(frozen=True)
class MeetingFacts:
    """What the agencies agreed of one case, and whether its child is at risk now."""

    grade: str
    words: str
    good_practice: str
    gaps: str
    agreed_on: date
    at_risk: bool
    risk_words: str = ""
    because: str = ""


@dataclass(frozen=True)
class ReportFacts:
    findings: str
    causes: str
    good_practice: str
    recommendations: str


@transaction.atomic
def agree(case: AuditedCase, facts: MeetingFacts, *, revision: int, key: UUID, by: Actor, at: datetime) -> AuditedCase:
    """Record what the meeting agreed of a case; a child at risk now is raised with the case holder at once. The same form again is once.

    What was agreed before stays on record. Raises NotAtThisStage, ChangedMeanwhile, AgreedBefore.
    """
    if known := made_before(AgreedGrade, key):
        return known.of
    planning.locked(case.audit, State.OPEN)
    held = AuditedCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if held.revision != revision:
        raise ChangedMeanwhile(held)
    if held.agreed_on and not facts.because:
        raise AgreedBefore(held.pk)
    if facts.at_risk:
        safety.raise_concern(held, facts.risk_words, key=key, by=by, at=at)
    said = {name: getattr(facts, name) for name in ("grade", "words", "at_risk", "agreed_on")}
    because = facts.because if held.agreed_on else ""
    AgreedGrade.objects.create(of=held, **said, because=because, at=at, by=by, key=key)
    held.agreed_grade, held.agreed_words, held.agreed_on = facts.grade, facts.words, facts.agreed_on
    held.good_practice, held.gaps, held.at_risk = facts.good_practice, facts.gaps, facts.at_risk
    held.revision += 1
    held.save(
        update_fields=["agreed_grade", "agreed_words", "agreed_on", "good_practice", "gaps", "at_risk", "revision"]
    )
    audit.did("recorded the meeting on", "audited_case", held.pk)
    return held


@transaction.atomic
def write(one: CaseAudit, facts: ReportFacts, *, revision: int, by: Actor, at: datetime) -> CaseAudit:
    """Save the report as it is so far. What was said of the scan counts no longer. Raises NotAtThisStage, ChangedMeanwhile."""
    held = planning.locked(one, State.OPEN)
    if held.revision != revision:
        raise ChangedMeanwhile(held)
    for name, value in vars(facts).items():
        setattr(held, name, value)
    held.looked, held.revision = "", held.revision + 1
    held.save(update_fields=[*vars(facts), "looked", "revision"])
    audit.did("wrote the report of", "case_audit", held.pk)
    return held


def look_through(one: CaseAudit, *, at: datetime) -> list[Hit] | None:
    """What in the report names somebody of the cases, or points to somebody. On record: whoever asks tries words against names.

    So only so many versions of a report are compared within the hour. The same version again counts once. None: one more was not
    compared.
    """
    version = f"case-audit-compared.{one.pk}.{one.revision}"
    if cache.get(version) is None:
        if limits.too_many(purpose="case-audit-compared", connection=str(one.pk), at=at):
            return None
        cache.set(version, True, timeout=3600)
    terms, days = terms_from("access.names_of_case_audit", one.pk)
    audit.did("looked through the report of", "case_audit", one.pk)
    return scan_typed(_said(one), terms, days)


def _said(one: CaseAudit) -> dict[str, str]:
    return {label: getattr(one, name) for name, label in BOXES.items()}


def _refuse_names(one: CaseAudit, said: dict[str, str], hits: list[Hit]) -> None:
    """Words that a record knows do not stay, those of cases hidden since the draw included. Raises ReadSomebody, NamesHidden."""
    if any(_names(hit) for hit in hits):
        raise ReadSomebody(
            words="This has a name, place or number of an audited case in it. Write it out of the text first"
        )
    if any(_names(hit) for hit in scan_typed(said, *terms_from("access.hidden_names_of_case_audit", one.pk))):
        raise NamesHidden(one.pk)


def _names(hit: Hit) -> bool:
    return bool(hit.among) and hit.kind == Mark.NAME


def unsent(one: CaseAudit) -> int:
    """How many returns are still to come, of the cases that the actor may read; those set aside are not."""
    return CaseReturn.objects.filter(of__audit=one, sent_at=None, set_aside_at=None).count()


def missing(one: CaseAudit) -> list[type[Refusal]]:
    """What stands before the report can be settled."""
    lacks = {
        NotWritten: not one.findings or not one.recommendations,
        NotAgreed: one.cases.filter(agreed_on=None).exists(),
        SecondsMissing: one.cases.filter(
            returns__is_second=True, returns__sent_at__isnull=False, returns__second=None
        ).exists(),
    }
    return [refusal for refusal, is_so in lacks.items() if is_so]


@transaction.atomic
def settle(one: CaseAudit, looked: str, *, revision: int, by: Actor, at: datetime, unsent_why: str = "") -> CaseAudit:
    """The report is settled: every case agreed, every second reading in, and nothing in it that names somebody.

    What the scan found and no record knows (a date, a title before a name) may stay with a reason. Returns still to come need a
    reason too; no return is written on afterwards. Raises NotAgreed, NotWritten, SecondsMissing, ReturnsMissing, ReadSomebody,
    NamesHidden, ChangedMeanwhile.
    """
    held = planning.locked(one, State.OPEN)
    if held.revision != revision:
        raise ChangedMeanwhile(held)
    for lacks in missing(held):
        raise lacks(held.pk)
    hits = look_through(held, at=at)
    if hits is None:
        raise ComparedTooOften(held.pk)
    _refuse_names(held, _said(held), hits)
    if unsent(held) and not unsent_why:
        raise ReturnsMissing(held.pk)
    if hits and not looked:
        raise ReadSomebody(words="Say why what the scan found may stay, or write it out of the text", box="looked")
    held.state, held.looked, held.reported_at = State.REPORTED, looked, at
    held.unsent_why = unsent_why if unsent(held) else ""
    held.revision += 1
    held.save(update_fields=["state", "looked", "unsent_why", "reported_at", "revision"])
    with connection.cursor() as cursor:
        cursor.execute("select access.close_case_returns(%s, %s)", [held.pk, at])
    audit.did("settled the report of", "case_audit", held.pk)
    return held


@transaction.atomic
def add_action(
    one: CaseAudit, facts: actions.ActionFacts, owners: list[Team], *, key: UUID, by: Actor, at: datetime
) -> TrackedAction:
    """An action of the report, proposed to the teams that are to do it. It names nobody of the cases. Raises ReadSomebody, NamesHidden."""
    held = planning.locked(one, State.REPORTED)
    said = {"because": facts.because, "wording": facts.wording, "measure": facts.measure}
    _refuse_names(held, said, scan_typed(said, *terms_from("access.names_of_case_audit", held.pk)))
    path = reverse("assurance:case_audit", args=[held.public_id])
    origin = actions.Origin(Source.AUDIT, f"Case audit of {london_date(held.reported_at):%B %Y}", path)
    made = actions.propose(facts, origin=origin, owners=owners, by=by, at=at, key=key)
    audit.did("took an action of the report of", "case_audit", held.pk, action=made.pk)
    return made
