"""One serious incident with a pupil of each of two invented schools: reported, told to the police, social care and the other school."""

from datetime import datetime, timedelta
from uuid import UUID

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.organisations.models import Actor, Team
from breakwater.practice.child_on_child.assessments.operations import writing
from breakwater.practice.child_on_child.incidents.operations import notices, opening, routes
from breakwater.practice.child_on_child.models import IncidentChild
from breakwater.practice.child_on_child.reports import operations as reports
from breakwater_dev.testing import plans
from breakwater_dev.testing.incidents import referred
from breakwater_dev.testing.prevent_item import WELFARE

from .staff import Staff

WORDS = "He sat next to me on the bus and put his hand under my skirt. I said stop and he laughed."
WORRY = "She was touched on the school bus without her consent. She is afraid of the way home, and her mother takes her by car meanwhile."
CONTACT = {
    "impact": "She comes to school, and does not ride the bus any more.",
    "strengths": "Her mother believes her, and her form tutor sees her every day.",
    "observed": {"state": "not_applicable"},
    "professional_view": "A sexual assault by an older pupil of another school.",
    "concern_types": ["sexual", "child_on_child"],
    "police": "p101",
    "sender_relation": "A pupil of our school since Year 7",
    "family": [
        WELFARE["family"][0] | {"adult_name": "Merryn Oarlock"},
    ],
}
OURS, THEIRS = "Tamsin Oarlock", "Jory Mainbrace"  # invented, and on no school's roll
BASE = 8900  # of the numbers that forms of this scene are sent under

PLAN = {
    "incident": {"on_site": "off"},
    "safety": {
        "immediate_safety": "Yes, at school with her tutor. Her mother drives her there and back this week.",
        "wishes": "She wants to ride the bus again without seeing him.",
        "trusted_adult": "Her form tutor",
    },
    "contact": {"contact_school": "They are at different schools, and share the 8:05 bus."},
    "proximity": {"classes": "none", "premises": "Their schools are apart. The bus stop has an adult of each school."},
    "views": {"child_view": "I do not want everybody to know.", "parents_not_heard": "Her mother comes in tomorrow."},
}
MEASURE = {
    "what": "An adult of the school stands at the bus stop before and after school",
    "risk": "Meeting at the bus stop",
    "who": "Head of year",
    "told": "Her and her mother",
    "residual": "Meeting in town",
}


def _assessed(child: IncidentChild, dsl: Actor, at: datetime) -> None:
    """In force the same day; the head is asked to approve it, and has not yet."""
    plans.measure_for(
        child, dsl, at, **MEASURE, starts_on=london_date(at), check_on=london_date(at) + timedelta(days=12)
    )
    version = plans.written(child, dsl, at, **PLAN)
    with acting_as(dsl) as by:
        writing.approve(version, plans.approval(version, at), by=by, at=at)


def tell(ours: Team, theirs: Team, people: Staff, now: datetime) -> None:
    """On the bus that both schools use, three days ago. The other school has acknowledged, and opened an incident of its own."""
    at = now - timedelta(days=3)
    dsl, their_dsl = (actor_of(people.dsl[team.pk]) for team in (ours, theirs))
    with acting_as(people.actor("teacher")) as by:
        told = reports.ReportFacts(
            happened="VIOLENCE",
            harmed=OURS,
            alleged=THEIRS,
            how="CHILD",
            words=WORDS,
            account="She told me at morning break, in the geography room. I said that I must tell Ms Lead, and took her there.",
            place="TRANSPORT",
            when="On the bus this morning",
            wish="UNSURE",
        )
        report = reports.make_report(reports.team_of(by, at), told, by=by, at=at, key=UUID(int=BASE))
    with acting_as(dsl) as by:
        soon = at + timedelta(minutes=11)
        coded = opening.IncidentFacts("ASSAULT", "TRANSPORT")
        incident = opening.open_incident(report, coded, by=by, at=soon)
        children = {
            each.capacity: each
            for each in IncidentChild.objects.select_related("incident", "team__organisation", "area", "school").filter(
                incident=incident
            )
        }
        harmed = opening.change_child(
            children["HARMED"], opening.ChildFacts("HARMED", OURS, year_group="9", sex="F"), by=by, at=soon
        )
        alleged = opening.change_child(
            children["ALLEGED"],
            opening.ChildFacts("ALLEGED", THEIRS, year_group="10", sex="M", school=theirs.organisation),
            by=by,
            at=soon,
        )
        police = routes.RouteFacts(
            "Sexual assault",
            "44260009600",
            "PC Halyard",
            "101",
            "Nothing to either child about the other until we call.",
        )
        routes.report_to_police(incident, police, by=by, at=soon + timedelta(minutes=20))
        referred(harmed, by, soon + timedelta(minutes=45), worry=WORRY, **CONTACT)
        needs = notices.NoticeFacts(
            "Your pupil is said to have touched a pupil of ours on the bus. Keep him off the 8:05 and tell us who works with him.",
            by.membership.user.name,
            "01632 960100",
        )
        _assessed(harmed, by, soon + timedelta(minutes=90))
        notice = notices.tell_school(alleged, needs, key=UUID(int=BASE + 2), by=by, at=soon + timedelta(minutes=60))
    with acting_as(their_dsl) as by:
        later = at + timedelta(hours=3)
        notice = notices.receive(notice, by=by, at=later)
        opening.open_from_notice(notice, coded, by=by, at=later)
