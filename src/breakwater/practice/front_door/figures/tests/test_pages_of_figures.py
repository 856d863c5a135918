"""SG-22, SG-11, SG-12: the page of figures is the same for every reader, and opens a list only to those who may see all of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakwater.foundation.figures.periods import month_of
from breakwater.foundation.figures.sheet import Sheet, months_wanted
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.figures.declared import MASH
from breakwater.practice.front_door.figures.measures.definitions import MEASURES
from breakwater.practice.front_door.models import Figure
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in

PAGE, LIST = "/mash/figures/", "/mash/figures/contacts/"


def worked_out():
    MASH.work_out(area=make.area(), at=timezone.now())


def body(page) -> str:
    return page.content.decode().split('id="main-content"')[1].split("</main>")[0]


def read_by(actor):
    """What one reader's page is made of."""
    today = timezone.localdate()
    period = month_of(today)
    with acting_as(actor):
        published = MASH.published(make.area(), months_wanted(period, today))
        page = MASH.page_of(Sheet(published, period, MEASURES["contacts"], today), lines={}, left_out=["deciders"])
    return (
        page.finding,
        [(one.value, one.of) for one in page.numbers],
        [t.rows for t in (*page.tables, *page.now)],
    )


def card(page: str, title: str) -> str:
    return page.split(f'fig-card__title">{title}<')[1].split("</li>")[0]


def overdue(page: str) -> str:
    return page.split('id="overdue"')[1].split("</section>")[0]


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
    mine = card(body(signed_in(manager).get(PAGE)), "Contacts")
    theirs = card(body(signed_in(early_help_manager).get(PAGE)), "Contacts")
    assert 'fig-card__value">3</p>' in mine
    assert "Published as: fewer than 5" in mine
    assert "Open these contacts" in mine
    assert 'fig-card__value--words">Fewer than 5</p>' in theirs
    assert "Open these contacts" not in theirs
    restrict(contacts[0])
    assert 'fig-card__value--words">Fewer than 5</p>' in card(body(signed_in(manager).get(PAGE)), "Contacts")
    assert 'fig-card__value">3</p>' in card(body(signed_in(restrict.reader).get(PAGE)), "Contacts")


def test_those_not_decided_in_time_open_from_the_number_to_whoever_may_see_them_all(
    arrives, restrict, manager, early_help_manager
):
    late, early = arrives(6, minutes_ago=9 * 24 * 60), arrives(1)
    worked_out()
    period = month_of(timezone.localdate() - timedelta(days=9))
    found = [
        card(body(signed_in(who).get(f"{PAGE}?period={period.code}")), "Decided in time")
        for who in (manager, early_help_manager)
    ]
    assert "Open the contacts not decided in time" in found[0]
    assert "Open the contacts" not in found[1]
    address = f"{LIST}?period={period.code}&late=yes"
    page = signed_in(manager).get(address).content.decode()
    assert all(each.reference in page for each in late)
    assert early[0].reference not in page
    assert signed_in(early_help_manager).get(address).status_code == 403
    assert signed_in(manager).get(f"{address}&source=SCHOOL").status_code == 404
    restrict(late[0])
    assert signed_in(manager).get(address).status_code == 403


def test_overdue_now_comes_first_and_opens_to_its_list(arrives, manager):
    arrives(6, minutes_ago=9 * 24 * 60)
    worked_out()
    page = body(signed_in(manager).get(PAGE))
    assert page.index('id="overdue"') < page.index("fig-finding") < page.index("fig-cards")
    assert "<strong>6</strong> Decision on next steps" in overdue(page)
    assert "/mash/?only=overdue" in overdue(page)


def test_sg_22_whoever_may_open_the_overdue_sees_how_many_they_are(arrives, manager, early_help_manager):
    arrives(2, minutes_ago=9 * 24 * 60)
    worked_out()
    mine, theirs = (overdue(body(signed_in(reader).get(PAGE))) for reader in (manager, early_help_manager))
    assert "<strong>2</strong> Decision on next steps" in mine
    assert "fewer than 5" not in mine
    assert "<strong>fewer than 5</strong> Decision on next steps" in theirs
    assert "only=overdue" not in theirs


def test_sg_22_a_file_has_what_everyone_may_read_and_the_audit_knows_of_it(arrives, manager):
    arrives(3)
    worked_out()
    browser = signed_in(manager)
    with CaptureQueriesContext(connection) as seen:
        answer = browser.get(PAGE, {"period": month_of(timezone.localdate()).code, "file": "csv"})
    told = answer.content.decode()
    assert answer["Content-Type"].startswith("text/csv")
    assert "Contacts,fewer than 5" in told
    assert ",3" not in told
    assert "Decisions by manager" not in told
    assert any(
        "audit_entry" in one["sql"] and "downloaded the figures of" in one["sql"] for one in seen.captured_queries
    )


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
    assert "6 contacts came to the MASH in" in body(browser.get(PAGE))


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
