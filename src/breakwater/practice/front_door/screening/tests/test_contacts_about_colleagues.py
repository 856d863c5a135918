"""A contact about the family of someone who works here: closed at once, held outside their team, and gone for them (TR-19, TR-21)."""

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.models import CaseWorker, ChronologyEntry, Lock
from breakwater.foundation.dates.partial import PartDate
from breakwater.foundation.storage.encryption import create_key_file
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import Permission, acting_as, may
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.people.conflicts import operations as conflicts
from breakwater.partnership.people.models import Person
from breakwater.partnership.people.records.operations import circumstances, people
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.arrivals.operations.arrivals import ChildTold
from breakwater.practice.front_door.contact_form.operations import sending
from breakwater.practice.front_door.models import Addition, Contact, Receipt, SampleItem, Strategy, Submission
from breakwater.practice.front_door.oversight import operations as oversight
from breakwater.practice.front_door.screening.operations import claims, links
from breakwater.practice.front_door.strategy_discussions.operations import discussions
from breakwater_dev.testing import factories as make

ROBIN = ChildTold(named_as="Robin Quayside", born="2016-05-04", address="3 Quay Street", postcode="PO1 1AA")


@pytest.fixture(autouse=True)
def keys():
    if not Path(settings.BREAKWATER_KEY_FILE).exists():
        create_key_file(Path(settings.BREAKWATER_KEY_FILE))


@pytest.fixture
def second_manager(mash):
    return make.actor("mash_manager", of=mash)


@pytest.fixture
def school(db):
    return make.team("Safeguarding", of=make.organisation("Harbour School", "SCHOOL"))


@pytest.fixture
def head(school):
    return make.actor("dsl", of=school)


@pytest.fixture
def deputy(school):
    return make.actor("dsl", of=school)


@pytest.fixture
def pupil(school):
    with acting_as(make.intake()) as by:
        now = timezone.now()
        child = people.enter_person(
            area=make.area(),
            facts=people.NewPerson(forename="Robin", surname="Quayside", born=PartDate(2016, 5, 4)),
            by=by,
            at=now,
        )
        circumstances.enrol(person=child, team=school, year_group="5", verified=True, by=by, at=now)
    return child


@pytest.fixture
def arrives(mash):
    """`arrives(child, ...)` returns the contacts of one submission, whoever may read them afterwards."""

    def arrive(*children):
        made = []
        arrivals.receive(
            arrivals.Arrival(
                area=make.area(), key=str(uuid4()), channel="PUBLIC", children=children, worry="Shouting every night"
            ),
            by=make.intake(),
            at=timezone.now(),
            also=made.extend,
        )
        return made[0] if len(made) == 1 else made

    return arrive


def declare(by, **said):
    with acting_as(by):
        said = said or {"forename": "Robin", "surname": "Quayside", "born": date(2016, 5, 4)}
        conflicts.declare(kind="CHILD", said=said, by=by, at=timezone.now(), key=uuid4())


def sees(who, model, **of) -> int:
    with acting_as(who):
        return model.objects.filter(**of).count()


def words(user) -> list[str]:
    return list(Notification.objects.filter(user=user).values_list("words", flat=True))


def test_tr_19_a_contact_only_named_is_closed_at_receipt_and_told_to_nobody_it_is_closed_to(
    mash, manager, second_manager, screener, head, arrives
):
    declare(head)
    contact = arrives(ROBIN)
    assert [sees(who, Contact, pk=contact.pk) for who in (manager, second_manager, screener)] == [1, 1, 0]
    with acting_as(manager):
        lock = Lock.objects.get()
        holder = CaseWorker.objects.get(case=contact.case_id, ends_at=None)
    assert (lock.reason, lock.state, lock.approved_at, lock.approver_user_id) == (
        "STAFF",
        "ACTIVE",
        None,
        holder.user_id,
    )
    assert words(screener.membership.user) == []
    assert "You are named in a restriction" in words(manager.membership.user)


def test_tr_19_it_is_held_outside_the_colleague_s_team_by_someone_who_may_decide(
    mash, manager, second_manager, screener, arrives
):
    colleague = make.actor("mash_screener", of=mash)
    other_mash = [make.actor("mash_manager"), make.actor("mash_manager")]
    declare(colleague)
    contact = arrives(ROBIN)
    seen = [sees(who, Contact, pk=contact.pk) for who in (colleague, screener, manager, *other_mash)]
    assert seen == [0, 0, 0, 1, 1]
    with acting_as(other_mash[0]) as by:
        held = Contact.objects.select_related("case").get(pk=contact.pk)
        assert may(by, Permission.CONTACT_DECIDE, held) is True


