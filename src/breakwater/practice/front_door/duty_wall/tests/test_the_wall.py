"""SG-05: the screen on the wall says what is due and what waits, names nobody, and says when it or the service is behind."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.settled import settled
from breakwater.practice.front_door.board.listing import board_for
from breakwater.practice.front_door.duty_wall.page import initials, wall_for
from breakwater.practice.front_door.emergency_duty import operations as duty
from breakwater.practice.front_door.models import Alarm, Contact
from breakwater.practice.front_door.screening.operations import claims
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in

PAGE = "/mash/wall/"


def column(wall, key):
    return next(column for column in wall.columns if column.key == key)


def test_a_contact_that_is_late_or_due_stands_on_the_wall_by_reference_and_initials(arrives, manager, mash):
    late, new = arrives(1, minutes_ago=60 * 24 * 6)[0], arrives(1, immediate_danger=True)[0]
    screener = make.actor("mash_screener", of=mash)
    screener.membership.user.name = "Amara Kettlewell Quay"
    with acting_as(screener):
        claims.claim(contact=late, by=screener, at=timezone.now())
    with acting_as(manager):
        wall = wall_for(manager, now=timezone.now())
    missed = column(wall, "missed")
    assert [row.reference for row in missed.rows] == [late.reference]
    assert missed.rows[0].who
    assert [row.reference for row in column(wall, "danger").rows] == [new.reference]
    assert new.reference in [row.reference for row in column(wall, "nobodys").rows]


def test_a_contact_of_the_last_minutes_is_on_the_wall_when_its_time_is_near(arrives, manager):
    contact = arrives(1, immediate_danger=True)[0]
    with acting_as(manager):
        wall = wall_for(manager, now=timezone.now())
    assert contact.reference in [row.reference for row in column(wall, "soon").rows]


def test_sg_04_what_cannot_wait_stands_with_danger_once_after_it_the_longest_waiting_first(arrives, manager):
    can_wait = arrives(1, minutes_ago=50)[0]
    newer = arrives(1, minutes_ago=10, cannot_wait="TODAY")[0]
    older = arrives(1, minutes_ago=40, cannot_wait="BABY")[0]
    danger = arrives(1, minutes_ago=5, immediate_danger=True, cannot_wait="MEDICAL")[0]
    red, amber = arrives(2, minutes_ago=60, cannot_wait="NOT_SAFE")
    with acting_as(make.intake()):
        for contact, rag in ((red, "RED"), (amber, "AMBER")):
            Contact.objects.filter(pk=contact.pk).update(rag=rag, rag_reason="Read and called back")
    first = [danger.reference, red.reference, older.reference, newer.reference]
    now = timezone.now()
    with acting_as(manager):
        for claimed in (older, red):
            claims.claim(contact=claimed, by=manager, at=now)  # in somebody's hands it is on the wall still
        wall = wall_for(manager, now=now)
        shelf = column(wall, "danger")
        assert ([row.reference for row in shelf.rows], shelf.count) == (first, len(first))
        assert [row.what.startswith("Cannot wait. ") for row in shelf.rows] == [False, True, True, True]
        board = board_for(manager, now=now, wanted={"only": "danger"})
        assert {card.reference for card in board.cards} == set(first)
        assert (len(board.cards), board.counts["danger"], board.counts["all"]) == (4, 4, 6)
    assert {can_wait.reference, amber.reference} <= {row.reference for row in column(wall, "nobodys").rows}


def test_sg_04_pages_of_danger_stand_on_the_wall_before_older_ones(manager, mash):
    now = timezone.now()
    for minutes, reference, is_danger in ((30, "C-26-OLD", False), (5, "C-26-NEW", True)):
        duty.raise_alarm(
            area=mash.area,
            reference=reference,
            submission_reference=reference,
            is_restricted=True,
            at=now - timedelta(minutes=minutes),
            is_danger=is_danger,
        )
    with acting_as(manager):
        first, second = column(wall_for(manager, now=now), "duty").rows
    assert (first.when.endswith(f"{now - timedelta(minutes=5):%H:%M}"), second.what) == (
        True,
        "Cannot wait, nobody has answered",
    )


def test_nobody_is_named_on_the_wall(arrives, manager):
    arrives(2, immediate_danger=True)
    page = signed_in(make.actor("wall_screen", of=manager.membership.team)).get(PAGE).content.decode()
    main = page.split('id="main-content"')[1]
    assert "In danger now" in main
    assert "Robin" not in main
    assert "Sample" not in main
    assert "Shouting" not in main


def test_what_is_restricted_is_not_on_the_wall(arrives, manager, restrict):
    contact = arrives(1, immediate_danger=True)[0]
    restrict(contact)
    page = signed_in(manager).get(PAGE).content.decode()
    assert contact.reference not in page


def test_pages_nobody_answered_are_told_apart_by_what_was_said_and_since_when(arrives, manager, restrict):
    """Those of restricted records all read "An emergency. Page not answered", danger and what cannot wait alike."""
    at = timezone.now()
    with acting_as(make.intake()) as by:
        for number, in_danger in enumerate((True, False)):
            Alarm.objects.create(
                area=by.area,
                reference=f"C-26-HIDE{number}-X",
                submission_reference=f"S-26-HIDE{number}-X",
                is_restricted=True,
                is_danger=in_danger,
                raised_at=at - timedelta(days=number + 1),
            )
    with acting_as(manager):
        rows = column(wall_for(manager, now=at), "duty").rows
    assert [(row.reference, row.what) for row in rows] == [
        ("A restricted record", "In danger now, nobody has answered"),
        ("A restricted record", "Cannot wait, nobody has answered"),
    ]
    assert rows[0].when.startswith("Since yesterday ")


def test_sg_05_the_wall_says_when_it_was_worked_out_and_that_the_service_is_behind(manager):
    page = signed_in(manager).get(PAGE).content.decode()
    assert "As at" in page
    assert "wall-warning" in page  # in a test no worker runs
    assert "No contact says so" in page


def test_the_wall_draws_itself_anew_with_a_script_and_without(manager):
    browser = signed_in(manager)
    page = browser.get(PAGE).content.decode()
    assert '<noscript><meta http-equiv="refresh" content="60"></noscript>' in page
    assert 'hx-trigger="every 60s"' in page
    part = browser.get(PAGE, headers={"HX-Request": "true", "HX-Target": "wall"}).content.decode()
    assert part.lstrip().startswith('<div id="wall"')


def test_a_screen_on_a_wall_opens_nothing_else(arrives, manager):
    contact = arrives(1)[0]
    browser = signed_in(make.actor("wall_screen", of=manager.membership.team))
    assert browser.get(PAGE).status_code == 200
    for address in ("/mash/", f"/mash/contacts/{contact.reference}/", "/mash/figures/", "/people/search/"):
        assert browser.get(address).status_code in (403, 404), address


def test_the_wall_asks_as_many_queries_for_one_contact_as_for_many(arrives, manager):
    asked = []
    for number in (1, 6):
        arrives(number, immediate_danger=True)
        arrives(number, minutes_ago=60 * 24 * 6)
        with acting_as(manager), settled():  # as a request is
            wall_for(manager, now=timezone.now())
            with CaptureQueriesContext(connection) as seen:
                wall_for(manager, now=timezone.now() + timedelta(seconds=1))
        asked.append(len(seen))
    assert asked[0] == asked[1]


def test_initials_are_of_the_first_and_the_last_name():
    assert [initials(name) for name in ("Amara Quay", "Amara Kettlewell Quay", "Amara", "")] == ["AQ", "AQ", "A", ""]
