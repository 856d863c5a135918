"""A report that is no incident is closed for a reason, by two people where it named violence, and stays where it is found."""

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.child_on_child import today
from breakwater.practice.child_on_child.incidents.operations import opening
from breakwater.practice.child_on_child.models import Incident, Report
from breakwater.practice.child_on_child.reports import operations
from breakwater_dev.testing.incidents import reported
from breakwater_dev.testing.telling import words

WHY = "She spoke about a film"


def at(name, thing) -> str:
    return reverse(f"child_on_child:{name}", args=[thing.public_id])


def closed(report, dsl) -> Report:
    with acting_as(dsl) as by:
        return operations.close_as_no_incident(report, why=WHY, by=by, at=timezone.now())


def waits(dsl) -> list[str]:
    with acting_as(dsl) as by:
        panel = today.reports_waiting(by, timezone.now())
        return [row.text for row in panel.rows] if panel else []


def test_harassment_is_closed_by_one_for_a_reason_and_is_found_again(signed_in, teacher, dsl):
    report, browser = reported(teacher, happened="HARASS"), signed_in(dsl)
    assert "Enter why it is not an incident" in words(browser.post(at("no_incident", report), {"why": ""}))
    browser.post(at("no_incident", report), {"why": WHY})
    assert waits(dsl) == []
    assert WHY in words(browser.get(at("report", report)))
    listed = browser.get(reverse("child_on_child:reports")).content.decode()
    assert at("report", report) in listed
    assert "Not an incident" in listed
    assert WHY not in words(signed_in(teacher).get(at("report", report)))


@pytest.mark.parametrize("said", [{"happened": "VIOLENCE"}, {"happened": "NOT_SURE", "now": ("recent",)}])
def test_what_named_violence_waits_for_a_second_person(signed_in, teacher, dsl, deputy, said):
    report = closed(reported(teacher, **said), dsl)
    assert not report.is_closed
    assert waits(deputy) == ["Agree that a report is not an incident, or open one"]
    with acting_as(dsl) as by, pytest.raises(operations.NotYourOwn):
        operations.agree_no_incident(report, by=by, at=timezone.now())
    signed_in(deputy).post(at("agree_no_incident", report))
    with acting_as(dsl):
        assert Report.objects.get(pk=report.pk).is_closed
    assert waits(deputy) == []


def test_an_incident_may_be_opened_of_it_later(teacher, dsl):
    report = closed(reported(teacher, happened="HARASS"), dsl)
    with acting_as(dsl) as by:
        opening.open_incident(report, opening.IncidentFacts("VERBAL", "CORRIDOR"), by=by, at=timezone.now())
        held = Report.objects.get(pk=report.pk)
        assert (held.is_closed, held.not_incident_why, Incident.objects.count()) == (False, WHY, 1)
    with acting_as(dsl) as by, pytest.raises(operations.IsAnIncident):
        operations.close_as_no_incident(report, why=WHY, by=by, at=timezone.now())
