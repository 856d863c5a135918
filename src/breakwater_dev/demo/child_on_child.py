"""Harm between children at invented schools: two terms of incidents, a self-audit, reports to governors, and what six schools shared."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from breakwater.casework.self_assessments import operations as self_assessments
from breakwater.foundation.dates.london_time import london, london_date
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.organisations.models import Actor
from breakwater.practice.child_on_child.models import Incident, IncidentChild, Report
from breakwater.practice.child_on_child.prevention import counting, operations

from . import two_schools
from .places import Places
from .self_assessments import send_one
from .staff import Staff

# (what happened, where, how it was told, minutes until it was acknowledged), of the term that is over and of the one before.
LAST = [
    *[("VERBAL", "CORRIDOR", "CHILD", 12)] * 5,
    ("VERBAL", "CORRIDOR", "SAW", 6),
    *[("IMAGES", "ONLINE", "CHILD", 18)] * 3,
    *[("ONLINE", "ONLINE", "PARENT", 25)] * 2,
    *[("PHYSICAL", "CORRIDOR", "OTHER", 9)] * 2,
    ("PHYSICAL", "TRANSPORT", "CHILD", 75),
]
BEFORE = [*[("VERBAL", "CORRIDOR", "SAW", 20)] * 6, *[("IMAGES", "ONLINE", "PARENT", 40)] * 3]
ELSEWHERE = ([("VERBAL", "PLAYGROUND", "SAW", 15)] * 6, [("IMAGES", "ONLINE", "CHILD", 22)] * 5, [], LAST[:2], LAST[:7])
THEMES = (
    "Most of what was reported happened between lessons in the long corridor. Two adults now stand there at each change of lessons, and "
    "nothing was reported from there since half term. Images were shared from one group chat; Years 8 to 10 had a lesson on it.",
    "Reports come from staff more than from pupils. The pupils’ council said that they did not know whom to tell, and made the posters.",
)
BASE = 8200  # of the numbers that forms of this scene are sent under


def tell(made: Places, people: Staff, now: datetime) -> None:
    """The school that visitors sign in to has two terms and two reports; five others share theirs of the last term."""
    schools = [team for school, _, team in made.schools if school.phase == "4"]
    schools += [team for school, _, team in made.schools if school.phase != "4"]
    last, before = counting.ended(london_date(now), 2)
    ours = actor_of(people.dsl[schools[0].pk])
    teacher = people.actor("teacher")
    _audited(ours, people, now)
    number = BASE
    for term, what, trust, themes in ((before, BEFORE, 48, THEMES[1]), (last, LAST, 61, THEMES[0])):
        _happened(ours, teacher, term, what, number)
        _reported(ours, term, themes, trust, now)
        number += 50
    for team, what in zip(schools[1:6], ELSEWHERE, strict=True):
        dsl = actor_of(people.dsl[team.pk])
        _happened(dsl, dsl, last, what, number)
        _reported(
            dsl,
            last,
            THEMES[1] if what else "Nothing was reported. Staff were trained, and pupils were asked.",
            55,
            now,
        )
        number += 50
    two_schools.tell(schools[0], schools[1], people, now)


def _audited(dsl: Actor, people: Staff, now: datetime) -> None:
    """Sent a year ago; this year's is begun, with the governors' part delegated."""
    send_one(dsl, operations.BANK, "", Random(18), now - timedelta(days=330), 3)
    with acting_as(dsl) as by:
        at = now - timedelta(days=6)
        begun = self_assessments.begin(operations.BANK, by.membership.team.organisation, variant="", by=by, at=at)
        self_assessments.delegate(begun, "governors", people.posts["link governor"], by=by, at=at)
        self_assessments.delegate(begun, "curriculum", people.posts["teacher"], by=by, at=at)


def _happened(dsl: Actor, teacher: Actor, term: counting.Term, what: Iterable[tuple], number: int) -> None:
    """Reports of a teacher, each acknowledged, and an incident of each. No child of them is on any roll."""
    team = dsl.membership.team
    monday = term.starts_on + timedelta(days=7 - term.starts_on.weekday())
    for place, (category, where, how, minutes) in enumerate(what):
        day = monday + timedelta(days=14 + 7 * place + place % 5)
        at = london(day.year, day.month, day.day, 11, 10)
        of = {"area": team.area, "team": team}
        with acting_as(teacher) as by:
            report = Report.objects.create(
                **of,
                author=by,
                author_user=by.membership.user,
                happened="ONLINE" if where == "ONLINE" else "HARASS",
                harmed="A pupil of Year 9",
                how=how,
                place=where,
                made_at=at,
                acknowledge_by=at + timedelta(minutes=30),
                key=UUID(int=number + place),
            )
        with acting_as(dsl) as by:
            incident = Incident.objects.create(
                **of,
                reference=f"CC-{day:%y}-{number + place:X}",
                category=category,
                place=where,
                happened_on=day,
                opened_at=at + timedelta(minutes=minutes),
                opened_by=by,
                next_on=day + timedelta(days=7),
                outcome="SUBST",
                outcome_why="Two pupils and a member of staff say the same.",
                outcome_at=at + timedelta(days=9),
                closed_at=at + timedelta(days=12),
                closed_by=by,
            )
            report.acknowledged_at, report.acknowledged_by = at + timedelta(minutes=minutes), by
            report.incident = incident
            report.save(update_fields=["acknowledged_at", "acknowledged_by", "incident"])
            for capacity, named_as, sex in (
                ("HARMED", "A pupil of Year 9", "F"),
                ("ALLEGED", "A pupil of Year 10", "M"),
            ):
                IncidentChild.objects.create(
                    **of,
                    incident=incident,
                    capacity=capacity,
                    named_as=named_as,
                    sex=sex,
                    year_group="9" if capacity == "HARMED" else "10",
                    send="NO",
                    parents_told="TOLD",
                    added_at=at,
                    added_by=by,
                )


def _reported(dsl: Actor, term: counting.Term, themes: str, trust: int, now: datetime) -> None:
    """Begun, written, released to governors and shared with the authority, as the present lets it: each in the name of the lead."""
    at = now - timedelta(days=12)
    with acting_as(dsl) as by:
        report = operations.begin(by.membership.team, term=str(term.starts_on), pupils=870, by=by, at=at)
        facts = operations.ReportFacts(870, surveyed=512, trust=trust, themes=themes, training=["RECOGNISE", "IMAGES"])
        report = operations.write(report, facts, revision=report.revision, by=by, at=at)
        if themes == THEMES[0]:
            agreed = operations.AgreeFacts(
                "Two adults stand in the long corridor at each change of lessons.",
                "The rota of each week, and the pupils’ survey in spring",
                london_date(now) + timedelta(days=60),
                by.membership,
            )
            operations.agree_action(report, agreed, by=by, at=at, key=UUID(int=BASE - 1))
        report = operations.release(report, approved_by="Morgan Example", by=by, at=at)
        operations.share(report, by=by, at=at)
