"""The school's part: opening its list, answering line by line, correcting, worrying, acknowledging; and what it never reads."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from breakwater.casework.cases.standings import Standing
from breakwater.casework.models import Clock
from breakwater.foundation.design.moments import day
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.people.models import Enrolment
from breakwater.practice.education.answers import list_rows
from breakwater.practice.education.answers.operations import answers, corrections, worries
from breakwater.practice.education.answers.operations.answers import Said
from breakwater.practice.education.lists.operations import notes
from breakwater.practice.education.models import (
    Answer,
    Correction,
    ListedPupil,
    ListRow,
    RowFlag,
    RowNote,
    SchoolList,
    Worry,
)
from breakwater.practice.education.papers import list_pdf
from breakwater.practice.front_door.models import Contact
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.calls import call_of


def words_of(answer) -> str:
    return answer.content.decode()


def at(name, thing):
    return reverse(f"education:{name}", args=[thing.public_id])


@pytest.fixture
def ada(city):
    child = city.pupil()
    city.says(Standing(child.pk, "CPP", worker="Wren Worker"))
    return child


@pytest.fixture
def released(city, ada):
    city.build()
    return city.release(0)


@pytest.fixture
def dsl(city):
    return actor_of(city.dsl[0])


def row_of(dsl):
    with acting_as(dsl):
        return ListRow.objects.select_related("list__area", "list__fortnight", "pupil").get()


def answered(dsl, city, **said):
    """Ada's row, opened and answered."""
    with acting_as(dsl) as by:
        for one in SchoolList.objects.all():
            answers.open_list(school_list=one, by=by, at=city.now)
    row = row_of(dsl)
    with acting_as(dsl) as by:
        return answers.answer(row=row, said=Said(**said), key=uuid4(), by=by, at=city.now)


def test_a_school_opens_its_list_answers_in_one_tap_undoes_and_acknowledges(signed_in, city, released, dsl):
    browser = signed_in(dsl)
    page = words_of(browser.get(at("school_list", released)))
    assert "Ada Example" in page
    assert "Wren Worker" in page
    row = row_of(dsl)
    assert browser.post(at("right", row), {"idempotency": uuid4()}).status_code == 302
    assert "This is correct" in words_of(browser.get(at("school_list", released)))
    browser.post(at("undo", row))
    browser.post(at("acknowledge", released))
    assert city.list_of(0).acknowledged_at is None
    browser.post(at("right", row), {"idempotency": uuid4()})
    browser.post(at("acknowledge", released))
    assert city.list_of(0).state == "CONFIRMED"


def test_opening_is_on_record_and_the_page_says_for_whom_it_was_drawn(signed_in, city, released, dsl):
    page = words_of(signed_in(dsl).get(at("school_list", released)))
    assert f"Opened by {city.dsl[0].user.name}" in page
    assert city.list_of(0).opened_by.membership_id == city.dsl[0].pk


def test_the_same_tap_twice_is_one_answer(signed_in, city, released, dsl):
    browser, key = signed_in(dsl), uuid4()
    browser.get(at("school_list", released))
    for _ in range(2):
        browser.post(at("right", row_of(dsl)), {"idempotency": key})
    with acting_as(dsl):
        assert Answer.objects.count() == 1


def test_unchanged_rows_alone_are_answered_at_once_and_are_marked_so(signed_in, city, ada, dsl):
    city.fortnight(0)
    bo = city.pupil("Bo")
    city.says(*city.source.standings, Standing(bo.pk, "CIN"))
    city.fortnight(2)
    browser, found = signed_in(dsl), city.list_of(0, 2)
    browser.post(at("unchanged", found), {"idempotency": uuid4()})
    with acting_as(dsl):
        assert Answer.objects.count() == 0  # nobody opened it
    browser.get(at("school_list", found))
    browser.post(at("unchanged", found), {"idempotency": uuid4()})
    with acting_as(dsl):
        assert [(one.row.forename, one.in_bulk) for one in Answer.objects.select_related("row")] == [("Ada", True)]
    assert "said of all unchanged at once" in words_of(browser.get(at("school_list", found)))