def test_tr_19_where_nobody_outside_may_decide_a_manager_who_is_not_in_conflict_does(
    mash, manager, second_manager, arrives
):
    colleague, duty = make.actor("mash_screener", of=mash), make.actor("emergency_duty")
    declare(colleague)
    contact = arrives(ROBIN)
    assert (sees(colleague, Contact, pk=contact.pk), sees(duty, Contact, pk=contact.pk)) == (0, 1)
    with acting_as(manager) as by:
        found = Contact.objects.select_related("case").filter(pk=contact.pk).first()
        assert found is None or may(by, Permission.CONTACT_DECIDE, found)
    assert sees(manager, Contact, pk=contact.pk) + sees(second_manager, Contact, pk=contact.pk) >= 1


def test_a_brother_or_sister_who_is_not_meant_stays_on_the_board(
    mash, manager, second_manager, screener, head, arrives
):
    declare(head)
    closed, ordinary = arrives(ROBIN, ChildTold(named_as="Bo Someone Else"))
    assert (sees(screener, Contact, pk=closed.pk), sees(screener, Contact, pk=ordinary.pk)) == (0, 1)
    assert words(screener.membership.user) == ["A contact to screen"]


def test_tr_21_sg_16_the_head_sees_neither_row_nor_count_and_the_deputy_does(
    mash, manager, second_manager, screener, head, deputy, school, pupil, signed_in
):
    declare(head)
    assert (sees(head, Person), sees(deputy, Person)) == (0, 1)
    now = timezone.now()
    with acting_as(deputy) as by:
        receipt = arrivals.receive(
            arrivals.Arrival(
                area=make.area(),
                channel="PROFESSIONAL",
                key="from the deputy",
                worry="Comes late and hungry",
                children=[ChildTold(named_as="Robin Quayside", born="2016-05-04", person=pupil)],
                sender=arrivals.Sender(team=school, user=deputy.membership.user),
            ),
            by=by,
            at=now,
        )
    with acting_as(manager):
        contact = Contact.objects.get(submission=receipt.submission_id)
    assert [sees(who, Contact, pk=contact.pk) for who in (manager, screener, head, deputy)] == [1, 0, 0, 0]
    # Whoever told us goes on reading the receipt; to colleagues of the MASH it is closed like the contact.
    for model, number in ((Receipt, receipt.pk), (Submission, receipt.submission_id)):
        assert [sees(who, model, pk=number) for who in (deputy, head, screener, manager)] == [1, 0, 0, 1]
    address = reverse("front_door:receipt", args=[receipt.reference])
    assert [signed_in(who).get(address).status_code for who in (deputy, head, screener)] == [200, 404, 404]
    listed = [signed_in(who).get(reverse("front_door:receipts")).content.decode() for who in (deputy, head)]
    assert [receipt.reference in page for page in listed] == [True, False]


def test_tr_19_a_child_settled_by_a_colleague_closes_the_contact_and_takes_it_off_the_board(
    mash, manager, second_manager, screener, head, pupil, arrives, signed_in
):
    declare(head)
    contact = arrives(ChildTold(named_as="A boy at the school, year 5"))
    assert sees(screener, Contact, pk=contact.pk) == 1
    with acting_as(screener):
        claims.claim(contact=contact, by=screener, at=timezone.now())
    answer = signed_in(screener).post(
        reverse("front_door:choose", args=[contact.reference]), {"person": pupil.public_id, "name": "Robin Quayside"}
    )
    assert answer.url == reverse("front_door:board")
    assert (sees(screener, Contact, pk=contact.pk), sees(manager, Contact, pk=contact.pk)) == (0, 1)
    assert signed_in(screener).get(reverse("front_door:contact", args=[contact.reference])).status_code == 404


def test_with_nobody_in_conflict_nothing_is_closed(mash, manager, second_manager, screener, head, arrives):
    declare(head, forename="Somebody", surname="Else", born=date(2014, 1, 1))
    contact = arrives(ROBIN)
    assert sees(screener, Contact, pk=contact.pk) == 1
    assert sees(manager, Lock) == 0
    assert actor_of(manager.membership) == manager


def test_tr_19_a_strategy_discussion_about_a_closed_contact_is_closed_with_it(
    mash, manager, second_manager, screener, head, arrives
):
    declare(head)
    contact, at = arrives(ROBIN), timezone.now()
    with acting_as(manager):
        child = make.person("Robin", "Quayside")
        Contact.objects.filter(pk=contact.pk).update(child=child)
        made = discussions.call(
            Contact.objects.select_related("case__area", "child").get(pk=contact.pk),
            discussions.DiscussionFacts(concern="A bruise", is_immediate=True, planned_for=at, how="CALL", asked=[]),
            key=uuid4(),
            by=manager,
            at=at,
        )
    assert [sees(who, Strategy, pk=made.pk) for who in (manager, second_manager, screener)] == [1, 1, 0]


