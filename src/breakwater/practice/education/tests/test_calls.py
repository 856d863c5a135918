"""Calls to schools: the queue, the script, talking, what is agreed, ending it, and what the next list shows of it."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from breakwater.casework.cases.standings import Standing
from breakwater.foundation.dates.london_time import london_date, moment
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.practice.education.answers.operations import answers
from breakwater.practice.education.answers.operations.answers import Said
from breakwater.practice.education.calls import pages
from breakwater.practice.education.calls.operations import actions, calls
from breakwater.practice.education.models import (
    Call,
    CallAction,
    CallItem,
    CallNote,
    Disagreement,
    LetterLine,
    ListRow,
)
from breakwater.practice.front_door.models import Contact
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.calls import agreed, begun, call_of, ended, said

QUERIES = {"queue": 19, "step": 29, "end": 26}


def words_of(answer) -> str:
    return answer.content.decode()


def at(name, thing):
    return reverse(f"education:{name}", args=[thing.public_id])


def test_a_release_makes_the_call_due_between_the_third_and_the_eighth_school_day(city, call):
    assert city.today < call.due_from < call.due_by
    assert call.state == "DUE"


def test_sg_03_a_call_is_due_on_its_day_and_overdue_after_it_with_one_word_on_every_page(signed_in, city, call, link):
    browser, one_day = signed_in(link), timedelta(days=1)
    arranged = call.due_by - 2 * one_day
    for on, word in (
        (call.due_from - one_day, "Not due yet"),
        (call.due_from, "Due"),
        (call.due_by - one_day, "Due"),
        (call.due_by, "Due today"),
        (call.due_by + one_day, "Overdue"),
    ):
        assert call.tag_on(on)[0] == word
    call.arranged_for = moment(call.due_by + 2 * one_day, time(15, 30))
    assert [call.tag_on(call.due_by + n * one_day)[0] for n in (0, 1, 2, 3)] == [
        "Due today",
        "Arranged late",
        "Arranged late",
        "Overdue",
    ]
    call.arranged_for = moment(arranged, time(15, 30))
    assert [call.tag_on(arranged + n * one_day)[0] for n in (-1, 0, 1)] == ["Arranged", "Due today", "Overdue"]
    with acting_as(link) as by:
        calls.arrange(call=call, arranged_for=city.now, by=by, at=city.now)
    for page in (reverse("education:calls"), at("call", call), reverse("education:fortnight"), reverse("web:today")):
        assert "Due today" in words_of(browser.get(page)), page


def test_the_queue_shows_one_call_a_school_and_how_it_stands(signed_in, city, call, link):
    browser = signed_in(link)
    days, queue = words_of(browser.get(reverse("education:calls"))).split('<ol class="edu-calls">')
    for name in ("Alder School", "Birch School", "Cedar School"):
        assert queue.count(f"{name}</a>") == 1
    assert days.count('<li class="bw-fortnight__day') == 10
    browser.post(at("tried_call", call), {"why": "NO_ANSWER", "idempotency": uuid4()})
    page = words_of(browser.get(reverse("education:calls")))
    assert "Tried" in page
    with acting_as(link):
        assert Call.objects.get(pk=call.pk).state == "TRIED"


def test_a_try_sent_twice_is_one_try(signed_in, city, call, link):
    key = uuid4()
    for _ in range(2):
        signed_in(link).post(at("tried_call", call), {"why": "MESSAGE", "idempotency": key})
    with acting_as(link):
        assert call.tries.count() == 1


def test_a_time_is_arranged_and_best_times_are_kept_for_every_call(signed_in, city, call, link):
    browser, day = signed_in(link), city.today + timedelta(days=2)
    asked = {"on-day": day.day, "on-month": day.month, "on-year": day.year, "time": "15:30"}
    assert browser.post(at("arrange_call", call), asked).status_code == 302
    assert (
        browser.post(
            at("call_times", call),
            {"weekdays": ["1", "3"], "starts": "15:15", "telephone": "01632 960111", "ask_for": "The office"},
        ).status_code
        == 302
    )
    page = words_of(browser.get(reverse("education:calls")))
    assert "Arranged for" in page
    assert 'href="tel:01632960111"' in page
    assert "Tue, Thu from 15:15" in page


def test_the_script_brings_each_pupil_once_in_the_order_of_the_call(city, link):
    new, quiet, told, lone = (city.pupil(name) for name in ("Nia", "Quin", "Tom", "Lou"))
    before = [
        Standing(quiet.pk, "CPP", worker="W"),
        Standing(told.pk, "CPP", worker="W"),
        Standing(lone.pk, "EHA", schools=(city.schools[0].organisation_id,)),
    ]
    city.says(*before)
    city.fortnight(0)
    city.says(*before, Standing(new.pk, "CIN"))
    city.fortnight(2)
    with acting_as(actor_of(city.dsl[0])) as by:
        found = city.list_of(0, 2)
        answers.open_list(school_list=found, by=by, at=city.now)
        for row in (
            ListRow.objects.filter(list=found)
            .exclude(forename="Nia")
            .select_related("list__area", "list__fortnight", "pupil")
        ):
            kind = "TALK" if row.forename == "Tom" else "RIGHT"
            answers.answer(row=row, said=Said(kind=kind), key=uuid4(), by=by, at=city.now)
    call = call_of(city, link, 0, 2)
    items = begun(call, city, link)
    assert [(name, item.group) for name, item in items.items()] == [
        ("Nia", "NEW"),
        ("Tom", "NO_ANSWER"),
        ("Lou", "LEAD"),
        ("SCHOOL", "SCHOOL"),
    ]
    assert items["Nia"].reasons == ["New on the list", "No answer yet"]


def test_beginning_again_brings_nothing_twice(city, call, link):
    assert len(begun(call, city, link)) == len(begun(call, city, link)) == 2


def test_a_call_is_talked_through_with_forms_alone(signed_in, city, call, link):
    browser = signed_in(link)
    assert "Begin the call" in words_of(browser.get(at("call", call)))
    first = browser.post(at("begin_call", call)).headers["Location"]
    page = words_of(browser.get(first))
    assert "Ada Example" in page
    assert "No answer yet" in page
    on = browser.post(
        first,
        {
            "view": "WORSE",
            "said": "Tired on Mondays",
            "what": "Call the nurse",
            "owner": "SCHOOL",
            "when": "NEXT",
            "who": "Ms Able",
            "note": "Only ours",
            "act": "next",
            "revision": "0",
            "idempotency": uuid4(),
        },
    )
    # The next begins at its name, wherever the page before was looked at.
    assert on.headers["Location"].endswith("#main-content")
    page = words_of(browser.get(on.headers["Location"]))
    assert "The whole school" in page
    assert "Call the nurse" in page
    end = browser.post(
        on.headers["Location"],
        {"topics": ["Training"], "said": "A new lead in May", "act": "next", "idempotency": uuid4()},
    )
    page = words_of(browser.get(end.headers["Location"]))
    for words in ("Tired on Mondays", "Worse", "Training", "The school (Ms Able): Call the nurse"):
        assert words in page
    assert "Only ours" not in page
    day = city.today + timedelta(days=14)
    browser.post(
        end.headers["Location"],
        {
            "spoke_to": [city.dsl[0].pk],
            "mode": "PHONE",
            "minutes": "25",
            "next_on-day": day.day,
            "next_on-month": day.month,
            "next_on-year": day.year,
            "act": "send",
        },
    )
    with acting_as(link):
        done = Call.objects.get(pk=call.pk)
        assert (done.state, done.spoke_to, done.minutes, done.next_on) == ("DONE", city.dsl[0].user.name, 25, day)
        assert CallAction.objects.get().who == "Ms Able"


def test_what_is_typed_is_kept_while_it_is_typed_and_a_colleagues_words_are_not_lost(signed_in, city, call, link):
    item, browser = begun(call, city, link)["Ada"], signed_in(link)
    kept = browser.post(at("keep_talk", item), {"said": "Half a sen", "what": "Call", "note": "Ours", "revision": "0"})
    assert (kept.status_code, kept.headers["X-revision"]) == (204, "1")
    page = words_of(browser.get(at("talk", item)))
    assert "Half a sen" in page
    assert 'value="Call"' in page
    assert browser.post(at("keep_talk", item), {"said": "Another", "revision": "0"}).status_code == 409
    clash = browser.post(at("talk", item), {"said": "Mine", "act": "next", "revision": "0", "idempotency": uuid4()})
    assert clash.status_code == 409
    assert "A colleague wrote here meanwhile" in words_of(clash)
    assert "Half a sen" in words_of(clash)
    with acting_as(link):
        assert CallItem.objects.get(pk=item.pk).said == "Half a sen"
        assert CallAction.objects.count() == 0


def test_an_action_without_an_owner_is_asked_for_and_nothing_typed_is_lost(signed_in, city, call, link):
    item = begun(call, city, link)["Ada"]
    page = words_of(
        signed_in(link).post(at("talk", item), {"said": "Words", "what": "Call", "act": "next", "idempotency": uuid4()})
    )
    assert "Choose who does it" in page
    assert "Words" in page


def test_early_help_that_is_needed_and_that_nobody_takes_on_is_said_before_the_call_ends(signed_in, city, call, link):
    """The letter said "It is needed", and neither the school nor the authority had anything to do."""
    item, browser = begun(call, city, link)["Ada"], signed_in(link)
    warning = "Early help is needed, and nobody has taken it on"
    assert warning not in words_of(browser.get(at("end_call", call)))
    said(item, city, link, help_needed=True)
    assert warning in words_of(browser.get(at("end_call", call)))
    agreed(item, city, link, what="Offer early help to the mother")
    assert warning not in words_of(browser.get(at("end_call", call)))


def test_sg_01_a_call_does_not_end_over_a_pupil_at_risk_who_was_not_talked_about_without_a_word_of_why(
    signed_in, city, call, link, pupil
):
    """Ada is on a child protection plan; the call ended with her name in a line "Not talked about"."""
    item, browser = begun(call, city, link)["Ada"], signed_in(link)
    sent = {"spoke_to": [str(city.dsl[0].pk)], "mode": "PHONE", "act": "send"}
    page = words_of(browser.get(at("end_call", call)))
    assert "Why were they not talked about?" in page
    assert "Local authority only. The next call brings them up again." in page, (
        "who they are stands beside the question"
    )
    answer = browser.post(at("end_call", call), sent)
    assert "Write why pupils who may be at risk were not talked about" in words_of(answer)
    facts = calls.CallEnded(spoke_to=[city.dsl[0]], others="", mode="PHONE", minutes=None, next_on=None)
    with acting_as(link), pytest.raises(calls.HarmNotTalkedAbout):
        calls.end(call, facts, by=link, at=city.now)
    browser.post(at("end_call", call), sent | {"left_because": "The lead was called away"})
    with acting_as(link):
        assert Call.objects.get(pk=call.pk).ended_at
        assert CallNote.objects.get(item=item).words == "Not talked about: The lead was called away"
        assert not LetterLine.objects.filter(person=pupil).exists(), "the authority alone reads why"


def test_sg_01_ending_asks_nothing_where_who_may_be_at_risk_was_talked_about(signed_in, city, call, link):
    said(begun(call, city, link)["Ada"], city, link, view="SAME")
    assert "Why were they not talked about?" not in words_of(signed_in(link).get(at("end_call", call)))


def test_an_action_is_carried_to_the_next_call_until_it_is_done(city, call, link):
    agreed(begun(call, city, link)["Ada"], city, link)
    ended(call, city, link)
    city.fortnight(2)
    following = call_of(city, link, 0, 2)
    items = begun(following, city, link)
    assert "Something agreed earlier is open" in items["Ada"].reasons
    with acting_as(link):
        step = pages.step_of(pages.place_of(pages.find_item(items["Ada"].public_id)), now=city.now)
        assert [one.what for one in step.carried] == ["Call the nurse"]
        actions.do(action=step.carried[0], by=link, at=city.now)
        with pytest.raises(actions.DoneAlready):
            actions.do(action=step.carried[0], by=link, at=city.now)
        step = pages.step_of(pages.place_of(pages.find_item(items["Ada"].public_id)), now=city.now)
        assert step.carried == []


def test_last_times_words_stand_beside_the_pupil(signed_in, city, call, link):
    said(begun(call, city, link)["Ada"], city, link, said="Slept badly", view="SAME")
    ended(call, city, link)
    city.fortnight(2)
    item = begun(call_of(city, link, 0, 2), city, link)["Ada"]
    page = words_of(signed_in(link).get(at("talk", item)))
    assert "Slept badly" in page
    assert "The same." in page


def test_a_disagreement_stays_open_with_its_age_until_it_is_settled(signed_in, city, call, link):
    item, browser = begun(call, city, link)["Ada"], signed_in(link)
    browser.post(
        at("disagree", item), {"school_says": "The plan is too thin", "we_say": "It is right", "idempotency": uuid4()}
    )
    ended(call, city, link)
    with acting_as(link):
        one = Disagreement.objects.get()
        assert pages.age_in_words(one, london_date(one.raised_at) + timedelta(days=12)) == "open for 12 days"
    city.fortnight(2)
    following = begun(call_of(city, link, 0, 2), city, link)["Ada"]
    assert "Disagreement" in following.reasons
    assert "The plan is too thin" in words_of(browser.get(at("talk", following)))
    browser.post(at("settle_difference", one), {"outcome": "PARTLY", "words": "Two more visits"})
    with acting_as(link):
        assert Disagreement.objects.get().outcome == "PARTLY"
    assert "Two more visits" in words_of(browser.get(at("settle_difference", one)))


def test_the_next_list_shows_what_the_call_agreed_and_how_it_stands(city, call, link):
    item = begun(call, city, link)["Ada"]
    agreed(item, city, link)
    with acting_as(link):
        found = pages.find_item(item.public_id)
        one = actions.disagree(item=found, school_says="Thin", we_say="Right", key=uuid4(), by=link, at=city.now)
    ended(call, city, link)
    with acting_as(link):
        actions.settle(disagreement=one, outcome="SCHOOL", words="Two more visits.", by=link, at=city.now)
    city.fortnight(2)
    with acting_as(actor_of(city.dsl[0])):
        row = ListRow.objects.get(list=city.list_of(0, 2))
        assert any("Call the nurse" in words and "To be done" in words for words in row.agreed)
        assert "Settled. As the school sees it. Two more visits." in row.agreed


def test_what_a_call_agreed_is_on_a_list_that_was_made_before_the_call_and_released_after_it(city, call, link):
    city.build(2)
    agreed(begun(call, city, link)["Ada"], city, link)
    ended(call, city, link)
    city.release(0, 2)
    with acting_as(actor_of(city.dsl[0])):
        (words,) = ListRow.objects.get(list=city.list_of(0, 2)).agreed
        assert "Call the nurse" in words


def test_a_released_list_takes_nothing_that_a_later_call_agrees(city, call, link):
    agreed(begun(call, city, link)["Ada"], city, link)
    ended(call, city, link)
    with acting_as(city.lists):
        row = ListRow.objects.get(list=city.list_of(0))
        assert row.agreed == []
        row.agreed = ["Something new"]
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(update_fields=["agreed"])


def test_turning_the_page_is_not_talking_about_a_child(signed_in, city, call, link):
    item, browser = begun(call, city, link)["Ada"], signed_in(link)
    browser.post(at("talk", item), {"act": "next", "idempotency": uuid4()})
    with acting_as(link):
        assert CallItem.objects.get(pk=item.pk).talked_at is None
    browser.post(at("talk", item), {"view": "SAME", "act": "next", "idempotency": uuid4()})
    with acting_as(link):
        assert CallItem.objects.get(pk=item.pk).talked_at is not None
    browser.post(at("talk", item), {"view": "", "act": "next", "idempotency": uuid4()})
    with acting_as(link):
        assert CallItem.objects.get(pk=item.pk).talked_at is None


def test_a_letter_not_sent_is_on_no_list(city, call, link):
    agreed(begun(call, city, link)["Ada"], city, link)
    ended(call, city, link, send=False)
    city.fortnight(2)
    with acting_as(actor_of(city.dsl[0])):
        assert ListRow.objects.get(list=city.list_of(0, 2)).agreed == []


def test_pupils_are_talked_about_with_someone_who_may_read_the_list(city, call, link):
    said(begun(call, city, link)["Ada"], city, link, said="Words")
    with pytest.raises(calls.NobodyOfTheSchool):
        ended(call, city, link, spoke_to=[])


def test_harm_that_comes_up_is_a_contact_at_once_sg_01(signed_in, city, call, link):
    item = begun(call, city, link)["Ada"]
    answer = signed_in(link).post(
        at("call_harm", item), {"danger": "yes", "words": "A bruise on her arm", "idempotency": uuid4()}, follow=True
    )
    assert "The MASH has it" in words_of(answer)
    assert "You said that a child is in danger now: call 999" in words_of(answer).replace("\xa0", " ")
    with acting_as(link):
        assert CallItem.objects.get(pk=item.pk).case_id
    with acting_as(make.intake()):
        assert Contact.objects.get().immediate_danger


def test_another_teams_co_ordinator_and_a_school_find_no_call(signed_in, city, call, link):
    item = begun(call, city, link)["Ada"]
    for name, thing in (("call", call), ("end_call", call), ("call_letter", call)):
        assert signed_in(actor_of(city.dsl[0])).get(at(name, thing)).status_code == 404
    assert signed_in(actor_of(city.dsl[0])).get(at("talk", item)).status_code == 404


@pytest.mark.parametrize("pupils", [1, 12])
def test_queue_and_step_ask_a_fixed_number_of_questions(signed_in, city, link, pupils):
    city.says(*(Standing(city.pupil(f"Ada{n}").pk, "CPP", worker="W") for n in range(pupils)))
    city.fortnight(0)
    call = call_of(city, link)
    items, browser = begun(call, city, link), signed_in(link)
    for name, path in (
        ("queue", reverse("education:calls")),
        ("step", at("talk", items["Ada0"])),
        ("end", at("end_call", call)),
    ):
        browser.get(path)
        with CaptureQueriesContext(connection) as asked:
            browser.get(path)
        assert len(asked) <= QUERIES[name], "\n".join(query["sql"][:160] for query in asked)


def test_the_school_is_told_of_its_letter_without_a_word_about_anyone(city, call, link):
    said(begun(call, city, link)["Ada"], city, link, said="Tired on Mondays")
    ended(call, city, link)
    with acting_as(actor_of(city.dsl[0])):
        told = Notification.objects.filter(words__contains="letter").first()
    assert told
    assert "Ada" not in told.words
