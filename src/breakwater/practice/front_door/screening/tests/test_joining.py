"""Two contacts of one incident, and one contact sent twice (FD 1.7, scenario C)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from breakwater.casework.models import Case
from breakwater.foundation.dates.london_time import start_of
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.board.listing import board_for
from breakwater.practice.front_door.decisions.operations import decisions
from breakwater.practice.front_door.models import Contact, ContactLink, Letter
from breakwater.practice.front_door.screening.operations import claims, groups, links, rating
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.front_door import REASONS
from breakwater_dev.testing.mash import make_ready


@pytest.fixture
def officer(police):
    return make.actor("agency_professional", of=police)


@pytest.fixture
def two(tells, officer, dsl, contacts_of):
    """A police notice in the night and a school's form in the morning, about the same child."""
    now = timezone.now()
    [notice] = contacts_of(tells(officer, "Ana Fish", at=now - timedelta(hours=7)))
    [form] = contacts_of(tells(dsl, "Fish, Ana", at=now))
    return notice, form


def due(contact, rule="front_door.decision"):
    with acting_as(make.intake()):
        return contact.case.clocks.get(rule=rule, stopped_at=None)


def test_the_same_child_told_of_twice_is_suggested_and_a_person_joins_them(two, screener, signed_in):
    notice, form = two
    browser = signed_in(screener)
    page = browser.get(f"/mash/contacts/{form.reference}/").content.decode()
    assert "This may be the same incident" in page
    assert notice.reference in page
    browser.post(f"/mash/contacts/{form.reference}/join/", {"other": notice.reference, "kind": "INCIDENT"})
    with acting_as(screener):
        link = ContactLink.objects.get()
    assert (link.first_id, link.other_id) == (notice.pk, form.pk)
    page = browser.get(f"/mash/contacts/{form.reference}/").content.decode()
    assert "One incident, told first" in page
    assert "One incident, linked contacts" in browser.get(f"/mash/contacts/{form.reference}/card/").content.decode()


def test_words_that_describe_a_child_are_no_name(tells, dsl, officer, contacts_of, screener):
    [one] = contacts_of(tells(dsl, "Tommy, year 3, family name not given"))
    contacts_of(tells(officer, "A little child, name not known"))
    with acting_as(screener):
        assert links.suggested(one) == []


def test_the_earliest_receipt_drives_the_time_of_both_and_red_holds_for_both(two, screener):
    notice, form = two
    with acting_as(screener):
        rating.rate(contact=form, rag="RED", reason="A fresh injury", by=screener, at=timezone.now())
        links.join(contact=form, other=notice, by=screener, at=timezone.now())
        notice.refresh_from_db()
    assert notice.rag == "RED"
    assert due(form).started_at == notice.received_at
    assert due(form, "front_door.rated_red").started_at == notice.received_at
    assert due(notice, "front_door.rated_red").started_at == notice.received_at


def test_they_are_settled_and_decided_together_and_each_sender_has_a_letter(
    two, screener, manager, decides, officer, dsl
):
    notice, form = two
    with acting_as(screener):
        links.join(contact=form, other=notice, by=screener, at=timezone.now())
    child = make.person("Ana", "Fish")
    decides(notice, child=child)
    with acting_as(manager):
        form.refresh_from_db()
        assert (form.child, form.outcome) == (child, "O1")
        assert Case.objects.filter(contact__in=[notice, form], closed_at=None).count() == 0
    for sender in (officer, dsl):
        with acting_as(sender):
            assert Letter.objects.get().outcome_words == "Information or advice given"


def test_parted_again_each_has_its_own_time(two, screener):
    notice, form = two
    own = due(form)
    with acting_as(screener):
        link = links.join(contact=form, other=notice, by=screener, at=timezone.now())
        links.part(link=link, by=screener, at=timezone.now())
        links.part(link=link, by=screener, at=timezone.now())
        assert groups.group_of(form) == []
    again = due(form)
    assert (again.started_at, again.due_at) == (own.started_at, own.due_at)


def test_a_link_is_parted_only_from_a_page_of_its_own_group(two, tells, dsl, contacts_of, screener, signed_in):
    notice, form = two
    [stranger] = contacts_of(tells(dsl, "Someone Else"))
    with acting_as(screener):
        link = links.join(contact=form, other=notice, by=screener, at=timezone.now())
    browser = signed_in(screener)
    assert browser.post(f"/mash/contacts/{stranger.reference}/part/", {"link": link.pk}).status_code == 404
    with acting_as(screener):
        assert ContactLink.objects.get().ended_at is None
    for _ in range(2):
        assert browser.post(f"/mash/contacts/{form.reference}/part/", {"link": link.pk}).status_code == 302
    with acting_as(screener):
        assert ContactLink.objects.get().ended_at is not None


