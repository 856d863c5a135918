"""Whoever leaves holds no case and no task: they go back to the teams, and who ends the post sees none of it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from breakwater.casework.actions import operations as actions
from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import CaseWorker, WorkCapacity
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.tasks import operations as tasks
from breakwater.casework.tasks.models import Task
from breakwater.delivery.web import joining
from breakwater.foundation import audit
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import ROLES, Permission, acting_as
from breakwater.partnership.organisations.models import Membership, Team
from breakwater.partnership.people.records.operations import restrictions
from breakwater.practice.prevent.support.leaving import CONTACT_LEFT
from breakwater.practice.prevent.support.lookup import REQUESTS, ways_to_reach
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import world_support as support


@pytest.fixture
def team(db):
    return make.team("Assessment team", service="assessment")


@pytest.fixture
def manager(team):
    return make.actor("mash_manager", of=team)


@pytest.fixture
def leaver(team):
    return make.actor("social_worker", of=team)


@pytest.fixture
def held_by(team, manager):
    """`held_by(actor, *capacities)` opens a case in which the actor holds those posts, and a task of theirs in it."""

    def open_one(actor, *capacities, restricted=False):
        now = timezone.now() - timedelta(hours=1)
        with acting_as(make.intake()) as intake:
            child = make.person("Ada", "Canary")
            case = cases.open_case(
                kind="referral", area=make.area(), team=team, by=intake, at=now, people=[(child, "CHILD")]
            )
        with acting_as(manager):
            for capacity in capacities:
                cases.assign(case=case, membership=actor.membership, capacity=capacity, by=manager, at=now)
            tasks.make(
                tasks.ToDo(title="Call", owner=actor.membership, due_at=now), team=team, case=case, by=manager, at=now
            )
            if restricted:
                restrictions.restrict(
                    person=child,
                    readers=[manager.membership.user, make.membership("mash_manager").user],
                    reason="A risk",
                    by=manager,
                    at=now,
                )
        return case

    return open_one


def held_now(actor, case):
    with acting_as(actor):
        return sorted(CaseWorker.objects.filter(case=case, ends_at=None).values_list("capacity", flat=True))


def told(actor):
    return list(Notification.objects.filter(user=actor.membership.user).order_by("pk").values_list("words", flat=True))


def test_the_posts_end_the_tasks_go_back_and_the_team_is_told_how_many(sign_in, leaver, manager, held_by):
    both = [held_by(leaver, WorkCapacity.WORKER) for _ in range(2)]
    keeper = sign_in("business_manager")
    page = f"/staff/posts/{leaver.membership.public_id}/end/"
    answer = keeper.post(page, {"when": "now"}, follow=True).content.decode()
    assert "went back to its teams" in answer
    assert not any(case.reference in answer for case in both)
    assert [held_now(manager, case) for case in both] == [[], []]
    assert told(manager) == ["Someone has left: 2 cases need a new worker; 2 tasks have nobody who does them"]
    with acting_as(manager):
        lying = Task.objects.open().filter(owner=None)
        assert sorted(lying.values_list("title", flat=True)) == [
            *["Call"] * 2,
            *["Name who works on it next: its worker has left"] * 2,
        ]
    desk = sign_in(membership=manager.membership)
    assert desk.get("/tasks/team/").content.decode().count("its worker has left") == 2
    assert "Tasks of your team that nobody has taken" in desk.get("/today/").content.decode()


def test_the_keeper_of_posts_learns_numbers_alone_and_the_audit_keeps_them(sign_in, leaver, held_by):
    case = held_by(leaver, WorkCapacity.WORKER)
    keeper = make.actor("business_manager")
    browser = sign_in(membership=keeper.membership)
    with acting_as(keeper):
        joining.end_post(
            membership=leaver.membership,
            last_day=timezone.localdate() - timedelta(days=1),
            by=keeper,
            at=timezone.now(),
        )
        entry = audit.current()
        assert entry.done[-1] == {
            "verb": "gave back",
            "kind": "membership",
            "id": leaver.membership_id,
            "cases": 1,
            "leads": 0,
            "tasks": 1,
        }
        assert (set(entry.changed), entry.seen) == ({"membership"}, {})
    assert browser.get(f"/cases/{case.reference}/").status_code in (403, 404)


def test_sg_09_a_lead_stays_until_another_accepts_and_the_team_is_told(sign_in, leaver, manager, held_by):
    case = held_by(leaver, WorkCapacity.LEAD_PROFESSIONAL, WorkCapacity.WORKER)
    end = {"when": "now"}
    sign_in("business_manager").post(f"/staff/posts/{leaver.membership.public_id}/end/", end)
    assert held_now(manager, case) == ["LEAD"]
    assert told(manager) == [
        "Someone has left: 1 case needs a new worker; 1 case needs a new lead; 1 task has nobody who does it"
    ]
    desk = sign_in(membership=manager.membership)
    assert "has left: someone else must take this on" in desk.get(f"/cases/{case.reference}/").content.decode()
    with acting_as(manager):
        next_one = make.membership("social_worker", of=leaver.membership.team)
        cases.assign(case=case, membership=next_one, capacity="LEAD", by=manager, at=timezone.now())
        assert [w.membership_id for w in CaseWorker.objects.filter(case=case, ends_at=None)] == [next_one.pk]


def test_said_again_nothing_more_happens(leaver, manager, held_by):
    held_by(leaver, WorkCapacity.LEAD_PROFESSIONAL)
    keeper = make.actor("business_manager")
    Membership.objects.filter(pk=leaver.membership_id).update(revoked_at=timezone.now())
    with acting_as(keeper):
        first = handovers.give_back(membership=leaver.membership, by=keeper, at=timezone.now())
        again = handovers.give_back(membership=leaver.membership, by=keeper, at=timezone.now())
    assert (first, again) == (handovers.GivenBack(cases=0, leads=1, tasks=1), handovers.GivenBack())
    assert len(told(manager)) == 1


def test_a_post_with_a_last_day_to_come_keeps_its_work_until_the_night_after(leaver, manager, held_by):
    case, now = held_by(leaver, WorkCapacity.WORKER), timezone.now()
    keeper = make.actor("business_manager")
    with acting_as(keeper):
        joining.end_post(membership=leaver.membership, last_day=timezone.localdate(), by=keeper, at=now)
    assert held_now(manager, case) == ["WORKER"]
    assert joining.give_back_of_ended_posts(make.area(), at=now) == 0
    Membership.objects.filter(pk=leaver.membership_id).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert joining.give_back_of_ended_posts(make.area(), at=now) == 1
    assert held_now(manager, case) == []


def test_of_a_restricted_record_its_readers_are_told_and_no_one_else(leaver, manager, held_by, team):
    case = held_by(leaver, WorkCapacity.WORKER, restricted=True)
    colleague, keeper = make.actor("social_worker", of=team), make.actor("business_manager")
    with acting_as(keeper):
        given = joining.end_post(
            membership=leaver.membership,
            last_day=timezone.localdate() - timedelta(days=1),
            by=keeper,
            at=timezone.now(),
        )
    assert given == handovers.GivenBack()
    assert told(colleague) == []
    assert told(manager)[-1].startswith("Restricted records: Someone has left: 1 case needs a new worker")
    with acting_as(colleague):
        assert not Task.objects.open().exists()
    assert held_now(manager, case) == []


def test_actions_and_requests_for_prevent_support_count_and_fall_to_the_team(sign_in):
    school = make.team("Safeguarding", of=make.organisation("Invented School", "SCHOOL"))
    leaver, head = make.actor("dsl", of=school), make.actor("head_teacher", of=school)
    officer = make.actor("prevent_education_officer", of=make.team("Prevent education", service="prevent_education"))
    now = timezone.now()
    support.asked(leaver, at=now)
    facts = actions.ActionFacts("A gap", "Write the procedure", "It is written", "2", timezone.localdate())
    with acting_as(officer) as by:
        origin, key = actions.Origin("VISIT", "Visit"), uuid4()
        action = actions.propose(facts, origin=origin, owners=[school], by=by, at=now, key=key)
    with acting_as(leaver) as by:
        actions.accept(action, owner=by.membership, lead=by.membership, by=by, at=now)
    keeper, page = sign_in("business_manager"), f"/staff/posts/{leaver.membership.public_id}/end/"
    assert "1 action, 1 request for Prevent support" in keeper.get(page).content.decode()
    keeper.post(page, {"when": "now"})
    assert {"An action needs a new owner: someone has left", CONTACT_LEFT} <= set(told(head))
    assert CONTACT_LEFT in told(officer)
    with acting_as(head) as by:
        action = actions.held_by(leaver.membership).first() or action
        action.refresh_from_db()
        assert (action.owner, action.lead, action.state) == (None, None, "PROPOSED")
        asked = REQUESTS.get()
        ways = [each.who for each in ways_to_reach(asked)["Asked by"]]
    assert ways[0].endswith("whose role has ended. Now:")
    assert head.membership.user.name in ways
    assert "Accept an action" in sign_in(membership=head.membership).get("/today/").content.decode()
    assert joining.give_back_of_ended_posts(make.area(), at=now) == 0, "once"


def call(membership):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select * from access.give_back_cases(%s, %s, %s)", [membership.pk, timezone.now(), timezone.now()]
        )
        return cursor.fetchall()


def test_only_of_an_ended_post_and_only_for_who_keeps_the_posts_of_the_area(leaver, manager, held_by):
    case = held_by(leaver, WorkCapacity.WORKER)
    keeper = make.actor("business_manager")
    with acting_as(keeper), pytest.raises(ProgrammingError, match="no such ended role"):
        call(leaver.membership)
    Membership.objects.filter(pk=leaver.membership_id).update(revoked_at=timezone.now())
    elsewhere = make.actor("business_manager", of=make.team(in_area=make.area("850", "Hampshire")))
    for other in (manager, make.actor("dsl"), elsewhere):
        with acting_as(other), pytest.raises(ProgrammingError, match="no such ended role"):
            call(leaver.membership)
    with pytest.raises(ProgrammingError, match="no such ended role"):
        call(leaver.membership)
    assert held_now(manager, case) == ["WORKER"]
    with acting_as(keeper):
        assert call(leaver.membership) == [(leaver.membership.team_id, None, 1, 0, 1)]


def test_the_database_knows_the_roles_that_end_posts():
    assert {role.value for role, says in ROLES.items() if Permission.PEOPLE_INVITE in says.permissions} == {
        "business_manager",
        "system_administrator",
    }


def test_no_team_is_named_twice(leaver, held_by):
    held_by(leaver, WorkCapacity.WORKER, WorkCapacity.COORDINATOR)
    keeper = make.actor("business_manager")
    Membership.objects.filter(pk=leaver.membership_id).update(revoked_at=timezone.now())
    with acting_as(keeper):
        rows = call(leaver.membership)
    assert [row[0] for row in rows] == [Team.objects.get(pk=leaver.membership.team_id).pk]
