"""Graver answers than danger now, on any page of the professional's form: said beside, paged out of hours, on the card (SG-04)."""

import pytest
from django.utils import timezone

from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import DutyPost
from breakwater.practice.front_door.arrivals.cannot_wait import cannot_wait_in
from breakwater.practice.front_door.emergency_duty import operations as duty
from breakwater.practice.front_door.emergency_duty.night import night
from breakwater.practice.front_door.models import Alarm, CannotWait, Contact
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in
from breakwater_dev.testing.telling import CONTACT_PAGES, contacts, fill_in, front_door, words

NO_DANGER = CONTACT_PAGES["safety"]
GRAVER = {
    "MEDICAL": ("safety", NO_DANGER | {"medical": "needed"}, "the child needs medical attention now"),
    "NOT_SAFE": ("safety", NO_DANGER | {"safe_next_day": "no"}, "the child will not be safe for the next 24 hours"),
    "BABY": ("safety", NO_DANGER | {"baby_injury": "yes"}, "a baby who cannot move about alone is injured"),
    "TODAY": ("purpose", CONTACT_PAGES["purpose"] | {"urgency": "today"}, "someone should act today"),
}


@pytest.fixture
def dsl(db):
    return make.membership("dsl", of=make.team("Safeguarding", of=make.organisation("Invented Primary", kind="SCHOOL")))


@pytest.fixture
def pager(db, settings):
    settings.BREAKWATER_MAIL = "smtp"
    return DutyPost.objects.create(
        team=make.team("Emergency duty", service="emergency_duty"),
        title="Duty 1",
        pager="pager1@example.invalid",
        paged_as=1,
        last_checked_on=timezone.localdate(),
    )


def filled_in(browser) -> str:
    here = browser.post("/contacts/new/")["Location"]
    fill_in(browser, here)
    return here


def alarms() -> list[Alarm]:
    with acting_as(make.intake()):
        return list(Alarm.objects.order_by("pk"))


@pytest.mark.parametrize("code", GRAVER)
def test_sg_04_a_graver_answer_says_whom_to_ring_pages_emergency_duty_and_marks_the_card(code, dsl, pager):
    team = front_door(is_open=False)
    desk = signed_in(dsl)
    page, answers, said = GRAVER[code]
    here = filled_in(desk)
    assert "You say that" not in words(desk.get(f"{here}check/"))
    desk.post(f"{here}{page}/", answers)  # a later edit, on whichever page it stands
    for place in (here, f"{here}worry/", f"{here}check/"):
        told = words(desk.get(place))
        assert f"You say that {said}. Writing here sends nobody, and nobody reads it until" in told
        assert "call 999 . Otherwise call 01632 960900 , Emergency duty, now" in told
    receipt = words(desk.post(f"{here}send/", follow=True))
    assert f"You say that {said}." in receipt
    assert "The emergency duty worker has been paged and may not have answered yet: do not wait" in receipt
    [alarm] = alarms()
    assert (alarm.is_danger, {each.cannot_wait for each in contacts()}) == (False, {code})
    assert "not to be able to wait" in OutboxMessage.objects.get(to="pager1@example.invalid").body
    board = words(signed_in(make.membership("mash_manager", of=team)).get("/mash/"))
    assert board.count(CannotWait(code).label) == 2  # a card for each of the two children
    night = words(signed_in(make.membership("emergency_duty", of=pager.team)).get("/duty/"))
    assert "A child is said not to be able to wait until the office opens" in night


def test_sg_04_where_nobody_could_be_paged_the_receipt_says_that_nobody_has_been_alerted(dsl):
    front_door(is_open=False)
    desk = signed_in(dsl)
    here = filled_in(desk)
    desk.post(f"{here}safety/", GRAVER["BABY"][1])
    receipt = words(desk.post(f"{here}send/", follow=True))
    assert "so nobody has been alerted. If a child" in receipt
    assert "nobody reads it until" not in receipt


def test_sg_04_what_cannot_wait_stands_on_the_nights_page_before_what_came_later(dsl, pager):
    front_door(is_open=False)
    desk = signed_in(dsl)
    here = filled_in(desk)
    desk.post(f"{here}safety/", GRAVER["BABY"][1])
    desk.post(f"{here}send/")
    first = {each.reference for each in contacts()}
    here = filled_in(desk)
    desk.post(f"{here}send/")
    with acting_as(make.actor("emergency_duty", of=pager.team)) as by:
        came = [each.contact.reference for each in night(by, now=timezone.now()).came]
    assert (len(came), set(came[: len(first)])) == (len(first) * 2, first)


def test_an_answer_taken_back_before_sending_alarms_nobody(dsl, pager):
    front_door(is_open=False)
    desk = signed_in(dsl)
    here = filled_in(desk)
    desk.post(f"{here}safety/", GRAVER["MEDICAL"][1])
    desk.post(f"{here}safety/", NO_DANGER)
    assert "You say that" not in words(desk.post(f"{here}send/", follow=True))
    assert (alarms(), {each.cannot_wait for each in contacts()}) == ([], {""})


