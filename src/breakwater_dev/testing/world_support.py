"""What a school asked of the Prevent education officer in the small world: it is about no child."""

from dataclasses import dataclass, fields
from datetime import time, timedelta
from uuid import uuid4

from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date, moment
from breakwater.foundation.dates.working_days import ENGLAND
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Actor, Team
from breakwater.practice.child_on_child.models import TermReport
from breakwater.practice.child_on_child.prevention import operations as term_reports
from breakwater.practice.prevent.models import (
    Advice,
    Appointment,
    CurriculumMap,
    RiskLine,
    SupportRequest,
    Visit,
)
from breakwater.practice.prevent.support.operations import maps, requests, visits
from breakwater_dev.testing import factories as make

ABOUT = "How to talk about conspiracy theories in class"


@dataclass
class Support:
    """A request that waits, an appointment, a visit with a risk, advice and a map of one school."""

    school_team: Team
    support_request: SupportRequest
    appointment: Appointment
    visit: Visit
    risk_line: RiskLine
    prevent_advice: Advice
    curriculum_map: CurriculumMap
    term_report: TermReport


NAMES = {field.name for field in fields(Support)}


def asked(dsl: Actor, kind: str = "OUTREACH", about: str = ABOUT, at=None) -> SupportRequest:
    facts = requests.AskFacts(kind, about, "Tuesdays after 3pm")
    with acting_as(dsl) as by:
        return requests.ask(facts, by=by, at=at or timezone.now(), key=uuid4())


def _free(request: SupportRequest, at, days: int):
    """A working hour so many days later, for each request another."""
    day = ENGLAND.add_working_days(london_date(at), days - 2 + request.pk // 8 % 8 * 2)
    return moment(day, time(9 + request.pk % 8))


def offered(request: SupportRequest, officer: Actor, at=None) -> SupportRequest:
    at = at or timezone.now()
    times = [_free(request, at, days) for days in (7, 8)]
    with acting_as(officer) as by:
        return requests.offer_times(request, requests.OfferFacts(times, 60, "At the school", "Policies"), by=by, at=at)


def booked(dsl: Actor, officer: Actor, kind: str = "OUTREACH", at=None) -> Appointment:
    at = at or timezone.now()
    request = offered(asked(dsl, kind, at=at), officer, at)
    with acting_as(dsl) as by:
        return requests.take_time(request, starts_at=request.offered[0], by=by, at=at)


def visited(appointment: Appointment, officer: Actor, at=None) -> Visit:
    at = at or timezone.now()
    facts = visits.VisitFacts(
        visited_on=timezone.localdate(at),
        met="The head and the safeguarding lead",
        purpose="Review of the risk assessment",
        documents="Lettings policy",
        walk_through="Posters say whom to tell",
        strengths="Staff know the route",
        grades={"leadership": "3", "staff": "2"},
        training_booked="",
        next_visit_on=None,
    )
    with acting_as(officer) as by:
        return visits.record(appointment, facts, by=by, at=at)


def with_risk(visit: Visit, officer: Actor, owner=None, at=None) -> RiskLine:
    at = at or timezone.now()
    more = {}
    if owner is not None:
        more = {
            "further_action": "Check each outside speaker against the policy",
            "measure": "A log of the checks of one term",
            "priority": "2",
            "due_on": timezone.localdate(at) + timedelta(days=60),
            "owner": owner,
        }
    facts = visits.RiskFacts("PERMIT", "A speaker spreads hatred", "", "Speakers are checked", **more)
    with acting_as(officer) as by:
        return visits.add_risk(visit, facts, by=by, at=at, key=uuid4())


def support_of(school: Team, officers: Team) -> Support:
    """Everything once, of one school."""
    dsl = make.actor("dsl", of=school)
    officer = make.actor("prevent_education_officer", of=officers)
    now = timezone.now()
    visit = visited(booked(dsl, officer), officer)
    line = with_risk(visit, officer)
    with acting_as(officer) as by:
        facts = maps.AdviceFacts("The deputy head", now.date(), "OFSTED", "What is asked?", "Read chapter 2")
        advice = maps.advise(school, facts, by=by, at=now, key=uuid4())
    with acting_as(dsl) as by:
        made = maps.begin_map(school, year_groups=["7", "8"], by=by, at=now)
        cell = maps.CellFacts("History", "Source work on propaganda", "Nothing on algorithms")
        if not made.cells.exists():  # a school has one map a year, whatever else is beside it
            maps.fill_cell(made, cell, place=("7", "sources"), revision=0, by=by, at=now)
    report = reported(school, dsl)
    return Support(school, asked(dsl), booked(dsl, officer), visit, line, advice, made, report)


def reported(school: Team, dsl: Actor) -> TermReport:
    """The school's report of the last term, released to its governors and shared with the authority; a school has one."""
    now = timezone.now()
    term = term_reports.terms_to_report(now)[0]
    with acting_as(dsl) as by:
        report = term_reports.begin(school, term=str(term.starts_on), pupils=800, by=by, at=now)
        if not report.is_released:
            facts = term_reports.ReportFacts(800, themes="Nothing was reported. Staff were trained.")
            term_reports.write(report, facts, revision=report.revision, by=by, at=now)
            term_reports.release(report, approved_by="The head", by=by, at=now)
        return term_reports.share(report, by=by, at=now)
