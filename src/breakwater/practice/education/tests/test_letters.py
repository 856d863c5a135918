"""The letter after a call: what the school reads, what it never reads, and who reads which line (SG-16, LK-05)."""

import ast
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse

from breakwater.casework.cases.standings import Standing
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.people.conflicts import operations as conflicts
from breakwater.practice import education
from breakwater.practice.education.answers.operations import answers, worries
from breakwater.practice.education.calls import pages
from breakwater.practice.education.calls.operations import actions, letters
from breakwater.practice.education.calls.operations import calls as call_operations
from breakwater.practice.education.lists.operations import notes
from breakwater.practice.education.models import (
    Call,
    CallAction,
    CallItem,
    CallNote,
    CallTry,
    Correction,
    Disagreement,
    Letter,
    LetterLine,
    ListRow,
    SchoolList,
)
from breakwater.practice.education.papers import letter_pdf
from breakwater.practice.education.who_to_talk_to import operations as who_to_talk_to
from breakwater_dev.testing import calls
from breakwater_dev.testing import factories as make

OURS = ("Father drinks again", "Aunt called us in tears", "A plan of ours alone")


def words_of(answer) -> str:
    return answer.content.decode()


def at(name, thing):
    return reverse(f"education:{name}", args=[thing.public_id])


@pytest.fixture
def dsl(city):
    return actor_of(city.dsl[0])


@pytest.fixture
def done(city, call, link):
    """A call over, with notes of the authority's own beside everything said in it."""
    items = calls.begun(call, city, link)
    with acting_as(link):
        notes.note(row=items["Ada"].row, words=OURS[0], worry="RED", key=uuid4(), by=link, at=city.now)
    calls.said(
        items["Ada"],
        city,
        link,
        note=OURS[1],
        said="Tired on Mondays",
        view="WORSE",
        challenge="Why no help yet?",
        challenge_answer="This week",
    )
    calls.said(items["SCHOOL"], city, link, note=OURS[2], said="A new lead in May", topics=["A new safeguarding lead"])
    calls.agreed(items["Ada"], city, link)
    with acting_as(link):
        item = pages.find_item(items["Ada"].public_id)
        actions.disagree(item=item, school_says="Too thin", we_say="Right as it is", key=uuid4(), by=link, at=city.now)
    return calls.ended(call, city, link)


def lines_for(post):
    with acting_as(actor_of(post)):
        return {line.named_as for line in LetterLine.objects.all()}


def test_the_school_reads_what_was_said_agreed_and_seen_differently(signed_in, done, dsl):
    page = words_of(signed_in(dsl).get(at("our_letter", done.letter)))
    for words in (
        "Tired on Mondays",
        "Worse",
        "Why no help yet?",
        "This week",
        "Call the nurse",
        "Too thin",
        "A new lead in May",
    ):
        assert words in page
    with acting_as(dsl):
        assert Letter.objects.get().opened_by_id == dsl.pk


def test_the_letter_says_how_to_reach_who_called_or_where_that_is_said(signed_in, city, done, dsl):
    browser, page = signed_in(dsl), at("our_letter", done.letter)
    assert 'How to reach them: <a class="govuk-link" href="/who-to-talk-to/"' in words_of(browser.get(page))
    facts = {"about": "Lists", "telephone": "01632 960555", "email": "", "best_times": ""}
    with acting_as(actor_of(city.coordinator)) as by:
        name = by.membership.user.name
        who_to_talk_to.add(said=facts | {"name": name}, by=by, at=city.now)
    assert "01632 960555." in words_of(browser.get(page))


def test_what_was_agreed_earlier_stands_in_the_letter_as_it_is_now(signed_in, city, done, dsl, link):
    """It stood in the words of the letter alone, which go on saying that it is still to be done."""
    city.fortnight(2)
    call = calls.call_of(city, link, weeks=2)
    items = calls.begun(call, city, link)
    calls.said(items["Ada"], city, link, said="Sleeps better")
    calls.agreed(items["Ada"], city, link, what="Meet the father")
    second = calls.ended(call, city, link)
    page, browser = at("our_letter", second.letter), signed_in(dsl)
    assert "Agreed earlier" in words_of(browser.get(page)).split("Meet the father")[0]
    with acting_as(dsl):
        first = CallAction.objects.get(what="Call the nurse")
    assert "Done</strong>" not in words_of(browser.get(page))
    browser.post(at("our_agreed_done", first))
    stands = words_of(browser.get(page)).split("What was said")[0]
    assert stands.count("Call the nurse") == stands.count("Done</strong>") == 1