@pytest.mark.parametrize(
    ("kind", "days", "owner"),
    [("WORKER", 2, "owner"), ("ENDED", 5, "owner"), ("WRONG", 5, "owner"), ("NOT_OURS", 5, "link")],
)
def test_what_a_school_says_is_wrong_becomes_a_task_of_whoever_owns_the_source(city, released, dsl, kind, days, owner):
    answered(dsl, city, kind=kind, what="Child protection plan", should_be="Someone else")
    with acting_as(city.lists):
        made = Correction.objects.get()
        assert made.owner_team_id == getattr(city, owner).pk
        assert made.due_on >= city.today + timedelta(days=days)
    with acting_as(make.actor("social_care_manager", of=city.owner)):
        assert Correction.objects.count() == (owner == "owner")


def test_a_right_answer_and_a_wish_to_talk_make_no_task(city, released, dsl):
    answered(dsl, city, kind="TALK")
    with acting_as(city.lists):
        assert Correction.objects.count() == 0


def test_a_file_that_the_school_does_not_hold_is_read_by_who_answers_for_the_list(signed_in, city, released, dsl):
    answered(dsl, city, kind="RIGHT", holds_file=False)
    coordinator = signed_in(city.coordinator)
    for page in (at("list", released), at("call", call_of(city, actor_of(city.coordinator)))):
        assert "not hold the safeguarding file" in words_of(coordinator.get(page))
    files = coordinator.get(reverse("education:files"))
    assert "Ada Example" in words_of(files)
    with acting_as(dsl) as by:
        key = {"key": uuid4(), "by": by, "at": city.now + timedelta(minutes=1)}
        answers.answer(row=row_of(dsl), said=Said(kind="RIGHT", holds_file=True), **key)
    assert "Ada Example" not in words_of(coordinator.get(reverse("education:files")))


def test_the_next_list_says_what_became_of_what_the_school_said(signed_in, city, released, dsl):
    answered(dsl, city, kind="WORKER", should_be="Someone else")
    owner = make.actor("social_care_manager", of=city.owner)
    with acting_as(owner) as by:
        corrections.settle(
            correction=Correction.objects.get(), result="MENDED", words="It is Finn Worker now", by=by, at=city.now
        )
    city.fortnight(2)
    page = words_of(signed_in(dsl).get(at("school_list", city.list_of(0, 2))))
    assert "Put right at the source. It is Finn Worker now" in page


def test_a_pupil_said_not_to_be_ours_comes_back_only_once_somebody_found_that_wrong(city, released, dsl):
    answered(dsl, city, kind="NOT_OURS", left_on=city.today)
    city.build(2)
    assert city.rows(0, 2) == {}
    with acting_as(actor_of(city.coordinator)) as by:
        corrections.settle(correction=Correction.objects.get(), result="STANDS", words="", by=by, at=city.now)
    city.build(2)
    assert list(city.rows(0, 2)) == ["Ada"]


def test_an_answer_somebody_looked_into_is_not_undone(city, released, dsl):
    answered(dsl, city, kind="WORKER")
    with acting_as(make.actor("social_care_manager", of=city.owner)) as by:
        corrections.settle(correction=Correction.objects.get(), result="STANDS", words="", by=by, at=city.now)
    row = row_of(dsl)
    with acting_as(dsl) as by, pytest.raises(answers.NothingToUndo):
        answers.undo(row=row, by=by, at=city.now)


@pytest.mark.parametrize("known", [True, False])
def test_sg_17_the_reply_about_a_worry_is_the_same_and_as_late_whoever_the_pupil_is(
    signed_in, city, released, dsl, known
):
    bo = city.pupil("Bo")
    if known:
        city.says(*city.source.standings, Standing(bo.pk, "S47"), Standing(bo.pk, "PREV"))
    browser = signed_in(dsl)
    told = {"harm": "no", "pupil": bo.public_id, "words": "Quiet", "idempotency": uuid4()}
    answer = browser.post(at("worry_new", released), told)
    page = words_of(browser.get(answer.url))
    assert "It does not mean that the pupil is unknown to anyone, and it does not mean that the pupil is safe" in page
    with acting_as(actor_of(city.coordinator)) as by:
        made = Worry.objects.get()
        assert made.reply_at > city.now
        worries.check(worry=made, found="An enquiry runs", by=by, at=city.now)
    with acting_as(city.lists) as by:
        assert worries.tell_replies(at=made.reply_at, by=by) == 1
    assert not re.search("enquiry runs|Section 47|Prevent(?! support|ing harm)", words_of(browser.get(answer.url)))


