"""What a strategy discussion decides of a child whose case is open reaches that worker's team, which answers for it (FD 1.7)."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from breakwater.casework.handovers import operations as handovers
from breakwater.casework.models import Clock, Handover, Task
from breakwater.foundation.dates.london_time import to_london
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Organisation
from breakwater.partnership.people.models import Identifier
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.arrivals.operations.arrivals import ChildTold
from breakwater.practice.front_door.models import Contact, Strategy, StruckOrganisation, Submission
from breakwater.practice.front_door.social_care_list.operations import lists
from breakwater.practice.front_door.strategy_discussions.operations import discussions as operations
from breakwater.practice.front_door.strategy_discussions.operations import onward
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in

NHS = "9434765919"
HEAD = "as_at,child_id,nhs_number,forename,surname,date_of_birth,status,since,worker,team,phone"
DECIDED = {
    "threshold_met": False,
    "enquiry": "NONE",
    "protection": "NONE",
    "rationale": "The worker goes on with the plan",
    "child_seen": "By her worker, tomorrow",
    "medical": "",
    "criminal_plan": "",
    "parents_told": "By her worker",
    "other_children": "None",
    "arrangements": "",
    "safety_plan": "",
    "absence_because": "The police were busy",
    "absence_manager": "A. Manager",
}


@pytest.fixture
def worker(db):
    return make.actor("social_worker", of=make.team("North team"))


@pytest.fixture
def discussion(manager, worker):
    """A discussion about a child whom this morning's list has with a plan and a worker."""
    child = make.person("Sam", "Sample", born_on=date(2016, 5, 4), born_precision="DAY")
    with acting_as(make.intake()):
        Identifier.objects.create(person=child, scheme="NHS", value=NHS, passes_check=True, status="VERIFIED")
    as_at = to_london(timezone.now() - timedelta(hours=2)).strftime("%Y-%m-%d %H:%M")
    line = f"{as_at},P1,{NHS},Sam,Sample,2016-05-04,CP,2026-11-03,Wren Worker,North team,01632 960001"
    with acting_as(manager):
        lists.take_in_at_once(
            area=make.area(), content=f"{HEAD}\n{line}".encode(), name="list.csv", by=manager, at=timezone.now()
        )
    arrivals.receive(
        arrivals.Arrival(
            area=make.area(),
            channel=Submission.Channel.PUBLIC,
            key=str(uuid4()),
            worry="A bruise",
            children=[ChildTold(named_as="Sam Sample", person=child)],
        ),
        by=make.intake(),
        at=timezone.now(),
    )
    with acting_as(manager):
        contact = Contact.objects.select_related("case__area", "child").get()
        return operations.call(
            contact,
            operations.DiscussionFacts(
                concern="A bruise", is_immediate=True, planned_for=timezone.now(), how="CALL", asked=[]
            ),
            key=uuid4(),
            by=manager,
            at=timezone.now(),
        )


def a_worker_is_there(discussion, by) -> None:
    asked = operations.Asked("SOCIAL_CARE", "The child's worker")
    attendee = operations.ask(strategy=discussion, asked=asked, by=by, at=timezone.now())
    operations.say(attendee=attendee, was_there=True, knows="", by=by, at=timezone.now())


def recorded(discussion, by, **said) -> Strategy:
    with acting_as(by):
        a_worker_is_there(discussion, by)
        now = timezone.now()
        return operations.record(strategy=discussion, held_at=now, by=by, at=now, **DECIDED | said)


def test_the_workers_team_is_told_and_reads_what_was_decided(discussion, manager, worker):
    recorded(discussion, manager)
    with acting_as(worker):
        offer = Handover.objects.get()
        assert (offer.to_team, offer.service) == (worker.membership.team, "allocated_worker")
    assert Notification.objects.filter(user=worker.membership.user, path=f"/handovers/{offer.reference}/").exists()
    page = signed_in(worker).get(f"/strategy/{discussion.case.reference}/").content.decode()
    assert "The worker goes on with the plan" in page
    page = signed_in(manager).get(f"/strategy/{discussion.case.reference}/").content.decode()
    assert "Told to the worker of the open case" in page


