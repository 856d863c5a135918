"""What a visit leaves: its record, the risk assessment, and actions that the school accepts (PL 10.12, 10.5)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from breakwater.casework.actions import operations as actions
from breakwater.casework.actions.models import Source, TrackedAction
from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.facts import values_of
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, Membership

from ...models import Appointment, RiskAssessment, RiskLine, Visit
from ...models.support import key_carried, key_of_action
from .. import pathway
from .requests import MovedOn, hold

CARRIED = ("category", "risk", "hazard", "controls", "severity", "likelihood")


class AgreedAlready(Refusal):
    words = "The head has agreed this record: it is not changed any more. Put what is new into the next visit"


class RiskFirst(Refusal):
    words = "Record at least one risk, and look at each that is carried from last time. Then the head can agree"


class NotTheirs(Refusal):
    box, words = "owner", "This person has no role in the school any more. Choose somebody else"


class NotAgreed(Refusal):
    words = "The head has not agreed the record yet. Record that first, then send the report"


@dataclass(frozen=True)
class VisitFacts:
    """The record of a visit; `grades` maps an item to the grade that was seen, where it was looked at."""

    visited_on: date
    met: str
    purpose: str
    documents: str
    walk_through: str
    strengths: str
    grades: dict[str, str]
    training_booked: str
    next_visit_on: date | None


@dataclass(frozen=True)
class RiskFacts:
    """One risk. The further action is proposed to the school, for `owner` of it: the school accepts it. `measure` shows that it is done."""

    category: str
    risk: str
    hazard: str
    controls: str
    severity: int | None = None
    likelihood: int | None = None
    further_action: str = ""
    measure: str = ""
    priority: str = ""
    due_on: date | None = None
    owner: Membership | None = None


@dataclass(frozen=True)
class SignFacts:
    signed_name: str
    signed_role: str
    signed_on: date


@transaction.atomic
def record(booked: Appointment, facts: VisitFacts, *, by: Actor, at: datetime) -> Visit:
    """The visit took place. Its risk assessment begins with the risks of the last one. Raises MovedOn."""
    booked = hold(booked, by=by, at=at)
    common = {"area": booked.area, "school_team": booked.school_team, "officer_team": booked.officer_team}
    visit = Visit.objects.create(
        appointment=booked,
        officer=by.membership,
        report_due_on=pathway.report_due(booked.area, facts.visited_on),
        follow_up_on=pathway.follow_up_due(facts.visited_on),
        made_at=at,
        made_by=by,
        **common,
        **values_of(facts),
    )
    before = RiskAssessment.objects.filter(school_team=booked.school_team).exclude(agreed_on=None)
    before = before.order_by("-agreed_on", "-pk").first()
    made = RiskAssessment.objects.create(
        visit=visit,
        national=before.national if before else "",
        local=before.local if before else "",
        review_on=pathway.review_due(facts.visited_on),
        **common,
    )
    RiskLine.objects.bulk_create(
        RiskLine(
            assessment=made,
            is_carried=True,
            key=key_carried(line.key, made.pk),
            **{name: getattr(line, name) for name in CARRIED},
        )
        for line in (before.lines.order_by("pk") if before else ())
    )
    audit.did("recorded", "visit", visit.pk)
    return visit


@transaction.atomic
def correct(visit: Visit, facts: VisitFacts, *, revision: int, by: Actor, at: datetime) -> Visit:
    """Go on writing the record, until the head has agreed it. Raises AgreedAlready, ChangedMeanwhile."""
    visit = _open(visit)
    if visit.revision != revision:
        raise ChangedMeanwhile(visit)
    for name, value in values_of(facts).items():
        setattr(visit, name, value)
    visit.report_due_on = pathway.report_due(visit.area, facts.visited_on)
    visit.follow_up_on = pathway.follow_up_due(facts.visited_on)
    visit.revision += 1
    visit.save(update_fields=[*values_of(facts), "report_due_on", "follow_up_on", "revision"])
    audit.did("corrected", "visit", visit.pk)
    return visit


@transaction.atomic
def say_known_risks(visit: Visit, *, national: str, local: str, by: Actor, at: datetime) -> RiskAssessment:
    """What is known of risks in the country and here, from the authority's briefing. Raises AgreedAlready."""
    made = _open(visit).risk_assessment
    made.national, made.local = national, local
    made.save(update_fields=["national", "local"])
    audit.did("wrote the known risks", "visit", visit.pk)
    return made


@transaction.atomic
def add_risk(visit: Visit, facts: RiskFacts, *, by: Actor, at: datetime, key: UUID) -> RiskLine:
    """Add a risk; a further action is agreed in the same breath. Raises AgreedAlready, NotTheirs."""
    if known := made_before(RiskLine, key):
        return known
    visit = _open(visit)
    return _save_risk(visit, RiskLine(assessment=visit.risk_assessment, key=key), facts, by=by, at=at)


