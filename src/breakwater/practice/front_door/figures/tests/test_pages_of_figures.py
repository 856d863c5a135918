"""SG-22, SG-11, SG-12: the page of figures is the same for every reader, and opens a list only to those who may see all of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakwater.foundation.figures.page import months_wanted
from breakwater.foundation.figures.periods import month_of
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.figures import operations as figures
from breakwater.practice.front_door.figures.measures.definitions import MEASURES
from breakwater.practice.front_door.figures.measures.reading import Figures
from breakwater.practice.front_door.figures.page import page_of
from breakwater.practice.front_door.models import Figure
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in

PAGE, LIST = "/mash/figures/", "/mash/figures/contacts/"


def worked_out():
    figures.work_out(area=make.area(), at=timezone.now())


def body(page) -> str:
    return page.content.decode().split('id="main-content"')[1].split("</main>")[0]


def read_by(actor):
    """What one reader's page is made of."""
    today = timezone.localdate()
    period = month_of(today)
    with acting_as(actor):
        published = Figures(make.area(), months_wanted(period, today))
        page = page_of(published, period, today=today, with_staff=False)
    return (
        page.finding,
        [(one.value, one.of) for one in (*page.counts, *page.rates)],
        [t.rows for t in (*page.tables, *page.now)],
    )


def test_sg_22_two_people_never_see_different_totals_under_one_title(arrives, restrict, manager, early_help_manager):
    contacts = arrives(7)
    restrict(contacts[0])
    worked_out()
    told = read_by(manager)
    assert told == read_by(early_help_manager) == read_by(restrict.reader)
    assert told[1][0][0] == "7"  # the restricted one is among them


def test_sg_22_a_list_opens_only_to_those_who_see_every_record_in_it(arrives, restrict, manager, early_help_manager):
    contacts = arrives(7)
    worked_out()
    address = f"{LIST}?period={month_of(timezone.localdate()).code}"
    assert contacts[0].reference in signed_in(manager).get(address).content.decode()
    assert signed_in(early_help_manager).get(address).status_code == 403
    restrict(contacts[0])
    refused = signed_in(manager).get(address)
    assert refused.status_code == 403
    assert contacts[1].reference not in refused.content.decode()
    assert signed_in(restrict.reader).get(address).status_code == 200


def test_sg_22_whoever_may_open_the_list_sees_the_number_that_is_too_small_to_show(
    arrives, restrict, manager, early_help_manager
):
    contacts = arrives(3)
    worked_out()
    mine, theirs = body(signed_in(manager).get(PAGE)), body(signed_in(early_help_manager).get(PAGE))
    assert "fewer than 5" in mine
    assert "In the list: 3" in mine
    assert "fewer than 5" in theirs
    assert "In the list" not in theirs
    restrict(contacts[0])
    assert "In the list" not in body(signed_in(manager).get(PAGE))
    assert "In the list: 3" in body(signed_in(restrict.reader).get(PAGE))


def test_what_is_overdue_now_stands_beside_what_was_in_time(arrives, manager):
    arrives(6, minutes_ago=9 * 24 * 60)
    worked_out()
    page = body(signed_in(manager).get(PAGE))
    assert "Overdue now" in page
    decided = page.split('href="#m-decision"')[1].split("</tr>")[0]
    assert 'data-label="Overdue now"><span>6</span>' in decided
    assert "/mash/?only=overdue" in page


def test_sg_22_whoever_may_open_the_overdue_sees_how_many_they_are(arrives, manager, early_help_manager):
    arrives(2, minutes_ago=9 * 24 * 60)
    worked_out()
    mine = body(signed_in(manager).get(PAGE)).split('href="#m-decision"')[1].split("</tr>")[0]
    assert "fewer than 5" in mine
    assert "In the list: 2" in mine
    assert "In the list" not in body(signed_in(early_help_manager).get(PAGE))


def test_sg_22_what_is_too_small_to_show_is_never_kept(arrives, manager):
    arrives(3)
    worked_out()
    assert not Figure.objects.filter(value__range=(1, 4)).exists()
    page = body(signed_in(manager).get(PAGE))
    assert "fewer than 5" in page


def test_sg_12_the_specialist_route_has_no_figure_of_its_own_and_allegations_count_nowhere(db):
    words = " ".join(measure.counts + measure.title for measure in MEASURES.values()).lower()
    assert "prevent" not in words
    assert "radicalis" not in words
    assert "allegation" not in words


def test_every_measure_says_what_it_counts_and_on_whose_word():
    for measure in MEASURES.values():
        assert len(measure.counts.split()) > 4, measure.key
        assert measure.source, measure.key
    titles = [measure.title for measure in MEASURES.values()]
    assert len(titles) == len(set(titles))


def test_figures_not_worked_out_yet_are_worked_out_on_demand(arrives, manager):
    arrives(6)
    browser = signed_in(manager)
    assert "not available yet" in body(browser.get(PAGE))
    for _ in range(2):
        assert browser.post(f"{PAGE}work-out/", {"period": month_of(timezone.localdate()).code}).status_code == 302
    assert "6 contacts have come" in body(browser.get(PAGE))


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "?period=school-2025",
        "?period=own&first=2026-01&last=2025-12",
        "?period=nonsense",
        "?period=own",
    ],
)
def test_any_period_in_the_address_gives_a_page(manager, asked):
    worked_out()
    assert signed_in(manager).get(PAGE + asked).status_code == 200


@pytest.mark.parametrize("asked", ["", "?period=x", "?period=2026-01&source=NOBODY", "?period=2026-01&outcome=O99"])
def test_a_list_of_nothing_sensible_is_not_found(manager, asked):
    assert signed_in(manager).get(LIST + asked).status_code == 404


def test_only_those_who_oversee_decisions_read_who_made_them(arrives, manager, early_help_manager):
    arrives(6)
    worked_out()
    assert "Decisions by manager" in body(signed_in(manager).get(PAGE))
    assert "Decisions by manager" not in body(signed_in(early_help_manager).get(PAGE))


def test_the_page_asks_as_many_queries_for_one_contact_as_for_many(arrives, manager):
    browser, asked = signed_in(manager), []
    for number in (1, 8):
        arrives(number)
        worked_out()
        browser.get(PAGE)
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(PAGE).status_code == 200
        asked.append(len(seen))
    assert asked[0] == asked[1]
