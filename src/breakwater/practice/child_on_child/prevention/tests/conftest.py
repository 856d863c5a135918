"""A school with its safeguarding lead, governors and teachers, and incidents of the term that is over."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from breakwater.foundation.dates.london_time import london, london_date
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.child_on_child.models import Incident, IncidentChild, Report
from breakwater.practice.child_on_child.prevention import counting, operations
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import incidents

THEMES = "Corridors between lessons; supervision changed in the second half."


class School:
    """Everybody of one school, and what happened there."""

    def __init__(self, name: str):
        organisation = make.organisation(name, "SCHOOL")
        self.team = make.team("Safeguarding", of=organisation)
        self.dsl = make.actor("dsl", of=self.team)
        self.governor = make.actor("link_governor", of=incidents.staff_of(self.team, "Governors"))
        self.teacher = make.actor("school_staff", of=incidents.staff_of(self.team))
        self.term = counting.ended(london_date(timezone.now()), 1)[0]

    @property
    def at(self) -> datetime:
        first = self.term.starts_on
        return london(first.year, first.month, 10, 11, 0)

    def happens(self, times: int = 1, *, category="VERBAL", place="CORRIDOR", person=None, **facts) -> list[Incident]:
        made = []
        with acting_as(self.dsl) as by:
            for _ in range(times):
                incident = Incident.objects.create(
                    area=self.team.area,
                    team=self.team,
                    reference=f"CC-{uuid4().hex[:10]}",
                    category=category,
                    place=place,
                    opened_at=facts.get("at", self.at),
                    opened_by=by,
                    happened_on=date(self.at.year, self.at.month, 10),
                    next_on=london_date(self.at) + timedelta(days=7),
                )
                IncidentChild.objects.create(
                    area=self.team.area,
                    team=self.team,
                    incident=incident,
                    capacity="HARMED",
                    person=person,
                    named_as="A pupil",
                    sex="F",
                    added_at=self.at,
                    added_by=by,
                    parents_told="TOLD",
                )
                made.append(incident)
        return made

    def reported(self, times: int, *, minutes: int) -> None:
        with acting_as(self.dsl) as by:
            for _ in range(times):
                Report.objects.create(
                    area=self.team.area,
                    team=self.team,
                    author=by,
                    author_user=by.membership.user,
                    happened="HARASS",
                    harmed="A pupil",
                    how="CHILD",
                    place="CORRIDOR",
                    made_at=self.at,
                    acknowledge_by=self.at + timedelta(minutes=30),
                    acknowledged_at=self.at + timedelta(minutes=minutes),
                    acknowledged_by=by,
                    key=uuid4(),
                )

    def begins(self, pupils: int = 800):
        with acting_as(self.dsl) as by:
            return operations.begin(self.team, term=str(self.term.starts_on), pupils=pupils, by=by, at=timezone.now())

    def writes(self, report, **facts):
        said = operations.ReportFacts(**{"pupils": 800, "themes": THEMES} | facts)
        with acting_as(self.dsl) as by:
            return operations.write(report, said, revision=report.revision, by=by, at=timezone.now())

    def releases(self, **facts):
        report = self.writes(self.begins(), **facts)
        with acting_as(self.dsl) as by:
            return operations.release(report, approved_by="Head Teacher", by=by, at=timezone.now())

    def shares(self, report):
        with acting_as(self.dsl) as by:
            return operations.share(report, by=by, at=timezone.now())


@pytest.fixture
def ours(db):
    return School("Mizzen School")


@pytest.fixture
def officer(db):
    return make.actor("link_manager", of=make.team("Education link", service=operations.LINK_SERVICE))


__all__ = ["School", "officer", "ours"]