def test_two_settled_to_be_different_children_are_not_one(two, screener):
    notice, form = two
    now = timezone.now()
    with acting_as(screener):
        for contact in two:
            claims.match(contact=contact, person=make.person(), was_new=True, searched={}, found=0, by=screener, at=now)
        assert links.suggested(form) == []
        with pytest.raises(links.NotOneIncident):
            links.join(contact=form, other=notice, by=screener, at=now)


def earlier_today(now):
    """Twenty minutes before, or the start of the day soon after midnight."""
    return max(now - timedelta(minutes=20), start_of(timezone.localdate(now)))


def test_sent_again_the_same_day_it_is_kept_with_the_first_and_has_no_clock(
    tells, dsl, contacts_of, screener, manager, decides
):
    now = timezone.now()
    [first] = contacts_of(tells(dsl, "Ana Fish", at=earlier_today(now)))
    [again] = contacts_of(tells(dsl, "Ana Fish", at=now, worry="The same, and her coat was wet"))
    with acting_as(screener):
        links.mark_sent_again(contact=first, other=again, by=screener, at=now)
        assert [card.reference for card in board_for(screener, now=now, wanted={}).cards] == [first.reference]
        assert not again.case.clocks.filter(rule="front_door.decision", stopped_at=None).exists()
    decides(first, at=now)
    with acting_as(manager):
        again = Contact.objects.select_related("case").get(pk=again.pk)
        assert (again.outcome, again.case.stage, again.case.closed_at is not None) == ("O14", "duplicate", True)
        assert again.worry == "The same, and her coat was wet"


def test_a_mark_is_taken_off_again_and_the_clock_runs_as_before(tells, dsl, contacts_of, screener):
    now = timezone.now()
    [first] = contacts_of(tells(dsl, "Ana Fish", at=earlier_today(now)))
    [again] = contacts_of(tells(dsl, "Ana Fish", at=now))
    own = due(again)
    with acting_as(screener):
        link = links.mark_sent_again(contact=first, other=again, by=screener, at=now)
        links.part(link=link, by=screener, at=now)
        assert len(board_for(screener, now=now, wanted={}).cards) == 2
    assert due(again).due_at == own.due_at


def test_what_another_agency_sent_is_never_a_duplicate(two, screener, signed_in):
    notice, form = two
    with acting_as(screener), pytest.raises(links.NotSentAgain):
        links.mark_sent_again(contact=form, other=notice, by=screener, at=timezone.now())
    page = (
        signed_in(screener)
        .post(f"/mash/contacts/{form.reference}/join/", {"other": notice.reference, "kind": "DUPLICATE"})
        .content.decode()
    )
    assert "Join them as one incident instead" in page


def test_three_stand_under_the_earliest(tells, dsl, officer, contacts_of, screener):
    now = timezone.now()
    one, two, three = (
        contacts_of(tells(by, "Ana Fish", at=now - timedelta(hours=hours)))[0]
        for by, hours in ((officer, 3), (dsl, 2), (officer, 1))
    )
    with acting_as(screener):
        links.join(contact=two, other=three, by=screener, at=now)
        links.join(contact=two, other=one, by=screener, at=now)
        assert {link.first_id for link in groups.group_of(three)} == {one.pk}
        assert len(groups.group_of(two)) == 2
    assert due(three).started_at == one.received_at


def test_deciding_the_later_decides_the_first(two, manager, screener):
    notice, form = two
    with acting_as(screener):
        links.join(contact=form, other=notice, by=screener, at=timezone.now())
        claims.match(
            contact=form, person=make.person(), was_new=True, searched={}, found=0, by=screener, at=timezone.now()
        )
    make_ready(form, notice, by=screener)
    with acting_as(manager):
        decisions.decide(
            [form],
            decisions.DecisionFacts(
                outcome="O1", rationale=REASONS, words_for_sender="Thank you.", checked_by_hand=True
            ),
            by=manager,
            at=timezone.now(),
        )
        notice.refresh_from_db()
        assert notice.is_decided


def test_sg_22_a_join_with_a_restricted_child_is_read_by_nobody_else(two, screener, manager):
    notice, form = two
    with acting_as(screener):
        links.join(contact=form, other=notice, by=screener, at=timezone.now())
        assert ContactLink.objects.count() == 1
    with acting_as(make.intake()), connection.cursor() as cursor:
        cursor.execute(
            "select access.seal_row('case', %s, %s, 'protected', false, null)",
            [notice.case_id, [manager.membership.user_id, make.membership("mash_manager").user_id]],
        )
    with acting_as(screener):
        assert not ContactLink.objects.exists()
        assert Contact.objects.filter(pk=form.pk).exists()
