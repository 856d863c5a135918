"""Whatever would show schools more waits until a second person has read what it means; what shows less holds at once."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from breakwater.casework.cases.standings import Standing
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.practice.education.cohorts import operations as cohorts
from breakwater.practice.education.models import CohortProposal, CohortRule
from breakwater_dev.testing import factories as make

DISGUISED = {
    "code": "VOP",
    "name": "Vulnerable to others",
    "definition": "The panel of the police has them",
    "source": "Police",
    "see": "N",
    "condition": "NONE",
    "why": "Support",
    "owner": "Us",
    "because": "Asked for",
}


@pytest.fixture
def manager(city):
    return make.actor("link_manager", of=city.link)


@pytest.fixture
def officer():
    return make.actor("information_governance", of=make.team("Governance"))


@pytest.fixture
def table(city, manager):
    """The lines that hold, by code."""
    with acting_as(manager) as by:
        cohorts.take_up(area=city.area, by=by, at=city.now)
        return cohorts.in_force(city.area, city.today)


def says(rule: CohortRule, **other) -> cohorts.Says:
    return replace(cohorts.Says(**{name: getattr(rule, name) for name in cohorts.CHANGED}), **other)


def changed(city, rule, by, **other):
    with acting_as(by) as acting:
        return cohorts.change(rule=rule, says=says(rule, **other), because="Asked for", by=acting, at=city.now)


def test_prevent_by_another_name_reaches_no_school_before_a_second_person_has_read_it(
    signed_in, city, table, manager, officer
):
    """A line was refused for its words alone, so one that called the panel something else stood on lists the next day."""
    ada, desk = city.pupil(), signed_in(manager)
    day = {"review_by-day": 1, "review_by-month": 9, "review_by-year": city.today.year + 1}
    waits = desk.post("/lists/cohorts/new/", {**DISGUISED, **day}, follow=True).content.decode()
    assert "Waits for a second person" in waits
    assert officer.membership.user.name in waits
    assert "You decide" not in waits
    city.says(Standing(ada.pk, "VOP"))
    city.build()
    assert city.rows() == {}
    second = signed_in(officer)
    assert "Vulnerable to others" in second.get("/today/").content.decode()
    assert "You decide" in second.get("/lists/cohorts/VOP/waiting/").content.decode()
    assert "Enter why" in second.post("/lists/cohorts/VOP/waiting/decide/", {"decision": "NOT"}).content.decode()
    second.post("/lists/cohorts/VOP/waiting/decide/", {"decision": "NOT", "words": "This is the Channel panel"})
    city.build()
    assert city.rows() == {}
    assert CohortProposal.objects.get().outcome == "DECLINED"
    assert second.get("/lists/cohorts/VOP/waiting/").status_code == 404


def test_nobody_releases_what_they_proposed_in_whatever_post(signed_in, city, table, manager):
    made = changed(city, table["YC"], manager, see="D")
    other_post = make.actor("information_governance", of=make.team("Governance"), user=manager.membership.user)
    for actor in (manager, other_post):
        with acting_as(actor) as by, pytest.raises(cohorts.SamePerson):
            cohorts.decide(proposal=made, releases=True, words="Fine", by=by, at=city.now)
    page = signed_in(other_post).post("/lists/cohorts/YC/waiting/decide/", {"decision": "RELEASE", "words": "Fine"})
    assert "You proposed it yourself" in page.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        CohortProposal.objects.filter(pk=made.pk).update(outcome="RELEASED", decided_at=city.now, decided_by=manager)


@pytest.mark.parametrize(
    ("code", "wider"),
    [
        ("YC", {"see": "D"}),
        ("EHX", {"see": "N"}),
        ("ASM", {"condition": "NONE"}),
        ("YJ", {"condition": "KNOWN"}),
        ("CIN", {"definition": "Heard by the panel"}),
        ("CIN", {"said": "Known to the panel"}),
    ],
)
def test_what_shows_schools_more_or_something_else_waits(city, table, manager, code, wider):
    assert isinstance(changed(city, table[code], manager, **wider), CohortProposal)
    assert cohorts.in_force(city.area, city.today)[code].edition == 1


@pytest.mark.parametrize(
    ("code", "narrower"),
    [("CIN", {"see": "N"}), ("CIN", {"see": "X"}), ("CIN", {"condition": "AGREED"}), ("CIN", {"why": "Agreed again"})],
)
def test_what_shows_schools_less_holds_at_once(city, table, manager, code, narrower):
    assert isinstance(changed(city, table[code], manager, **narrower), CohortRule)
    assert cohorts.in_force(city.area, city.today)[code].edition == 2


def test_a_released_line_names_both_and_the_one_who_proposed_it_is_told(signed_in, city, table, manager, officer):
    made = changed(city, table["YC"], manager, see="D")
    assert [one.user_id for one in Notification.objects.all()] == [officer.membership.user_id]
    with acting_as(officer) as by:
        rule = cohorts.decide(proposal=made, releases=True, words="Agreed in June", by=by, at=city.now)
        assert (rule.see, rule.edition, rule.changed_by_id, rule.proposal_id) == ("D", 2, manager.pk, made.pk)
        with pytest.raises(cohorts.DecidedAlready):
            cohorts.decide(proposal=made, releases=True, words="Again", by=by, at=city.now)
    assert Notification.objects.filter(user=manager.membership.user_id).exists()


def test_a_line_that_was_narrowed_meanwhile_is_proposed_anew(city, table, manager, officer):
    made = changed(city, table["CIN"], manager, said="With a social worker")
    changed(city, table["CIN"], manager, see="X")
    with acting_as(officer) as by, pytest.raises(cohorts.LineChanged):
        cohorts.decide(proposal=made, releases=True, words="Fine", by=by, at=city.now)


def test_schools_are_shown_less_at_once_while_a_change_waits(signed_in, city, table, manager):
    """The page drew no form while a change waited, and whoever had to stop a line looked for the proposal first."""
    changed(city, table["YC"], manager, see="D")
    desk, facts = signed_in(manager), vars(says(table["YC"], see="X", why="Unsafe")) | {"because": "Stop"}
    assert "Begin its next edition" in desk.get("/lists/cohorts/YC/").content.decode()
    day = facts.pop("review_by")
    facts |= {"review_by-day": day.day, "review_by-month": day.month, "review_by-year": day.year}
    assert desk.post("/lists/cohorts/YC/", facts).status_code == 302
    assert cohorts.in_force(city.area, city.today)["YC"].see == "X"


def test_one_change_of_a_line_waits_at_a_time_and_it_can_be_taken_back(signed_in, city, table, manager):
    changed(city, table["YC"], manager, see="D")
    with pytest.raises(cohorts.WaitsAlready):
        changed(city, table["YC"], manager, condition="NONE")
    desk = signed_in(manager)
    assert "waits for a second person" in desk.get("/lists/cohorts/YC/").content.decode()
    assert desk.post("/lists/cohorts/YC/waiting/back/").status_code == 302
    assert not cohorts.waiting(city.area).exists()


def test_where_nobody_else_may_release_it_the_page_says_whom_to_ask(signed_in, city, table, manager):
    changed(city, table["YC"], manager, see="D")
    page = signed_in(manager).get("/lists/cohorts/YC/waiting/").content.decode()
    assert "the area has no second person who may" in page
    assert signed_in(actor_of(city.coordinator)).get("/lists/cohorts/YC/waiting/").status_code == 200
