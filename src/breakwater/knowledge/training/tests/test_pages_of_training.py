"""The pages of training: the catalogue, booking one and several, links without an account, and what the training team does."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.knowledge.training import links
from breakwater.knowledge.training.models import (
    Approval,
    BespokeRequest,
    Booking,
    Course,
    Delegate,
    Event,
    Fee,
    Trainer,
)
from breakwater.knowledge.training.operations import courses
from breakwater.partnership.notifications.models import OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import training
from breakwater_dev.testing.browsers import signed_in

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def keeper():
    return training.administrator()


@pytest.fixture
def manager(keeper):
    return make.membership(
        "agency_professional", of=make.team("Reception", of=make.organisation("A surgery", "HEALTH"))
    )


def text(page) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).replace("&#39;", "'").split())


def seen(model, **facts):
    with acting_as(training.service()):
        return list(model.objects.filter(**facts).order_by("pk"))


def post(browser, page, *args, **said):
    answer = browser.post(reverse(f"training:{page}", args=args), said)
    assert answer.status_code == 302, text(answer)
    return answer


class TestTheCatalogue:
    def test_it_shows_courses_with_their_dates_and_places_left_and_can_be_filtered(self, client):
        training.event(training.course("Neglect"), capacity=4)
        training.event(training.course("For schools", sectors=["SCHOOL"], delivery="ONLINE"), capacity=3)
        everything = text(client.get("/training/"))
        assert "Neglect" in everything
        assert "4 places left" in everything
        health = text(client.get("/training/", {"sector": "HEALTH"}))
        assert "Neglect" in health
        assert "For schools" not in health
        online = text(client.get("/training/", {"how": "ONLINE"}))
        assert "For schools" in online
        assert "Neglect" not in online

    def test_a_course_says_what_is_in_it_what_it_costs_and_how_full_each_date_is(self, client):
        course = training.course("Neglect", valid_months=24)
        training.event(course, capacity=1)
        training.booking(training.event(course, capacity=1, starts_at=training.in_days(40)), training.delegate())
        Fee.objects.create(
            area=course.area, sector="SCHOOL", whole_day=8000, half_day=4000, in_force_from=make.LONG_AGO
        )
        page = text(client.get(reverse("training:course", args=[course.public_id])))
        for words in ("Know the signs of neglect", "1 place left", "Full", "£40", "24 months", "Join the waiting list"):
            assert words in page

    def test_a_draft_and_a_withdrawn_course_are_not_there(self, client):
        training.event(training.course("Drafted"), state="DRAFT", room="Hidden room")
        gone = training.course("Withdrawn", withdrawn_on=make.LONG_AGO)
        page = text(client.get("/training/"))
        assert "Hidden room" not in page
        assert "Withdrawn" not in page
        assert client.get(reverse("training:course", args=[gone.public_id])).status_code == 404

    def test_it_asks_as_few_questions_for_many_courses_as_for_one(self, client, django_assert_num_queries):
        training.event()
        client.get("/training/")
        with django_assert_num_queries(10, exact=False) as few:
            client.get("/training/")
        for _ in range(6):
            training.event(training.course())
        with django_assert_num_queries(len(few.captured_queries)):
            client.get("/training/")


class TestBooking:
    def test_somebody_books_for_themselves_and_cancels(self, keeper):
        own = make.membership("social_worker")
        event, browser = training.event(), signed_in(own)
        page = text(browser.get(reverse("training:book", args=[event.public_id])))
        assert "20 places left" in page
        answer = post(browser, "book", event.public_id, idempotency=uuid4())
        (booking,) = seen(Booking)
        assert answer.url == reverse("training:booking", args=[booking.public_id])
        assert "Confirmed" in text(browser.get(answer.url))
        calendar = browser.get(reverse("training:booking_file", args=[booking.public_id]))
        assert b"BEGIN:VEVENT" in calendar.content
        post(browser, "booking_cancel", booking.public_id, why="")
        assert seen(Booking)[0].state == "CANCELLED"
        assert "Cancelled" in text(browser.get("/training/yours/"))

    def test_a_manager_is_asked_for_where_the_date_needs_approval(self, keeper):
        worker, event = make.membership("social_worker"), training.event(needs_approval=True)
        browser = signed_in(worker)
        there = reverse("training:book", args=[event.public_id])
        assert "Enter your manager’s email address" in text(browser.post(there, {"idempotency": uuid4()}))
        own = {"idempotency": uuid4(), "manager_email": worker.user.email.upper()}
        assert "not the delegate’s own" in text(browser.post(there, own))
        assert seen(Booking) == []
        post(browser, "book", event.public_id, idempotency=uuid4(), manager_email="head@example.org")
        assert seen(Booking)[0].state == "HELD"

    def test_a_delegate_manager_books_five_who_never_sign_in(self, manager):
        browser, event = signed_in(manager), training.event(capacity=4)
        for number in range(5):
            post(browser, "colleague_new", name=f"Colleague {number}", email=f"c{number}@example.org")
        team = text(browser.get("/training/team/"))
        assert "Colleague 4" in team
        people = [each.public_id for each in seen(Delegate)]
        answer = post(browser, "book", event.public_id, idempotency=uuid4(), delegates=people)
        assert answer.url == "/training/team/"
        assert "Booked: 4 confirmed, 1 on the waiting list" in text(browser.get(answer.url))
        assert [each.user_id for each in seen(Delegate)] == [None] * 5

    def test_whose_duty_led_here_is_ticked_and_nobody_else(self, manager):
        browser, event, ann = signed_in(manager), training.event(), training.delegate("Ann", of=manager.team)
        there = reverse("training:book", args=[event.public_id])
        ticked = re.compile(r'value="([^"]+)"[^>]*\bchecked')
        assert ticked.findall(browser.get(there).content.decode()) == [], "a manager chooses"
        assert ticked.findall(browser.get(there, {"for": ann.public_id}).content.decode()) == [ann.public_id]
        assert ticked.findall(browser.get(there, {"for": "nobody"}).content.decode()) == []
        training.booking(event, ann)
        assert "Booked for this date already." in text(browser.get(there))

    def test_what_a_place_costs_is_said_before_and_in_all_and_a_free_one_asks_no_order_number(self, manager):
        browser, event = signed_in(manager), training.event()
        people = [training.delegate(of=manager.team).public_id for _ in range(3)]
        there = reverse("training:book", args=[event.public_id])
        assert "Purchase order" not in text(browser.get(there))
        fee = {"sector": "HEALTH", "whole_day": 8000, "half_day": 4000, "in_force_from": make.LONG_AGO}
        Fee.objects.create(area=event.area, **fee)
        page = text(browser.get(there))
        assert "£40 for each person" in page
        assert "Purchase order" in page
        answer = post(browser, "book", event.public_id, idempotency=uuid4(), delegates=people)
        assert "Booked: 3 confirmed. £120 in all" in text(browser.get(answer.url))

    @pytest.mark.parametrize("role", ["dsl", "school_staff", "link_governor"])
    def test_who_is_new_at_a_school_reads_what_their_role_asks_for_before_they_book_anything(self, keeper, role):
        new = make.membership(role, of=make.team(of=make.organisation("", "SCHOOL")))
        page = text(signed_in(new).get(reverse("training:mine")))
        assert "No record of it" in page
        assert seen(Delegate) == []
        event, browser = training.event(), signed_in(new)
        said = {"delegates": ["me"]} if role == "dsl" else {}
        post(browser, "book", event.public_id, idempotency=uuid4(), **said)
        assert "No record of it" in text(browser.get(reverse("training:mine")))
        assert len(seen(Delegate)) == 1

    def test_a_school_is_asked_of_its_own_kinds_of_staff(self, keeper):
        browser = signed_in(make.membership("dsl", of=make.team(of=make.organisation("", "SCHOOL"))))
        page = text(browser.get(reverse("training:colleague_new")))
        assert "Headteacher or principal" in page
        assert "Police" not in page

    def test_a_colleague_is_sent_instead_in_two_steps(self, manager):
        event, browser = training.event(), signed_in(manager)
        ann, bea = (training.delegate(name, of=manager.team) for name in ("Ann", "Bea"))
        booking = training.booking(event, ann)
        assert "Bea" in text(browser.get(reverse("training:booking_substitute", args=[booking.public_id])))
        post(browser, "booking_substitute", booking.public_id, idempotency=uuid4(), colleague=bea.public_id)
        assert [(each.delegate_id, each.state) for each in seen(Booking)] == [
            (ann.pk, "SUBSTITUTED"),
            (bea.pk, "CONFIRMED"),
        ]
        before, after = (
            text(browser.get(reverse("training:booking", args=[each.public_id]))) for each in seen(Booking)
        )
        assert "Who comes instead Bea" in before
        assert "Comes in place of Ann" in after

    def test_who_may_not_come_is_told_why_beside_the_name_and_nobody_is_booked(self, manager):
        event = training.event(training.course("For schools", sectors=["SCHOOL"], strict=True))
        training.delegate("Ann", of=manager.team)
        browser, there = signed_in(manager), reverse("training:book", args=[event.public_id])
        words = "This course is for staff of: school or college."
        assert words in text(browser.get(there))
        said = {"idempotency": uuid4(), "delegates": [seen(Delegate)[0].public_id]}
        assert f"Ann: {words}" in text(browser.post(there, said))
        assert seen(Booking) == []

    def test_a_booking_moves_to_another_date(self, manager):
        course = training.course()
        here, there = training.event(course), training.event(course, starts_at=training.in_days(50))
        booking, browser = training.booking(here, training.delegate(of=manager.team)), signed_in(manager)
        page = browser.get(reverse("training:booking_move", args=[booking.public_id]))
        assert there.public_id in page.content.decode()
        post(browser, "booking_move", booking.public_id, idempotency=uuid4(), date=there.public_id)
        assert [each.state for each in seen(Booking)] == ["TRANSFERRED", "CONFIRMED"]

    def test_nobody_opens_or_changes_a_booking_of_another_team(self, manager):
        booking = training.booking(training.event(), training.delegate(of=make.team()))
        browser = signed_in(manager)
        for name in ("booking", "booking_cancel", "booking_substitute", "booking_move", "booking_file"):
            assert browser.get(reverse(f"training:{name}", args=[booking.public_id])).status_code == 404
        assert browser.get(reverse("training:date", args=[booking.event.public_id])).status_code == 403

    def test_the_team_asks_as_few_questions_for_many_as_for_one(self, manager, django_assert_num_queries):
        browser = signed_in(manager)
        training.booking(training.event(), training.delegate(of=manager.team))
        browser.get("/training/team/")
        with django_assert_num_queries(60, exact=False) as few:
            browser.get("/training/team/")
        for _ in range(4):
            training.booking(training.event(), training.delegate(of=manager.team))
        with django_assert_num_queries(len(few.captured_queries)):
            assert "Confirmed" in text(browser.get("/training/team/"))

    def test_a_last_day_is_kept_and_the_colleague_leaves_the_list(self, manager):
        ann, browser = training.delegate("Ann", of=manager.team), signed_in(manager)
        assert "Ann" in browser.get(reverse("training:colleague", args=[ann.public_id])).content.decode()
        booked = training.booking(training.event(training.course("Neglect")), ann)
        page = browser.get(reverse("training:colleague_leaves", args=[ann.public_id])).content.decode()
        assert reverse("training:booking", args=[booked.public_id]) in page, "it is cancelled while it is found"
        day = london_date(timezone.now()) - timedelta(days=1)
        said = {"on-day": day.day, "on-month": day.month, "on-year": day.year}
        post(browser, "colleague_leaves", ann.public_id, **said)
        assert "Ann" not in text(browser.get("/training/team/"))


class TestLinksWithoutAnAccount:
    def path(self, address: str) -> str:
        return "/" + address.split("//", 1)[1].split("/", 1)[1]

    def test_a_delegate_takes_an_offer_adds_it_to_the_calendar_and_cancels(self, client):
        event = training.event()
        until = timezone.now() + timedelta(hours=20)
        booking = training.booking(event, training.delegate("Ann"), "OFFERED", expires_at=until)
        there = self.path(links.to_place(booking))
        assert "A place is free for you" in text(client.get(there))
        assert client.post(there, {"do": "accept"}).status_code == 302
        assert "Confirmed" in text(client.get(there))
        assert b"LOCATION:Civic Offices" in client.get(f"{there}course.ics").content
        assert client.post(there, {"do": "cancel"}).status_code == 302
        assert seen(Booking)[0].state == "CANCELLED"
        assert "was over" not in text(client.get(there))

    def test_after_the_cut_off_the_page_says_whom_to_ask(self, client):
        event = training.event(starts_at=training.in_days(2))
        there = self.path(links.to_place(training.booking(event, training.delegate())))
        assert "It is too late to cancel here" in text(client.get(there))
        assert "It is too late to do this here" in text(client.post(there, {"do": "cancel"}))
        assert seen(Booking)[0].state == "CONFIRMED"

    def test_a_link_that_is_not_ours_leads_nowhere_and_another_site_changes_nothing(self, client):
        there = self.path(links.to_place(training.booking(training.event(), training.delegate())))
        assert client.get(there[:-4] + "abc/").status_code == 404
        assert client.post(there, {"do": "cancel"}, headers={"Origin": "https://elsewhere.example"}).status_code == 403
        assert client.post(there, {"do": "steal"}).status_code == 404

    def test_a_manager_approves_by_the_link_once(self, client, keeper):
        event = training.event(needs_approval=True)
        own = make.membership("social_worker")
        post(signed_in(own), "book", event.public_id, idempotency=uuid4(), manager_email="head@example.org")
        with acting_as(training.service()):
            asked = Approval.objects.select_related("booking").get()
        there = self.path(links.to_approval(asked))
        assert own.user.name in text(client.get(there))
        assert "Choose yes or no" in text(client.post(there, {}))
        assert client.post(there, {"approved": "yes"}).status_code == 302
        assert "You approved this booking" in text(client.get(there))
        assert seen(Booking)[0].state == "CONFIRMED"


class TestTheTrainingTeam:
    def test_a_course_and_its_dates_from_the_first_word_to_the_waiting_list(self, keeper, client):
        browser = signed_in(keeper)
        said = {
            "code": "N1",
            "title": "Neglect",
            "sort": "SPECIALIST",
            "delivery": "ROOM",
            "open_to": "AREA",
            "strict": "no",
            "aim": "What neglect does to a child.",
            "outcomes": "Know the signs\nKnow who to tell",
            "minutes": "180",
            "bases": "Working Together to Safeguard Children | 2023",
            "review_by-day": "1",
            "review_by-month": "9",
            "review_by-year": "2030",
        }
        post(browser, "course_new", **said)
        (course,) = Course.objects.all()
        assert "Another course has this code" in text(browser.post(reverse("training:course_new"), said))
        day = london_date(timezone.now()) + timedelta(days=60)
        date = {
            "days": f"{day:%d/%m/%Y}\n{day + timedelta(days=1):%d/%m/%Y}",
            "starts": "9:30",
            "ends": "12:30",
            "delivery": "ROOM",
            "place": "Civic Offices",
            "room": "Room 2",
            "capacity": "12",
            "minimum": "6",
            "cut_off_days": "3",
            "waiting_rule": "FIRST",
        }
        post(browser, "date_new", course.public_id, **date)
        (event,) = Event.objects.all()
        assert (event.sessions.count(), event.state) == (2, "DRAFT")
        post(browser, "date_open", event.public_id)
        assert "12 places left" in text(client.get("/training/"))
        post(browser, "date_change", event.public_id, **date | {"capacity": "15"})
        post(browser, "date_again", event.public_id, days=f"{day + timedelta(days=14):%d/%m/%Y}")
        assert Event.objects.filter(series=Event.objects.get(pk=event.pk).series).count() == 2
        post(browser, "course_change", course.public_id, **said | {"aim": "Other words"})
        assert Event.objects.get(pk=event.pk).edition.number == 2
        for name, args in (("courses", []), ("course_keep", [course.public_id]), ("course_change", [course.public_id])):
            assert "Neglect" in browser.get(reverse(f"training:{name}", args=args)).content.decode()
        post(browser, "date_goes_ahead", event.public_id)
        post(browser, "date_cancel", event.public_id, why="Nobody booked")
        assert "Nobody booked" in text(browser.get(reverse("training:date", args=[event.public_id])))

    def test_a_date_shows_who_comes_who_waits_in_order_and_what_is_printed(self, keeper):
        event, browser = training.event(capacity=1), signed_in(keeper)
        training.booking(event, training.delegate("Ann", needs="Vegetarian"), needs="Vegetarian")
        for name in ("Bea", "Cyd"):
            training.booking(event, training.delegate(name), "WAITING")
        page = text(browser.get(reverse("training:date", args=[event.public_id])))
        assert page.index("1. Bea") < page.index("2. Cyd")
        for name in ("date_register", "date_badges"):
            paper = text(browser.get(reverse(f"training:{name}", args=[event.public_id])))
            assert "Ann" in paper
            assert "Bea" not in paper
        post(browser, "date_write", event.public_id, state="WAITING", words="We look for a larger room.")
        post(browser, "date_book", event.public_id, idempotency=uuid4(), email=training.delegate().email)
        assert len(seen(Booking, state="WAITING")) == 3
        nobody = browser.post(
            reverse("training:date_book", args=[event.public_id]), {"idempotency": uuid4(), "email": "no@example.org"}
        )
        assert "No training record of your area has this address" in text(nobody)

    def test_training_that_was_given_is_recorded_afterwards_with_who_came(self, keeper):
        browser, course, day = signed_in(keeper), training.course("Neglect"), london_date(timezone.now()) - timedelta(3)
        said = {"days": f"{day:%d/%m/%Y}", "starts": "9:30", "ends": "12:30", "delivery": "ROOM", "place": "The school"}
        said |= {"capacity": "1", "cut_off_days": "3", "waiting_rule": "FIRST"}
        refused = browser.post(reverse("training:date_new", args=[course.public_id]), said)
        assert "Enter a day that is still to come, or tick" in text(refused)
        post(browser, "date_new", course.public_id, **said, was_given="yes")
        (event,) = Event.objects.all()
        assert event.state == "DONE"
        came = [training.delegate(name) for name in ("Ann", "Bea")]
        for each in came:
            post(browser, "date_book", event.public_id, idempotency=uuid4(), email=each.email)
        places = seen(Booking, state="CONFIRMED")
        assert len(places) == 2, "a place for everybody who was there, also over the number that was thought of"
        assert not OutboxMessage.objects.exists(), "nobody is told that they have a place at what is over"
        page = text(browser.get(reverse("training:date", args=[event.public_id])))
        assert "Add somebody who came" in page
        assert "places left" not in page

    def test_a_cancelled_date_offers_nothing_that_cannot_be(self, keeper):
        browser, event = signed_in(keeper), training.event()
        post(browser, "date_cancel", event.public_id, why="The trainer is ill")
        page = text(browser.get(reverse("training:date", args=[event.public_id])))
        assert "The same on other days" in page
        for words in ("Register", "Add a trainer", "places left", "Book somebody"):
            assert words not in page

    def test_what_waits_for_the_team_stands_first_and_is_answered(self, keeper):
        browser = signed_in(keeper)
        course = training.course("Neglect", sectors=["SCHOOL"])
        event = training.event(course, minimum=5, decide_by=london_date(timezone.now()))
        facts = {"waits_for_approval": True, "asked_because": "Not for them", "lapses_at": training.in_days(10)}
        held = training.booking(event, training.delegate("Ann"), "HELD", expires_at=training.in_days(2), **facts)
        other = training.booking(event, training.delegate("Bea"), "HELD", expires_at=training.in_days(2), **facts)
        page = text(browser.get("/training/keep/"))
        for words in ("Decide whether they go ahead (1)", "Wait for approval (2)", "2 booked, fewest 5"):
            assert words in page
        post(browser, "booking_approve", held.public_id)
        post(browser, "booking_decline", other.public_id, why="Another course suits better")
        assert [each.state for each in seen(Booking)] == ["CONFIRMED", "DECLINED"]

    def test_trainers_of_the_pool_are_approved_assigned_and_taken_off(self, keeper):
        browser, event, agency = signed_in(keeper), training.event(), make.organisation("An agency")
        said = {"name": "Tess", "email": "tess@example.org", "organisation": agency.public_id, "facilitator": "TRAINED"}
        post(browser, "trainer_new", **said, courses=[event.course.public_id])
        (trainer,) = Trainer.objects.all()
        post(browser, "date_trainers", event.public_id, trainer=trainer.public_id)
        assert "Tess, An agency" in text(browser.get(reverse("training:date", args=[event.public_id])))
        post(browser, "date_trainer_remove", event.public_id, trainer.public_id)
        post(browser, "trainer", trainer.public_id, **said, conferences="3")
        assert "Trained" in text(browser.get("/training/keep/trainers/"))

    def test_a_course_goes_out_of_the_catalogue_after_a_question_and_comes_back(self, keeper):
        event, browser = training.event(training.course("Neglect")), signed_in(keeper)
        training.booking(event, training.delegate())
        key = event.course.public_id
        assert "Places booked 1" in text(browser.get(reverse("training:course_withdraw", args=[key])))
        post(browser, "course_withdraw", key)
        assert "Out of the catalogue" in text(browser.get("/training/keep/courses/"))
        post(browser, "course_put_back", key)
        assert "Out of the catalogue" not in text(browser.get("/training/keep/courses/"))

    def test_an_agency_asks_for_a_session_and_is_answered(self, keeper, manager):
        asking, answering = signed_in(manager), signed_in(keeper)
        said = {"idempotency": uuid4(), "about": "An inset day on neglect", "people": "40", "wanted": "January"}
        answer = post(asking, "ask", **said)
        assert "An inset day on neglect" in text(asking.get(answer.url))
        assert "A surgery" in text(answering.get("/training/keep/"))
        (asked,) = seen(BespokeRequest)
        post(answering, "request_answer", asked.public_id, agreed="yes", answer="14 January suits us")
        assert "14 January suits us" in text(asking.get(answer.url))
        assert signed_in(make.membership("agency_professional")).get(answer.url).status_code == 404

    def test_sg_32_two_records_are_compared_before_they_become_one(self, keeper):
        for name, email in (("Nadia Brightwater", "old@example.org"), ("Xin Fairlead", "new@example.org")):
            training.delegate(name, email=email)
        browser, said = signed_in(keeper), {"email": "old@example.org", "other": "new@example.org"}
        there = reverse("training:merge")
        assert "No training record" in text(browser.post(there, said | {"other": "nobody@example.org"}))
        page = text(browser.post(there, said))
        for words in ("Nadia Brightwater", "Xin Fairlead", "The names differ", "Are they one person?"):
            assert words in page
        assert "There is a problem" not in page
        said["compared"] = "yes"
        assert "Compare the two records, then choose" in text(browser.post(there, said))
        assert "Nothing was changed" in text(browser.post(there, said | {"sure": "no"}))
        assert all(each.merged_into_id is None for each in seen(Delegate))
        post(browser, "merge", **said, sure="yes")
        assert [each.merged_into_id is None for each in seen(Delegate)] == [False, True]

    def test_whose_duty_led_here_is_whom_the_training_team_books(self, keeper):
        event, ann = training.event(), training.delegate("Ann", email="ann@example.org")
        page = signed_in(keeper).get(reverse("training:date_book", args=[event.public_id]), {"for": ann.public_id})
        assert 'value="ann@example.org"' in page.content.decode()


def test_a_chapter_that_moves_flags_the_courses_that_teach_it(keeper):
    course = training.course("Neglect")
    edition = course.editions.get()
    edition.bases.create(chapter="a" * 20, title="4.2 Neglect")
    with acting_as(training.service()):
        assert courses.flag_moved(course.area, timezone.now() - timedelta(days=1), timezone.now()) == 0
    edition.bases.update(moved_on=timezone.now(), moved_words="Version 3, in force from today.")
    browser = signed_in(keeper)
    assert "Courses to review (1)" in text(browser.get("/training/keep/"))
    assert "Version 3, in force from today." in text(
        browser.get(reverse("training:course_keep", args=[course.public_id]))
    )
    post(browser, "basis_looked_at", course.public_id, edition.bases.get().pk)
    assert "Courses to review" not in text(browser.get("/training/keep/"))


@pytest.mark.parametrize("role", ["tier2_coordinator", "early_help_manager", "head_of_service"])
def test_who_answers_for_early_help_reads_the_figures_and_no_name(keeper, role):
    browser = signed_in(make.membership(role))
    assert "/training/reports/" in browser.get("/training/yours/").content.decode()
    page = browser.get("/training/reports/")
    assert page.status_code == 200
    assert "/training/due/" not in page.content.decode()
    assert browser.get("/training/due/").status_code == 403
