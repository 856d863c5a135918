"""While nobody acknowledges a report, the leads and then the head are paged, and everybody concerned reads that it waits."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Absence, Membership
from breakwater.practice.child_on_child import today
from breakwater.practice.child_on_child.models import ReportPaging
from breakwater.practice.child_on_child.reports import operations, paging
from breakwater_dev.testing.incidents import reported
from breakwater_dev.testing.telling import words

WAITS = "A report that nobody has acknowledged waits for you: acknowledge it now"


@pytest.fixture
def report(teacher, deputy, head):
    return reported(teacher, timezone.now() - timedelta(minutes=125))


def paged(minutes: int, report) -> list[str]:
    """Who is paged at so many minutes after it was sent."""
    Notification.objects.all().delete()
    paging.page(report.area, at=report.made_at + timedelta(minutes=minutes))
    return sorted(one.user.name for one in Notification.objects.select_related("user").filter(words=WAITS))


def test_each_step_pages_its_own_and_once(report, dsl, deputy, head):
    leads = sorted(who.membership.user.name for who in (dsl, deputy))
    assert paged(29, report) == []
    assert paged(31, report) == leads
    assert paged(35, report) == []
    assert paged(61, report) == leads
    assert paged(121, report) == [head.membership.user.name]
    assert paged(500, report) == []


def test_who_is_paged_turns_on_the_role_and_on_no_job_title(report, dsl, deputy, head):
    for who, title in ((dsl, "Deputy head teacher"), (deputy, "Assistant head"), (head, "Deputy safeguarding lead")):
        Membership.objects.filter(pk=who.membership.pk).update(job_title=title)
    leads = sorted(who.membership.user.name for who in (dsl, deputy))
    assert (paged(31, report), paged(61, report)) == (leads, leads)
    assert paged(121, report) == [head.membership.user.name]


def test_what_is_acknowledged_pages_nobody(report, dsl):
    with acting_as(dsl) as by:
        operations.acknowledge(report, by=by, at=report.made_at + timedelta(minutes=10))
    assert paged(500, report) == []


def test_whoever_is_away_is_not_paged_and_the_next_is(report, dsl, deputy):
    user = dsl.membership.user
    with acting_as(dsl) as by:
        Absence.objects.create(
            user=user, starts_on=timezone.localdate(report.made_at), made_by=by, made_at=timezone.now()
        )
    assert paged(31, report) == [deputy.membership.user.name]


def test_no_mail_names_a_child(report):
    paging.page(report.area, at=report.made_at + timedelta(minutes=121))
    mails = [f"{one.subject} {one.body}" for one in OutboxMessage.objects.all()]
    assert any(WAITS in mail for mail in mails)
    assert not [mail for mail in mails if "Amber" in mail or "Blaise" in mail]


def test_the_lead_and_the_author_read_that_nobody_has_it_yet(signed_in, report, dsl, teacher):
    paging.page(report.area, at=timezone.now())
    page = reverse("child_on_child:report", args=[report.public_id])
    for reader in (teacher, dsl):
        said = words(signed_in(reader).get(page))
        assert "Not acknowledged yet" in said
        assert said.count("Safeguarding lead or deputy") == 2
    with acting_as(dsl) as by:
        hint = today.reports_waiting(by, timezone.now()).rows[0].hint
    assert "Not acknowledged yet: Head teacher or principal was paged" in hint


def test_nobody_but_the_clocks_of_the_area_may_ask(report, dsl):
    with acting_as(dsl), connection.cursor() as cursor:
        cursor.execute("select * from access.page_reports(%s, %s, %s)", [report.area_id, timezone.now(), [30]])
        assert cursor.fetchall() == []
        assert not ReportPaging.objects.exists()
