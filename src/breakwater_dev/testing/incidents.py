"""Incidents between children, made as the people of a school make them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.utils import timezone

from breakwater.casework.models import Answers
from breakwater.casework.recording import operations as recording
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Actor, Team
from breakwater.partnership.organisations.registry import CONTACT_FORM
from breakwater.partnership.people.models import Enrolment, Person
from breakwater.practice.child_on_child.incidents.operations import (
    conflicts,
    contacts,
    notices,
    of_child,
    opening,
    routes,
    support,
)
from breakwater.practice.child_on_child.models import (
    HeadConflict,
    Incident,
    IncidentChild,
    Parent,
    Report,
    Route,
    SchoolNotice,
    Support,
)
from breakwater.practice.child_on_child.reports import operations as reports
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.prevent_item import WELFARE

NAMES = {
    "incident",
    "incident_child",
    "incident_report",
    "incident_route",
    "incident_support",
    "incident_parent",
    "incident_conflict",
    "school_notice",
}
CALL_BACK, NOT_KNOWN = "01632 960100", {"state": "not_known"}
WORDS = "He put his hand up my skirt in the corridor"


@dataclass
class Between:
    """One of each of what a school keeps of harm between children."""

    incident: Incident
    incident_child: IncidentChild
    incident_report: Report
    incident_route: Route
    incident_support: Support
    incident_parent: Parent
    incident_conflict: HeadConflict
    school_notice: SchoolNotice


def a_school(name: str = "Invented School") -> Team:
    """The safeguarding team of a school."""
    return make.team("Safeguarding", of=make.organisation(name, "SCHOOL"))


def staff_of(school: Team, name: str = "Staff") -> Team:
    """The other staff of a school, or its governors, who see no pupil by their team."""
    return Team.objects.create(organisation=school.organisation, area=school.area, name=name)


def a_teacher(school: Team) -> Actor:
    """A member of staff who is not of the safeguarding team, but of another team of the school."""
    return make.actor("school_staff", of=staff_of(school))


def a_pupil(school: Team, forename: str, surname: str = "Example", **facts) -> Person:
    """A pupil verified on the school's roll."""
    made = make.person(forename, surname, **facts)
    today = timezone.localdate()
    with acting_as(make.intake()) as by:
        Enrolment.objects.create(
            person=made, school=school.organisation, team=school, starts_on=today, verified_on=today, verified_by=by
        )
    return made


def reported(author: Actor, at: datetime | None = None, **facts) -> Report:
    """What somebody reports; the safeguarding team of their school is told."""
    at = at or timezone.now()
    said = {
        "happened": "VIOLENCE",
        "harmed": "Amber Example",
        "alleged": "Blaise Sample",
        "how": "CHILD",
        "words": WORDS,
    }
    with acting_as(author) as by:
        team = reports.team_of(by, at)
        return reports.make_report(team, reports.ReportFacts(**said | facts), by=by, at=at, key=uuid4())


def opened(dsl: Actor, category: str = "ASSAULT", at: datetime | None = None, report: Report | None = None) -> Incident:
    """The incident that the safeguarding lead opens of a report."""
    at = at or timezone.now()
    report = report or reported(dsl, at)
    with acting_as(dsl) as by:
        return opening.open_incident(report, opening.IncidentFacts(category, "CORRIDOR"), by=by, at=at)


def child_in(incident: Incident, capacity: str, dsl: Actor) -> IncidentChild:
    """The child of that capacity, for the safeguarding lead."""
    with acting_as(dsl):
        return IncidentChild.objects.select_related("incident", "team__organisation", "area", "school", "person").get(
            incident=incident, capacity=capacity
        )


def parents_told(incident: Incident, dsl: Actor) -> None:
    """A parent of each child of ours was told today."""
    with acting_as(dsl) as by:
        now = timezone.now()
        facts = support.ParentFacts("Their mother", "TOLD", "Dana Lead", timezone.localdate())
        for child in IncidentChild.objects.select_related("incident", "area", "team").filter(incident=incident):
            if not child.is_elsewhere:
                support.add_parent(child, facts, key=uuid4(), by=by, at=now)