def test_sg_17_significant_harm_opens_a_contact_at_once(signed_in, city, released, dsl):
    bo = city.pupil("Bo")
    told = {"harm": "yes", "danger": "no", "pupil": bo.public_id, "words": "A bruise", "idempotency": uuid4()}
    browser = signed_in(dsl)
    assert "Choose whether a child is in danger now" in words_of(
        browser.post(at("worry_new", released), told | {"danger": ""})
    )
    for danger in ("no", "no", "yes"):
        answer = browser.post(at("worry_new", released), told | {"danger": danger})
    assert "The MASH has it" in words_of(browser.get(answer.url))
    assert "You said that a child is in danger now" in words_of(browser.get(answer.url))
    with acting_as(make.intake()):
        assert Contact.objects.get().immediate_danger
    with acting_as(make.actor("mash_screener", of=city.front_door)):
        assert Clock.objects.filter(rule="front_door.decision").count() == 1
    with acting_as(city.lists):
        assert Worry.objects.get().case.closed_at is not None


def test_a_worry_sent_again_as_significant_harm_reaches_the_front_door(signed_in, city, released, dsl):
    browser, bo = signed_in(dsl), city.pupil("Bo")
    told = {"harm": "no", "pupil": bo.public_id, "words": "A bruise", "idempotency": uuid4()}
    browser.post(at("worry_new", released), told)
    answer = browser.post(at("worry_new", released), told | {"harm": "yes", "danger": "no"})
    assert "The MASH has it" in words_of(browser.get(answer.url))
    with acting_as(make.intake()):
        assert Contact.objects.count() == 1


def test_a_worry_sent_again_with_other_words_is_refused_with_what_was_typed_and_not_taken_for_the_first(
    signed_in, city, released, dsl
):
    told = {"harm": "no", "pupil": city.pupil("Bo").public_id, "words": "He is quiet", "idempotency": uuid4()}
    browser = signed_in(dsl)
    first = browser.post(at("worry_new", released), told)
    assert browser.post(at("worry_new", released), told).url == first.url
    for other in ({"words": "She is hungry"}, {"pupil": city.pupil("Ned").public_id}):
        page = words_of(browser.post(at("worry_new", released), told | other))
        assert "This form was sent before" in page
        assert (told | other)["words"] in page
    with acting_as(dsl):
        assert Worry.objects.count() == 1


def test_sg_21_a_school_picks_from_its_own_confirmed_roll_and_nobody_beyond_it(signed_in, city, released, dsl):
    there, waiting = city.pupil("Elsewhere", 1), city.pupil("Waiting", 0, verified=False)
    browser = signed_in(dsl)
    page = words_of(browser.get(at("worry_new", released)))
    assert not re.search("Elsewhere|Waiting", page)
    for child in (there, waiting):
        told = {"harm": "no", "pupil": child.public_id, "words": "x", "idempotency": uuid4()}
        assert browser.post(at("worry_new", released), told).status_code == 200


def test_the_pages_of_a_list_ask_as_many_questions_for_twenty_pupils_as_for_two(signed_in, city, dsl):
    browser = signed_in(dsl)
    counts = {}
    for weeks, pupils in ((0, 2), (2, 20)):
        children = [city.pupil(f"P{weeks}x{n}") for n in range(pupils)]
        city.says(*(Standing(child.pk, "CPP") for child in children))
        city.fortnight(weeks)
        found = city.list_of(0, weeks)
        browser.get(at("school_list", found))
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(at("school_list", found)).status_code == 200
        counts[pupils] = len(asked)
    assert counts[2] == counts[20]


MARKS = [f"Zmark{n}" for n in range(9)]


