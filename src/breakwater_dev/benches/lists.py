"""`./breakwater bench lists`: from agencies' files to checked lists of every school, at four sizes of city, and right against truth.

Timed are what a night does: each file read, compared and tied to children; the lists of all schools made and checked; and once
more after one source has sent a new file. The rolls are there before.
"""

import os
import resource
import time
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import exp, log
from pathlib import Path
from statistics import linear_regression

from . import lists_world as worlds
from .link import SETS_BESIDE

COUNTRY_PUPILS, COUNTRY_SCHOOLS = 9_000_000, 24_000
AREAS, LARGEST_AREA = 153, 250_000  # local authorities with schools; pupils of the largest, a county, rounded up
LAST_CHANGED = "exclusions"


@dataclass
class Spent:
    """Seconds on the clock, and of processor time of this process and of its database session."""

    wall: float = 0.0
    cpu: float = 0.0


@dataclass
class Figures:
    """What one city took, and how right its lists are."""

    pupils: int
    schools: int
    rows_of_files: int = 0
    steps: dict[str, Spent] = field(default_factory=dict)
    again: dict[str, Spent] = field(default_factory=dict)
    rows: int = 0
    wrong: int = 0
    missing: int = 0
    review: int = 0
    megabytes: float = 0.0

    def whole(self, steps: dict[str, Spent]) -> Spent:
        return Spent(sum(one.wall for one in steps.values()), sum(one.cpu for one in steps.values()))


def run_lists_bench(sizes: Sequence[int], folder: Path | None, say: Callable[[str], None] = print) -> int:
    measured = [_city(worlds.invented(size), say) for size in sizes]
    _growth(measured, say)
    folder = folder or (SETS_BESIDE if SETS_BESIDE.is_dir() else None)
    for path in sorted(folder.glob("*_truth.csv.gz")) if folder else []:
        name = path.name.removesuffix("_truth.csv.gz")
        if (folder / f"{name}_records.csv.gz").exists():
            say(f"\n{name}, its school roll and its lists")
            _city(worlds.from_truth(folder, name), say)
    return 0


def _city(city: worlds.City, say) -> Figures:
    from django.utils import timezone

    figures = Figures(len(city.pupils), city.schools, sum(content.count(b"\n") - 1 for content in city.files.values()))
    now = timezone.now()
    with worlds.filled(city) as superuser:
        area, kinds = _area(), {}
        _make_lists(city, area, now)
        backend = _Backend(superuser)
        with backend.spent(kinds, "files"):
            for name, content in city.files.items():
                _take_in(name, content, area, now)
        with backend.spent(kinds, "lists"):
            _build(area, now)
        with backend.spent(kinds, "checked"):
            _check(area, now)
        figures.steps, figures.megabytes = kinds, backend.megabytes
        _against_truth(city, figures)
        _again(city, area, now, backend, figures)
    _report(figures, say)
    return figures


def _again(city: worlds.City, area, now: datetime, backend: "_Backend", figures: Figures) -> None:
    """One source sends its next file, and the lists of which nothing is out yet are made again."""
    if LAST_CHANGED not in city.files:
        return
    _uncheck(area, now)
    with backend.spent(figures.again, "file"):
        _take_in(LAST_CHANGED, worlds.changed(city, LAST_CHANGED), area, now)
    with backend.spent(figures.again, "lists"):
        _build(area, now)


def _area():
    from breakwater.partnership.organisations.models import Area

    return Area.objects.get()


def _service(area):
    from breakwater.partnership.organisations.access import acting_as, service_of
    from breakwater.partnership.organisations.models import ServiceName

    return acting_as(service_of(area, ServiceName.LISTS))


def _coordinator():
    from breakwater.partnership.organisations.access import acting_as
    from breakwater.partnership.organisations.models import Membership

    return acting_as(Membership.objects.get(role="link_coordinator"))


def _make_lists(city: worlds.City, area, now: datetime) -> None:
    from breakwater.partnership.organisations.models import Organisation
    from breakwater.partnership.people.intake.lists.operations import registering
    from breakwater.partnership.people.intake.lists.operations.registering import ListFacts
    from breakwater.partnership.people.models import AgencyList

    with _service(area) as by:
        for name, about, codes, *_ in city.lists:
            registering.make_list(
                area,
                key=name,
                facts=ListFacts(
                    label=name.replace("-", " ").title(),
                    owner_name="A. Owner",
                    about=about if about in AgencyList.About.values else AgencyList.About.OTHER,
                    organisation=Organisation.objects.get(kind="COUNCIL"),
                    code=codes[0],
                ),
                by=by,
                at=now,
            )


def _take_in(name: str, content: bytes, area, now: datetime) -> None:
    from breakwater.foundation.dates.london_time import london_date
    from breakwater.partnership.people.intake.lists.operations import applying
    from breakwater.partnership.people.intake.operations.entries import Upload
    from breakwater.partnership.people.models import AgencyList

    with _service(area) as by:
        applying.take_in_at_once(
            AgencyList.objects.select_related("area").get(key=name),
            upload=Upload(f"{name}.csv", content),
            as_at=london_date(now),
            by=by,
            at=now,
            whole=True,
        )


def _build(area, now: datetime) -> None:
    from breakwater.foundation.dates.london_time import london_date
    from breakwater.practice.education.lists.operations import building

    building.build(area=area, period=london_date(now) + timedelta(days=1), lists_on=london_date(now), at=now)


