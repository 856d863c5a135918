"""A value from the form to the page: blocked, explained, revised with what was there before kept, and read alike with what is small hidden."""

import re
import time
from datetime import date, timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from breakwater.foundation.dates import london
from breakwater.foundation.dates.london_time import london_date
from breakwater.improvement.scorecard import jobs, lookup, operations, periods
from breakwater.improvement.scorecard.checks import ValueFacts
from breakwater.improvement.scorecard.codes import INDICATORS
from breakwater.improvement.scorecard.models import Benchmark, Commentary, GivenNumbers, IndicatorValue, ValueFile
from breakwater.improvement.scorecard.today import to_keep
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.partnership import a_partnership, day, once

NOW = timezone.now()
TODAY = london_date(NOW)
B1, B3 = INDICATORS["B1"], INDICATORS["B3"]


@pytest.fixture
def ours(db):
    return a_partnership("851", "Portsmouth")


@pytest.fixture
def reader(ours):
    return make.actor("agency_professional", of=make.team("Nurses", of=ours.agency, in_area=ours.area))


def at(view: str, *args) -> str:
    return reverse(f"scorecard:{view}", args=args)


def seen(client, view: str, *args, **said) -> str:
    answer = client.post(at(view, *args), said, follow=True) if said else client.get(at(view, *args))
    assert answer.status_code == 200, (view, answer.status_code)
    return " ".join(answer.content.decode().split())


def month(back: int) -> str:
    return periods.later(B1, periods.last_over(B1, TODAY), -back).isoformat()


def value(some: int, of: int, **more) -> dict:
    said = {"some": str(some), "of": str(of), "of_edition": "The same return", "state": "PROVISIONAL"}
    return said | {"source_words": "Return of the council", "revision": "0"} | once() | more


def given(actor, code: str, back: int, some: int, of: int | None = None, **more) -> IndicatorValue:
    indicator = INDICATORS[code]
    first = periods.later(indicator, periods.last_over(indicator, TODAY), -back)
    revision, more = more.get("revision", 0), {"reason": "As told", "state": "FINAL"} | more
    facts = ValueFacts(first, some, of, "The same" if of else "", None, more["state"], "A return", more["reason"])
    with acting_as(actor) as by:
        return operations.give(indicator, facts, by=by, at=NOW, key=uuid4(), revision=revision)


def test_a_value_is_blocked_explained_revised_and_read_alike(signed_in, ours, reader):
    keeper, nurse = signed_in(ours.manager), signed_in(reader)
    over = seen(keeper, "value", "B1", month(1), **value(61, 60))
    assert "The numerator is greater than the denominator" in over
    assert "Say of which year or return" in seen(keeper, "value", "B1", month(1), **value(40, 60, of_edition=""))
    said = value(40, 60)
    assert "Saved as revision 1" in seen(keeper, "value", "B1", month(1), **said)
    seen(keeper, "value", "B1", month(1), **said)
    assert IndicatorValue.objects.count() == 1, "sent twice it is one"
    fell = value(20, 60)
    asked = seen(keeper, "value", "B1", month(0), **fell)
    assert "More than 30% below the value before it" in asked
    assert 'value="20"' in asked, "what was typed stays"
    assert "Saved as revision 1" in seen(keeper, "value", "B1", month(0), **fell, reason="Two assessors were ill")
    stale = value(30, 60, state="REVISED", reason="Late entries")
    theirs = seen(keeper, "value", "B1", month(0), **stale)
    assert "Somebody saved this meanwhile" in theirs
    assert "Saved as revision 2" in seen(keeper, "value", "B1", month(0), **stale | {"revision": "1"})

    page = seen(nurse, "indicator", "B1")
    assert "50%" in page
    assert "30 of 60" in page
    assert "Two assessors were ill" in page
    assert "Every revision: 3" in page
    assert "Down, worse" in page
    assert "Give or revise" not in page
    assert nurse.get(at("value", "B1", month(0))).status_code == 403
    card = seen(nurse, "card")
    assert "50%" in card
    assert "30 of 60" in card
    assert "30 of 60" in nurse.get(at("card") + "?file=csv").content.decode()
    assert (
        seen(
            signed_in(
                make.actor("agency_professional", of=make.team("Elsewhere", in_area=make.area("850", "Hampshire")))
            ),
            "card",
        ).count("50%")
        == 0
    )
    for change in ({"least": 7}, {"reason": "No"}):
        with acting_as(ours.manager), pytest.raises(DatabaseError), transaction.atomic():
            IndicatorValue.objects.update(**change)