@transaction.atomic
def look_again(line: RiskLine, facts: RiskFacts, *, by: Actor, at: datetime) -> RiskLine:
    """Look at a risk again that is carried from last time, or correct it. Raises AgreedAlready, NotTheirs."""
    visit = _open(line.assessment.visit)
    return _save_risk(visit, RiskLine.objects.select_for_update().get(pk=line.pk), facts, by=by, at=at)


@transaction.atomic
def remove_risk(line: RiskLine, *, by: Actor, at: datetime) -> None:
    """A carried risk is no more. An action that was agreed about one stays in the tracker. Raises AgreedAlready."""
    visit = _open(line.assessment.visit)
    audit.did("removed a risk", "visit", visit.pk, risk=line.pk)
    line.delete()


@transaction.atomic
def sign(visit: Visit, facts: SignFacts, *, by: Actor, at: datetime) -> Visit:
    """Record that the head agrees record, risk assessment and actions; who records it is named beside them. Raises AgreedAlready, RiskFirst."""
    visit = _open(visit)
    lines = list(visit.risk_assessment.lines.values_list("is_carried", flat=True))
    if not lines or any(lines):
        raise RiskFirst(visit.pk)
    for name, value in values_of(facts).items():
        setattr(visit, name, value)
    visit.entered_by = by.said[:200]
    visit.save(update_fields=["signed_name", "signed_role", "signed_on", "entered_by"])
    made = visit.risk_assessment
    made.agreed_on, made.review_on = facts.signed_on, pathway.review_due(facts.signed_on)
    made.save(update_fields=["agreed_on", "review_on"])
    audit.did("recorded that the head agreed", "visit", visit.pk)
    return visit


@transaction.atomic
def send(visit: Visit, *, by: Actor, at: datetime) -> Visit:
    """The report goes to the school: it is told, and opens it here. Twice is once. Raises NotAgreed."""
    visit = _locked(visit)
    if visit.signed_on is None:
        raise NotAgreed(visit.pk)
    if visit.sent_at is None:
        visit.sent_at = at
        visit.save(update_fields=["sent_at"])
        audit.did("sent the report", "visit", visit.pk)
        _tell(visit, "The report of a Prevent visit is ready to read", by=by, at=at)
    return visit


@transaction.atomic
def follow_up(visit: Visit, *, words: str, by: Actor, at: datetime) -> Visit:
    """At three months: what has been done, and what has not. Raises MovedOn."""
    visit = _locked(visit)
    if visit.sent_at is None or visit.followed_up_on is not None:
        raise MovedOn(visit.pk)
    visit.followed_up_on, visit.follow_up = london_date(at), words
    visit.save(update_fields=["followed_up_on", "follow_up"])
    audit.did("followed up", "visit", visit.pk)
    _tell(visit, "A Prevent visit was followed up", by=by, at=at)
    return visit


def page_of(visit: Visit) -> str:
    return reverse("prevent:visit", args=[visit.public_id])


def _save_risk(visit: Visit, line: RiskLine, facts: RiskFacts, *, by: Actor, at: datetime) -> RiskLine:
    had = bool(line.further_action)
    agreed = () if had else ("further_action", "due_on")  # what is agreed is changed in the tracker alone
    for name in (*CARRIED, *agreed):
        setattr(line, name, getattr(facts, name))
    if not had:
        line.lead = facts.owner.user.name if facts.owner else ""
    line.is_carried = False
    line.save(update_fields=[*CARRIED, *agreed, "lead", "is_carried"] if line.pk else None)
    audit.did("recorded a risk", "visit", visit.pk, risk=line.pk)
    if facts.further_action and not had:
        _agree(visit, line, facts, by=by, at=at)
    return line


def _agree(visit: Visit, line: RiskLine, facts: RiskFacts, *, by: Actor, at: datetime) -> TrackedAction:
    if facts.owner is None or facts.owner.team_id != visit.school_team_id:
        raise NotTheirs(visit.pk)
    return actions.propose(
        actions.ActionFacts(facts.risk, facts.further_action, facts.measure, facts.priority, facts.due_on),
        origin=actions.Origin(Source.VISIT, f"Prevent visit of {date_in_words(visit.visited_on)}", page_of(visit)),
        owners=[visit.school_team],
        named=facts.owner,
        by=by,
        at=at,
        key=key_of_action(line.key),
    )


def _locked(visit: Visit) -> Visit:
    held = Visit.objects.select_for_update(of=("self",)).select_related("area", "school_team", "officer_team")
    return held.get(pk=visit.pk)


def _open(visit: Visit) -> Visit:
    held = _locked(visit)
    if held.signed_on is not None:
        raise AgreedAlready(held.pk)
    return held


def _tell(visit: Visit, words: str, *, by: Actor, at: datetime) -> None:
    notifications.tell(words=words, path=page_of(visit), team=visit.school_team, by=by, at=at)