@pytest.mark.parametrize(
    "code",
    ["S47", "EHX", "SENK", "CME", "EHE", "SVC", "PREV", "LADO", "CDOP", "PCLA", "KIN", "YC", "YJ", "HML", "ASM", "EHA"],
)
def test_nothing_that_may_not_be_seen_reaches_a_school_in_any_page_mail_count_or_search(signed_in, city, dsl, code):
    """FD 5.2 and 5.7: every line a school may not see, beside a pupil who is on its list for another reason."""
    ada, eve = city.pupil("Ada"), city.pupil("Zebulon")
    city.says(
        Standing(ada.pk, "CPP"),
        Standing(
            ada.pk, code, worker=MARKS[0], team=MARKS[1], phone=MARKS[2], email=MARKS[3], lead=MARKS[4], words=MARKS[5]
        ),
        Standing(eve.pk, code, worker=MARKS[6], words=MARKS[7]),
    )
    city.fortnight(0)
    with acting_as(city.lists):
        row = ListRow.objects.select_related("list").get(list=city.list_of(0))
    with acting_as(actor_of(city.coordinator)) as by:
        notes.note(row=row, words=MARKS[8], worry="RED", key=uuid4(), by=by, at=city.now)
        assert RowNote.objects.count() == 1
    browser, found = signed_in(dsl), city.list_of(0)
    seen = [words_of(browser.get(at("school_list", found)))]
    seen += [words_of(browser.get(path)) for path in ("/our-list/", at("answer", row), at("worry_new", found), "/")]
    with acting_as(dsl):  # on paper likewise, for a reader who was let
        of = SchoolList.objects.select_related("team__organisation", "fortnight", "area").get(pk=found.pk)
        page = list_rows.page_of(of, now=city.now)
        seen.append(str(list_pdf.data_of(of, page, reader="Y", at=city.now)))
    for words in MARKS:
        found_there = words_of(browser.post("/people/search/", {"words": words}, follow=True))
        assert ada.public_id not in found_there
    seen += [one.body + one.subject for one in OutboxMessage.objects.all()]
    seen += [one.words + one.path for one in Notification.objects.all()] + [one.body for one in mail.outbox]
    text = re.sub("Prevent support|Preventing harm", "", "\n".join(seen))  # the menu's, for each school alike
    rule_words = {"PREV": "Prevent", "LADO": "Allegation about", "S47": "Section 47"}.get(code, "")
    assert [mark for mark in MARKS if mark in text] == []
    assert not rule_words or rule_words not in text
    page = seen[0]
    assert re.search(r'figure">1</span> <span class="bw-numbers__words">pupil', page)
    assert "Zebulon" not in page
    for path in (
        "/lists/",
        "/lists/held/",
        "/lists/cohorts/",
        "/lists/worries/",
        "/lists/corrections/",
        at("list", found),
        at("note", row),
    ):
        assert browser.get(path).status_code in (403, 404)


def test_whoever_writes_a_name_need_not_choose_that_the_pupil_is_not_in_the_list(signed_in, city, released, dsl):
    browser = signed_in(dsl)
    told = {"harm": "no", "words": "Comes hungry", "idempotency": uuid4()}
    assert "Choose the pupil" in words_of(browser.post(at("worry_new", released), told))
    assert browser.post(at("worry_new", released), told | {"name": "Tom Nobody, 3 May 2014"}).status_code == 302
    city.pupil()
    assert "Example, Ada, born 3 April 2015" in words_of(browser.get(at("worry_new", released)))


def test_a_list_that_waits_too_long_says_so_to_the_school(signed_in, city, released, dsl):
    with acting_as(actor_of(city.coordinator)):
        SchoolList.objects.filter(pk=released.pk).update(answer_by=city.today - timedelta(days=1))
    browser = signed_in(dsl)
    for page in (reverse("education:our_list"), at("school_list", released)):
        assert "Late" in words_of(browser.get(page)), page


