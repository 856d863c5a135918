"""A strategy discussion is called from a contact at once, held by who must be there or says why not, and followed through."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.models import Case, Clock
from breakwater.foundation.dates import london
from breakwater.foundation.dates.in_words import day_in_words
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.records.operations import people
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.arrivals.operations.arrivals import ChildTold
from breakwater.practice.front_door.calls import operations as calls
from breakwater.practice.front_door.models import Contact, Strategy, StrategyAttendee, StruckOrganisation, Submission
from breakwater.practice.front_door.screening.operations import rating
from breakwater.practice.front_door.strategy_discussions.operations import discussions as operations
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in

DECIDED = {
    "threshold_met": True,
    "enquiry": "JOINT",
    "protection": "AGREED",
    "rationale": "A bruise on a baby who cannot move",
    "child_seen": "Today, on the ward",
    "medical": "",
    "criminal_plan": "",
    "parents_told": "By the ward sister",
    "other_children": "None",
    "arrangements": "",
    "safety_plan": "",
    "absence_because": "",
    "absence_manager": "",
}


@pytest.fixture
def officer(db):
    return make.actor("agency_professional", of=make.team("Public protection"))


@pytest.fixture
def contact(mash, screener):
    with acting_as(screener) as by:
        child = people.enter_person(
            area=make.area(), facts=people.NewPerson(forename="Ada", surname="Example"), by=by, at=timezone.now()
        )
    arrivals.receive(
        arrivals.Arrival(
            area=make.area(),
            channel=Submission.Channel.PUBLIC,
            key=str(uuid4()),
            worry="A bruise",
            children=[ChildTold(named_as="Ada Example", person=child)],
        ),
        by=make.intake(),
        at=timezone.now(),
    )
    with acting_as(screener):
        return Contact.objects.select_related("case__area", "child").get()


def called(contact, screener, *, asked=(), key=None, immediate=True) -> Strategy:
    with acting_as(screener) as by:
        return operations.call(
            contact,
            operations.DiscussionFacts(
                concern="A bruise",
                is_immediate=immediate,
                planned_for=timezone.now(),
                how="CALL",
                asked=[operations.Asked(*each) for each in asked],
            ),
            key=key or uuid4(),
            by=by,
            at=timezone.now(),
        )


def everyone_is_there(strategy, by):
    for agency in ("SOCIAL_CARE", "POLICE", "HEALTH"):
        attendee = operations.ask(
            strategy=strategy, asked=operations.Asked(agency, "Someone"), by=by, at=timezone.now()
        )
        operations.say(attendee=attendee, was_there=True, knows="What we know", by=by, at=timezone.now())


def test_it_is_called_before_anything_is_screened_and_is_due_within_hours_for_immediate_harm(contact, screener):
    made = called(contact, screener)
    with acting_as(screener):
        assert not contact.is_decided
        clock = Clock.objects.running().get(case=made.case)
        assert clock.rule == "front_door.strategy_now"
        assert clock.due_at - clock.started_at == timedelta(hours=4)
    assert called(contact, screener, key=made.key) == made


@pytest.mark.parametrize(
    ("words", "is_named"),
    [
        ("He shakes the baby. I don't want my name in it.", False),
        ("He shakes the baby. She wants to stay anonymous", False),
        ("He shakes the baby. Do not tell them who called", False),
        ("He shakes the baby. He does not know my brother’s name", True),
        ("He shakes the baby and does not use her name", True),
    ],
)
def test_a_caller_who_asked_not_to_be_named_is_neither_quoted_nor_named_to_the_table(mash, screener, words, is_named):
    with acting_as(screener) as by:
        calls.log_call(
            make.area(),
            calls.CallAsTaken(
                who="Rosa Neighbour, next door",
                source_code="1B",
                what=words,
                call_back="01632 960100",
                child="Baby at 12",
            ),
            key="call-1",
            by=by,
            at=timezone.now(),
        )
        contact = Contact.objects.get()
    browser = signed_in(make.actor("mash_manager", of=mash))
    where = f"/mash/contacts/{contact.reference}/strategy/"
    page = browser.get(where).content.decode()
    assert ("He shakes the baby" in page) == is_named
    assert ("Whoever told us is not to be named" in page) != is_named
    for naming in ("rosa neighbour saw it", "Call 01632960100 first"):
        refused = browser.post(where, {"concern": naming, "is_immediate": "yes"}).content.decode()
        assert ("Take out who told us" in refused) != is_named


def test_whoever_calls_it_has_said_how_urgent_the_contact_is(contact, screener):
    called(contact, screener)
    with acting_as(screener):
        contact.refresh_from_db()
        running = set(Clock.objects.running().filter(case=contact.case).values_list("rule", flat=True))
        assert contact.rag == "RED"
        assert not {"front_door.first_rating", "front_door.first_rating_now"} & running
        rating.rate(contact=contact, rag="RED", reason="Seen", by=screener, at=timezone.now())
        called(contact, screener)
        contact.refresh_from_db()
        assert contact.rag_reason == "Seen"  # what somebody wrote stands


def test_the_record_begins_with_a_time_that_it_takes(contact, screener):
    with acting_as(screener) as by:
        made = operations.call(
            contact,
            operations.DiscussionFacts(
                concern="A bruise",
                is_immediate=True,
                planned_for=timezone.now() + timedelta(hours=3),
                how="CALL",
                asked=[],
            ),
            key=uuid4(),
            by=by,
            at=timezone.now(),
        )
    page = signed_in(screener).get(f"/strategy/{made.case.reference}/record/").content.decode()
    assert f'value="{timezone.localtime(made.called_at):%H:%M}"' in page


def test_nothing_is_said_to_be_written_down_where_nothing_was_written(contact, screener):
    made = called(contact, screener, asked=[("POLICE", "A. Constable")])
    with acting_as(screener):
        attendee = made.attendees.get()
    page = signed_in(screener).post(f"/strategy/{made.case.reference}/said/{attendee.public_id}/", {"knows": ""})
    assert "Write what their agency knows, or say whether they are there" in page.content.decode()


def test_without_police_or_health_it_is_recorded_only_with_a_reason_and_a_managers_name(contact, screener):
    made = called(contact, screener, asked=[("SOCIAL_CARE", "A. Worker")])
    with acting_as(screener) as by:
        said = {"strategy": made, "held_at": timezone.now(), "by": by, "at": timezone.now()}
        why = {"absence_because": "The police could not be reached", "absence_manager": "A. Manager"}
        with pytest.raises(operations.NobodyThere):
            operations.record(**said, **DECIDED | why)
        attendee = made.attendees.get(agency="SOCIAL_CARE")
        operations.say(attendee=attendee, was_there=True, knows="", by=by, at=timezone.now())
        with pytest.raises(operations.AbsenceNotSaid):
            operations.record(**said, **DECIDED)
        done = operations.record(**said, **DECIDED | why)
        assert done.case.stage == "recorded"


def test_an_enquiry_starts_the_conference_clock_from_the_day_it_was_held(contact, screener):
    made = called(contact, screener)
    with acting_as(screener) as by:
        everyone_is_there(made, by)
        operations.record(strategy=made, held_at=timezone.now(), by=by, at=timezone.now(), **DECIDED)
        rules = set(Clock.objects.running().filter(case=made.case).values_list("rule", flat=True))
        assert rules == {"front_door.strategy_minute", "front_door.conference"}
        with pytest.raises(operations.EnquiryNotEnded):
            operations.conclude(strategy=made, enquiry_ended="", by=by, at=timezone.now())


def test_one_that_was_held_before_anyone_wrote_it_down_is_recorded_at_its_own_time(contact, screener):
    held_at = timezone.now() - timedelta(minutes=20)
    browser, at = signed_in(screener), f"/mash/contacts/{contact.reference}/strategy/"
    here = timezone.localtime(held_at)
    sent = {
        "concern": "A bruise",
        "is_immediate": "yes",
        "on-day": here.day,
        "on-month": here.month,
        "on-year": here.year,
        "time": f"{here:%H:%M}",
        "how": "CALL",
        "idempotency": str(uuid4()),
    }
    assert browser.post(at, sent).status_code == 302
    with acting_as(screener) as by:
        made = Strategy.objects.select_related("case__area", "contact__child").get()
        everyone_is_there(made, by)
        with pytest.raises(operations.NotHeldYet):
            operations.record(strategy=made, held_at=held_at - timedelta(days=30), by=by, at=timezone.now(), **DECIDED)
        done = operations.record(strategy=made, held_at=held_at, by=by, at=timezone.now(), **DECIDED)
    assert done.held_at == held_at


def test_one_held_on_a_friday_or_over_a_weekend_is_written_on_the_monday_at_its_own_time(mash):
    monday = london(2026, 11, 23, 9)
    with acting_as(make.intake()):
        assert operations.earliest_written(make.area(), monday) == london(2026, 11, 20, 0)
        assert operations.earliest_written(make.area(), london(2026, 12, 29, 9)) == london(
            2026, 12, 24, 0
        )  # bank holidays


def test_one_held_long_before_it_is_written_needs_a_reason_which_is_kept_and_calls_nobody(contact, screener, officer):
    browser, at = signed_in(screener), f"/mash/contacts/{contact.reference}/strategy/"
    here = timezone.localtime() - timedelta(days=20)
    sent = {
        "concern": "A bruise",
        "is_immediate": "no",
        "time": f"{here:%H:%M}",
        "how": "CALL",
        "idempotency": str(uuid4()),
        "who_POLICE": "B. Constable",
        "mail_POLICE": officer.membership.user.email,
        **day("on", here),
    }
    assert "late_because" not in browser.get(at).content.decode()
    refused = browser.post(at, sent).content.decode()
    assert "Check the day. If it was held then, write why it is only written now" in refused
    assert 'name="late_because"' in refused
    page = browser.post(at, sent | {"late_because": "The computers were down"}, follow=True).content.decode()
    assert "Written late: The computers were down" in page
    assert "The discussion is recorded: record what was decided" in page
    assert [words for words, _ in told(officer)] == [operations.NAMED]


def test_one_held_before_it_was_called_and_planned_is_recorded_at_its_own_time(contact, screener):
    held_at = timezone.now() - timedelta(hours=2)
    with acting_as(screener) as by:
        made = operations.call(
            contact,
            operations.DiscussionFacts(
                concern="A bruise",
                is_immediate=True,
                planned_for=timezone.now() + timedelta(hours=1),
                how="CALL",
                asked=[],
            ),
            key=uuid4(),
            by=by,
            at=timezone.now(),
        )
        everyone_is_there(made, by)
        done = operations.record(strategy=made, held_at=held_at, by=by, at=timezone.now(), **DECIDED)
    assert done.held_at == held_at


def test_its_record_says_by_which_day_it_is_circulated_as_its_clock_does(contact, screener):
    made = called(contact, screener)
    with acting_as(screener) as by:
        everyone_is_there(made, by)
        here = timezone.localtime(operations.earliest_written(make.area(), timezone.now()) + timedelta(hours=12))
    decided = DECIDED | {"threshold_met": "yes", "time": f"{here:%H:%M}", **day("on", here)}
    page = signed_in(screener).post(f"/strategy/{made.case.reference}/record/", decided, follow=True).content.decode()
    with acting_as(screener):
        due = Clock.objects.running().get(case=made.case, rule="front_door.strategy_minute").due_on
    assert due < here.date() + timedelta(days=6)
    today = timezone.localdate()
    when = "today" if due == today else f"by {day_in_words(due, today=today)}"
    assert f"Circulate it {when}" in page


def test_it_is_not_recorded_before_it_is_held_and_not_changed_afterwards(contact, screener):
    made = called(contact, screener)
    with acting_as(screener) as by:
        everyone_is_there(made, by)
        tomorrow = timezone.now() + timedelta(days=1)
        with pytest.raises(operations.NotHeldYet):
            operations.record(strategy=made, held_at=tomorrow, by=by, at=timezone.now(), **DECIDED)
        operations.record(strategy=made, held_at=timezone.now(), by=by, at=timezone.now(), **DECIDED)
        with pytest.raises(operations.IsRecorded):
            operations.record(
                strategy=made, held_at=timezone.now(), by=by, at=timezone.now(), **DECIDED | {"rationale": "Another"}
            )


def test_who_is_asked_and_has_an_account_reads_the_record_and_nothing_of_the_contact(contact, screener, officer):
    made = called(contact, screener, asked=[("POLICE", "A constable", officer.membership.user.email)])
    with acting_as(officer):
        assert Strategy.objects.filter(pk=made.pk).exists()
        assert not Contact.objects.exists()
    with acting_as(make.actor("agency_professional", of=make.team("Housing"))):
        assert not Strategy.objects.exists()


def test_it_is_concluded_when_its_actions_are_done(contact, screener):
    made = called(contact, screener)
    with acting_as(screener) as by:
        everyone_is_there(made, by)
        operations.record(
            strategy=made, held_at=timezone.now(), by=by, at=timezone.now(), **DECIDED | {"enquiry": "NONE"}
        )
        action = operations.add_action(
            strategy=made,
            what="Call the aunt",
            who="Social worker",
            due_at=timezone.now(),
            key=uuid4(),
            by=by,
            at=timezone.now(),
        )
        with pytest.raises(operations.ActionsOpen):
            operations.conclude(strategy=made, enquiry_ended="", by=by, at=timezone.now())
        operations.do_action(action=action, by=by, at=timezone.now())
        done = operations.conclude(strategy=made, enquiry_ended="", by=by, at=timezone.now())
        assert not done.case.is_open
        assert not Clock.objects.running().filter(case=made.case).exists()


def test_sg_11_nobody_of_an_organisation_that_must_not_learn_of_it_is_asked(contact, screener, officer):
    made = called(contact, screener)
    with acting_as(make.intake()) as by:
        StruckOrganisation.objects.create(
            case_id=contact.case_id,
            organisation=officer.membership.team.organisation,
            since=timezone.now(),
            struck_by=by,
        )
    email = officer.membership.user.email
    with pytest.raises(operations.MayNotBeAsked):
        called(contact, screener, asked=[("POLICE", "B. Constable", email)])
    sent = {"agency": "POLICE", "name": "B. Constable", "email": email}
    browser = signed_in(screener)
    assert "must not learn" in browser.post(f"/strategy/{made.case.reference}/ask/", sent).content.decode()
    here = timezone.localtime()
    asked = {
        "concern": "A bruise",
        "is_immediate": "yes",
        "time": f"{here:%H:%M}",
        "how": "CALL",
        "idempotency": str(uuid4()),
        "who_SOCIAL_CARE": "A. Worker",
        "who_POLICE": "B. Constable",
        "mail_POLICE": email,
        "who_HEALTH": "C. Nurse",
        **day("on", here),
    }
    page = browser.post(f"/mash/contacts/{contact.reference}/strategy/", asked).content.decode()
    assert "must not learn" in page
    with acting_as(screener):
        assert list(Strategy.objects.all()) == [made]
        assert not StrategyAttendee.objects.exists()
    with acting_as(officer):
        assert not Strategy.objects.exists()


def seal(contact, *readers):
    with acting_as(make.intake()), connection.cursor() as cursor:
        cursor.execute(
            "select access.seal_row('case', %s, %s, 'protected', false, null)",
            [contact.case_id, [reader.membership.user_id for reader in readers]],
        )


def test_a_discussion_follows_the_seal_of_the_contact_it_was_called_from(contact, screener, mash, officer):
    other, reader = make.actor("mash_screener", of=mash), make.actor("mash_manager", of=mash)
    made = called(contact, screener, asked=[("POLICE", "A constable", officer.membership.user.email)])
    with acting_as(other):
        assert Strategy.objects.exists()
    seal(contact, screener, reader)
    for who in (other, officer):
        with acting_as(who):
            assert not Contact.objects.exists()
            assert not Strategy.objects.exists()
            assert not Case.objects.filter(pk=made.case_id).exists()
    for who in (screener, reader):
        with acting_as(who):
            assert Strategy.objects.get() == made


def test_a_discussion_called_about_a_sealed_contact_is_sealed_from_the_start(contact, screener, mash):
    other = make.actor("mash_screener", of=mash)
    seal(contact, screener, make.actor("mash_manager", of=mash))
    with acting_as(screener):
        contact = Contact.objects.select_related("case__area", "child").get()
    made = called(contact, screener)
    with acting_as(other):
        assert not Strategy.objects.exists()
    with acting_as(screener):
        assert Strategy.objects.get() == made


def test_nothing_is_called_from_a_closed_contact_and_the_page_says_so(contact, screener):
    with acting_as(screener) as by:
        case = contact.case
        for stage in ("decided", "handed_on"):
            case = cases.move(case=case, to_stage=stage, by=by, at=timezone.now(), why="Advice given")
        cases.close(case=case, reason="Advice given", by=by, at=timezone.now())
    at = f"/mash/contacts/{contact.reference}/strategy/"
    gone = signed_in(screener).get(at)
    assert gone.status_code == 302
    with acting_as(screener):
        contact = Contact.objects.select_related("case__area", "child").get()
    with pytest.raises(operations.ContactIsClosed):
        called(contact, screener)


def day(name, at):
    return {f"{name}-day": at.day, f"{name}-month": at.month, f"{name}-year": at.year}


def test_its_pages_take_it_from_calling_to_circulating(contact, screener, officer):
    convenor, police = signed_in(screener), signed_in(officer)
    here = timezone.localtime()
    start = f"/mash/contacts/{contact.reference}/strategy/"
    assert "Who is asked, or was there?" in convenor.get(start).content.decode()
    asked = {
        "concern": "A bruise",
        "is_immediate": "yes",
        "time": f"{here:%H:%M}",
        "how": "CALL",
        "idempotency": str(uuid4()),
        "who_SOCIAL_CARE": "A. Worker",
        "who_POLICE": "B. Constable",
        "mail_POLICE": officer.membership.user.email,
        "who_HEALTH": "C. Nurse",
        **day("on", here),
    }
    assert "Write why you suspect" in convenor.post(start, asked | {"concern": ""}).content.decode()
    at = convenor.post(start, asked).url
    page = police.get(at).content.decode()
    assert "Ada Example" in page
    assert contact.reference not in page
    with acting_as(screener):
        made = Strategy.objects.get()
        table = list(made.attendees.order_by("pk"))
    for one in table:
        sent = convenor.post(f"{at}said/{one.public_id}/", {"was_there": "yes", "knows": f"Known to {one.agency}"})
        assert sent.status_code == 302
    assert police.post(f"{at}said/{table[0].public_id}/", {"was_there": "no", "knows": ""}).status_code == 403
    decided = DECIDED | {"threshold_met": "yes", "time": f"{here:%H:%M}", **day("on", here)}
    assert "Write why" in convenor.post(f"{at}record/", decided | {"rationale": ""}).content.decode()
    assert convenor.post(f"{at}record/", decided).status_code == 302
    assert convenor.post(f"{at}circulate/").status_code == 302
    assert "Section 47 enquiry together with the police" in police.get(at).content.decode()


def test_immediate_harm_is_not_planned_for_tomorrow_nor_any_for_later_than_the_third_working_day(contact, screener):
    convenor, at = signed_in(screener), f"/mash/contacts/{contact.reference}/strategy/"
    asked = {"concern": "A bruise", "is_immediate": "yes", "time": "09:30", "how": "CALL", "idempotency": str(uuid4())}
    here = timezone.localtime()
    page = convenor.post(at, asked | day("on", here + timedelta(days=1, hours=4))).content.decode()
    assert "Hold it today: the harm is immediate" in page
    page = convenor.post(at, asked | day("on", here + timedelta(days=12)) | {"is_immediate": "no"}).content.decode()
    assert "Hold it by the end of the next working day" in page
    with acting_as(screener):
        assert not Strategy.objects.exists()
    area = contact.case.area
    friday = london(2026, 11, 20, 23, 0)
    assert operations.latest_planned(area, friday, is_immediate=True) == london(2026, 11, 21, 3, 0)
    assert operations.latest_planned(area, friday, is_immediate=False) == london(2026, 11, 26)


def test_reasonable_cause_without_an_enquiry_is_not_recorded(contact, screener):
    made, here = called(contact, screener), timezone.localtime()
    with acting_as(screener) as by:
        everyone_is_there(made, by)
    decided = DECIDED | {"threshold_met": "yes", "enquiry": "NONE", "time": f"{here:%H:%M}", **day("on", here)}
    page = signed_in(screener).post(f"/strategy/{made.case.reference}/record/", decided).content.decode()
    assert "Where there is reasonable cause, an enquiry follows" in page


def told(who) -> list[tuple[str, str]]:
    return list(Notification.objects.filter(user=who.membership.user).order_by("pk").values_list("words", "path"))


def test_sg_18_whoever_is_asked_to_a_restricted_discussion_is_told_whom_to_ring_and_given_no_page(
    contact, screener, mash, officer
):
    seal(contact, screener, make.actor("mash_manager", of=mash))
    with acting_as(screener):
        contact = Contact.objects.select_related("case__area", "child").get()
    made = called(contact, screener, asked=[("POLICE", "A constable", officer.membership.user.email)])
    [(words, path)] = told(officer)
    assert words == ("You are asked to a strategy discussion. It is restricted and you cannot open it: call MASH")
    assert signed_in(officer).get(path, follow=True).status_code == 200
    with acting_as(screener) as by:
        everyone_is_there(made, by)
        operations.record(strategy=made, held_at=timezone.now(), by=by, at=timezone.now(), **DECIDED)
        operations.circulate(strategy=made, by=by, at=timezone.now())
    assert told(officer)[-1] == (
        "The record of a strategy discussion is there to read. It is restricted and you cannot open it: call MASH",
        "/worried/",
    )


def test_whoever_may_read_a_discussion_is_given_its_page(contact, screener, officer):
    made = called(contact, screener, asked=[("POLICE", "A constable", officer.membership.user.email)])
    assert told(officer) == [("You are asked to a strategy discussion", f"/strategy/{made.case.reference}/")]


def test_sg_18_who_was_asked_reads_the_minute_until_the_days_for_correcting_it_are_over(
    contact, screener, officer, settings
):
    email = officer.membership.user.email
    for days, reads in ((14, 1), (0, 0)):
        settings.BREAKWATER_STRATEGY_DAYS = days
        made = called(contact, screener, asked=[("POLICE", "An officer", email)])
        with acting_as(officer):
            assert Strategy.objects.filter(pk=made.pk).count() == 1
        with acting_as(screener) as by:
            operations.not_held(strategy=made, because="The child is in hospital", by=by, at=timezone.now())
        with acting_as(officer):
            assert Strategy.objects.filter(pk=made.pk).count() == reads
        with acting_as(screener):
            assert Strategy.objects.filter(pk=made.pk).count() == 1


def test_what_was_written_down_before_stays_beside_the_newest(contact, screener):
    made = called(contact, screener, asked=[("POLICE", "An officer")])
    with acting_as(screener) as by:
        attendee = made.attendees.get()
        for knows in ("Called in June", "Called in June", "Called twice in June"):
            operations.say(attendee=attendee, was_there=True, knows=knows, by=by, at=timezone.now())
        assert [each.knows for each in attendee.said.order_by("pk")] == ["Called in June", "Called twice in June"]
        attendee.refresh_from_db()
        assert attendee.knows == "Called twice in June"
    page = signed_in(screener).get(f"/strategy/{made.case.reference}/").content.decode()
    assert "Recorded before: 1" in page
    assert page.index("Called twice in June") < page.index("<br>There. Called in June")
