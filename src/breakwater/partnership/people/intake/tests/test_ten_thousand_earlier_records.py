"""Ten thousand lines of an earlier system: shown, taken in and undone within the minutes that docs/cut-over.md names."""

from datetime import date, timedelta
from random import Random
from time import perf_counter

import pytest
from django.utils import timezone
from stdnum.gb import upn as upn_check

from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.intake.earlier.operations import applying, receiving
from breakwater.partnership.people.models import EarlierFile, EarlierRecord, Person
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.earlier import bring, upload_of
from breakwater_dev.testing.rolls import lists as service

pytestmark = [pytest.mark.usefixtures("keys", "db"), pytest.mark.slow, pytest.mark.whole]
LINES, KNOWN = 10_000, 2_000
SHOWN_IN, TAKEN_IN, UNDONE_IN = 60, 300, 900  # seconds, on two shared cores
BEGINS = (
    "Al",
    "Ba",
    "Be",
    "Ca",
    "Da",
    "De",
    "El",
    "Fa",
    "Ga",
    "Ha",
    "Is",
    "Jo",
    "Ka",
    "La",
    "Ma",
    "Na",
    "Os",
    "Pa",
    "Ra",
    "Sa",
    "Ta",
    "Va",
)
ENDS = ("dan", "ria", "mir", "nick", "ley", "thor", "bert", "sie", "vid", "lan", "go", "rah", "min", "tan", "vey")


def upn(n: int) -> str:
    body = f"0009901{n:05}"
    return upn_check.calc_check_digit(body) + body


def lines(of: range) -> list[str]:
    """Invented people, the same each time: a number, and a name and birth that hardly ever repeat together."""
    random = Random(20)
    found = []
    for n in range(of.stop):
        forename = random.choice(BEGINS) + random.choice(ENDS)
        surname = random.choice(BEGINS) + random.choice(ENDS) + random.choice(ENDS)
        born = date(2009, 1, 1) + timedelta(days=random.randrange(5_800))
        found.append(f"P{n},{upn(n)},,{forename},{surname},{born:%d/%m/%Y},no")
    return [found[n] for n in of]


def timed(name, most, act, capsys):
    """What it answers, and whether it came within `most` seconds; the figure is printed as soon as it is known."""
    start = perf_counter()
    answer = act()
    took = perf_counter() - start
    with capsys.disabled():
        print(f"\nearlier-{name} {took:.0f} s {'pass' if took <= most else 'fail'}", flush=True)
    return answer, took <= most


def test_ten_thousand_lines_are_shown_taken_in_and_undone_in_minutes(capsys):
    bring("people", *lines(range(KNOWN)), system="Another system")
    manager, now, area = make.actor("mash_manager"), timezone.now(), make.area()
    said = {"facts": receiving.FileFacts("Old System", "PEOPLE", date(2026, 3, 2)), "by": manager, "at": now}
    with acting_as(manager):
        entry, shown = timed(
            "shown",
            SHOWN_IN,
            lambda: receiving.send(area, upload=upload_of("people", *lines(range(LINES))), **said),
            capsys,
        )
        receiving.confirm(entry, by=manager, at=now)
    _, taken = timed("taken", TAKEN_IN, lambda: applying.take_in(file=entry.pk, area=area, at=now), capsys)
    with acting_as(service(area)):
        assert EarlierRecord.objects.filter(file=entry).count() == LINES
        outcome = EarlierFile.objects.get(pk=entry.pk).outcome
        assert outcome["linked"] == KNOWN
    with acting_as(manager):
        applying.undo(entry, by=manager, at=now)
    _, undone = timed("undone", UNDONE_IN, lambda: applying.work_back(file=entry.pk, area=area, at=now), capsys)
    with acting_as(service(area)):
        assert Person.objects.count() == KNOWN
        assert not EarlierRecord.objects.filter(file=entry).exists()
    assert (shown, taken, undone) == (True, True, True)
