"""Between two calls: consultations that become contacts, prompts taken up or declined, files that follow a pupil."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.standings import Standing
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.handovers.danger import Danger
from breakwater.casework.handovers.models import Handover, LedgerEntry
from breakwater.foundation.dates.in_words import date_in_words
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.people.models import Address
from breakwater.partnership.people.records.presenting import CAUTION_WITHHELD
from breakwater.practice.education import jobs as education_jobs
from breakwater.practice.education.answers.operations import answers, prompts
from breakwater.practice.education.answers.operations.prompts import Said
from breakwater.practice.education.consultations.operations import consultations, pupil_files
from breakwater.practice.education.consultations.operations.consultations import Asked
from breakwater.practice.education.lists.operations import reminders
from breakwater.practice.education.models import (
    CallTimes,
    Consultation,
    FileReceipt,
    FileTransfer,
    ListRow,
    PromptAnswer,
)
from breakwater.practice.front_door.models import Contact, ReceiptLine
from breakwater_dev.testing import calls, rolls
from breakwater_dev.testing import factories as make


def words_of(answer) -> str:
    return answer.content.decode()


def at(name, thing, *more):
    return reverse(f"education:{name}", args=[thing.public_id, *more])


FORM = {
    "asked_by": "Dee Lead, safeguarding lead",
    "theme": "EARLY_HELP",
    "question": "Would help be welcome?",
    "advice": "Ask the mother.",
    "level": "2",
    "decided": "The school asks on Monday.",
}


def asked(**facts):
    return Asked(
        **{
            "asked_by": "Dee Lead",
            "theme": "HARM",
            "question": "Bruises?",
            "advice": "Call the MASH",
            "decided": "They call",
        }
        | facts
    )


@pytest.fixture
def ada(city):
    child = city.pupil()
    city.says(Standing(child.pk, "EHA", schools=frozenset({city.schools[0].organisation_id})))
    return child


@pytest.fixture
def released(city, ada):
    city.build()
    return city.release(0)


@pytest.fixture
def coordinator(city):
    return actor_of(city.coordinator)


@pytest.fixture
def dsl(city):
    return actor_of(city.dsl[0])


def consult(city, by, **facts):
    with acting_as(by):
        return consultations.consult(school=city.schools[0], asked=asked(**facts), key=uuid4(), by=by, at=city.now)


class TestConsultations:
    def test_a_co_ordinator_writes_down_what_a_school_asked_about_a_named_pupil(
        self, signed_in, city, ada, released, coordinator
    ):
        browser = signed_in(coordinator)
        assert "Ada" in words_of(browser.get(at("consultation_new", released)))
        answer = browser.post(at("consultation_new", released), FORM | {"idempotency": uuid4(), "pupil": ada.public_id})
        page = words_of(browser.get(answer["Location"]))
        assert "Would help be welcome?" in page
        assert "Ask the mother." in page
        assert "Ada Example" in words_of(browser.get(reverse("education:consultations")))

    def test_a_pupil_need_not_be_named(self, signed_in, city, released, coordinator):
        browser = signed_in(coordinator)
        browser.post(at("consultation_new", released), FORM | {"idempotency": uuid4(), "pupil": "nobody"})
        assert "A pupil who was not named" in words_of(browser.get(reverse("education:consultations")))

    def test_it_becomes_a_contact_once_and_keeps_the_link(self, signed_in, city, ada, released, coordinator):
        made = consult(city, coordinator, person=ada)
        browser = signed_in(coordinator)
        for _ in range(2):
            browser.post(at("consultation_contact", made), {"danger": "unsure", "why": "A second bruise today"})
        with acting_as(coordinator):
            kept = Consultation.objects.select_related("case").get()
        assert kept.case.reference in words_of(browser.get(at("consultation", made)))
        with acting_as(actor_of(make.membership("mash_screener", of=city.front_door))):
            (offer,) = Handover.objects.all()
        assert "Bruises?" in offer.reason
        assert "A second bruise today" in offer.reason
        with acting_as(make.intake()):
            assert Contact.objects.get().unsure_of_danger

    def test_one_without_a_name_becomes_a_contact_only_once_the_school_says_who_it_is(
        self, signed_in, city, released, coordinator
    ):
        made = consult(city, coordinator)
        with acting_as(coordinator), pytest.raises(consultations.NobodyNamed):
            consultations.bring_to_the_front_door(
                consultation=made, why="Worse", danger=Danger.NO, by=coordinator, at=city.now
            )
        browser = signed_in(coordinator)
        assert "Enter the pupil’s name" in words_of(
            browser.post(at("consultation_contact", made), {"danger": "no", "why": "Worse"})
        )
        browser.post(at("consultation_contact", made), {"danger": "no", "why": "Worse", "named_as": "Bo Example"})
        with acting_as(coordinator):
            assert Consultation.objects.get().named_as == "Bo Example"
            assert Consultation.objects.get().case_id

    def test_no_school_reads_one(self, signed_in, city, ada, released, coordinator, dsl):
        made = consult(city, coordinator, person=ada)
        with acting_as(dsl):
            assert not Consultation.objects.exists()
        assert signed_in(dsl).get(at("consultation", made)).status_code in (403, 404)

    def test_what_is_to_be_asked_again_stands_first_until_it_was(self, signed_in, city, released, coordinator):
        made = consult(city, coordinator, follow_up_on=city.today - timedelta(days=1))
        browser = signed_in(coordinator)
        assert "Overdue" in words_of(browser.get(reverse("education:consultations")))
        browser.post(at("consultation_again", made))
        assert "Overdue" not in words_of(browser.get(reverse("education:consultations")))

    def test_harm_of_which_no_contact_was_made_stands_on_today_until_it_is_one_or_was_asked_about(
        self, signed_in, city, ada, released, coordinator
    ):
        """ "The lead rings the MASH now, and me when it is done": nobody was asked whether she had."""
        made, today = consult(city, coordinator, person=ada), reverse("web:today")
        browser = signed_in(coordinator)
        assert "Ada Example: has the MASH been told?" in words_of(browser.get(today))
        page = words_of(browser.get(at("consultation", made)))
        assert "I have asked again" in page
        assert "No contact" in words_of(browser.get(reverse("education:consultations")))
        browser.post(at("consultation_contact", made), {"danger": "no", "why": "She had not"})
        assert "has the MASH been told?" not in words_of(browser.get(today))

    @pytest.mark.parametrize(
        ("days", "shown"), [pytest.param(0, True, id="today"), pytest.param(1, False, id="tomorrow")]
    )
    def test_what_is_to_be_asked_again_stands_on_today_from_its_day(
        self, signed_in, city, ada, released, coordinator, days, shown
    ):
        consult(city, coordinator, person=ada, theme="ATTENDANCE", follow_up_on=city.today + timedelta(days=days))
        assert ("ask again how it went" in words_of(signed_in(coordinator).get(reverse("web:today")))) is shown

    def test_the_next_call_brings_up_what_the_school_asked_and_the_school_reads_none_of_it(
        self, signed_in, city, ada, released, coordinator
    ):
        consult(city, coordinator, person=ada, decided="The lead calls the MASH")
        call = calls.call_of(city, coordinator)
        item = calls.begun(call, city, coordinator)["Ada"]
        assert "The school asked between calls: worry that a pupil is harmed" in item.reasons
        page = words_of(signed_in(coordinator).get(at("talk", item)))
        assert "The lead calls the MASH" in page
        assert "No contact" in page

    def test_the_contact_says_when_it_was_asked_what_was_decided_and_where_the_school_is_reached(
        self, signed_in, city, ada, released, coordinator
    ):
        made = consult(city, coordinator, person=ada, level="4")
        with acting_as(coordinator) as by:
            CallTimes.objects.create(team=city.schools[0], telephone="01632 960316", changed_at=city.now, changed_by=by)
        signed_in(coordinator).post(at("consultation_contact", made), {"danger": "no", "why": "Worse"})
        with acting_as(actor_of(make.membership("mash_screener", of=city.front_door))):
            words = Handover.objects.get().reason
        for part in (
            date_in_words(city.today),
            "Decided then: They call",
            made.get_level_display(),
            "01632 960316",
            "Advice given by",
        ):
            assert part in words

    def test_the_page_asks_as_often_for_three_as_for_one(self, signed_in, city, ada, released, coordinator):
        browser, counts = signed_in(coordinator), []
        consult(city, coordinator, person=ada)
        browser.get(reverse("education:consultations"))
        for more in (0, 2):
            for _ in range(more):
                consult(city, coordinator)
            with CaptureQueriesContext(connection) as queries:
                browser.get(reverse("education:consultations"))
            counts.append(len(queries))
        assert counts[0] == counts[1]


class TestPrompts:
    def opened(self, city, dsl, found):
        with acting_as(dsl):
            answers.open_list(school_list=found, by=dsl, at=city.now)
            return ListRow.objects.select_related("list").get(list=found)

    def test_a_school_takes_a_prompt_up_and_its_co_ordinator_reads_it(
        self, signed_in, city, released, dsl, coordinator
    ):
        row = self.opened(city, dsl, released)
        browser = signed_in(dsl)
        assert "Could someone of yours?" in words_of(browser.get(at("prompt", row, 1)))
        browser.post(at("prompt", row, 1), {"said": "ACCEPTED", "idempotency": uuid4()})
        assert "You said: Yes, we take it up" in words_of(browser.get(at("school_list", released)))
        assert "Yes, we take it up" in words_of(signed_in(coordinator).get(at("list", released)))

    def test_a_school_that_takes_it_up_starts_early_help_for_the_pupil_with_one_click(
        self, signed_in, city, ada, released, dsl, coordinator
    ):
        row, browser = self.opened(city, dsl, released), signed_in(dsl)
        assert "Start early help" not in words_of(browser.get(at("school_list", released)))
        for said, offers_it in (("ACCEPTED", True), ("ASKED", False), ("ACCEPTED", True)):
            sent = browser.post(at("prompt", row, 1), {"said": said, "idempotency": uuid4()}, follow=True)
            start = reverse("early_help:start", args=[ada.public_id])
            assert (f'href="{start}"' in words_of(sent)) == offers_it
        page = words_of(browser.get(start))
        assert "Start early help" in page
        assert ada.name in page
        assert "Start early help" not in words_of(signed_in(coordinator).get(at("list", released)))

    def test_the_co_ordinator_reads_prompt_and_answer_in_the_call(
        self, signed_in, city, ada, released, dsl, coordinator
    ):
        row, browser = self.opened(city, dsl, released), signed_in(coordinator)
        call = calls.call_of(city, coordinator)
        item = calls.begun(call, city, coordinator)["Ada"]
        page = words_of(browser.get(at("talk", item)))
        assert "</span> Nobody leads the early help yet. Could someone of yours?</p>" in page
        signed_in(dsl).post(at("prompt", row, 1), {"said": "ACCEPTED", "idempotency": uuid4()})
        assert "The school: Yes, we take it up" in words_of(browser.get(at("talk", item)))

    def test_a_prompt_that_the_school_wants_to_talk_about_stands_in_the_preparation_of_the_call(
        self, signed_in, city, released, dsl, coordinator
    ):
        row, call = self.opened(city, dsl, released), calls.call_of(city, coordinator)
        wants = f"The school wants to talk about it: {row.prompts[0]}"
        browser = signed_in(coordinator)
        assert wants not in words_of(browser.get(at("call", call)))
        signed_in(dsl).post(at("prompt", row, 1), {"said": "ASKED", "idempotency": uuid4()})
        assert wants in words_of(browser.get(at("call", call)))

    def test_a_list_with_nothing_left_to_answer_says_at_its_top_what_is_left(self, signed_in, city, released, dsl):
        row, browser = self.opened(city, dsl, released), signed_in(dsl)
        where = at("school_list", released)
        assert "finish the list" not in words_of(browser.get(where))
        browser.post(at("right", row), {"idempotency": uuid4()})
        page = words_of(browser.get(where))
        assert page.index("Every pupil is answered: finish the list") < page.index(row.forename)
        assert page.count("1 question beside a pupil has no answer yet") == 2
        browser.post(at("prompt", row, 1), {"said": "ACCEPTED", "idempotency": uuid4()})
        assert "no answer yet" not in words_of(browser.get(where))
        browser.post(at("acknowledge", released))
        assert "finish the list" not in words_of(browser.get(where))

    def test_what_a_school_wants_to_talk_about_is_read_in_the_call(
        self, signed_in, city, ada, released, dsl, coordinator
    ):
        """ "We want to talk about it", and nothing said why until the school was rung."""
        row = self.opened(city, dsl, released)
        said = {"kind": "TALK", "talk_about": "Nobody is at home in the evening", "idempotency": uuid4()}
        assert signed_in(dsl).post(at("answer", row), said).status_code == 302
        item = calls.begun(calls.call_of(city, coordinator), city, coordinator)["Ada"]
        assert "Nobody is at home in the evening" in words_of(signed_in(coordinator).get(at("talk", item)))

    def test_declining_asks_why(self, signed_in, city, released, dsl):
        row = self.opened(city, dsl, released)
        browser = signed_in(dsl)
        assert "Enter why not" in words_of(
            browser.post(at("prompt", row, 1), {"said": "DECLINED", "idempotency": uuid4()})
        )
        assert browser.get(at("prompt", row, 7)).status_code == 404

    def test_what_was_declined_is_let_rest_until_something_changes(self, city, ada, released, dsl):
        row = self.opened(city, dsl, released)
        with acting_as(dsl):
            prompts.say(
                row=row,
                prompt=row.prompts[0],
                said=Said.DECLINED,
                reason="An aunt leads",
                key=uuid4(),
                by=dsl,
                at=city.now,
            )
        city.build(2)
        with acting_as(city.lists):
            assert ListRow.objects.get(list=city.list_of(0, 2)).prompts == []
        city.says(*city.source.standings, Standing(ada.pk, "SUS"))
        city.build(2)
        with acting_as(city.lists):
            assert ListRow.objects.get(list=city.list_of(0, 2)).prompts == row.prompts

    def test_another_school_answers_no_prompt_of_it(self, signed_in, city, released, dsl):
        row = self.opened(city, dsl, released)
        signed_in(city.dsl[1]).post(at("prompt", row, 1), {"said": "ACCEPTED", "idempotency": uuid4()})
        with acting_as(dsl):
            assert not PromptAnswer.objects.exists()

    def test_sg_17_the_school_that_asked_holds_a_receipt_and_reads_no_more_than_a_sender_may(
        self, signed_in, city, ada, released, coordinator, dsl
    ):
        """Decision 0002: "Contacts we made" of the DSL who had asked was empty, since the co-ordinator was the referrer."""
        made = consult(city, coordinator, person=ada)
        why = {"danger": "no", "why": "Known to us from a brother", "childs_words": "He hits me when mum is out"}
        signed_in(coordinator).post(at("consultation_contact", made), why)
        browser = signed_in(dsl)
        page = words_of(browser.get(reverse("front_door:receipts")))
        assert "Ada Example" in page
        with acting_as(dsl):
            line = ReceiptLine.objects.get()
            assert not Contact.objects.exists()
        receipt = words_of(browser.get(reverse("front_door:receipt", args=[line.reference])))
        assert "Ada Example" in receipt
        assert "Known to us" not in receipt
        assert "He hits me" not in receipt
        teacher = make.actor("agency_professional", of=city.schools[0])
        seen = signed_in(teacher).get(reverse("front_door:receipts"))
        assert "Ada Example" not in words_of(seen)
        told = Notification.objects.filter(words__contains="your receipt is in Contacts we made")
        assert set(told.values_list("user", flat=True)) == {city.dsl[0].user_id, city.deputies[0].user_id}

    def test_the_childs_own_words_quoted_by_the_school_arrive_as_the_childs_and_where_she_went_is_said(
        self, signed_in, city, ada, released, coordinator
    ):
        """The contact said "None that your role can see" of both."""
        made = consult(city, coordinator, person=ada, question="She says: I am scared to go home. What shall we do?")
        with acting_as(city.lists):
            ada.enrolments.update(ends_on=city.today - timedelta(days=1), gone_to="Horizon College")
        words = {"danger": "no", "why": "Now", "childs_words": "I am scared to go home"}
        signed_in(coordinator).post(at("consultation_contact", made), words)
        screener = actor_of(make.membership("mash_screener", of=city.front_door))
        with acting_as(screener):
            contact = Contact.objects.get()
        page = words_of(signed_in(screener).get(reverse("front_door:contact", args=[contact.reference])))
        assert "The child’s own words" in page
        assert "Left Alder School on" in page
        assert "Next school: Horizon College" in page


class TestFiles:
    def moves(self, city, ada):
        """Ada left the first school ten days ago, and is on the second's verified roll."""
        with acting_as(city.lists):
            ada.enrolments.update(ends_on=city.today - timedelta(days=20))
        city.place(ada, 1, since=city.today - timedelta(days=19))
        reminders.ask_for_files(area=city.area, at=city.now)

    def test_both_schools_are_asked_and_neither_reads_of_the_other(self, signed_in, city, ada, released, dsl):
        self.moves(city, ada)
        pupil_files.follow(area=city.area, at=city.now)
        old, new = signed_in(dsl), signed_in(city.dsl[1])
        assert "Files to send on" in words_of(old.get(reverse("education:our_list")))
        page = words_of(new.get(reverse("education:our_list")))
        assert "Files that should come" in page
        assert "Alder" not in page
        assert "Birch" not in words_of(old.get(reverse("education:our_list")))

    def test_sg_09_the_link_co_ordinator_reads_where_the_school_says_that_a_pupil_went(
        self, signed_in, city, ada, released, coordinator
    ):
        with acting_as(city.lists):
            ada.enrolments.update(gone_to="Horizon Sixth Form and College")
        self.moves(city, ada)
        assert "Horizon Sixth Form and College" in words_of(signed_in(coordinator).get(reverse("education:files")))

    def test_files_are_asked_for_at_once_when_a_roll_is_taken_in_on_the_last_day_too(
        self, signed_in, city, ada, released, coordinator
    ):
        """The page of files did not name a pupil minutes after the roll that said she had left."""
        with acting_as(city.lists):
            ada.enrolments.update(ends_on=city.today)
        roll = rolls.take(city.schools[0], rolls.line(3))
        assert ProcrastinateJob.objects.filter(task_name="education.follow_files", args={"area": roll.area_id}).exists()
        assert "Ada Example" not in words_of(signed_in(coordinator).get(reverse("education:files")))
        education_jobs.follow_files(roll.area_id)
        assert "Ada Example" in words_of(signed_in(coordinator).get(reverse("education:files")))

    def test_a_pupil_who_moved_in_the_year_from_a_school_we_know_should_come_with_a_file_though_on_no_list(
        self, signed_in, city, released
    ):
        """SG-09: only those whom a list had named were asked for, and never those of a school that has no list here."""
        child, start = city.pupil("Bo", ends=city.today - timedelta(days=4)), city.today - timedelta(days=3)
        city.place(child, 1, since=start)
        beginner = city.pupil("Cy", school=1, since=start)
        pupil_files.follow(area=city.area, at=city.now)
        if (start.month, start.day // 15) == (9, 0):
            return  # whole classes change school
        page = words_of(signed_in(city.dsl[1]).get(reverse("education:our_list")))
        assert "Files that should come" in page
        assert "Bo Example" in page
        assert beginner.name not in page
        assert "Alder" not in page

    def test_sg_27_a_withheld_address_is_a_caution_on_the_childs_page_and_on_the_row_in_the_same_words(
        self, signed_in, city, ada, released, coordinator, dsl
    ):
        """A lead who opened a child of a refuge read nothing but "Withheld", and called the father."""
        page, row = f"/people/{ada.public_id}/", at("school_list", released)
        for who in (dsl, coordinator):
            assert "Tell nobody" not in words_of(signed_in(who).get(page))
        with acting_as(make.intake()):
            Address.objects.create(person=ada, kind="REFUGE", starts_on=city.today)
        for who, where in ((dsl, page), (coordinator, page), (dsl, row), (coordinator, at("list", released))):
            words = words_of(signed_in(who).get(where))
            assert CAUTION_WITHHELD in words, where
            assert "refuge" not in words.casefold(), where

    def test_sg_27_beside_a_file_that_should_come_a_reader_of_the_case_reads_who_must_not_be_told(
        self, signed_in, city, ada, released
    ):
        self.moves(city, ada)
        pupil_files.follow(area=city.area, at=city.now)
        where = reverse("education:our_list")
        new = signed_in(city.dsl[1])
        page = words_of(new.get(where))
        assert "who of a family must not be told" in page
        assert "Before you call or visit" not in page
        worker = make.actor("social_worker", of=make.team())
        make.team("Tier 2 help", service="early_help")
        with acting_as(make.intake()) as by:
            people = [(ada, "CHILD")]
            case = cases.open_case(
                kind="referral", area=city.area, team=worker.membership.team, by=by, at=city.now, people=people
            )
            cases.assign(case=case, membership=city.dsl[1], capacity="LEAD", by=by, at=city.now)
        with acting_as(worker) as by:
            offer = handovers.offer([case], handovers.Offer(to="early_help", reason="Help"), by=by, at=city.now)
            LedgerEntry.objects.create(
                case=case,
                line="not_to_tell",
                words="He must not learn where they live",
                source="MASH",
                known_at=city.now,
                handover=offer,
                at=city.now,
                by=by,
            )
        assert "He must not learn where they live" in words_of(new.get(where)).split("Before you call or visit")[1]
        assert "He must not learn" not in words_of(signed_in(city.deputies[1]).get(where))

    def test_sg_09_a_plan_begun_since_the_list_went_out_is_told_to_the_co_ordinators(
        self, signed_in, city, ada, released, coordinator
    ):
        bo = city.pupil("Bo")
        city.says(*city.source.standings, Standing(bo.pk, "PA"))
        city.build(2)
        city.release(0, 2)
        city.says(*city.source.standings, Standing(bo.pk, "EHA", schools=frozenset({city.schools[0].organisation_id})))
        with acting_as(city.lists):
            bo.enrolments.update(ends_on=city.today - timedelta(days=1))
        reminders.ask_for_files(area=city.area, at=city.now)
        with acting_as(city.lists):
            assert FileTransfer.objects.get(person=bo).had_plan

    def test_the_new_school_says_that_it_came(self, signed_in, city, ada, released, coordinator):
        self.moves(city, ada)
        pupil_files.follow(area=city.area, at=city.now)
        with acting_as(city.lists):
            found = FileReceipt.objects.get()
        new = signed_in(city.dsl[1])
        new.post(at("file_came", found), {"outcome": "CAME"})
        assert "Files that should come" not in words_of(new.get(reverse("education:our_list")))
        assert "Not confirmed" not in words_of(signed_in(coordinator).get(reverse("education:files")))

    def test_nobody_is_asked_before_the_place_is_sure(self, city, ada, released):
        with acting_as(city.lists):
            ada.enrolments.update(ends_on=city.today - timedelta(days=20))
        city.place(ada, 1, since=city.today - timedelta(days=19), verified=False)
        reminders.ask_for_files(area=city.area, at=city.now)
        pupil_files.follow(area=city.area, at=city.now)
        with acting_as(city.lists):
            assert not FileReceipt.objects.exists()

    def test_who_is_late_is_asked_again_once_and_the_co_ordinators_see_both(
        self, signed_in, city, ada, released, coordinator
    ):
        self.moves(city, ada)
        pupil_files.follow(area=city.area, at=city.now)
        with acting_as(city.lists):
            assert FileTransfer.objects.get().due_on < city.today
        assert pupil_files.follow(area=city.area, at=city.now) == 0
        page = words_of(signed_in(coordinator).get(reverse("education:files")))
        assert "Alder School" in page
        assert "Birch School" in page
        told = Notification.objects.filter(words__contains="overdue").values_list("user", flat=True)
        of_the_schools = [post.user_id for posts in (city.dsl, city.deputies) for post in posts[:2]]
        assert sorted(told) == sorted([*of_the_schools, city.coordinator.user_id])

    def test_the_old_school_reads_no_receipt(self, city, ada, released, dsl):
        self.moves(city, ada)
        pupil_files.follow(area=city.area, at=city.now)
        with acting_as(dsl):
            assert not FileReceipt.objects.exists()
