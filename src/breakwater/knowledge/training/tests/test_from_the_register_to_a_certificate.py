"""Attended, evaluated, certified: by a trainer's link, by a scan at the door, and found after moving school (PL 8.6, 8.8, 8.10)."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from breakwater.foundation.dates.london_time import london_date
from breakwater.knowledge.training import link_pages
from breakwater.knowledge.training.attendance import operations as attendance
from breakwater.knowledge.training.certificates import operations as certificates
from breakwater.knowledge.training.completions import completions
from breakwater.knowledge.training.evaluations import operations as evaluations
from breakwater.knowledge.training.models import Attendance, Certificate, Evaluation, EventState
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Membership
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import training

pytestmark = pytest.mark.usefixtures("db")
AFTER = {"outcome_1": "4", "outcome_2": "5", "relevance": "5", "pace": "3", "trainers": "5", "venue": "4"}


@pytest.fixture
def school():
    return make.team("Safeguarding", of=make.organisation("Harbour School", "SCHOOL"))


@pytest.fixture
def today():
    """A course that began an hour and a half ago, with one hour and a half to come."""
    return training.event(starts_at=timezone.now() - timedelta(minutes=90))


@pytest.fixture
def placed(today, school):
    """Three people with a place."""
    return [training.booking(today, training.delegate(name, of=school)) for name in ("Ann", "Bob", "Cyd")]


def register_link(event) -> str:
    return f"/training/register/{link_pages.made('register', event.area, event.public_id)}/"


def evaluation_link(booking, stage) -> str:
    return f"/training/evaluation/{evaluations.token(booking, stage)}/"


def attended(event, bookings) -> None:
    with acting_as(training.service()) as by:
        here = [each.public_id for each in bookings]
        attendance.mark(event, event.sessions.get(), here=here, seen=(), closes=True, by=by, at=timezone.now())


def over(event, days: int = 1) -> None:
    """The event was some days ago."""
    back = timedelta(days=days)
    event.starts_at, event.ends_at = event.starts_at - back, event.ends_at - back
    event.save(update_fields=["starts_at", "ends_at"])
    for session in event.sessions.all():
        session.starts_at, session.ends_at = session.starts_at - back, session.ends_at - back
        session.save(update_fields=["starts_at", "ends_at"])


def test_a_trainer_marks_the_register_by_a_link_without_an_account(client, today, placed):
    ann, bob, _ = placed
    link = register_link(today)
    page = client.get(link).content.decode()
    assert "0 of 3 here" in page
    assert 'href="/worried/"' in page
    client.post(link, {"here": [ann.public_id]})
    client.post(f"{link}?part={bob.public_id}", {"minutes": "60", "was_late": "yes"})
    assert "2 of 3 here" in client.get(link).content.decode()
    client.post(link, {"here": [ann.public_id, bob.public_id], "close": "yes"})
    with acting_as(training.service()):
        came = dict(Attendance.objects.values_list("booking__delegate__name", "came"))
        assert came == {"Ann": "WHOLE", "Bob": "PART", "Cyd": "NO"}
        done = completions([each.delegate_id for each in placed])
        assert [(each.delegate_id, each.on) for each in done] == [(ann.delegate_id, london_date(today.ends_at))]


@pytest.mark.parametrize("by", ["record", "role"])
def test_the_register_says_who_has_left_the_organisation_that_booked(client, today, school, by):
    """They may come all the same: the trainer ticks whom they see, and is told whom not to expect."""
    post = make.membership("dsl", of=school)
    gone = training.delegate("Ann", of=school, user=post.user)
    training.booking(today, gone)
    training.booking(today, training.delegate("Bob", of=school))
    assert "Has left" not in client.get(register_link(today)).content.decode()
    yesterday = london_date(timezone.now()) - timedelta(days=1)
    with acting_as(training.service()):
        if by == "record":
            gone.employments.update(ends_on=yesterday)
        else:
            Membership.objects.filter(pk=post.pk).update(ends_on=yesterday)
    page = client.get(register_link(today)).content.decode()
    assert page.count("Has left this organisation") == 1
    assert page.index("Ann") < page.index("Has left") < page.index("Bob")


def hidden(page: str, name: str) -> str:
    """What a hidden box of a page carries."""
    return re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)[1]


def came(event) -> dict[str, str]:
    with acting_as(training.service()):
        return dict(Attendance.objects.filter(session__event=event).values_list("booking__delegate__name", "came"))


@pytest.mark.parametrize("closes", [{}, {"close": "yes"}])
def test_a_register_that_lay_open_unticks_nobody_who_signed_in_meanwhile(client, today, placed, closes):
    ann, bob, cyd = placed
    link = register_link(today)
    client.post(link, {"here": [cyd.public_id]})
    page = client.get(link).content.decode()
    door = link_pages.door_code(today.area, today.public_id, timezone.now())
    client.post(f"/training/here/{door}/", {"email": ann.delegate.email})
    client.post(link, {"here": [bob.public_id], "seen": hidden(page, "seen")} | closes)
    assert came(today) == {"Ann": "PART", "Bob": "WHOLE", "Cyd": "NO"}


def test_a_tick_that_another_trainer_took_away_does_not_come_back_with_an_old_page(client, today, placed):
    ann, bob, _ = placed
    link = register_link(today)
    client.post(link, {"here": [ann.public_id]})
    page = client.get(link).content.decode()
    client.post(link, {"here": [], "seen": hidden(page, "seen")})
    client.post(link, {"here": [ann.public_id, bob.public_id], "seen": hidden(page, "seen")})
    assert came(today) == {"Ann": "NO", "Bob": "WHOLE"}


def test_a_register_is_closed_once_every_session_is_over(today, placed):
    attended(today, placed)
    today.refresh_from_db()
    assert today.state == EventState.OPEN
    over(today)
    attended(today, placed)
    today.refresh_from_db()
    assert today.state == EventState.DONE


@pytest.mark.parametrize("days", [3, -20])
def test_a_trainer_s_link_opens_nothing_before_its_days_or_long_after(client, days):
    event = training.event(starts_at=timezone.now() + timedelta(days=days))
    assert client.get(register_link(event)).status_code == 410
    assert client.get("/training/register/forged:token/").status_code == 410


def test_a_delegate_signs_in_by_the_code_in_the_room_and_a_code_of_an_hour_ago_opens_nothing(client, today, placed):
    ann = placed[0]
    door = link_pages.door_code(today.area, today.public_id, timezone.now())
    assert "Tell the trainer" in client.post(f"/training/here/{door}/", {"email": "no@example.org"}).content.decode()
    told = client.post(f"/training/here/{door}/", {"email": ann.delegate.email.upper()}).content.decode()
    assert "You came late" in told
    old = link_pages.door_code(today.area, today.public_id, timezone.now() - timedelta(hours=1))
    assert client.get(f"/training/here/{old}/").status_code == 410
    with acting_as(training.service()):
        found = Attendance.objects.get()
        assert (found.booking_id, found.by_own_scan, found.was_late, found.came) == (ann.pk, True, True, "PART")


def test_whoever_is_signed_in_says_that_they_are_here_with_one_press(signed_in, today):
    member = make.membership("dsl", of=make.team(of=make.organisation("A school", "SCHOOL")))
    training.booking(today, training.delegate("Ann", of=member.team, user=member.user))
    door = link_pages.door_code(today.area, today.public_id, timezone.now())
    browser = signed_in(member)
    assert "I am here" in browser.get(f"/training/here/{door}/").content.decode()
    assert "You are signed in" in browser.post(f"/training/here/{door}/").content.decode()


def test_a_certificate_follows_the_evaluation_and_says_who_what_and_when(client, today, placed):
    ann = placed[0]
    attended(today, [ann])
    over(today)
    with acting_as(training.service()):
        assert not Certificate.objects.exists()
    page = client.post(evaluation_link(ann, "AFTER"), AFTER).content.decode()
    assert "Your certificate is ready" in page
    with acting_as(training.service()):
        made = Certificate.objects.get()
    paper = client.get(f"/training/certificate/{link_pages.made('certificate', today.area, made.number)}/")
    text = PdfReader(BytesIO(paper.content)).pages[0].extract_text()
    assert all(words in text for words in ("Ann", today.course.title, made.number, "Know the signs of neglect"))
    assert "/training/certificates/" in text
    client.post(evaluation_link(ann, "AFTER"), AFTER)
    with acting_as(training.service()):
        assert (Certificate.objects.count(), Evaluation.objects.count()) == (1, 1)


def test_whoever_did_not_attend_enough_gets_no_certificate_and_is_told_why(client, today, placed):
    ann = placed[0]
    with acting_as(training.service()) as by:
        session = today.sessions.get()
        attendance.mark_part(ann, session, minutes=60, was_late=False, by=by, at=timezone.now())
    over(today)
    assert "There is no certificate yet" in client.post(evaluation_link(ann, "AFTER"), AFTER).content.decode()


def test_the_verification_page_says_valid_or_withdrawn_and_nothing_else(client, today, placed):
    attended(today, placed)
    with acting_as(training.service()) as by:
        made = certificates.issue(placed[0], by=by, at=timezone.now())
    page = client.get(f"/training/certificates/{made.number}/").content.decode()
    assert "This certificate is valid" in page
    assert not any(words in page for words in ("Ann", today.course.title, "Harbour School"))
    found = client.post("/training/certificates/", {"number": made.number.lower().replace("-", " ")}, follow=True)
    assert "This certificate is valid" in found.content.decode()
    with acting_as(training.service()) as by:
        certificates.withdraw(made, why="Given in error", by=by, at=timezone.now())
    page = client.get(f"/training/certificates/{made.number}/").content.decode()
    assert "was withdrawn" in page
    assert "error" not in page
    assert client.get("/training/certificates/TC-26-00000-0/").status_code == 404


def test_an_evaluation_three_months_on_has_the_manager_s_words(client, today, placed):
    ann = placed[0]
    attended(today, [ann])
    assert client.get(evaluation_link(ann, "IMPACT")).status_code == 410
    over(today, days=95)
    assert "has not answered yet" in client.get(evaluation_link(ann, "MANAGER")).content.decode()
    client.post(evaluation_link(ann, "IMPACT"), {"outcome_1": "4", "outcome_2": "4", "words": "I ask earlier"})
    assert "I ask earlier" in client.get(evaluation_link(ann, "MANAGER")).content.decode()
    client.post(evaluation_link(ann, "MANAGER"), {"words": "I see it in supervision"})
    with acting_as(training.service()):
        assert Evaluation.objects.get().manager_words == "I see it in supervision"


def test_a_child_s_number_is_refused_in_an_evaluation_and_the_front_door_is_named(client, today, placed):
    attended(today, placed[:1])
    over(today)
    said = AFTER | {"words": "I was told of a child, NHS number 943 476 5919"}
    page = client.post(evaluation_link(placed[0], "AFTER"), said).content.decode()
    assert "There is a problem" in page
    assert 'href="/worried/"' in page
    with acting_as(training.service()):
        assert not Evaluation.objects.exists()


def test_change_is_paired_and_says_how_many_and_nothing_is_inferred_from_few(today, school):
    said = []
    for number in range(12):
        booking = training.booking(today, training.delegate(of=school))
        said.append(Evaluation(booking=booking, stage="BEFORE", scores={"1": 2, "2": 3}))
        if number < 9:
            said.append(Evaluation(booking=booking, stage="AFTER", scores={"1": 4}))
    first, second = evaluations.changes(["One", "Two"], said)
    assert (first.n, first.before, first.after, first.is_few) == (9, 2, 4, True)
    assert (second.n, second.before) == (0, None)


def test_the_training_team_reads_what_delegates_said_of_a_date(signed_in, client, today, placed):
    attended(today, placed)
    over(today)
    client.post(evaluation_link(placed[0], "AFTER"), AFTER | {"words": "I will ask"})
    browser = signed_in(training.administrator())
    page = browser.get(f"/training/keep/dates/{today.public_id}/evaluations/").content.decode()
    assert "I will ask" in page
    assert "Too few to say" in page
    assert "Ann" not in page
    register = browser.get(f"/training/keep/dates/{today.public_id}/attendance/").content.decode()
    assert "3 of 3 here" in register
    assert "/training/register/" in register