def test_what_it_means_beside_what_it_stands_and_what_small_numbers_do_not_say(signed_in, ours, reader):
    keeper, nurse = signed_in(ours.manager), signed_in(reader)
    for back in (1, 0):
        given(ours.manager, "B3", back, 3 if back else 120, 43_000)
    page = seen(nurse, "indicator", "B3")
    assert "27.9" in page
    assert "120 of 43,000" in page
    assert "Fewer than 5" in page
    for words in ("3 of", ">3<", "More than 30% above"):
        assert words not in page, "the rise would tell the hidden number"
    seen(
        keeper,
        "comment",
        "B3",
        month(0),
        so_what="More enquiries after the training",
        question="Is it enough?",
        **once(),
    )
    seen(
        keeper,
        "benchmark",
        "B3",
        month(0),
        against="ENGLAND",
        rate="15,5",
        source="Invented",
        **day("on", TODAY),
        **once(),
    )
    page = seen(nurse, "indicator", "B3")
    assert "More enquiries after the training" in page
    assert "Is it enough?" in page
    assert "England: 15.5" in page
    assert "England 15.5" in seen(nurse, "card")
    assert "27.9" in seen(nurse, "areas")
    assert (Benchmark.objects.count(), Commentary.objects.count()) == (1, 1)
    assert nurse.get(at("indicator", "Z9")).status_code == 404
    assert keeper.get(at("value", "B3", (TODAY + timedelta(days=40)).replace(day=1).isoformat())).status_code == 404


def test_a_late_return_goes_to_whoever_gives_it_and_then_to_the_group(ours):
    head = make.actor("head_of_service", of=make.team("Children’s services", in_area=ours.area))
    old = periods.later(B1, periods.begins(B1, date(2026, 5, 1)), 0)
    facts = ValueFacts(old, 40, 60, "The same", None, "FINAL", "A return")
    with acting_as(ours.manager) as by:
        operations.give(B1, facts, by=by, at=NOW, key=uuid4())
    due = periods.due_on(B1, periods.later(B1, old))
    assert due == date(2026, 7, 15)

    def tell(on: date) -> int:
        return jobs.remind(ours.area, at=london(on.year, on.month, on.day, 9))

    assert tell(due) == 0, "it is due until the day is over"
    assert (tell(due + timedelta(days=1)), tell(due + timedelta(days=2))) == (1, 0), "once"
    told = Notification.objects.values_list("user", flat=True)
    assert set(told) == {ours.manager.membership.user_id}
    tell(date(2026, 7, 31))
    assert head.membership.user_id in set(told.all())
    with acting_as(ours.manager):
        panel = to_keep(ours.manager, NOW)
    assert panel.rows[0].text == f"Late return: B1 {B1.title}"


def test_exact_numbers_are_behind_the_wall_and_everyone_reads_what_is_published(ours, reader):
    kept = given(ours.manager, "B4", 0, 38, 40)
    given(ours.manager, "B5", 0, 30, 38)
    elsewhere = make.actor("business_manager", of=make.team("Elsewhere", in_area=make.area("850", "Hampshire")))
    with acting_as(ours.manager):
        assert sorted(GivenNumbers.objects.values_list("some", "of")) == [(30, 38), (38, 40)]
        assert lookup.given(kept).some == 38
        file = ValueFile.objects.create(area=ours.area, name="A file", lines=1, at=NOW, by=ours.manager, key=uuid4())
    for other in (reader, elsewhere):
        with acting_as(other):
            assert not GivenNumbers.objects.exists()
            assert list(IndicatorValue.objects.order_by("indicator").values_list("least", "of_least", "of_most")) == [
                (36, 40, 40),
                (30, 5, None),
            ]
    with acting_as(ours.manager), pytest.raises(DatabaseError), transaction.atomic():
        IndicatorValue.objects.update(least=0, most=None)
    with acting_as(elsewhere) as by, pytest.raises(DatabaseError), transaction.atomic():
        ValueFile.objects.filter(pk=file.pk).update(undone_at=NOW, undone_why="Not mine", undone_by=by)


def test_a_number_hidden_once_is_not_told_by_its_revision(signed_in, ours, reader):
    given(ours.manager, "B1", 0, 38, 40)
    given(ours.manager, "B1", 0, 38, 45, state="REVISED", reason="Late ones", revision=1)
    page = seen(signed_in(reader), "indicator", "B1")
    assert "38 of 45" in page
    assert "Not shown" in page
    assert "36 to 39" not in page
    with acting_as(reader):
        assert set(IndicatorValue.objects.values_list("least", "most")) == {(0, None), (38, 38)}


def hidden(answer, name: str) -> str:
    return unescape(re.search(rf'name="{name}"[^>]*value="([^"]*)"', answer.content.decode())[1])


HEADS = "Indicator,Period,Numerator,Denominator,Denominator of,State,Source,Reason,By,Part"


