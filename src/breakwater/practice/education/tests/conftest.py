"""A small city for lists: schools with their leads, co-ordinators, pupils with places, and a source that says what a test wants."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from django.utils import timezone

from breakwater.casework.cases.standings import SHARED_SOURCES, Said, Standing
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.organisations.models import ServiceName
from breakwater.partnership.people.models import Enrolment
from breakwater.practice.education.lists.operations import building
from breakwater.practice.education.lists.operations import release as release_operations
from breakwater.practice.education.models import ListRow, SchoolList
from breakwater.practice.education.pathway import LINK_SERVICE
from breakwater_dev.testing import calls
from breakwater_dev.testing import factories as make


@dataclass
class Source:
    """What a source says in a test: change `standings`, let it be late, or let it fail."""

    standings: list[Standing] = field(default_factory=list)
    age: timedelta = timedelta(hours=1)
    fails: bool = False
    owner_team: int | None = None
    covers: tuple[str, ...] = ("Portsmouth",)

    def __call__(self, area, on, at):
        if self.fails:
            raise OSError("the file is not there")
        said = Said(
            label="Social care",
            as_at=at - self.age,
            standings=list(self.standings),
            owner="A. Owner",
            owner_team=self.owner_team,
            covers=self.covers,
            fresh_for=timedelta(days=3),
        )
        return [("test", said)]


class City:
    """Three schools and their co-ordinators."""

    def __init__(self, source: Source):
        self.source = source
        self.area = make.area()
        self.link = make.team("Link", service=LINK_SERVICE)
        self.coordinator = make.membership("link_coordinator", of=self.link)
        self.owner = make.team("Assessment", service="assessment")
        source.owner_team = self.owner.pk
        self.front_door = make.team("MASH", service="front_door")
        self.schools = [
            make.team("Safeguarding", of=make.organisation(f"{name} School", "SCHOOL"))
            for name in ("Alder", "Birch", "Cedar")
        ]
        self.dsl = [make.membership("dsl", of=team) for team in self.schools]
        self.deputies = [make.membership("dsl", of=team) for team in self.schools]
        self.now = timezone.now()
        self.today = london_date(self.now)

    @property
    def lists(self):
        return service_of(self.area, ServiceName.LISTS)

    def pupil(self, name="Ada", school=0, *, since=None, verified=True, ends=None, registration="C"):
        child = make.person(name, "Example", born_on=date(2015, 4, 3), born_precision="DAY")
        self.place(child, school, since=since, verified=verified, ends=ends, registration=registration)
        return child

    def place(self, child, school, *, since=None, verified=True, ends=None, registration="C"):
        since = since or self.today - timedelta(days=200)
        team = self.schools[school]
        with acting_as(make.intake()) as by:
            return Enrolment.objects.create(
                person=child,
                school=team.organisation,
                team=team,
                starts_on=since,
                ends_on=ends,
                registration=registration,
                verified_on=since if verified else None,
                verified_by=by if verified else None,
            )

    def says(self, *standings):
        self.source.standings = list(standings)

    def build(self, weeks=0, on=None, at=None):
        period = self.today + timedelta(weeks=weeks)
        return building.build(area=self.area, period=period, lists_on=on or self.today, at=at or self.now)

    def list_of(self, school=0, period_weeks=0):
        with acting_as(self.lists):
            return SchoolList.objects.get(
                team=self.schools[school],
                fortnight__period=self.today + timedelta(weeks=period_weeks),
                recalled_at=None,
            )

    def release(self, school=0, weeks=0):
        found = self.list_of(school, weeks)
        with acting_as(actor_of(self.coordinator)) as by:
            found = release_operations.check(school_list=found, by=by, at=self.now)
            return release_operations.release(school_list=found, by=by, at=self.now)

    def fortnight(self, weeks=0, schools=(0, 1, 2)):
        self.build(weeks)
        return [self.release(school, weeks) for school in schools]

    def rows(self, school=0, weeks=0, who=None):
        """What stands on a school's list: name -> (marker, {code: marker}), as the service or as someone."""
        found = self.list_of(school, weeks)
        with acting_as(actor_of(who) if who else self.lists):
            return {
                row.forename: (row.marker, {flag.code: flag.marker for flag in row.flags.all()})
                for row in ListRow.objects.filter(list=found.pk)
            }


@pytest.fixture
def source():
    made, others = Source(), dict(SHARED_SOURCES._rows)
    SHARED_SOURCES._rows.clear()
    SHARED_SOURCES._rows["test"] = made
    yield made
    SHARED_SOURCES._rows.clear()
    SHARED_SOURCES._rows.update(others)


@pytest.fixture
def city(db, source):
    return City(source)


@pytest.fixture
def link(city):
    """A link co-ordinator, as who acts."""
    return actor_of(city.coordinator)


@pytest.fixture
def pupil(city):
    """Ada of the first school, on a child protection plan."""
    child = city.pupil()
    city.says(Standing(child.pk, "CPP", worker="Wren Worker"))
    return child


@pytest.fixture
def call(city, pupil, link):
    """The call about the first school's list."""
    city.fortnight(0)
    return calls.call_of(city, link)