@pytest.fixture
def sent_by_the_deputy(mash, manager, second_manager, screener, head, deputy, school, pupil):
    """A contact about a colleague's child, closed at its receipt, and its receipt."""
    declare(head)
    with acting_as(deputy) as by:
        receipt = arrivals.receive(
            arrivals.Arrival(
                area=make.area(),
                channel="PROFESSIONAL",
                key="from the deputy",
                worry="Comes late and hungry",
                children=[ChildTold(named_as="Robin Quayside", born="2016-05-04", person=pupil)],
                sender=arrivals.Sender(team=school, user=deputy.membership.user),
            ),
            by=by,
            at=timezone.now(),
        )
    with acting_as(manager):
        return receipt, Contact.objects.get(submission=receipt.submission_id)


def additions(who) -> list[str]:
    with acting_as(who):
        return list(Addition.objects.order_by("pk").values_list("words", flat=True))


@pytest.mark.parametrize("named", ["receipt", "contact"])
def test_tr_19_sg_26_told_before_about_a_closed_contact_joins_it_and_opens_no_other(
    sent_by_the_deputy, manager, screener, head, named
):
    receipt, contact = sent_by_the_deputy
    reference = receipt.reference if named == "receipt" else contact.reference
    for _ in range(2):
        sending.tell_again(
            reference=reference, words="He was hungry again", immediate_danger=True, key="again-1", at=timezone.now()
        )
    assert [additions(who) for who in (manager, screener, head)] == [["He was hungry again"], [], []]
    assert [sees(who, Contact) for who in (manager, screener)] == [1, 0]
    assert words(screener.membership.user) == words(head.membership.user) == []
    assert words(manager.membership.user).count("A restricted record says that a child is in danger now") == 1
    with acting_as(manager):
        assert Contact.objects.get().immediate_danger
        assert "Somebody who gave the reference told us more" in ChronologyEntry.objects.values_list("what", flat=True)


def test_tr_19_sg_26_who_sent_it_adds_to_a_closed_contact_as_anybody_does(
    sent_by_the_deputy, manager, screener, deputy, signed_in
):
    receipt, _ = sent_by_the_deputy
    page = signed_in(deputy).post(
        reverse("front_door:receipt", args=[receipt.reference]),
        {"words": "Hungry again today", "idempotency": str(uuid4())},
        follow=True,
    )
    assert f"Added to {receipt.reference}. The Portsmouth MASH has been told" in page.content.decode()
    assert (additions(manager), additions(screener)) == (["Hungry again today"], [])


def test_tr_19_more_about_a_contact_nobody_could_be_named_for_reaches_no_colleague_it_is_kept_from(
    mash, manager, screener, arrives
):
    declare(screener)
    contact = arrives(ROBIN)
    before = words(screener.membership.user)
    with acting_as(make.intake()):
        reference = Submission.objects.get().reference if Submission.objects.exists() else contact.reference
    sending.tell_again(reference=reference, words="Again", immediate_danger=None, key="again-2", at=timezone.now())
    assert words(screener.membership.user) == before


def test_tr_19_a_child_settled_in_one_contact_of_an_incident_is_settled_in_all_before_they_are_closed(
    mash, manager, second_manager, screener, head, pupil, arrives
):
    first, second = (arrives(ChildTold(named_as="A boy")) for _ in range(2))
    with acting_as(screener) as by:
        links.join(contact=first, other=second, by=by, at=timezone.now())
    declare(head)
    with acting_as(screener) as by:
        claims.match(contact=second, person=pupil, was_new=False, searched={}, found=1, by=by, at=timezone.now())
    for each in (first, second):
        assert sees(screener, Contact, pk=each.pk) == 0
        assert sees(manager, Contact, pk=each.pk, child=pupil) == 1


def test_tr_19_that_a_child_may_not_be_safe_is_told_to_nobody_of_the_team_it_is_kept_from(
    mash, manager, second_manager, screener, arrives
):
    declare(screener)
    contact = arrives(ROBIN)
    with acting_as(second_manager) as by:
        contact = Contact.objects.select_related("case__area").get(pk=contact.pk)
        oversight._act_today(SampleItem(contact=contact, words="Nobody has seen Robin"), by=by, at=timezone.now())
    assert not any("may not be safe" in each for each in words(screener.membership.user))
    assert any("may not be safe" in each for each in words(manager.membership.user))
