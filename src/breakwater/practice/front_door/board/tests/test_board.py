"""The MASH board: what stands on it, in what order, and what it costs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from breakwater.foundation.dates import london
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.notifications.models import OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.board.listing import board_for
from breakwater.practice.front_door.duty_wall.page import wall_for
from breakwater.practice.front_door.screening.operations import claims, rating
from breakwater.practice.front_door.social_care_list.operations import lists
from breakwater_dev.testing import factories as make

BOARD = "/mash/"


def on_the_board(actor, **wanted) -> list[str]:
    with acting_as(actor):
        return [card.reference for card in board_for(actor, now=timezone.now(), wanted=wanted).cards]


def test_sg_05_an_empty_board_says_so_and_when_it_was_worked_out(screener, signed_in):
    page = signed_in(screener).get(BOARD).content.decode()
    assert "No contact waits" in page
    assert "As at today" in page


def test_sg_05_a_stopped_worker_a_stuck_outbox_and_a_stale_source_show_on_the_board(screener, signed_in):
    with acting_as(make.intake()) as by:
        notifications.tell(users=[screener.membership.user], words="x", path="/", by=by, at=timezone.now())
        OutboxMessage.objects.update(made_at=timezone.now() - timedelta(minutes=30))
        day = f"{timezone.localtime() - timedelta(days=3):%Y-%m-%d %H:%M}"
        row = f"as_at,child_id,forename,surname,date_of_birth,status\n{day},P1,Ola,Other,2012-01-01,CIN"
        lists.take_in_at_once(area=make.area(), content=row.encode(), name="list.csv", by=by, at=timezone.now())
    page = signed_in(screener).get(BOARD).content.decode()
    assert "The worker is stopped" in page
    assert "E-mails waiting for more than 10 minutes: 1." in page
    assert "too old to go by" in page


def test_the_board_asks_the_same_number_of_questions_for_one_three_and_fifty_cards(
    screener, signed_in, contact_arrives
):
    browser = signed_in(screener)
    counted = []
    for more in (1, 2, 47):
        for _ in range(more):
            contact_arrives(child=make.person())
        browser.get(BOARD)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page = browser.get(BOARD).content.decode()
        counted.append(len(asked))
    assert page.count('class="mash-card"') == 50
    assert len(page.encode()) <= 60_000
    assert counted == [counted[0]] * 3


def test_contacts_stand_by_the_nearest_clock(screener, contact_arrives):
    late = contact_arrives(days_ago=1)
    later = contact_arrives()
    latest = contact_arrives(days_ago=9)
    assert on_the_board(screener) == [latest.reference, late.reference, later.reference]
    assert on_the_board(screener, order="newest") == [later.reference, late.reference, latest.reference]


def test_filters_narrow_the_board(screener, manager, contact_arrives):
    red, green, danger = contact_arrives(), contact_arrives(), contact_arrives(immediate_danger=True)
    with acting_as(screener):
        rating.rate(contact=red, rag="RED", reason="A bruise", by=screener, at=timezone.now())
        rating.rate(contact=green, rag="GREEN", reason="Asks for help", by=screener, at=timezone.now())
        claims.claim(contact=green, by=screener, at=timezone.now())
    assert on_the_board(screener, rag="RED") == [red.reference]
    assert on_the_board(screener, rag="none") == [danger.reference]
    assert on_the_board(screener, whose="mine") == [green.reference]
    assert on_the_board(manager, whose="mine") == []
    assert set(on_the_board(screener, whose="unclaimed")) == {red.reference, danger.reference}
    assert on_the_board(screener, only="danger") == [danger.reference]
    assert on_the_board(screener, stage="screening") == [green.reference]
    assert on_the_board(screener, reference=red.reference[-6:].lower()) == [red.reference]
    assert on_the_board(screener, only="overdue") == []


def test_the_board_and_the_wall_count_the_same_contacts_as_missed_and_each_card_shows_why(
    manager, signed_in, contact_arrives
):
    hours_ago = timezone.now() - timedelta(hours=3)
    danger = contact_arrives(immediate_danger=True, at=hours_ago)  # its first rating is missed, its decision is not
    old, _ = contact_arrives(days_ago=9), contact_arrives()
    with acting_as(manager):
        now = timezone.now()
        board = board_for(manager, now=now, wanted={"only": "overdue"})
        missed = next(column for column in wall_for(manager, now=now).columns if column.key == "missed")
    assert {card.reference for card in board.cards} == {danger.reference, old.reference}
    assert board.counts["overdue"] == missed.count == 2
    for card in board.cards:
        assert "late" in {each["state"] for each in (card.clock, card.also) if each}
    page = signed_in(manager).get(BOARD).content.decode()
    assert "<strong>2</strong> overdue" in page


def test_what_cannot_be_understood_in_a_filter_is_left_out(screener, signed_in, contact_arrives):
    contact = contact_arrives()
    page = signed_in(screener).get(BOARD, {"stage": "'; drop", "rag": "PINK", "page": "9999x", "only": "nonsense"})
    assert page.status_code == 200
    assert contact.reference in page.content.decode()


def test_a_script_gets_the_list_alone(screener, signed_in, contact_arrives):
    contact_arrives()
    part = signed_in(screener).get(BOARD, headers={"HX-Request": "true", "HX-Target": "mash-board"}).content.decode()
    assert 'id="mash-board"' in part
    assert "<html" not in part


def test_siblings_and_repeats_are_marked_on_the_card(screener, contact_arrives):
    child = make.person()
    contact_arrives(child=child, at=timezone.now() - timedelta(days=100))
    contact_arrives(child=child, at=timezone.now() - timedelta(days=500))
    now, _ = contact_arrives(arrivals.ChildTold(person=child), arrivals.ChildTold(named_as="Another"))
    with acting_as(screener):
        card = next(c for c in board_for(screener, now=timezone.now(), wanted={}).cards if c.reference == now.reference)
    assert card.marks[:1] == ("2nd contact in 12 months",)
    assert card.more_marks[:1] == ("1 other child in the same contact",)


def test_a_card_says_that_another_open_contact_is_about_the_same_child(screener, contact_arrives):
    robin = make.person()
    first, again = contact_arrives(child=robin), contact_arrives(child=robin)
    alone = contact_arrives(child=make.person())
    with acting_as(screener):
        marks = {
            card.reference: "Another open contact about this child" in card.more_marks
            for card in board_for(screener, now=timezone.now(), wanted={}).cards
        }
    assert marks == {first.reference: True, again.reference: True, alone.reference: False}


def test_sg_06_a_claim_lapses_at_the_end_of_the_shift(mash, screener, manager, contact_arrives):
    contact = contact_arrives(at=london(2026, 11, 24, 9, 0))
    with acting_as(screener):
        held = claims.claim(contact=contact, by=screener, at=london(2026, 11, 24, 10, 0))
        assert held.claimed_until == london(2026, 11, 24, 17, 0)
    with acting_as(manager):
        before = board_for(manager, now=london(2026, 11, 24, 16, 59), wanted={}).cards[0]
        after = board_for(manager, now=london(2026, 11, 24, 17, 0), wanted={}).cards[0]
        assert (before.is_claimed, after.is_claimed) == (True, False)
        assert before.claimed_by == screener.membership.user.name
        claims.claim(contact=contact, by=manager, at=london(2026, 11, 24, 17, 1))


def test_a_claim_through_a_script_changes_that_card_alone(screener, signed_in, contact_arrives):
    contact = contact_arrives()
    answer = signed_in(screener).post(
        reverse("front_door:claim", args=[contact.reference]), headers={"HX-Request": "true"}
    )
    page = answer.content.decode()
    assert "is yours until the end of the shift" in page
    assert page.count('<li class="mash-card') == 1
    assert "<html" not in page


def test_a_claim_without_script_comes_back_to_the_board_as_it_was_narrowed(screener, signed_in, contact_arrives):
    contact = contact_arrives()
    answer = signed_in(screener).post(
        reverse("front_door:claim", args=[contact.reference]), {"back": "?stage=received&order=newest&x=//evil.example"}
    )
    assert answer.url == f"/mash/?stage=received&order=newest#card-{contact.reference}"


def test_the_second_to_claim_reads_who_was_first(screener, manager, signed_in, contact_arrives):
    contact = contact_arrives()
    with acting_as(manager):
        claims.claim(contact=contact, by=manager, at=timezone.now())
    page = signed_in(screener).post(reverse("front_door:claim", args=[contact.reference]), {"back": "?"}, follow=True)
    assert f"{manager.membership.user.name} took it first" in page.content.decode()


def test_sg_06_a_manager_takes_over_and_the_first_cannot_give_back(screener, manager, signed_in, contact_arrives):
    contact = contact_arrives()
    with acting_as(screener):
        claims.claim(contact=contact, by=screener, at=timezone.now())
    signed_in(manager).post(reverse("front_door:take_over", args=[contact.reference]))
    page = (
        signed_in(screener).post(reverse("front_door:release", args=[contact.reference]), follow=True).content.decode()
    )
    assert "You do not hold this contact now" in page
    with acting_as(manager):
        contact.refresh_from_db()
        assert contact.claimed_by_id == manager.membership_id


@pytest.mark.parametrize(
    "role", ["tier2_coordinator", "dsl", "agency_professional", "system_administrator", "business_manager"]
)
def test_the_board_is_for_the_mash(db, role, signed_in):
    assert signed_in(make.actor(role)).get(BOARD).status_code == 403


def test_no_name_stands_in_a_title_or_an_address(screener, signed_in, contact_arrives):
    contact = contact_arrives(arrivals.ChildTold(named_as="Zebedee Quux"))
    browser = signed_in(screener)
    for address in (BOARD, f"/mash/contacts/{contact.reference}/", f"/mash/contacts/{contact.reference}/child/"):
        page = browser.get(address).content.decode()
        title = page.split("<title>")[1].split("</title>")[0]
        assert "Zebedee" in page
        assert "Zebedee" not in title
        assert not any("ebedee" in part.split('"')[0] for part in page.split('href="')[1:])