def test_while_the_office_is_open_the_card_says_so_and_nobody_is_paged(dsl, pager):
    team = front_door()
    manager = make.membership("mash_manager", of=team)
    desk = signed_in(dsl)
    here = filled_in(desk)
    desk.post(f"{here}safety/", GRAVER["NOT_SAFE"][1])
    desk.post(f"{here}send/")
    assert alarms() == []
    assert "Not safe for 24 hours" in words(signed_in(manager).get(f"/mash/contacts/{contacts()[0].reference}/"))


def test_sg_04_danger_said_while_such_an_alarm_waits_pages_again_as_danger(dsl, pager):
    front_door(is_open=False)
    desk = signed_in(dsl)
    here = filled_in(desk)
    desk.post(f"{here}purpose/", GRAVER["TODAY"][1])
    receipt = desk.post(f"{here}send/")["Location"]
    form = {
        "words": "He is at the door with a knife",
        "danger": "yes",
        "idempotency": "8c0e1b4e-7d2f-4f7b-9b8f-0a4b6a1b2c3d",
    }
    desk.post(receipt, form)
    first, alarm = alarms()
    assert (first.is_danger, first.next_at, alarm.is_danger, alarm.acknowledged_at) == (False, None, True, None)
    assert alarm.raised_at > first.raised_at  # since danger was said, not since the first was
    bodies = [each.body for each in OutboxMessage.objects.filter(to="pager1@example.invalid").order_by("pk")]
    assert ["danger now" in body for body in bodies] == [False, True]


def test_sg_04_danger_said_again_of_an_alarm_of_danger_pages_nobody_twice(dsl, pager):
    team = front_door(is_open=False)
    told = {
        "area": team.area,
        "reference": "C-26-1",
        "submission_reference": "S-26-1",
        "is_restricted": False,
        "at": timezone.now(),
    }
    first = duty.raise_alarm(**told)
    assert duty.raise_alarm(**told, is_danger=False) == first
    assert duty.raise_alarm(**told) == first
    assert OutboxMessage.objects.filter(to="pager1@example.invalid").count() == 1


def test_tr_19_an_alarm_that_grows_reaches_nobody_who_must_not_learn_of_it_by_now(dsl, pager):
    team = front_door(is_open=False)
    relative = make.actor("emergency_duty", of=pager.team)
    told = {
        "area": team.area,
        "reference": "C-26-1",
        "submission_reference": "S-26-1",
        "is_restricted": False,
        "at": timezone.now(),
    }
    duty.raise_alarm(**told, is_danger=False)
    grown = duty.raise_alarm(**told, except_for=[relative.membership.user_id])
    assert (grown.is_danger, grown.kept_from) == (True, [relative.membership.user_id])
    with acting_as(relative):
        assert not Alarm.objects.filter(pk=grown.pk).exists()
    said = Notification.objects.filter(user=relative.membership.user_id).values_list("words", flat=True)
    assert not any("danger" in words for words in said)


def test_the_gravest_answer_stands_and_any_shape_is_survived():
    assert cannot_wait_in({"urgency": "today", "medical": "needed", "baby_injury": "yes"}) == CannotWait.BABY
    assert cannot_wait_in({"urgency": "today", "safe_next_day": "no"}) == CannotWait.NOT_SAFE
    lives_there = {"adult_flags": ["alleged_harm"], "adult_lives_with_child": "yes"}
    assert cannot_wait_in({"concern_types": ["sexual"], "family": [lives_there]}) == CannotWait.ABUSER
    for shape in (
        {},
        {"urgency": None, "medical": ["needed"], "family": "x"},
        {"safe_next_day": {"state": "not_known"}},
    ):
        assert cannot_wait_in(shape) == ""


def test_a_contact_is_marked_where_who_may_have_harmed_them_lives_with_them(dsl):
    front_door()
    desk = signed_in(dsl)
    for lives in ("part_time", "no"):
        here = filled_in(desk)
        desk.post(f"{here}worry/", CONTACT_PAGES["worry"] | {"concern_types": ["physical", "sexual"]})
        harmed = {"family-0-adult_flags": ["alleged_harm"], "family-0-adult_lives_with_child": lives}
        desk.post(f"{here}family/", CONTACT_PAGES["family"] | harmed)
        desk.post(f"{here}send/")
    with acting_as(make.intake()):
        marks = list(Contact.objects.order_by("pk").values_list("cannot_wait", flat=True))
    assert marks == ["ABUSER", "ABUSER", "", ""]


def test_the_board_puts_who_cannot_wait_before_every_clock_until_rated(dsl, pager):
    team = front_door()
    desk = signed_in(dsl)
    for extra in ({}, GRAVER["TODAY"][1]):
        here = filled_in(desk)
        desk.post(f"{here}purpose/", extra or CONTACT_PAGES["purpose"])
        desk.post(f"{here}send/")
    with acting_as(make.intake()):
        graver = set(Contact.objects.exclude(cannot_wait="").values_list("reference", flat=True))
    manager = signed_in(make.membership("mash_manager", of=team))
    for order in ("", "?order=rag", "?whose=unclaimed"):
        page = manager.get(f"/mash/{order}").content.decode()
        cards = [part[:16].split('"')[0] for part in page.split('id="card-')[1:]]
        assert set(cards[:2]) == graver, order
