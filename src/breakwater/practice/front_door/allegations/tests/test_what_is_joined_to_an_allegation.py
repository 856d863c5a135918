"""What is joined to an allegation is set apart with it, and what comes of it reaches nobody who must not learn of it (SG-11)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.handovers import refusals
from breakwater.casework.models import Case
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.organisations.models import ServiceName
from breakwater.practice.front_door.allegations.operations import allegations, contact_for_the_child, separation
from breakwater.practice.front_door.arrivals.operations import allegation_intake, arrivals
from breakwater.practice.front_door.arrivals.operations.allegation_intake import AllegationTold
from breakwater.practice.front_door.arrivals.operations.arrivals import ChildTold
from breakwater.practice.front_door.contact_form.operations import sending
from breakwater.practice.front_door.models import (
    Acknowledgement,
    Addition,
    Allegation,
    Contact,
    Receipt,
    ReceiptLine,
    Submission,
)
from breakwater.practice.front_door.screening.operations import links
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.allegations import WORRY, receive, seen, told
from breakwater_dev.testing.front_door import arrival


def apart(contact, school, by):
    with acting_as(by) as actor:
        separation.set_contact_apart(
            contact=Contact.objects.select_related("case__area").get(pk=contact.pk),
            told=told(school),
            because="It names their deputy",
            by=actor,
            at=timezone.now(),
        )


@pytest.mark.parametrize("which", [0, 1])
def test_sg_11_what_a_person_joined_as_one_incident_is_set_apart_with_it(mash, officers, school, staff, which):
    clinic = make.membership("dsl", of=make.team("Clinic", of=make.organisation("Clinic", "HEALTH")))
    contacts = []
    for number, sender in enumerate((school["dsl"], clinic)):
        with acting_as(sender) as by:
            arrivals.receive(
                arrivals.Arrival(
                    area=make.area(),
                    channel="PROFESSIONAL",
                    key=f"joined-{number}",
                    worry=WORRY,
                    children=[ChildTold(named_as="Robin Example")],
                    sender=arrivals.Sender(team=sender.team, user=sender.user),
                ),
                by=by,
                at=timezone.now(),
                also=contacts.extend,
            )
    with acting_as(staff["screener"]) as by:
        links.join(contact=contacts[0], other=contacts[1], by=by, at=timezone.now())
    apart(contacts[which], school, staff["screener"])
    for post in (*staff.values(), school["dsl"], clinic):
        assert seen(post, Contact, Submission, Receipt, ReceiptLine, Case) == [0] * 5
    assert seen(officers[0], Contact, Submission, Allegation) == [2, 2, 1]
    assert seen(school["dsl"], Acknowledgement) == seen(clinic, Acknowledgement) == [1]
    with acting_as(officers[0]):
        allegation = Allegation.objects.get()
        assert allegation.submission_id == contacts[which].submission_id
        assert [each.pk for each in allegations.others_of(allegation)] == [contacts[1 - which].submission_id]
        assert len(allegation.children) == 1
        other = Submission.objects.get(pk=contacts[1 - which].submission_id)
    sending.tell_again(
        reference=other.reference, words="And again", immediate_danger=None, key="again-9", at=timezone.now()
    )
    assert seen(staff["screener"], Submission) == [0]
    assert seen(officers[0], Addition) == [1]


def test_sg_11_a_call_is_set_apart_with_the_written_form_that_followed(mash, officers, school, staff):
    sender = school["dsl"]
    with acting_as(staff["screener"]) as by:
        call = arrivals.receive(
            arrivals.Arrival(
                area=make.area(),
                channel="PHONE",
                key="call",
                worry=WORRY,
                children=[ChildTold(named_as="Robin Example")],
            ),
            by=by,
            at=timezone.now(),
        )
    with acting_as(make.intake()):
        rang = Contact.objects.select_related("case").get(submission=call.submission_id)
        written = arrival(channel="PROFESSIONAL", worry=WORRY, sender_team=sender.team, sender_user=sender.user)
        form = arrivals.submit(written, by=actor_of(sender), at=timezone.now(), joined_to=rang.case)
        brother = arrivals.contact_of(
            form, 1, ChildTold(named_as="Lee Example"), intake=make.intake(), at=timezone.now()
        )
    apart(brother, school, staff["screener"])
    assert seen(staff["manager"], Contact, Submission, Case) == [0] * 3
    assert seen(officers[1], Contact, Submission, Allegation) == [2, 2, 1]
    assert seen(sender, Submission, Acknowledgement) == [0, 1]


def test_sg_11_what_is_joined_and_decided_already_is_not_set_apart_in_part(mash, officers, school, staff):
    contacts = []
    for number in range(2):
        ordinary_again(school, number, contacts)
    with acting_as(staff["screener"]) as by:
        links.join(contact=contacts[0], other=contacts[1], by=by, at=timezone.now())
    with acting_as(make.intake()):
        Contact.objects.filter(pk=contacts[1].pk).update(decided_at=timezone.now(), outcome="O1")
    with pytest.raises(allegation_intake.TooLateToSetApart):
        apart(contacts[0], school, staff["screener"])
    assert seen(staff["screener"], Contact) == [2]


def ordinary_again(school, number, contacts) -> None:
    sender = school["dsl"]
    arrivals.receive(
        arrivals.Arrival(
            area=make.area(),
            channel="PROFESSIONAL",
            key=f"ordinary-{number}",
            worry=WORRY,
            children=[ChildTold(named_as="Robin Example")],
            sender=arrivals.Sender(team=sender.team, user=sender.user),
        ),
        by=actor_of(sender),
        at=timezone.now(),
        also=contacts.extend,
    )


def offer(case, team, by, to="early_help"):
    from breakwater.casework.handovers import operations as handovers

    with acting_as(by) as actor:
        return handovers.offer([case], handovers.Offer(to=to, to_team=team, reason="Help"), by=actor, at=timezone.now())


def test_sg_11_a_struck_organisation_is_offered_nothing_that_came_of_it(mash, officers, school, staff):
    from breakwater.casework.handovers import leads
    from breakwater.casework.handovers import operations as handovers

    tier2 = make.team("Tier 2 co-ordinators", service="early_help")
    helper = make.actor("tier2_coordinator", of=tier2)
    receive(school, school["dsl"])
    with acting_as(officers[0]) as by:
        contact_for_the_child.pass_to_mash(
            allegation=Allegation.objects.get(), words="Robin needs help", key="k", by=by, at=timezone.now()
        )
    with acting_as(staff["manager"]):
        passed = Contact.objects.select_related("case__area", "case__responsible_team").get()
    with acting_as(staff["manager"]) as by:
        passed.case = cases.move(case=passed.case, to_stage="decided", by=by, at=timezone.now(), why="Help")
    with pytest.raises(refusals.MustNotLearn):
        offer(passed.case, school["dsl"].team, staff["manager"])
    given = offer(passed.case, tier2, staff["manager"])
    clinic = make.membership("dsl", of=make.team("Clinic", of=make.organisation("Clinic", "HEALTH")))
    with acting_as(helper) as by:
        episode = handovers.accept(handover=given, by=by, at=timezone.now()).opened_case
        asked = leads.who_may_lead(case=episode, on=timezone.localdate())
        assert clinic in asked
        assert not asked.filter(team=school["dsl"].team).exists()
    with pytest.raises(refusals.MustNotLearn):
        offer(episode, school["dsl"].team, helper, to="lead_professional")
    assert seen(school["dsl"], Case) == [0]


def test_sg_11_where_nobody_knows_which_organisation_the_one_that_has_it_goes_on(mash, officers, school, staff):
    from breakwater.casework.handovers.registry import kept_out

    arrivals.receive(
        arrivals.Arrival(
            area=make.area(),
            channel="PUBLIC",
            key="unknown",
            worry=WORRY,
            children=[ChildTold(named_as="Robin Example")],
            allegation=AllegationTold(),
        ),
        by=make.intake(),
        at=timezone.now(),
    )
    with acting_as(officers[0]) as by:
        contact_for_the_child.pass_to_mash(
            allegation=Allegation.objects.get(), words="Robin needs help", key="k", by=by, at=timezone.now()
        )
    ours, theirs = mash.organisation_id, school["organisation"].pk
    with acting_as(staff["manager"]):
        assert kept_out(Contact.objects.get().case_id, [ours, theirs]) == {theirs}
    with acting_as(school["dsl"]):
        assert kept_out(0, [ours, theirs]) == {ours, theirs}


def test_sg_11_sg_22_a_disagreement_about_an_allegation_is_in_no_figure(mash, officers, school, staff):
    from breakwater.casework.escalations import operations as escalations
    from breakwater.casework.escalations.registry import About

    other = make.actor("tier2_coordinator", of=make.team("Tier 2", service="early_help"))
    receive(school, school["dsl"])
    with acting_as(officers[0]):
        allegation = Allegation.objects.get()
        inside = Contact.objects.get()
    arrivals.receive(
        arrivals.Arrival(area=make.area(), channel="PUBLIC", key="plain", worry="Shouting"),
        by=make.intake(),
        at=timezone.now(),
    )
    with acting_as(staff["screener"]):
        plain = Contact.objects.get()
    for about in (
        About(allegation.reference, "x", officers[0].team, allegation.case_id),
        About(inside.reference, "x", officers[0].team, inside.case_id),
        About(plain.reference, "x", mash, plain.case_id),
    ):
        with acting_as(other) as by:
            escalations.raise_disagreement(
                about=about, theme="THRESHOLD", issue="x", wanted="y", key=uuid4(), by=by, at=timezone.now()
            )
    today = timezone.localdate()
    with acting_as(service_of(make.area(), ServiceName.LISTS)), connection.cursor() as cursor:
        cursor.execute(
            "select sum(n) from access.front_door_counts(%s, %s, %s, now()) where name = 'disagreement'",
            [make.area().pk, today.replace(day=1), today + timedelta(days=1)],
        )
        assert cursor.fetchone()[0] == 1