def test_a_file_is_shown_taken_in_once_and_undone(signed_in, ours, reader):
    keeper = signed_in(ours.manager)
    lines = (
        f"b1,{month(0)[:7]},40,60,Same,final,Council",
        f"B1,{month(1)},70,60,Same,final,Council",
        f"D1,{month(0)},20,43000,mid-2025,final,Council",
        f"D1,{month(0)},17,,,,,,Ethnicity,A",
        f"D1,{month(0)},3,,,,,,Ethnicity,B",
        "Z1,2026-01,1,,,final,Council",
        f"A5,{month(0)},x,,,final,Council",
    )
    sheet = SimpleUploadedFile("values.csv", "\n".join((HEADS, *lines)).encode())
    answer = keeper.post(at("file_new"), {"name": "Return of the council", "file": sheet})
    page = " ".join(answer.content.decode().split())
    assert "Values that can be taken in: 2. Lines with a fault: 3." in page, page
    assert "The numerator is greater" in page
    assert "There is no indicator Z1" in page
    assert "The column numerator is not a whole number" in page
    said = {name: hidden(answer, name) for name in ("name", "text")} | once()
    whole = keeper.post(at("take_in"), said | {"which": "all"})
    assert "Nothing is taken in" in whole.content.decode()
    assert not ValueFile.objects.exists()
    for _ in "ab":
        assert keeper.post(at("take_in"), said | {"which": "good"}).status_code == 302
    assert (ValueFile.objects.get().lines, IndicatorValue.objects.count()) == (2, 2)
    nurse = signed_in(reader)
    assert "1 to 4" in seen(nurse, "indicator", "D1"), "of twenty a characteristic is shown, and 3 of it is not"
    file = ValueFile.objects.get()
    seen(keeper, "file_undo", file.public_id, why="Of another area")
    page = seen(nurse, "indicator", "D1")
    assert "Of another area" in page
    assert "There is no value of the last periods" in page
    with acting_as(ours.manager):
        assert lookup.standing([ours.area.pk], Q()) == {}


def test_the_pages_ask_no_more_of_thirty_values_than_of_two(signed_in, ours):
    keeper = signed_in(ours.manager)
    for code in ("B1", "C5"):
        given(ours.manager, code, 0, 40, 60)
    for view in ("card", "areas"):
        keeper.get(at(view))
    few = {view: _queries(keeper, view) for view in ("card", "areas")}
    for code in ("B2", "B4", "C3a", "C6"):
        for back in range(6, -1, -1):
            given(ours.manager, code, back, 40, 60)
    assert {view: _queries(keeper, view) for view in ("card", "areas")} == few


def _queries(client, view: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(at(view)).status_code == 200
    return len(asked)


def test_pages_read_the_periods_that_charts_show_however_many_years_there_are(signed_in, ours, reader):
    """Sixty indicators of four areas over eight years: a page reads what it draws, in as many queries as of one year."""
    areas = [
        ours.area,
        *(make.area(code, name) for code, name in (("850", "Hampshire"), ("852", "Southampton"), ("921", "Isle"))),
    ]
    page = signed_in(reader)

    def fill(years: range) -> None:
        for area in areas:
            with acting_as(make.intake(area)) as by:
                IndicatorValue.objects.bulk_create(
                    IndicatorValue(
                        area=area,
                        indicator=code,
                        first=periods.later(indicator, periods.last_over(indicator, TODAY), -back),
                        revision=1,
                        edition=1,
                        least=50 + back,
                        most=50 + back,
                        of_least=100_000,
                        of_most=100_000,
                        of_edition="The same",
                        **{"state": "FINAL", "source": "TYPED", "source_words": "Return", "at": NOW, "by": by},
                        key=uuid4(),
                    )
                    for code, indicator in INDICATORS.items()
                    for back in range(
                        *(each * 12 // periods.MONTHS[indicator.every] for each in (years[0], years[-1] + 1))
                    )
                )

    counts, times = [], []
    for years in (range(1), range(1, 8)):
        fill(years)
        for view in ("card", "areas"):
            page.get(at(view))
            begun = time.process_time()
            with CaptureQueriesContext(connection) as asked:
                assert "of 100,000" in seen(page, view) or view == "areas"
            times.append(time.process_time() - begun)
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
    assert max(times[2:]) < 3, "of eight years as of one: what no chart shows is not read"
    with acting_as(reader):
        held = lookup.standing([area.pk for area in areas], lookup.in_charts(TODAY))
    drawn = sum(
        min(periods.ON_A_CHART[each.every], 8 * 12 // periods.MONTHS[each.every]) for each in INDICATORS.values()
    )
    assert len(held) == 4 * drawn < IndicatorValue.objects.count() / 3
    assert lookup.late(ours.area.pk, TODAY + timedelta(days=200)).keys() == INDICATORS.keys()