def _check(area, now: datetime) -> None:
    from breakwater.practice.education.lists.operations import release as release_operations
    from breakwater.practice.education.models import SchoolList

    with _coordinator() as by:
        for one in SchoolList.objects.order_by("pk"):
            release_operations.check(school_list=one, by=by, at=now)


def _uncheck(area, now: datetime) -> None:
    from breakwater.practice.education.lists.operations import release as release_operations
    from breakwater.practice.education.models import SchoolList

    with _coordinator() as by:
        for one in SchoolList.objects.order_by("pk"):
            release_operations.uncheck(school_list=one, by=by, at=now)


def _against_truth(city: worlds.City, figures: Figures) -> None:
    """Every (school, child, cohort) of the lists beside the true ones; what waits is rows of files that a person must settle."""
    from breakwater.partnership.people.models import ListRow
    from breakwater.practice.education.models import RowFlag

    first_school, first_person = 3, 1
    with _service(_area()):
        listed = {
            (team - first_school, person - first_person, code)
            for team, person, code in RowFlag.objects.values_list("row__list__team", "row__person", "code")
        }
        waits = ListRow.objects.filter(state=ListRow.State.WAITING).count()
    figures.rows = len(listed)
    figures.wrong = len(listed - city.truth)
    figures.missing, figures.review = len(city.truth - listed), waits


class _Backend:
    """The database session that this process uses, watched from outside: its processor time and the most memory it had."""

    def __init__(self, superuser):
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("select pg_backend_pid()")
            (self.pid,) = cursor.fetchone()

    @property
    def cpu(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def megabytes(self) -> float:
        """At their most, this process and the session together; what the session shares with others counts as its own."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        peak = int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])
        return (peak + resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 1024

    @contextmanager
    def spent(self, kept: dict[str, Spent], step: str):
        wall, cpu = time.perf_counter(), time.process_time() + self.cpu
        yield
        kept[step] = Spent(time.perf_counter() - wall, time.process_time() + self.cpu - cpu)


def _report(figures: Figures, say) -> None:
    whole = figures.whole(figures.steps)
    say(
        f"{figures.pupils:,} pupils, {figures.schools} schools, {figures.rows_of_files:,} lines of files: {whole.wall:.1f} s, "
        f"{whole.cpu:.1f} s of processor time, {figures.megabytes:.0f} MB at most ("
        + ", ".join(f"{step} {spent.wall:.1f} s / {spent.cpu:.1f} s" for step, spent in figures.steps.items())
        + ")"
    )
    if figures.again:
        again = figures.whole(figures.again)
        say(f"  one source changed: {again.wall:.1f} s, {again.cpu:.1f} s of processor time")
    say(
        f"  {figures.rows:,} entries on lists, {figures.wrong} of a wrong child; {figures.missing:,} that belong there are missing, "
        f"{figures.review:,} lines of files ({figures.review / max(1, figures.rows_of_files):.1%}) wait for a person"
    )


def _growth(measured: list[Figures], say) -> None:
    """How the cost of each step grows, and what a whole country would cost, each area by itself; what is reckoned says so."""
    if len(measured) < 2:
        return
    sizes = [one.pupils for one in measured]
    laws = {step: fitted(sizes, [one.steps[step].cpu for one in measured]) for step in measured[0].steps}
    laws["lists made again"] = fitted(sizes, [one.whole(one.again).cpu for one in measured])
    say(
        f"\nMeasured at {', '.join(f'{size:,}' for size in sizes)} pupils; each step grows with the number of pupils to the power of"
    )
    for step, law in laws.items():
        a_thousand = ", ".join(f"{1000 * law.at(size) / size:.2f}" for size in sizes)
        say(f"  {step:18} {law.exponent:.2f}  (processor seconds for 1,000 pupils: {a_thousand}, as fitted)")
    night = [law for step, law in laws.items() if step != "lists made again"]
    pupils = COUNTRY_PUPILS / AREAS
    one_area, largest = (sum(law.at(size) for law in night) for size in (pupils, LARGEST_AREA))
    each, program = linear_regression(sizes, [one.megabytes for one in measured])
    say(
        f"Reckoned from these, not run: {COUNTRY_SCHOOLS:,} schools with {COUNTRY_PUPILS:,} pupils are {AREAS} areas of {pupils:,.0f}, each made"
        f" by itself in {one_area:.0f} processor seconds: {AREAS * one_area / 3600:.1f} processor hours for them all. The largest area,"
        f" {LARGEST_AREA:,} pupils, takes {largest:.0f} processor seconds and {program + each * LARGEST_AREA:,.0f} MB"
        f" ({program:.0f} MB, and {1000 * each:.1f} for 1,000 pupils)."
    )


@dataclass(frozen=True)
class Law:
    """A cost that grows with size to a power."""

    factor: float
    exponent: float

    def at(self, size: float) -> float:
        return self.factor * size**self.exponent


def fitted(sizes: Sequence[float], costs: Sequence[float]) -> Law:
    """The law nearest to what was measured, by least squares of logarithms; a cost of nothing counts as a hundredth of a second."""
    slope, at_one = linear_regression([log(size) for size in sizes], [log(max(cost, 0.01)) for cost in costs])
    return Law(exp(at_one), slope)
