"""An officer hears of a request five working days ahead, on the day and after it; a head of service only when it is overdue."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from breakwater.delivery.information_rights import operations, reminding
from breakwater.delivery.information_rights.models import RightsRequest
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make

from .requests_made import Made

LONDON = timezone.get_current_timezone()


def morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 6, 35, tzinfo=LONDON)


@pytest.fixture
def made(db):
    """Due on Friday 4 December 2026."""
    ready = Made()
    ready.head = make.actor("head_of_service", of=make.team("Heads"))
    due(ready, date(2026, 12, 4))
    return ready


def due(made, day):
    with acting_as(made.officer):
        RightsRequest.objects.filter(pk=made.one.pk).update(due_on=day)


def told(day: date) -> dict[str, list[str]]:
    before = set(Notification.objects.values_list("pk", flat=True))
    reminding.remind(make.area(), at=morning(day))
    new = Notification.objects.exclude(pk__in=before).select_related("user").order_by("pk")
    return {each.user.name: each.words for each in new}


def test_each_step_is_told_once_to_whoever_it_is_for(made):
    officer, head, ref = made.officer.membership.user.name, made.head.membership.user.name, made.one.reference
    assert told(date(2026, 11, 26)) == {}
    assert told(date(2026, 11, 27)) == {officer: f"{reminding.SOON}: {ref}"}
    assert told(date(2026, 11, 30)) == {}
    assert told(date(2026, 12, 4)) == {officer: f"{reminding.TODAY}: {ref}"}
    assert told(date(2026, 12, 5)) == {}  # Saturday
    late = f"{reminding.LATE}: {ref}"
    assert told(date(2026, 12, 7)) == {officer: late, head: late}
    assert told(date(2026, 12, 8)) == {}


def test_a_head_of_service_is_led_to_no_page_that_is_closed_to_them_and_no_name_goes_by_mail(made):
    told(date(2026, 12, 7))
    assert Notification.objects.get(user=made.head.membership.user).path == "/today/"
    assert not [mail for mail in OutboxMessage.objects.all() if "Mia" in mail.body + mail.subject]


def test_a_stopped_clock_reminds_nobody_and_an_officer_who_left_is_stood_in_for(made):
    with acting_as(made.officer) as by:
        operations.pause(made.one, "Which years?", timezone.localdate(), by=by, at=timezone.now())
    assert told(date(2026, 12, 7)) == {}
    with acting_as(made.officer):
        RightsRequest.objects.filter(pk=made.one.pk).update(paused_on=None)
    colleague = make.actor("information_governance", of=made.one.officer.team)
    made.officer.membership.user.is_active = False
    made.officer.membership.user.save(update_fields=["is_active"])
    assert colleague.membership.user.name in told(date(2026, 12, 8))


def test_only_the_service_of_clocks_learns_what_is_due(made):
    with acting_as(made.officer):
        assert reminding._due(make.area()) == []