def test_lk_05_nothing_of_the_authoritys_alone_is_in_any_page_paper_mail_or_list_of_a_school(
    signed_in, city, done, dsl
):
    browser = signed_in(dsl)
    with acting_as(dsl):
        letter, lines = Letter.objects.get(), list(LetterLine.objects.order_by("order"))
    paths = [reverse("education:our_list"), at("our_letter", letter), "/today/", at("school_list", city.list_of(0))]
    texts = [words_of(browser.get(path)) for path in paths]
    texts.append(str(letter_pdf.data_of(letter, lines, reader="A reader", at=city.now)))
    city.fortnight(2)
    texts.append(words_of(browser.get(at("school_list", city.list_of(0, 2)))))
    with acting_as(dsl):
        texts += [
            str(list(model.objects.values()))
            for model in (Notification, OutboxMessage, Letter, LetterLine, CallAction, Disagreement)
        ]
    texts += [f"{sent.subject} {sent.body}" for sent in mail.outbox]
    assert "Tired on Mondays" in "".join(texts)
    assert [words for words in OURS for text in texts if words in text] == []


def test_lk_05_a_school_has_no_sight_of_the_call_itself_nor_of_any_note(city, done, dsl):
    with acting_as(dsl):
        assert [model.objects.count() for model in (Call, CallItem, CallNote, CallTry)] == [0, 0, 0, 0]
    with acting_as(actor_of(city.coordinator)):
        assert CallNote.objects.count() == 2


@pytest.mark.parametrize(
    "module", ["papers/letter_pdf.py", "calls/operations/letters.py", "models/agreements.py", "answers/list_rows.py"]
)
def test_lk_05_what_makes_letters_names_no_table_of_notes(module):
    tree = ast.parse((Path(education.__file__).parent / module).read_text())
    named = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    named |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert named & {"CallNote", "RowNote", "WorryCheck"} == set()


def test_on_paper_a_pupil_is_a_code_and_initials_and_the_paper_says_whose_it_is(signed_in, city, done, dsl):
    with acting_as(dsl):
        letter, lines = Letter.objects.get(), list(LetterLine.objects.order_by("order"))
        data = letter_pdf.data_of(letter, lines, reader="Sam Reader", at=city.now)
    assert "Example" not in str(data["lines"])
    assert data["lines"][0]["title"] == f"Row {lines[0].row_code}, A.E."
    assert "Sam Reader" in data["mark"]
    answer = signed_in(dsl).get(at("our_letter_pdf", letter))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert b"Example" not in answer.headers["Content-Disposition"].encode()


def test_mail_about_a_letter_says_nothing_of_anyone(city, done, dsl):
    with acting_as(dsl):
        told = [one.words for one in Notification.objects.all()]
    assert any("letter" in words for words in told)
    assert [words for words in told if "Ada" in words or "Tired" in words] == []


def test_before_it_is_sent_the_school_reads_no_letter_action_or_difference(city, call, link, dsl):
    item = calls.begun(call, city, link)["Ada"]
    calls.agreed(item, city, link)
    over = calls.ended(call, city, link, send=False)
    with acting_as(dsl):
        assert (Letter.objects.count(), CallAction.objects.count()) == (0, 0)
    with acting_as(link):
        letters.send(call=over, by=link, at=city.now)
    with acting_as(dsl):
        assert (Letter.objects.count(), CallAction.objects.count()) == (1, 1)


def test_a_letter_taken_back_is_closed_mended_and_sent_anew(signed_in, city, done, link, dsl):
    browser = signed_in(dsl)
    browser.get(at("our_letter", done.letter))
    desk = signed_in(link)
    item = calls.items_of_as(done, link)[0]
    assert desk.post(at("talk", item), {"said": "Too late", "act": "next", "idempotency": uuid4()}).status_code == 302
    with acting_as(link):
        assert CallItem.objects.get(pk=item.pk).said == "Tired on Mondays"
    desk.post(at("take_back_letter", done))
    assert signed_in(dsl).get(at("our_letter", done.letter)).status_code == 404
    signed_in(link).post(at("talk", item), {"said": "Tired on Tuesdays", "act": "next", "idempotency": uuid4()})
    signed_in(link).post(at("send_letter", done))
    page = words_of(signed_in(dsl).get(at("our_letter", done.letter)))
    assert "Tired on Tuesdays" in page
    assert "Tired on Mondays" not in page


def test_sg_16_the_line_of_a_pupil_who_leaves_is_masked_with_its_actions(city, done, pupil, dsl):
    assert lines_for(city.dsl[0]) == {"Ada Example", "The whole school"}
    with acting_as(make.intake()):
        pupil.enrolments.update(ends_on=city.today - timedelta(days=1))
    assert lines_for(city.dsl[0]) == {"The whole school"}
    with acting_as(dsl):
        assert (CallAction.objects.count(), Disagreement.objects.count()) == (0, 0)


