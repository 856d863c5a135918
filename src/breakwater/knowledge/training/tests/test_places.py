"""Places at a course: who gets one, who waits, and what becomes of both. One test a rule; random histories stand beside."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.knowledge.training import jobs, money
from breakwater.knowledge.training.models import Approval, Booking, Charge, Event, EventState, Fee, Step
from breakwater.knowledge.training.operations import delegates, events, places
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import training

pytestmark = pytest.mark.usefixtures("db")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def now():
    return timezone.now()


def school(name: str = ""):
    return make.team(of=make.organisation(name, "SCHOOL"))


def book(event, *people, at=None, **wish) -> list[Booking]:
    with acting_as(training.service(event.area)) as by:
        asked = places.Wish([each.pk for each in people], **wish)
        return places.book(event, asked, by=by, at=at or timezone.now(), key=uuid4())


def act(operation, booking, *more, at=None, **facts):
    with acting_as(training.service(booking.area)) as by:
        return operation(booking, *more, by=by, at=at or timezone.now(), **facts)


def states(event) -> list[str]:
    with acting_as(training.service(event.area)):
        return list(Booking.objects.filter(event=event).order_by("position").values_list("state", flat=True))


def test_whoever_books_first_has_a_place_and_the_next_waits():
    event = training.event(capacity=1)
    book(event, training.delegate(), by_manager=True)
    book(event, training.delegate(), by_manager=True)
    assert states(event) == ["CONFIRMED", "WAITING"]
    event.refresh_from_db()
    assert (event.places_taken, event.waiting) == (1, 1)


def test_a_form_that_is_sent_twice_books_once():
    event, who, key = training.event(), training.delegate(), uuid4()
    with acting_as(training.service()) as by:
        for _ in range(2):
            made = places.book(event, places.Wish([who.pk]), by=by, at=timezone.now(), key=key)
    assert len(made) == 1
    assert states(event) == ["CONFIRMED"]


def test_nobody_is_booked_twice_and_one_who_may_not_come_keeps_all_from_being_booked():
    event, one, other = training.event(), training.delegate(), training.delegate()
    book(event, one)
    with pytest.raises(places.AlreadyBooked):
        book(event, other, one)
    assert states(event) == ["CONFIRMED"]


def test_nobody_has_two_places_at_one_time_however_they_come_by_them(now):
    event, other, who = training.event(), training.event(training.course("Neglect")), training.delegate()
    (place,) = book(event, who)
    with pytest.raises(places.NotEligible, match="There is a place on .* at the same time"):
        book(other, training.delegate(), who)
    assert states(other) == []

    (theirs,) = book(other, training.delegate())
    with pytest.raises(places.NotEligible):
        act(places.substitute, theirs, who, key=uuid4())
    Event.objects.filter(pk=other.pk).update(capacity=1)
    later = training.event(training.course("Later"), capacity=1)
    (first,), (waits,) = book(later, training.delegate()), book(later, hopeful := training.delegate())
    book(training.event(training.course("Same hour")), hopeful)
    act(places.cancel, first, at=now)
    with pytest.raises(places.NotPossible, match="at the same time"):
        act(places.accept, waits)

    act(places.cancel, place)
    act(places.substitute, theirs, who, key=uuid4())
    assert states(other) == ["SUBSTITUTED", "CONFIRMED"]


def test_a_booking_moves_to_other_hours_of_its_own_day():
    course = training.course()
    here = training.event(course)
    there = training.event(course, starts_at=here.starts_at + HOUR)
    (mine,) = book(here, training.delegate())
    assert act(places.transfer, mine, there, key=uuid4()).state == "CONFIRMED"


def test_a_place_given_up_is_offered_at_once_to_the_first_who_waits_and_holds_a_day(now):
    event = training.event(capacity=1)
    (first,) = book(event, training.delegate(), at=now)
    (second,) = book(event, training.delegate(), at=now)
    act(places.cancel, first, at=now)
    with acting_as(training.service()):
        offered = Booking.objects.get(pk=second.pk)
    assert (offered.state, offered.expires_at) == ("OFFERED", now + DAY)
    assert act(places.accept, offered, at=now + HOUR).state == "CONFIRMED"


def test_within_three_days_an_offer_holds_four_hours():
    event = training.event(capacity=1, starts_at=training.in_days(2), cut_off_at=training.in_days(2))
    (first,), (second,) = (book(event, training.delegate()) for _ in range(2))
    at = timezone.now()
    act(places.cancel, first, at=at)
    with acting_as(training.service()):
        assert Booking.objects.get(pk=second.pk).expires_at == at + 4 * HOUR


def test_an_offer_that_runs_out_goes_to_the_next_by_itself(now):
    event = training.event(capacity=1)
    (first,), (second,), (third,) = (book(event, training.delegate(), at=now) for _ in range(3))
    act(places.cancel, first, at=now)
    with acting_as(training.service()) as by:
        places.sweep(event, by=by, at=now + DAY + HOUR)
    assert states(event) == ["CANCELLED", "LAPSED", "OFFERED"]
    with pytest.raises(places.NotPossible):
        act(places.accept, second, at=now + DAY + HOUR)


def test_the_job_offers_what_is_free_without_anybody():
    event = training.event(capacity=1)
    (first,), _ = (book(event, training.delegate()) for _ in range(2))
    with acting_as(training.service()):
        Booking.objects.filter(pk=first.pk).update(state="CANCELLED")
    jobs.sweep_places()
    assert states(event) == ["CANCELLED", "OFFERED"]


def test_a_hold_that_runs_out_waits_and_can_still_be_approved(now):
    event = training.event(capacity=1, needs_approval=True, hold_hours=72)
    (held,) = book(event, training.delegate(manager_email="head@example.org"), at=now)
    book(event, training.delegate(), at=now)
    assert states(event) == ["HELD", "WAITING"]
    with acting_as(training.service()) as by:
        places.sweep(event, by=by, at=now + 4 * DAY)
    assert states(event) == ["WAITING", "OFFERED"]
    assert act(places.approve, held, at=now + 4 * DAY).state == "WAITING"


def test_a_manager_answers_by_the_link_and_silence_lapses_after_ten_working_days(now):
    event = training.event(needs_approval=True)
    (held,) = book(event, training.delegate(manager_email="head@example.org"), at=now)
    with acting_as(training.service()) as by:
        asked = Approval.objects.select_related("booking__area", "booking__event").get(booking=held)
        assert OutboxMessage.objects.filter(to="head@example.org").count() == 1
        places.answer(asked, approved=True, words="", by=by, at=now)
    assert states(event) == ["CONFIRMED"]
    other = training.event(needs_approval=True)
    book(other, training.delegate(manager_email="head@example.org"), at=now)
    with acting_as(training.service()) as by:
        places.sweep(other, by=by, at=now + 18 * DAY)
    assert states(other) == ["LAPSED"]


def test_whom_the_course_is_not_for_is_held_for_the_training_team_or_refused():
    health = make.team(of=make.organisation("A trust", "HEALTH"))
    keeper = training.administrator()
    asks = training.event(training.course(sectors=["SCHOOL"]))
    (held,) = book(asks, training.delegate(of=health), by_manager=True)
    assert (held.state, held.asked_because) == (
        "HELD",
        "This course is for staff of: school or college. The training team decides.",
    )
    assert Notification.objects.filter(user=keeper.user).count() == 1
    with pytest.raises(places.NotEligible):
        book(training.event(training.course(sectors=["SCHOOL"], strict=True)), training.delegate(of=health))


def test_what_must_come_first_is_refused_with_what_to_take_instead():
    first = training.course("Basic awareness")
    event = training.event(training.course(before=first, strict=True))
    with pytest.raises(places.NotEligible) as refused:
        book(event, training.delegate("Ann"))
    assert refused.value.words == "Ann: Basic awareness has to be done first. Look at Basic awareness instead."


def test_one_organisation_takes_no_more_than_its_share_until_places_open_to_all(now):
    event = training.event(capacity=5, most_of_one=2, open_to_all_on=london_date(now + 10 * DAY))
    ours = school()
    book(event, *(training.delegate(of=ours) for _ in range(3)), at=now)
    assert states(event) == ["CONFIRMED", "CONFIRMED", "WAITING"]
    with acting_as(training.service()) as by:
        places.sweep(event, by=by, at=now + 11 * DAY)
    assert states(event)[2] == "OFFERED"


def test_places_are_kept_for_a_sector_until_the_day(now):
    event = training.event(capacity=5, kept_for="SCHOOL", kept_share=40, open_to_all_on=london_date(now + 10 * DAY))
    health = [make.team(of=make.organisation("", "HEALTH")) for _ in range(4)]
    book(event, *(training.delegate(of=each) for each in health), at=now)
    book(event, training.delegate(of=school()), at=now)
    assert states(event) == ["CONFIRMED", "CONFIRMED", "CONFIRMED", "WAITING", "CONFIRMED"]


@pytest.mark.parametrize(("rule", "wins"), [("FIRST", 0), ("PRIORITY", 1), ("NEVER", 2)])
def test_the_next_place_goes_by_the_rule(rule, wins):
    event = training.event(capacity=1, waiting_rule=rule)
    holder = training.booking(event, training.delegate())
    facts = [
        {"is_intended": False, "has_attended": True},
        {"is_intended": True, "has_attended": True},
        {"is_intended": False, "has_attended": False},
    ]
    waiting = [training.booking(event, training.delegate(), "WAITING", **each) for each in facts]
    act(places.cancel, holder)
    with acting_as(training.service()):
        assert Booking.objects.get(state="OFFERED").pk == waiting[wins].pk


def test_a_colleague_goes_instead_and_nobody_in_the_queue_gets_the_place(now):
    event, ours = training.event(capacity=1), school()
    (mine,) = book(event, training.delegate(of=ours), at=now)
    book(event, training.delegate(), at=now)
    stands_in = act(places.substitute, mine, training.delegate(of=ours), at=now, key=uuid4())
    assert states(event) == ["SUBSTITUTED", "WAITING", "CONFIRMED"]
    with acting_as(training.service()):
        assert Step.objects.filter(booking=stands_in).count() == 1


def test_a_booking_moves_to_another_date_once_and_its_place_is_offered(now):
    course = training.course()
    here, there, third = (training.event(course, capacity=1) for _ in range(3))
    (mine,) = book(here, training.delegate(), at=now)
    book(here, training.delegate(), at=now)
    moved = act(places.transfer, mine, there, at=now, key=uuid4())
    assert (states(here), states(there)) == (["TRANSFERRED", "OFFERED"], ["CONFIRMED"])
    with pytest.raises(places.NotPossible):
        act(places.transfer, moved, third, at=now, key=uuid4())


def test_after_the_cut_off_the_training_team_alone_cancels():
    event = training.event(starts_at=training.in_days(2))
    mine = training.booking(event, training.delegate())
    with pytest.raises(places.TooLate):
        act(places.cancel, mine)
    assert act(places.cancel, mine, late_too=True).state == "CANCELLED"


def test_a_cancellation_that_is_sent_twice_cancels_and_tells_once(now):
    event, who = training.event(), training.delegate()
    (mine,) = book(event, who, at=now)
    steps = []
    for _ in range(2):
        assert act(places.cancel, mine, at=now).state == "CANCELLED"
        with acting_as(training.service()):
            steps.append(Step.objects.filter(booking=mine).count())
    assert steps[0] == steps[1]


def test_a_cancelled_date_tells_everybody_and_they_come_first_for_another(now):
    course = training.course()
    gone, other = training.event(course, capacity=1), training.event(course, capacity=1)
    lost = training.delegate()
    book(gone, lost, at=now)
    (holder,) = book(other, training.delegate(), at=now)
    book(other, training.delegate(), at=now)
    with acting_as(training.administrator()) as by:
        events.cancel(gone, why="The trainer is ill", by=by, at=now)
    assert states(gone) == ["EVENT_OFF"]
    (again,) = book(other, lost, at=now)
    act(places.cancel, holder, at=now)
    with acting_as(training.service()):
        assert Booking.objects.get(state="OFFERED", event=other).pk == again.pk


class TestMoney:
    """A charge is a fact with its reason, once."""

    @pytest.fixture
    def fee(self):
        return Fee.objects.create(
            area=make.area(), sector="SCHOOL", whole_day=8000, half_day=8000, in_force_from=make.LONG_AGO
        )

    def charges(self) -> list[tuple[str, int]]:
        with acting_as(training.service()):
            return list(Charge.objects.order_by("pk").values_list("reason", "pence"))

    def test_a_place_is_charged_when_the_course_begins_and_a_second_look_charges_nothing(self, fee, now):
        event = training.event()
        book(event, training.delegate(of=school()), training.delegate(of=make.team()), at=now)
        with acting_as(training.service()) as by:
            for _ in range(2):
                places.sweep(event, by=by, at=event.ends_at + HOUR)
        assert self.charges() == [("PLACE", 8000)]
        event.refresh_from_db()
        assert event.state == EventState.DONE

    def test_nothing_is_charged_where_a_colleague_came_instead(self, fee, now):
        event, ours = training.event(), school()
        (mine,) = book(event, training.delegate(of=ours), at=now)
        with acting_as(training.service()) as by:
            places.sweep(event, by=by, at=event.starts_at)
        stands_in = act(places.substitute, mine, training.delegate(of=ours), at=event.starts_at + HOUR, key=uuid4())
        with acting_as(training.service()) as by:
            places.sweep(event, by=by, at=event.ends_at)
            mine.refresh_from_db()
            assert money.charge_for_staying_away(mine, at=event.ends_at) is None
        assert stands_in.state == "CONFIRMED"
        assert self.charges() == [("PLACE", 8000)]

    def test_late_cancelling_costs_and_good_time_does_not(self, fee):
        event = training.event(starts_at=training.in_days(5), cut_off_at=training.in_days(5))
        for at in (timezone.now(), training.in_days(3, 9)):
            (mine,) = book(event, training.delegate(of=school()), at=at)
            act(places.cancel, mine, at=at)
        assert self.charges() == [("LATE", 8000)]

    def test_a_new_fee_changes_nothing_that_is_booked(self, fee, now):
        event = training.event()
        (mine,) = book(event, training.delegate(of=school()), at=now)
        later = Fee.objects.create(
            area=fee.area,
            sector="SCHOOL",
            whole_day=9000,
            half_day=9000,
            cancel_within=60,
            in_force_from=london_date(now),
        )
        (other,) = book(event, training.delegate(of=school()), at=now)
        assert [(each.fee, each.pence) for each in (mine, other)] == [(fee, 8000), (later, 9000)]
        assert [money.Terms.of(each).cost_of_cancelling(london_date(now)) for each in (mine, other)] == [0, 9000]
        for each in (mine, other):
            act(places.cancel, each, at=now)
        assert self.charges() == [("LATE", 9000)]

    @pytest.mark.parametrize(("hours", "pence"), [(3, 4000), (6, 8000)])
    def test_the_price_is_of_the_length_of_the_date_not_of_the_course(self, now, hours, pence):
        Fee.objects.create(area=make.area(), whole_day=8000, half_day=4000, in_force_from=make.LONG_AGO)
        starts = training.in_days(28)
        event = training.event(training.course(minutes=200), starts_at=starts, ends_at=starts + hours * HOUR)
        (mine,) = book(event, training.delegate(of=school()), at=now)
        assert mine.pence == pence


def test_reminders_go_ten_and_three_days_before_and_the_link_at_48_hours_each_once():
    far, near, soon = (
        training.event(starts_at=timezone.now() + away, delivery="ONLINE", joining_link="https://example.org/join")
        for away in (9 * DAY, 2.5 * DAY, 1.5 * DAY)
    )
    for event in (far, near, soon):
        training.booking(event, training.delegate(email=f"at{event.pk}@example.org"))
    for _ in range(2):
        jobs.remind()
    counts = [OutboxMessage.objects.filter(to=f"at{event.pk}@example.org").count() for event in (far, near, soon)]
    assert counts == [0, 1, 2]
    joining = OutboxMessage.objects.filter(subject="Training: The link to join your course").get()
    assert "https://example.org/join" in joining.body


def test_no_mail_names_anybody():
    event = training.event(needs_approval=True)
    book(event, training.delegate("Zebedee Quill", manager_email="head@example.org"))
    assert OutboxMessage.objects.count() == 2
    assert not any("Quill" in mail.body + mail.subject for mail in OutboxMessage.objects.all())


def test_an_address_alone_opens_no_record_of_somebody_who_works_elsewhere():
    ours, theirs = make.team(), make.team()
    training.delegate(of=theirs, email="ann@example.org")
    facts = delegates.ColleagueFacts("Ann", "Ann@example.org")
    with acting_as(make.membership("agency_professional", of=ours)) as by, pytest.raises(delegates.RecordElsewhere):
        delegates.add_colleague(facts, by=by, at=timezone.now())


def test_whoever_signs_in_gets_the_record_that_a_manager_made_for_the_address():
    team = training.training_team() and make.team()
    made = training.delegate(of=team, email="ann@example.org")
    post = make.membership("agency_professional", of=team)
    post.user.email = "Ann@example.org"
    post.user.save(update_fields=["email"])
    with acting_as(post) as by:
        assert delegates.own_record(by, at=timezone.now()).pk == made.pk


def test_two_records_of_one_person_become_one_with_everything():
    team, event = make.team(), training.event()
    double, stays = training.delegate(of=team), training.delegate(of=team)
    training.booking(event, double)
    with acting_as(training.administrator()) as by:
        delegates.merge(double, stays, by=by, at=timezone.now())
        assert Booking.objects.get().delegate_id == stays.pk
        assert stays.employments.filter(ends_on=None).count() == 1


def test_a_series_repeats_hours_and_limits_and_a_room_is_not_taken_twice():
    event = training.event(room="Room 2", most_of_one=3)
    day = london_date(event.starts_at)
    with acting_as(training.administrator()) as by:
        made = events.clone(event, days=[day + 7 * DAY, day + 14 * DAY], by=by, at=timezone.now())
        assert [(each.most_of_one, each.state, each.capacity) for each in made] == [(3, "DRAFT", 20)] * 2
        with pytest.raises(events.DateRefused):
            events.clone(event, days=[day], by=by, at=timezone.now())


def test_a_trainer_is_not_in_two_places_at_once():
    course = training.course()
    trainer = training.trainer()
    trainer.approved.create(course=course)
    one, other = training.event(course), training.event(course)
    with acting_as(training.administrator()) as by:
        events.assign(one, trainer, reserve=False, by=by, at=timezone.now())
        with pytest.raises(events.DateRefused):
            events.assign(other, trainer, reserve=False, by=by, at=timezone.now())


def test_fewer_places_than_are_taken_are_refused_and_more_are_offered():
    event = training.event(capacity=1)
    (_,), (_,) = (book(event, training.delegate()) for _ in range(2))
    facts = {name: getattr(event, name) for name in events.PLAIN}
    day = [london_date(event.starts_at)]
    at = timezone.now()
    with acting_as(training.administrator()) as by:
        clock = {"starts": event.starts_at.time(), "ends": event.ends_at.time()}
        events.change(event, events.DateFacts(days=day, **clock, **facts | {"capacity": 2}), by=by, at=at)
        with pytest.raises(events.DateRefused):
            events.change(event, events.DateFacts(days=day, **clock, **facts | {"capacity": 1}), by=by, at=at)
    assert states(event) == ["CONFIRMED", "OFFERED"]
    assert Event.objects.get(pk=event.pk).places_taken == 2
