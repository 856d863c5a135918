"""One officer alone may keep a class longer; fewer years hold once somebody else agrees, in their own name, as for a disposal."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from breakwater.delivery.retention import due, lookup, operations
from breakwater.delivery.retention.models import ClassChange
from breakwater.delivery.retention.schedule import schedule
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.keeping import Life, at

NOW, CLOSED = timezone.now(), date(2012, 1, 1)
SIX = "escalation"  # of the class "advice": six years, one at least


@pytest.fixture
def life(transactional_db, owner_connection):
    return Life(owner_connection)


def changed(life: Life, years: int, day: date, *, agreed: bool = False, by=None) -> ClassChange:
    with acting_as(by or life.officer) as acting:
        facts = operations.YearsFacts(years, "Policy 4", "Agreed")
        change = operations.change_years(schedule().classes["advice"], facts, key=uuid4(), by=acting, at=at(day))
    if agreed:
        with acting_as(life.head) as acting:
            operations.agree_to_years(change, by=acting, at=at(day))
    return change


def is_due(life: Life, case, today: date) -> bool:
    found = {each.name for each in due.find(life.connection, at=at(today), ahead=0)}
    with acting_as(life.officer):
        years = lookup.years_in_force(schedule().classes["advice"], today)
    assert (case.name in found) == (CLOSED.replace(year=CLOSED.year + years) <= today), (
        "the page says what the night does"
    )
    return case.name in found


@pytest.fixture
def case(life):
    made = life.case(SIX, [], date(2011, 1, 1))
    life.close(made, CLOSED)
    return made


def test_fewer_years_hold_once_another_agrees_and_more_at_once(life, case):
    day = date(2014, 6, 1)
    change = changed(life, 2, day)
    assert not is_due(life, case, day), "one officer alone shortened a class"
    with acting_as(life.head) as by:
        operations.agree_to_years(change, by=by, at=at(day))
    assert is_due(life, case, day)
    changed(life, 5, day)
    assert not is_due(life, case, day)
    changed(life, 2, day)
    assert not is_due(life, case, day), "back to what was agreed once is fewer again"
    assert not is_due(life, case, date(2016, 12, 31))
    assert is_due(life, case, date(2017, 1, 1))


def test_what_was_refused_shortens_nothing_and_lengthens_nothing(life, case):
    change = changed(life, 2, date(2014, 6, 1))
    with acting_as(life.head) as by:
        operations.refuse_years(change, "Not before the inquiry", by=by, at=NOW)
        with pytest.raises(operations.ChangeDecided):
            operations.agree_to_years(change, by=by, at=NOW)
    assert not is_due(life, case, date(2017, 12, 31))
    assert is_due(life, case, date(2018, 1, 1))


def test_whoever_asked_does_not_agree_nor_anybody_in_anothers_name(life, case):
    change = changed(life, 2, date(2014, 6, 1))
    with acting_as(life.officer) as by, pytest.raises(operations.AskedYourself):
        operations.agree_to_years(change, by=by, at=NOW)
    for forged in (life.head, life.officer):
        with acting_as(life.officer), pytest.raises(DatabaseError), transaction.atomic():
            ClassChange.objects.update(agreed_at=NOW, agreed_by=forged)
    with acting_as(life.officer) as by, pytest.raises(DatabaseError), transaction.atomic():
        ClassChange.objects.create(
            area=life.area, record_class="advice", years=1, source="x", because="x", from_on=date(2014, 1, 1), key=uuid4(),
            at=NOW, by=by, agreed_at=NOW, agreed_by=life.head,
        )  # fmt: skip
    changed(life, 5, date(2014, 6, 1))
    with acting_as(life.head), pytest.raises(DatabaseError), transaction.atomic():
        ClassChange.objects.filter(pk=change.pk).update(years=1)
    assert not is_due(life, case, date(2014, 6, 1))


def test_the_head_finds_it_on_today_agrees_on_its_page_and_the_schedule_says_so(db, signed_in):
    officer = make.actor("information_governance", of=make.team("Governance"))
    head = make.actor("head_of_service", of=officer.membership.team)
    with acting_as(officer) as by:
        facts = operations.YearsFacts(2, "Policy 4", "Agreed")
        change = operations.change_years(schedule().classes["advice"], facts, key=uuid4(), by=by, at=NOW)
    page = f"/retention/schedule/changes/{change.key}/"
    assert Notification.objects.get(user=head.membership.user).path == page
    reads = signed_in(head)
    assert page in reads.get("/today/").text
    assert page not in signed_in(officer).get("/today/").text
    assert "2 once somebody else agrees" in signed_in(officer).get("/retention/schedule/").text
    assert "Agree to fewer years" not in signed_in(officer).get(page).text
    assert "Agree to fewer years" in signed_in(head).get(page).text
    assert signed_in(head).post(f"{page}agree/").status_code == 302
    text = signed_in(head).get(page).text
    assert "Agreed by" in text
    assert "Agree to fewer years" not in text
    assert "Changed" in signed_in(officer).get("/retention/schedule/").text