def test_a_pupil_called_not_ours_is_shown_to_the_school_no_more_until_somebody_has_looked(
    signed_in, city, released, dsl
):
    """The page promised it, and went on showing plan and worker, on this list and on the one before."""
    row = row_of(dsl)
    answered(dsl, city, kind="NOT_OURS")
    browser = signed_in(dsl)
    page = words_of(browser.get(at("school_list", released)))
    assert "is not shown until somebody has looked" in page
    for known in ("Child protection plan", "Wren Worker", "Something else"):
        assert known not in page
    for name in ("answer", "upn"):
        kept = browser.post(at(name, row), follow=True)
        assert "Undo that first" in words_of(kept)
        assert "Child protection plan" not in words_of(kept)
    browser.post(at("acknowledge", released))
    assert city.list_of(0).acknowledged_at is not None
    with acting_as(city.lists):
        made = Correction.objects.get()
    with acting_as(actor_of(city.coordinator)) as by:
        corrections.settle(correction=made, result="STANDS", words="", by=by, at=city.now)
    assert "Wren Worker" in words_of(browser.get(at("school_list", released)))


def test_whom_a_school_calls_not_its_own_the_co_ordinator_ends_the_place_with_the_day_and_the_next_school(
    signed_in, city, released, dsl
):
    """The page told of the wrong roll and sent its reader to the MASH to end the place."""
    left = city.today - timedelta(days=6)
    answered(dsl, city, kind="NOT_OURS", left_on=left, destination="Birch School")
    with acting_as(city.lists):
        found = Correction.objects.get()
        place = Enrolment.objects.select_related("person").get(person=found.person_id)
    browser = signed_in(city.coordinator)
    where = reverse("education:correction", args=[found.public_id])
    page = words_of(browser.get(where))
    assert "the place ends" in page
    assert 'value="Birch School"' in page
    sent = {"result": "MENDED", "gone_to": "Birch School", "left_on-day": left.day, "left_on-month": left.month}
    assert browser.post(where, sent | {"left_on-year": left.year}).status_code == 302
    with acting_as(city.lists):
        place.refresh_from_db(fields=["ends_on", "gone_to"])
        assert (place.ends_on, place.gone_to) == (left, "Birch School")
    mash = signed_in(make.membership("mash_screener", of=city.front_door))
    person = words_of(mash.get(reverse("casework:person", args=[place.person.public_id])))
    assert f"Left Alder School on {day(left)}. Next school: Birch School" in person
    stays = {"result": "STANDS", "gone_to": ""}
    assert "meanwhile" in words_of(browser.post(where, stays))


def test_it_is_the_wall_that_keeps_a_pupil_called_not_ours_from_the_school(city, released, dsl):
    """Pages left it out one by one; a page that forgot would have shown plan and worker (design 3)."""
    answered(dsl, city, kind="NOT_OURS")
    with acting_as(dsl):
        assert [model.objects.count() for model in (ListRow, RowFlag, Answer, ListedPupil)] == [0, 0, 0, 0]
        said = Correction.objects.get()
        assert SchoolList.objects.count() == 1
    for reader in (actor_of(city.coordinator), city.lists):
        with acting_as(reader):
            assert (ListRow.objects.count(), RowFlag.objects.count()) == (1, 1)
    with acting_as(actor_of(city.dsl[1])):
        assert Correction.objects.count() == 0
    with acting_as(dsl) as by:
        answers.theirs_after_all(correction=said, by=by, at=city.now)
        assert [model.objects.count() for model in (ListRow, RowFlag, Correction)] == [1, 1, 0]


def test_not_ours_sent_twice_and_undone_from_the_list(signed_in, city, released, dsl):
    browser, row, key = signed_in(dsl), row_of(dsl), uuid4()
    browser.get(at("school_list", released))
    said = {"kind": "NOT_OURS", "idempotency": key, "left_on-day": "", "left_on-month": "", "left_on-year": ""}
    for _ in range(2):
        assert browser.post(at("answer", row), said).status_code == 302
    with acting_as(city.lists):
        made = Correction.objects.get()
    page = words_of(browser.get(at("school_list", released)))
    assert at("theirs_after_all", made) in page
    assert "Wren Worker" not in page
    assert signed_in(actor_of(city.dsl[1])).post(at("theirs_after_all", made)).status_code == 404
    browser.post(at("theirs_after_all", made))
    assert "Wren Worker" in words_of(browser.get(at("school_list", released)))