def test_sg_16_sg_18_the_line_of_a_restricted_pupil_is_masked_for_school_and_co_ordinators(city, done, pupil):
    with acting_as(make.intake()), connection.cursor() as cursor:
        humans = [make.membership().user_id, make.membership().user_id]
        cursor.execute("select access.seal_row('person', %s, %s, 'a reason', true, null)", [pupil.pk, humans])
    assert lines_for(city.dsl[0]) == lines_for(city.coordinator) == {"The whole school"}
    with acting_as(actor_of(city.coordinator)):
        assert {item.kind for item in CallItem.objects.all()} == {"SCHOOL"}
        assert [note.words for note in CallNote.objects.all()] == [OURS[2]]


def test_the_letter_and_what_was_agreed_of_a_pupil_called_not_ours_are_masked_until_somebody_has_looked(
    signed_in, city, done, dsl
):
    """The list left the pupil out; the letter, its paper and Today went on saying what was said and agreed of her."""
    with acting_as(dsl) as by:
        of = SchoolList.objects.get()
        answers.open_list(school_list=of, by=by, at=city.now)
        row = ListRow.objects.select_related("list__area", "list__fortnight", "pupil").get()
        answers.answer(row=row, said=answers.Said(kind="NOT_OURS"), key=uuid4(), by=by, at=city.now)
        assert (CallAction.objects.count(), Disagreement.objects.count()) == (0, 0)
        said = Correction.objects.get()
    assert lines_for(city.dsl[0]) == {"The whole school"}
    assert lines_for(city.coordinator) == {"Ada Example", "The whole school"}
    browser = signed_in(dsl)
    for path in (at("our_letter", done.letter), "/today/"):
        assert "Call the nurse" not in words_of(browser.get(path)), path
    with acting_as(dsl) as by:
        answers.theirs_after_all(correction=said, by=by, at=city.now)
    assert lines_for(city.dsl[0]) == {"Ada Example", "The whole school"}


def test_the_childs_page_says_what_the_list_and_the_call_left_open_to_the_school_and_its_co_ordinators_alone(
    signed_in, city, done, dsl, link, pupil
):
    """The page of a child said "None that your role can see" to those who had agreed something of the child a minute before."""
    page = f"/people/{pupil.public_id}/"
    for who, where in ((dsl, at("our_letter", done.letter)), (link, at("call", done))):
        words = words_of(signed_in(who).get(page))
        for part in ("Fortnightly list and calls", "Child protection plan", "Call the nurse", "Too thin", where):
            assert part in words
        assert not any(ours in words for ours in OURS)
    screener = make.actor("mash_screener", of=city.front_door)
    assert "Fortnightly list and calls" not in words_of(signed_in(screener).get(page))
    with acting_as(make.intake()):
        pupil.enrolments.update(ends_on=city.today - timedelta(days=1))
    assert "Call the nurse" not in words_of(signed_in(dsl).get(page))


def _is_nobodys(signed_in, city, link):
    """What Today and the list of the co-ordinators say of something agreed whose pupil is no longer the school's."""
    browser, of_school = signed_in(link), SchoolList.objects.filter(team=city.schools[0])
    with acting_as(link):
        path = at("list", of_school.order_by("-fortnight__period").first())
    today, page = words_of(browser.get("/today/")), words_of(browser.get(path))
    return "Ada Example: who does this now?" in today and "Call the nurse" in today and "Too thin" in today, (
        "The school reads it no more" in page
    )


def test_sg_09_what_was_agreed_of_a_pupil_who_leaves_is_the_co_ordinators_until_it_is_done(
    signed_in, city, done, link, pupil
):
    """The school read it no more (SG-16), no later call came to it, and it was on nobody's Today."""
    assert _is_nobodys(signed_in, city, link) == (False, False)
    with acting_as(make.intake()):
        pupil.enrolments.update(ends_on=city.today - timedelta(days=1))
    city.build(2)
    assert _is_nobodys(signed_in, city, link) == (True, True)
    with acting_as(link):
        actions.do(action=CallAction.objects.get(), by=link, at=city.now)
        actions.settle(disagreement=Disagreement.objects.get(), outcome="PARTLY", words="Agreed", by=link, at=city.now)
    assert _is_nobodys(signed_in, city, link) == (False, False)


def test_sg_09_what_was_agreed_is_the_co_ordinators_on_the_last_day_already_and_of_the_cover(
    signed_in, city, done, link, pupil
):
    with acting_as(make.intake()):
        pupil.enrolments.update(ends_on=city.today)
    city.place(pupil, 0, since=city.today, verified=False)  # a claim of the school's that nobody has confirmed
    assert _is_nobodys(signed_in, city, link) == (True, True)


