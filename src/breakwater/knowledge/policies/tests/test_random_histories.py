"""Over any history of four areas exactly one version is in force on a day, or none, as a plain list of what happened says."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from breakwater.knowledge.policies import finding
from breakwater.knowledge.policies.models import Period, Ratification
from breakwater.knowledge.policies.operations import force
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing.trials import trials

from .conftest import AREAS, decision

BEGIN = date(2024, 1, 1)
DAYS = st.integers(0, 400).map(lambda number: BEGIN + timedelta(days=number))
AREA = st.sampled_from(sorted(AREAS))
ACTS = st.one_of(
    st.tuples(st.just("place"), AREA, st.integers(0, 2), DAYS),
    st.tuples(st.just("withdraw"), AREA, st.just(0), DAYS),
    st.tuples(st.just("correct"), AREA, st.integers(0, 5), DAYS),
)
ASKED = [BEGIN + timedelta(days=number) for number in range(-1, 430, 9)]


class Undo(Exception):
    """Leaves the block, and the database as it was."""


class Model:
    """For every day of the calendar which version; nothing cleverer."""

    def __init__(self):
        self.days: dict[date, int | None] = {}
        self.starts: set[date] = set()
        self.first: dict[int, dict] = {}  # of each version, what was so just before it came

    def place(self, version, day):
        self.first.setdefault(version, dict(self.days))
        until = min((each for each in self.starts if each > day), default=date(2026, 1, 1))
        for later, held in self.days.items():
            if later > day and held is not None and held < version:  # it replaces older ones that were to follow
                self.days[later] = version
        self.starts.add(day)
        self.fill(day, until, version)
        self.join()

    def join(self):
        before = timedelta(days=1)
        self.starts = {each for each in self.starts if self.days.get(each - before) != self.days[each]}

    def give_back(self, version, first, until, goes_on):
        """What holds of the days a version leaves: what was so before it came; what was put before it since goes on."""
        days = [first + timedelta(days=number) for number in range((until - first).days)]
        was = self.first[version]
        is_new = goes_on is not None and goes_on not in was.values()
        for day in days:
            self.days[day] = goes_on if is_new else was.get(day)
        self.starts |= {each for each in days if self.days.get(each) is not None}
        self.join()

    def withdraw(self, day):
        self.starts = {each for each in self.starts if each < day}
        self.fill(day, date(2026, 1, 1), None)

    def fill(self, first, until, version):
        for number in range((until - first).days):
            self.days[first + timedelta(days=number)] = version


@pytest.mark.slow
@settings(max_examples=trials(15, 100), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, min_size=1, max_size=12))
def test_exactly_one_version_is_in_force_or_none(settle, areas, officer, chapter, now, acts):
    try:
        with transaction.atomic():
            _one_history(settle, areas, officer, chapter, now, acts)
            raise Undo
    except Undo:
        pass


def _one_history(settle, areas, officer, chapter, now, acts):
    versions = [settle(f"Text {number}", at=now - timedelta(days=3 - number)) for number in range(3)]
    models = {slug: Model() for slug in areas}
    believed: list[tuple] = []
    with acting_as(officer):
        Ratification.objects.bulk_create(
            Ratification(version=version, **decision(BEGIN).columns(area=area, by=officer, at=now))
            for version in versions
            for area in areas.values()
        )
        for number, (what, slug, choice, day) in enumerate(acts, 1):
            at, area = now + timedelta(hours=number), areas[slug]
            if what == "place":
                force.put_in_force(version=versions[choice], area=area, starts_on=day, by=officer, at=at)
                models[slug].place(versions[choice].pk, day)
            elif what == "withdraw":
                try:
                    force.withdraw(chapter=chapter, area=area, ends_on=day, why="Over", by=officer, at=at)
                except force.NoSuchSpan:
                    continue
                models[slug].withdraw(day)
            else:
                _correct(chapter, area, choice, day, officer, at, models[slug])
            believed.append((at, {s: dict(model.days) for s, model in models.items()}))
    for slug, area in areas.items():
        _agrees(chapter, area, models[slug].days, None)
        for at, days in (each for each in believed[-3:]):
            _agrees(chapter, area, days[slug], at)


def _correct(chapter, area, choice, day, officer, at, model):
    spans = force.spans_of(chapter, area)
    if not spans:
        return
    span = spans[choice % len(spans)]
    before = spans[choice % len(spans) - 1] if choice % len(spans) else None
    try:
        force.correct(chapter=chapter, area=area, span=span, starts_on=day, why="Wrong", by=officer, at=at)
    except force.NoSuchSpan:
        return
    model.starts = (model.starts - {span.starts_on}) | {day}
    model.fill(day, span.starts_on, span.version)
    goes_on = before.version if before and before.ends_on == span.starts_on else None
    model.give_back(span.version, span.starts_on, day, goes_on)


def _agrees(chapter, area, days, known_at):
    rows = list(Period.objects.believed(known_at).filter(chapter=chapter, area=area))
    for day in ASKED:
        holding = [
            row.version_id for row in rows if row.starts_on <= day and (row.ends_on is None or day < row.ends_on)
        ]
        assert len(holding) <= 1
        assert (holding or [None])[0] == days.get(day)
    found = finding.in_force(chapter, area, ASKED[20], known_at=known_at)
    assert (found.version_id if found else None) == days.get(ASKED[20])
