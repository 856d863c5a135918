"""A head with a conflict of interest really finds nothing of the incident, and the page says who approves in their place (PL 9.4)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import Permission, acting_as
from breakwater.practice.child_on_child import today
from breakwater.practice.child_on_child.assessments import lookup as plan_lookup
from breakwater.practice.child_on_child.assessments import today as plans_today
from breakwater.practice.child_on_child.assessments.operations import heads, writing
from breakwater.practice.child_on_child.incidents import lookup, notice_lookup
from breakwater.practice.child_on_child.incidents.operations import conflicts, notices, opening
from breakwater.practice.child_on_child.models import (
    Assessment,
    HeadConflict,
    Incident,
    IncidentChild,
    Instruction,
    Report,
    Route,
    SchoolNotice,
)
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import plans
from breakwater_dev.testing.incidents import child_in, elsewhere, opened, told, with_police


def at(name, thing) -> str:
    return reverse(f"child_on_child:{name}", args=[thing.public_id])


def main(page) -> str:
    return page.content.decode().split("<main")[1]


def declared(incident, who, by, instead="CHAIR"):
    facts = conflicts.ConflictFacts(who.membership, "His nephew is a child of it", instead)
    with acting_as(by) as dsl:
        return conflicts.declare(incident, facts, by=dsl, at=timezone.now())


def seen(who) -> dict[str, int]:
    tables = (Incident, IncidentChild, Report, Assessment, Route, Instruction, SchoolNotice, HeadConflict)
    with acting_as(who):
        return {each.__name__: each.objects.count() for each in tables}


@pytest.fixture
def head(school, dsl):
    return make.actor("head_teacher", of=school)


@pytest.fixture
def whole(dsl, head, teacher, other_school, other_dsl):
    """An incident of two schools with everything that a head could read of it, and the child affected."""
    made = opened(dsl)
    with_police(made, dsl)
    told(elsewhere(made, other_school, dsl), dsl)
    child = child_in(made, "HARMED", dsl)
    plans.instructed(made, dsl, teacher, head)
    return made, child, plans.in_force(child, dsl)


def test_pl_9_4_a_head_with_a_conflict_reads_nothing_in_any_table_and_no_page_opens(signed_in, whole, head, dsl):
    made, child, version = whole
    browser = signed_in(head)
    pages = [at("incident", made), at("child", child), at("plan", child), at("assessment", version)]
    assert [browser.get(each).status_code for each in pages] == [200] * 4
    before = seen(head)
    assert min(count for table, count in before.items() if table != "HeadConflict") > 0
    declared(made, head, dsl)
    assert set(seen(head).values()) == {0}
    with acting_as(dsl):
        notice = SchoolNotice.objects.get()
    assert [browser.get(each).status_code for each in [*pages, at("notice", notice)]] == [404] * 5
    assert browser.post(at("approve_as_head", version)).status_code == 404
    assert "No incident is recorded" in main(browser.get(reverse("child_on_child:incidents")))
    with acting_as(head) as by:
        panels = (today.reports_waiting, today.incidents_due, plans_today.approvals_waiting, plans_today.plans_due)
        assert [panel(by, timezone.now()) for panel in panels] == [None] * 4
    assert seen(dsl)["Incident"] == 1


def test_pl_9_4_a_notice_sent_afterwards_reaches_neither_the_head_who_sends_nor_the_one_who_is_told(
    whole, head, dsl, other_dsl, other_school
):
    made, *_ = whole
    their_head = make.actor("head_teacher", of=other_school)
    with acting_as(dsl):
        first = SchoolNotice.objects.get()
    with acting_as(other_dsl) as by:
        notices.receive(first, by=by, at=timezone.now())
        facts = opening.IncidentFacts("ASSAULT", "TRANSPORT")
        theirs = opening.open_from_notice(first, facts, by=by, at=timezone.now())
    declared(made, head, dsl)
    declared(theirs, their_head, other_dsl)
    Notification.objects.all().delete()
    second = told(child_in(made, "ALLEGED", dsl), dsl, "He is on bail.", at=timezone.now() + timedelta(minutes=1))
    assert (seen(head)["SchoolNotice"], seen(their_head)["SchoolNotice"]) == (0, 0)
    assert (seen(dsl)["SchoolNotice"], seen(other_dsl)["SchoolNotice"]) == (2, 2)
    heard = set(Notification.objects.filter(words=notices.TOLD_MORE).values_list("user", flat=True))
    assert heard == {other_dsl.membership.user_id}
    with acting_as(other_dsl):
        assert notice_lookup.NOTICES.get(pk=second.pk).belongs_to == theirs


def test_pl_9_5_who_approves_in_the_place_of_the_head_is_recorded_with_the_day_and_never_as_a_sign_in(
    signed_in, whole, head, dsl
):
    made, child, version = whole
    browser = signed_in(dsl)
    page = main(browser.get(at("declare_conflict", made)))
    assert head.membership.user.name in page
    said = {"who": head.membership.pk, "why": "His nephew is a child of it", "instead": ""}
    assert "Choose who approves in the place of the head" in main(browser.post(at("declare_conflict", made), said))
    browser.post(at("declare_conflict", made), said | {"instead": "CHAIR"})
    page = main(browser.get(at("incident", made)))
    for words in (head.membership.user.name, "Reads nothing of this incident", "the chair of governors"):
        assert words in page
    assert plan_lookup.ASK_INSTEAD in main(browser.get(at("plan", child)))
    page = main(browser.get(at("assessment", version)))
    assert "Approval in the place of the head" in page
    assert "the chair of governors" in page
    day = {"on-day": 2, "on-month": 3, "on-year": 2026}
    browser.post(at("approved_on_paper", version), {"name": "Gil Governor, chair of governors"} | day)
    page = main(browser.get(at("assessment", version)))
    assert "Gil Governor, chair of governors approved it on paper on 2 March 2026, in the place of the head" in page
    assert "signed in to this service" not in page
    assert plan_lookup.ASK_INSTEAD not in main(browser.get(at("plan", child)))


def test_pl_9_4_a_conflict_that_is_entered_with_an_approval_keeps_the_head_out_as_well(signed_in, head, dsl):
    child = child_in(opened(dsl), "HARMED", dsl)
    plans.measure_for(child, dsl)
    version, now = plans.written(child, dsl), timezone.now()
    said = {
        "is_conflicted": "yes",
        "head": head.membership.pk,
        "head_conflict": "A relative",
        "stand_in": "Gil Governor, chair",
    }
    review = plans.approval(version, now).review_on
    days = {f"review_on-{part}": getattr(review, part) for part in ("day", "month", "year")}
    page = main(signed_in(dsl).post(at("assessment_check", version), said | days))
    assert "Enter the day on which they approved it" in page
    on = {"stand_in_on-day": now.day, "stand_in_on-month": now.month, "stand_in_on-year": now.year}
    assert signed_in(dsl).post(at("assessment_check", version), said | days | on).status_code == 302
    assert seen(head)["Assessment"] == seen(head)["Incident"] == 0
    with acting_as(dsl):
        held = plan_lookup.VERSIONS.get(pk=version.pk)
        assert "Gil Governor, chair, on paper on" in plan_lookup.head_in_words(held)
    assert not Notification.objects.filter(user=head.membership.user, words=heads.WAITS).exists()


def test_another_head_without_a_conflict_is_asked_instead(whole, head, school, dsl):
    made, child, _ = whole
    second = make.actor("head_teacher", of=school)
    declared(made, head, dsl, "HEAD")
    version = plans.in_force(child, dsl, trigger="INFO")
    asked = set(
        Notification.objects.filter(words=heads.WAITS, path=at("assessment", version)).values_list("user", flat=True)
    )
    assert asked == {second.membership.user_id}
    with acting_as(dsl) as by, pytest.raises(heads.HeadMay):
        heads.record_on_paper(version, name="Gil", on=timezone.localdate(), by=by, at=timezone.now())
    with acting_as(second) as by:
        assert heads.approve_as_head(version, by=by, at=timezone.now()).approved_by == second


def test_nobody_ends_their_own_conflict_and_somebody_always_reads_the_incident(signed_in, head, dsl):
    made = opened(dsl)
    held = declared(made, head, dsl)
    facts = conflicts.ConflictFacts(dsl.membership, "A relative")
    with acting_as(dsl) as by, pytest.raises(conflicts.NobodyLeft):
        conflicts.declare(made, facts, by=by, at=timezone.now())
    with acting_as(head):
        assert not HeadConflict.objects.exists()
    assert signed_in(head).post(at("end_conflict", held), {"why": "Not so"}).status_code == 404
    browser = signed_in(dsl)
    assert "Enter why it ends" in main(browser.post(at("end_conflict", held), {"why": ""}))
    browser.post(at("end_conflict", held), {"why": "Another family of that name"})
    assert seen(head)["Incident"] == 1


def test_ending_a_conflict_opens_no_notice_to_whoever_is_kept_out_otherwise(whole, head, dsl):
    made, child, _ = whole
    held = declared(made, head, dsl)
    with acting_as(dsl) as by:
        conflicts.end(held, why="A mistake", by=by, at=timezone.now())
    assert seen(head)["SchoolNotice"] == 1
    again = declared(made, head, dsl)
    assert seen(head)["SchoolNotice"] == 0
    assert again.pk != held.pk


def test_who_works_with_a_child_may_change_once_a_plan_is_in_force(whole, dsl, teacher):
    """What was in force does not change; who reads it does, as with a bar or a restriction."""
    _, child, _ = whole
    with acting_as(dsl) as by:
        opening.set_worker(child, worker=teacher.membership, by=by, at=timezone.now())
    assert seen(teacher)["Assessment"] == 1
    with acting_as(dsl) as by:
        opening.set_worker(child, worker=None, by=by, at=timezone.now())
    assert seen(teacher)["Assessment"] == 0


def test_a_stranger_keeps_nobody_from_an_incident(dsl, other_dsl, head):
    made = opened(dsl)
    with acting_as(other_dsl):
        assert conflicts._keep(made, head.membership.user_id, holds=True) is False
    assert seen(head)["Incident"] == 1


def test_pl_9_4_who_is_kept_from_the_incident_approves_nothing_of_it_on_paper_either(dsl, head):
    made = opened(dsl)
    declared(made, head, dsl)
    child, now = child_in(made, "HARMED", dsl), timezone.now()
    name = head.membership.user.name
    plans.measure_for(child, dsl, now)
    version = plans.written(child, dsl, now)
    with acting_as(dsl) as by:
        theirs, another = (
            plans.approval(version, now, head_name=who) for who in (f"{name}, head", "Chair of governors")
        )
        with pytest.raises(writing.HeadInConflict, match=name):
            writing.approve(version, theirs, by=by, at=now)
        assert writing.approve(version, another, by=by, at=now).in_force_from == now


def test_who_is_kept_from_the_incident_is_asked_to_act_on_nothing_of_it_and_hears_nothing(
    dsl, head, other_school, other_dsl
):
    made = opened(dsl)
    declared(made, head, dsl)
    today_, may = london_date(timezone.now()), Permission.INCIDENT_REPORT
    with acting_as(dsl):
        team = dsl.membership.team
        assert head.membership not in lookup.staff_of(team, today_, may, incident=made.pk)
        assert head.membership in lookup.staff_of(team, today_, may, incident=opened(dsl).pk)
    notice = told(elsewhere(made, other_school, dsl), dsl)
    with acting_as(other_dsl) as by:
        notices.receive(notice, by=by, at=timezone.now())
    heard = Notification.objects.filter(words=notices.RECEIVED).values_list("user", flat=True)
    assert list(heard) == [dsl.membership.user_id]