def elsewhere(incident: Incident, school: Team, dsl: Actor, name: str = "Blaise Sample") -> IncidentChild:
    """The child alleged to have caused harm turns out to be a pupil of another school."""
    child = child_in(incident, "ALLEGED", dsl)
    facts = opening.ChildFacts("ALLEGED", name, school=school.organisation)
    with acting_as(dsl) as by:
        return opening.change_child(child, facts, by=by, at=timezone.now())


def told(
    child: IncidentChild, dsl: Actor, words: str = "Keep him apart from Year 9 on the bus.", at=None
) -> SchoolNotice:
    facts = notices.NoticeFacts(words, "Ira Lead", "01632 960100")
    with acting_as(dsl) as by:
        return notices.tell_school(child, facts, key=uuid4(), by=by, at=at or timezone.now())


def with_police(incident: Incident, dsl: Actor, at=None) -> Route:
    facts = routes.RouteFacts("Called 101", "44260001234", "PC Example", "101")
    with acting_as(dsl) as by:
        return routes.report_to_police(incident, facts, by=by, at=at or timezone.now())


def begun(child: IncidentChild, dsl: Actor, at=None, **facts) -> Route:
    """The contact about a child is begun, and not sent."""
    with acting_as(dsl) as by:
        said = {"worry": "She was touched", "views": of_child.words_of(child)} | facts
        return contacts.refer_to_social_care(child, contacts.ReferralFacts(**said), by=by, at=at or timezone.now())


def answered(route: Route, *, by: Actor, at: datetime, **said) -> Answers:
    """The contact that was begun, with every answer that must be given beside what the incident said."""
    form = Answers.objects.select_related("version__form").get(public_id=route.contact)
    child = form.values["children"][0]
    whole = {
        "children": [{"child_age_known": NOT_KNOWN, "child_sex": NOT_KNOWN} | child],
        "sender_phone": {"value": CALL_BACK, "safe": "", "when": ""},
        "child_aware": {"each": {"all": "yes"}},
    }
    return recording.set_facts(form, WELFARE | form.values | whole | said, by=by, at=at)


def referred(child: IncidentChild, dsl: Actor, at=None, **said) -> Route:
    """The contact about a child is begun, answered whole and sent."""
    at, route = at or timezone.now(), begun(child, dsl, at)
    with acting_as(dsl) as by:
        CONTACT_FORM["send"](answered(route, by=by, at=at, **said).public_id, by=by, at=at, sure=True)
        return Route.objects.get(pk=route.pk)


def all_of(school: Team, staff: Team) -> Between:
    """A report of a teacher with its incident, of which the police, a school outside the service and the child have each something."""
    dsl, teacher = make.actor("dsl", of=school), make.actor("school_staff", of=staff)
    kin = make.actor("head_teacher", of=school)
    made, now = opened(dsl, report=reported(teacher)), timezone.now()
    child = child_in(made, "HARMED", dsl)
    facts = notices.NoticeFacts(
        "A trusted adult", "Ira", "01632 960100", school_words="A school far away", asked_by="Her mother"
    )
    with acting_as(dsl) as by:
        offered = support.SupportFacts("CHILD", "A trusted adult", "Ira Lead", child)
        return Between(
            made,
            child,
            reported(teacher),
            with_police(made, dsl),
            support.offer(made, offered, key=uuid4(), by=by, at=now),
            support.add_parent(child, support.ParentFacts("Her mother", "NOT_YET"), key=uuid4(), by=by, at=now),
            conflicts.declare(made, conflicts.ConflictFacts(kin.membership, "A relative", "CHAIR"), by=by, at=now),
            notices.pass_on_move(child, facts, key=uuid4(), by=by, at=now),
        )