def test_what_ended_and_whose_worker_is_asked_where_a_pupil_stands_in_several_cohorts(signed_in, city, dsl):
    """The first cohort was taken: the assessment team was asked of a plan where the school meant the absence."""
    child = city.pupil()
    city.says(Standing(child.pk, "CPP", worker="Wren Worker"), Standing(child.pk, "PA", worker="Arlo Finch"))
    city.build()
    found = city.release(0)
    browser = signed_in(dsl)
    browser.get(at("school_list", found))
    row = row_of(dsl)
    for kind, wanted in (("ENDED", "Choose what ended"), ("WORKER", "Choose whose worker is out of date")):
        assert wanted in words_of(browser.post(at("answer", row), {"kind": kind, "idempotency": uuid4()}))
    browser.post(at("answer", row), {"kind": "ENDED", "ended": "Persistent absence", "idempotency": uuid4()})
    browser.post(at("answer", row), {"kind": "WORKER", "worker_of": "Persistent absence", "idempotency": uuid4()})
    with acting_as(city.lists):
        said = [one.about for one in Correction.objects.order_by("pk")]
    assert said == ["Persistent absence: we were told that it ended", "Persistent absence: the worker is out of date"]


def test_the_fortnight_counts_every_correction_that_its_link_shows(signed_in, city, ada, dsl):
    """It counted those of the shown list alone: "0 corrections" above a page of five."""
    city.fortnight(0)
    answered(dsl, city, kind="ENDED")
    city.fortnight(2)
    browser = signed_in(actor_of(city.coordinator))
    assert "1 correction<" in words_of(browser.get(reverse("education:fortnight"), {"patch": "all"}))
    shown = words_of(browser.get(reverse("education:corrections"), {"patch": "all"}))
    assert shown.count("we were told that it ended") == 1


def test_a_correction_names_who_answers_for_its_source_where_no_team_here_owns_it(signed_in, city, ada, dsl):
    """Co-ordinators were told to put it right in their own system."""
    city.source.owner_team = None
    city.build()
    city.release(0)
    answered(dsl, city, kind="ENDED")
    with acting_as(city.lists):
        made = Correction.objects.get()
    page = words_of(signed_in(actor_of(city.coordinator)).get(at("correction", made)))
    assert "ask A. Owner to put it right" in page
    assert "in your own system" not in page


def test_what_a_school_said_is_wrong_is_read_by_its_colleague_its_co_ordinator_and_the_sources_owner(
    signed_in, city, released, dsl
):
    said = {"what": "Lead professional", "should_be": "Finn Worker", "evidence": "Finn rang us on Monday"}
    answered(dsl, city, kind="WRONG", **said)
    colleague = signed_in(actor_of(city.deputies[0]))
    for page in (
        colleague.get(at("school_list", released)),
        signed_in(city.coordinator).get(at("list", released)),
    ):
        for words in ("Lead professional", "Should be: Finn Worker", "Finn rang us on Monday"):
            assert f"{words}</p>" in words_of(page)
    again = words_of(colleague.get(at("answer", row_of(dsl))))
    assert 'value="Finn Worker"' in again
    assert 'value="Finn rang us on Monday"' in again
    with acting_as(city.lists):
        found = Correction.objects.get()
    page = words_of(signed_in(make.membership("social_care_manager", of=city.owner)).get(at("correction", found)))
    assert f"{dsl.membership.user.name}, " in page
    assert "The school’s telephone" in page


def test_the_fortnight_opens_on_the_list_that_is_out_and_not_on_one_made_two_weeks_ahead(signed_in, city, ada):
    city.fortnight(0)
    city.build(2)
    browser = signed_in(city.coordinator)
    ahead, now = city.list_of(0, 2).fortnight.period, city.list_of(0).fortnight.period
    page = words_of(browser.get(reverse("education:fortnight"), {"patch": "all"}))
    assert f"Fortnight of {day(now)}" in page
    assert f"period={ahead.isoformat()}" in page