def test_it_is_not_concluded_before_the_workers_team_has_it(discussion, manager, worker):
    made = recorded(discussion, manager)
    with acting_as(manager), pytest.raises(operations.WorkerNotTold):
        operations.conclude(strategy=made, enquiry_ended="", by=manager, at=timezone.now())
    with acting_as(worker) as by:
        handovers.accept(
            handover=Handover.objects.get(),
            by=by,
            at=timezone.now(),
            elsewhere_reference="LCS 12",
            elsewhere_worker="Wren Worker",
        )
    with acting_as(manager):
        assert not operations.conclude(strategy=made, enquiry_ended="", by=manager, at=timezone.now()).case.is_open


def test_sg_02_sent_back_it_starts_our_clock_and_is_passed_on_again_from_its_page(discussion, manager, worker):
    made = recorded(discussion, manager)
    with acting_as(worker) as by:
        handovers.decline(handover=Handover.objects.get(), reason="Wren has left", by=by, at=timezone.now())
    browser, at = signed_in(manager), f"/strategy/{made.case.reference}/"
    with acting_as(manager):
        assert Clock.objects.running().filter(case=made.case_id, rule="handovers.declined").exists()
    assert "Wren has left" in browser.get(at).content.decode()
    assert "has not been told" in browser.post(f"{at}conclude/", {"enquiry_ended": ""}).content.decode()
    assert browser.post(f"{at}worker/").status_code == 302
    with acting_as(manager):
        assert [offer.status for offer in onward.offers_of(made)] == ["OFFERED", "DECLINED"]
        assert not Clock.objects.running().filter(case=made.case_id, rule="handovers.declined").exists()
    browser.post(f"{at}worker/")
    with acting_as(manager):
        assert Handover.objects.count() == 2


def test_sg_01_an_enquiry_may_not_be_declined_by_the_workers_team(discussion, manager, worker):
    recorded(discussion, manager, enquiry="JOINT", threshold_met=True)
    with acting_as(worker) as by, pytest.raises(handovers.MayNotBeDeclined):
        handovers.decline(handover=Handover.objects.get(), reason="We are full", by=by, at=timezone.now())


def test_where_nobody_receives_it_here_a_task_says_to_ring_and_the_record_stands(discussion, manager, worker):
    worker.membership.team.name = "Another team"
    worker.membership.team.save()
    made = recorded(discussion, manager)
    assert made.recorded_at
    with acting_as(manager):
        task = Task.objects.get(case=made.case_id)
        assert (task.title, task.team) == (onward.RING_THE_WORKER, manager.membership.team)
        assert "Wren Worker" in task.detail
        assert not Handover.objects.exists()
        assert not onward.may_be_passed_on(made)


def test_sg_11_an_organisation_that_must_not_learn_of_the_contact_is_not_told_of_the_discussion(
    discussion, manager, worker
):
    with acting_as(make.intake()) as by:
        StruckOrganisation.objects.create(
            case_id=discussion.about_case_id,
            organisation=worker.membership.team.organisation,
            since=timezone.now(),
            struck_by=by,
        )
    made = recorded(discussion, manager)
    with acting_as(manager):
        assert not Handover.objects.exists()
        task = Task.objects.get(case=made.case_id)
        assert (task.title, task.detail) == (onward.ASK_THE_OFFICERS, "")


def test_sg_18_where_nobody_of_the_workers_team_may_read_it_a_reader_is_named_first(discussion, manager, worker, mash):
    readers = [who.membership.user_id for who in (manager, make.actor("mash_screener", of=mash))]
    with acting_as(make.intake()), connection.cursor() as cursor:
        cursor.execute(
            "select access.seal_row('case', %s, %s, 'protected', false, null)", [discussion.about_case_id, readers]
        )
    with acting_as(manager):
        held = Strategy.objects.select_related("case__area", "contact__child").get()
    made = recorded(held, manager)
    with acting_as(manager):
        assert not Handover.objects.exists()
        assert Task.objects.get(case=made.case_id).title == onward.NAME_A_READER
    page = signed_in(manager).get(f"/strategy/{made.case.reference}/").content.decode()
    assert "Pass it on" not in page


def test_a_team_of_that_name_outside_the_council_is_not_sent_the_record(discussion, manager, worker):
    organisation = worker.membership.team.organisation
    organisation.kind = Organisation.Kind.VOLUNTARY
    organisation.save()
    recorded(discussion, manager)
    with acting_as(manager):
        assert not Handover.objects.exists()