def test_sg_09_what_was_agreed_of_a_pupil_called_not_ours_is_the_co_ordinators_at_once(
    signed_in, city, done, dsl, link
):
    with acting_as(dsl) as by:
        answers.open_list(school_list=SchoolList.objects.get(), by=by, at=city.now)
        row = ListRow.objects.select_related("list__area", "list__fortnight", "pupil").get()
        answers.answer(row=row, said=answers.Said(kind="NOT_OURS"), key=uuid4(), by=by, at=city.now)
    assert _is_nobodys(signed_in, city, link) == (True, True)
    assert "says the pupil is not on its roll" in words_of(signed_in(link).get("/today/"))
    with acting_as(link):
        said = Correction.objects.get()
    assert "Call the nurse" in words_of(signed_in(link).get(at("correction", said)))


def _declares(city, post, child):
    with acting_as(actor_of(post)) as by:
        facts = {"forename": child.forename, "surname": child.surname, "born": child.born_on}
        conflicts.declare(kind="CHILD", said=facts, by=by, at=city.now, key=uuid4())


def test_sg_16_a_lead_who_is_the_pupils_relative_finds_neither_line_nor_action_nor_count(signed_in, city, done, pupil):
    _declares(city, city.dsl[0], pupil)
    assert (lines_for(city.dsl[0]), lines_for(city.deputies[0])) == (
        {"The whole school"},
        {"Ada Example", "The whole school"},
    )
    page = words_of(signed_in(actor_of(city.dsl[0])).get(at("our_letter", done.letter)))
    assert "Ada" not in page
    assert "Call the nurse" not in page
    assert "Call the nurse" not in words_of(signed_in(actor_of(city.dsl[0])).get("/today/"))


def test_sg_16_the_call_says_with_whom_a_pupil_is_not_talked_about(signed_in, city, call, link, pupil):
    _declares(city, city.dsl[0], pupil)
    item = calls.begun(call, city, link)["Ada"]
    assert f"Not with {city.dsl[0].user.name}" in words_of(signed_in(link).get(at("talk", item)))
    calls.said(item, city, link, said="Words")
    assert f"Ada Example: not with {city.dsl[0].user.name}" in words_of(signed_in(link).get(at("end_call", call)))


def test_scenario_h_a_pupil_who_moved_since_is_not_talked_about(city, call, link, pupil):
    with acting_as(make.intake()):
        pupil.enrolments.update(ends_on=city.today - timedelta(days=1))
    assert set(calls.begun(call, city, link)) == {"SCHOOL"}
    with acting_as(link):
        row = call.school_list.rows.select_related("pupil").get()
        with pytest.raises(call_operations.NoLongerTheirs):
            call_operations.also(call=call, row=row, by=link, at=city.now)


def test_an_action_open_keeps_the_co_ordinators_sight_of_the_pupil_until_it_is_done(city, done, link, pupil):
    city.says()
    city.fortnight(2)
    city.fortnight(4)
    with acting_as(link):
        action = CallAction.objects.get()
        actions.do(action=action, by=link, at=city.now)
        actions.settle(disagreement=Disagreement.objects.get(), outcome="PARTLY", words="Agreed", by=link, at=city.now)
    city.fortnight(6)
    city.fortnight(8)
    with acting_as(link):
        assert CallAction.objects.count() == 0


def test_the_school_says_what_it_has_done(signed_in, city, done, dsl, link):
    with acting_as(dsl):
        action = CallAction.objects.get()
    assert "Call the nurse" in words_of(signed_in(dsl).get("/today/"))
    signed_in(dsl).post(at("our_agreed_done", action))
    with acting_as(link):
        assert CallAction.objects.get().done_by_id == dsl.pk


def test_a_worry_of_the_school_is_talked_about_and_says_nothing_of_what_was_found_sg_17(signed_in, city, link, dsl):
    city.says(Standing(city.pupil("Bo").pk, "CIN"))
    city.fortnight(0)
    ned = city.pupil("Ned")
    with acting_as(dsl):
        worries.tell(
            school_list=city.list_of(0),
            told=worries.Told("Quiet", False, person=ned),
            key=uuid4(),
            by=dsl,
            at=city.now,
        )
    call = calls.call_of(city, link)
    items = calls.begun(call, city, link)
    with acting_as(link):
        worries.check(worry=items["WORRY"].worry, found="Known to the nurse", by=link, at=city.now)
    page = words_of(signed_in(link).get(at("talk", items["WORRY"])))
    assert "do not say whether the pupil is known" in page
    calls.said(items["WORRY"], city, link, said="He is quiet at lunch")
    over = calls.ended(call, city, link)
    page = words_of(signed_in(dsl).get(at("our_letter", over.letter)))
    assert "He is quiet at lunch" in page
    assert "Known to the nurse" not in page
