"""The queue of pairs on its pages: comparing, deciding, merging with one question, parting, undoing."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import Capacity, Participant
from breakwater.casework.chronology import operations as chronology
from breakwater.casework.models import Case, ChronologyEntry
from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.duplicates.operations import merging, reviewing
from breakwater.partnership.people.models import Merge, PairDecision, PairToReview, Person
from breakwater.partnership.people.records.operations import circumstances, people, restrictions
from breakwater_dev.testing import factories as make

REASONS = [
    {"text": "The same date of birth", "side": "for", "weight": 11.0},
    {"text": "The surname sounds the same", "side": "for", "weight": 5.0},
    {"text": "Another postcode", "side": "against", "weight": 2.0},
]

BORN = PartDate(2014, 2, 3)
QUESTION = re.compile(r'(?<=name=")later-[^"]+')


@pytest.fixture
def manager(db):
    return make.actor("mash_manager")


@pytest.fixture
def browser(signed_in, manager):
    return signed_in(manager)


def enter(forename="Leo", surname="Karter", *, street=1, born=BORN):
    with acting_as(make.intake()) as by:
        now = timezone.now()
        one = people.enter_person(
            area=make.area(), facts=people.NewPerson(forename=forename, surname=surname, born=born), by=by, at=now
        )
        circumstances.move_to(
            person=one, home=circumstances.Home(lines=f"{street} Sea Road", postcode="PO4 8AA"), by=by, at=now
        )
        return one


def pair_of(one, two, **facts):
    facts = {"probability": 0.9, "reasons": REASONS, "model_version": "1"} | facts
    with acting_as(make.intake()) as by:
        reviewing.suggest(
            area=make.area(),
            pairs=[reviewing.Suggestion(one.pk, two.pk, **facts)],
            source="BATCH",
            by=by,
            at=timezone.now(),
        )
        return PairToReview.objects.get(left=min(one.pk, two.pk), right=max(one.pk, two.pk))


def address(name, record, *more):
    return reverse(f"casework:{name}", args=[record.public_id, *more])


def send(browser, where, **answers):
    return browser.post(where, {"idempotency": str(uuid4()), **answers}, follow=True)


def words(answer) -> str:
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def test_the_list_of_pairs_asks_the_database_the_same_number_of_questions_for_one_pair_and_for_three(browser):
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert "Karter" in words(browser.get(reverse("casework:pairs")))
        return len(asked)

    pair_of(enter(), enter("Leo", "Carter"))
    questions()
    one = questions()
    for _ in range(2):
        pair_of(enter(), enter("Leo", "Carter"))
    assert questions() == one


def test_the_page_of_a_pair_marks_what_differs_and_says_why_with_household_and_rivals(browser, manager):
    one, other, third = enter(), enter("Leo", "Carter"), enter("Leon", "Carter", street=9)
    mother = enter("Mo", "Karter", born=None)
    with acting_as(make.intake()) as by:
        circumstances.relate(person=mother, other=one, code="MTH", by=by, at=timezone.now())
    pair_of(other, third)
    page = words(browser.get(address("pair", pair_of(one, other))))
    for said in (
        "Differs",
        "Same",
        "The surname sounds the same",
        "mother of Leo Karter",
        "Leon Carter",
        "1 Sea Road",
        "<svg",
    ):
        assert said in page, said
    assert "90" not in page.split("<main")[1].split("Household")[0] or "0.9" not in page


def test_sg_32_a_key_only_selects_and_merging_asks_once_with_what_will_be_together(browser):
    one, other = enter(), enter("Leo", "Carter")
    pair = pair_of(one, other)
    page = words(browser.get(address("pair", pair)))
    for key in ("s", "n", "u"):
        marked = page.split(f'data-bw-key="{key}"')[0].rsplit("<", 1)[1]
        assert marked.startswith("input"), marked
        assert 'type="radio"' in marked
    check = words(send(browser, address("pair", pair), answer="SAME", because="the school says so"))
    assert "This will be one record" in check
    assert "Addresses" in check
    assert "the school says so</textarea>" in check
    assert f'action="{address("pair_merge", pair)}"' in check
    with acting_as(make.intake()):
        assert not Merge.objects.exists()
    page = words(send(browser, address("pair_merge", pair), kept=one.public_id, because="the school says so"))
    assert "Other records of this person" in page
    assert "Leo Carter, born 3 February 2014" in page
    assert "1 Sea Road, PO4 8AA" in page
    assert "1 Sea Road, PO4 8AA; " not in page  # one home of both stands once


def test_two_records_of_one_name_and_birth_are_told_apart_where_one_is_chosen(browser):
    pair = pair_of(enter(), enter())
    page = words(browser.get(address("pair_merge", pair)))
    choices = re.findall(r'<label class="govuk-label govuk-radios__label"[^>]*>\s*(.*?)\s*</label>', page, re.S)
    assert len(choices) == len(set(choices)) == 2


def test_a_decision_is_a_row_that_can_be_taken_back_and_keeps_what_the_model_said(browser, manager):
    pair = pair_of(enter(), enter("Leo", "Carter"))
    assert "Take this back" in words(send(browser, address("pair", pair), answer="NOT_SAME", because="brothers"))
    assert "No pair wants a decision" in words(browser.get(reverse("casework:pairs")))
    with acting_as(manager):
        label = next(reviewing.labels(area=make.area()))
        assert (label.same, label.probability, label.model_version) == (False, 0.9, "1")
    assert "in the queue again" in words(browser.post(address("pair_take_back", pair), follow=True))
    with acting_as(manager):
        assert PairToReview.objects.get().state == "WAITING"
        assert PairDecision.objects.get().undone_at is not None
        assert not list(reviewing.labels(area=make.area()))


def test_the_same_decision_sent_twice_is_one(browser, manager):
    pair = pair_of(enter(), enter("Leo", "Carter"))
    form = {"idempotency": str(uuid4()), "answer": "UNSURE", "because": "ask the school"}
    for _ in range(2):
        browser.post(address("pair", pair), form)
    with acting_as(manager):
        assert PairDecision.objects.count() == 1
        assert PairToReview.objects.get().state == "UNSURE"


def test_on_the_day_of_a_move_a_persons_page_says_the_new_address_alone(browser, manager):
    one = enter()
    with acting_as(manager) as by:
        circumstances.move_to(
            person=one, home=circumstances.Home(lines="9 Later Lane", postcode="PO1 1AA"), by=by, at=timezone.now()
        )
    page = words(browser.get(address("person", one)))
    assert "9 Later Lane" in page
    assert "Sea Road" not in page


def test_a_merge_is_parted_from_the_persons_page_with_a_question_for_what_was_recorded_since(browser, manager):
    one, other = enter(), enter("Leo", "Carter")
    pair = pair_of(one, other)
    send(browser, address("pair_merge", pair), kept=one.public_id, because="one child")
    assert browser.get(address("person", other)).url == address("person", one)
    with acting_as(manager) as by:
        circumstances.add_contact(person=one, kind="PHONE", value="01632 960001", by=by, at=timezone.now())
        made = Merge.objects.get()
    assert address("merged", made) in words(browser.get(address("person", one)))
    page = words(browser.get(address("merged", made)))
    assert "Telephone: 01632 960001" in page
    assert "Choose whose this is: Telephone: 01632 960001" in words(
        send(browser, address("merged", made), because="two brothers")
    )
    answer = {QUESTION.search(page)[0]: "other"}
    after = words(send(browser, address("merged", made), because="two brothers", **answer))
    assert "01632 960001" in after
    assert "Two people" in after
    with acting_as(manager):
        assert Person.objects.get(pk=other.pk).contacts.count() == 1
        assert PairToReview.objects.get().state == "NOT_SAME"
        assert [label.same for label in reviewing.labels(area=make.area())] == [False]


def test_an_answer_stays_with_its_question_whatever_is_recorded_or_goes_meanwhile(browser, manager):
    one, other = enter(), enter("Leo", "Carter")
    send(browser, address("pair_merge", pair_of(one, other)), kept=one.public_id, because="one child")
    with acting_as(manager) as by:
        gone, stays = (
            circumstances.add_contact(person=one, kind="PHONE", value=f"01632 96000{number}", by=by, at=timezone.now())
            for number in (1, 2)
        )
        made = Merge.objects.get()
    first, second = QUESTION.findall(words(browser.get(address("merged", made))))[::2]
    answers = {first: "other", second: "kept", "because": "two brothers"}
    with acting_as(manager) as by:
        gone.delete()
    again = words(send(browser, address("merged", made), **answers))
    assert "What was recorded has changed since you opened this page" in again
    assert first not in again
    with acting_as(manager) as by:
        circumstances.add_contact(person=one, kind="PHONE", value="01632 960003", by=by, at=timezone.now())
    assert "Choose whose this is" in words(send(browser, address("merged", made), because="x", **{second: "kept"}))
    with acting_as(manager):
        assert Merge.objects.get().undone_at is None
        assert stays.person_id == one.pk


def test_sg_18_parting_says_nothing_of_how_many_facts_go_as_not_all_are_for_every_reader(browser, manager):
    one, other = enter(), enter("Leo", "Carter")
    send(browser, address("pair_merge", pair_of(one, other)), kept=one.public_id, because="one child")
    with acting_as(manager):
        made = Merge.objects.get()
    page = words(browser.get(address("merged", made)))
    assert "before the merge goes back to that record" in page
    assert not re.search(r"\d+ facts? go", page)


def test_sg_13_a_pair_of_which_one_is_guarded_later_is_nowhere_any_more_even_for_its_readers(
    browser, manager, signed_in
):
    one, other, third = enter(), enter("Leo", "Carter"), enter("Leon", "Carter")
    pair, beside = pair_of(one, other), pair_of(other, third)
    readers = [make.actor("mash_manager", of=manager.membership.team) for _ in range(2)]
    with acting_as(manager) as by:
        restrictions.restrict(
            person=one,
            readers=[reader.membership for reader in readers],
            reason="safety",
            by=by,
            at=timezone.now(),
            breakable=False,
        )
    reader = signed_in(readers[0])
    for name in ("pair", "pair_merge"):
        assert reader.get(address(name, pair)).status_code == 404
    for where in (
        reverse("casework:pairs"),
        reverse("casework:pairs") + "?state=SAME",
        address("pair", beside),
        "/today/",
    ):
        assert "Karter" not in words(reader.get(where, follow=True)), where
    with acting_as(readers[0]) as by, pytest.raises(reviewing.SettledAlready):
        reviewing.say_unsure(pair=pair, by=by, at=timezone.now(), key=uuid4())


def test_a_pair_parted_by_mistake_is_taken_back_and_merged_again(browser, manager):
    one, other = enter(), enter("Leo", "Carter")
    pair = pair_of(one, other)
    send(browser, address("pair_merge", pair), kept=one.public_id, because="one child")
    with acting_as(manager):
        made = Merge.objects.get()
    send(browser, address("merged", made), because="two brothers")
    assert "Take this back" in words(browser.get(address("pair", pair)))
    assert "in the queue again" in words(browser.post(address("pair_take_back", pair), follow=True))
    assert "one now" in words(send(browser, address("pair_merge", pair), kept=one.public_id, because="one after all"))
    with acting_as(manager):
        assert Merge.objects.filter(undone_at=None).count() == 1


def test_taking_back_an_unsure_word_leaves_the_pair_waiting_for_its_second_person(browser, manager, signed_in):
    one, other = enter(), enter("Leo", "Carter")
    with acting_as(make.intake()) as by:
        for person, number in ((one, "9990000018"), (other, "9990000026")):
            people.add_identifier(person=person, scheme="NHS", value=number, by=by, at=timezone.now())
    pair = pair_of(one, other)
    send(browser, address("pair_merge", pair), kept=one.public_id, because="the mother says so")
    second = signed_in(make.actor("mash_manager", of=manager.membership.team))
    send(second, address("pair", pair), answer="UNSURE", because="ask the clinic")
    with acting_as(manager):
        assert not list(reviewing.labels(area=make.area()))
    second.post(address("pair_take_back", pair))
    with acting_as(manager):
        assert PairToReview.objects.get().state == "SECOND"
    assert "the mother says so" in words(second.get(address("pair_merge", pair)))


def test_different_numbers_wait_for_a_second_person_who_is_another(browser, manager, signed_in):
    one, other = enter(), enter("Leo", "Carter")
    with acting_as(make.intake()) as by:
        for person, number in ((one, "9990000018"), (other, "9990000026")):
            people.add_identifier(person=person, scheme="NHS", value=number, by=by, at=timezone.now())
    pair = pair_of(one, other)
    where = address("pair_merge", pair)
    assert "second person" in words(send(browser, where, kept=one.public_id, because="the mother says so"))
    assert "someone else must agree" in words(send(browser, where, kept=one.public_id, because="I am sure"))
    second = signed_in(make.actor("mash_manager", of=manager.membership.team))
    assert "the mother says so" in words(second.get(where))
    assert "one now" in words(send(second, where, kept=one.public_id, because="two letters from one clinic"))
    with acting_as(manager):
        made = Merge.objects.get()
        assert (made.because, made.second_because) == ("the mother says so", "two letters from one clinic")


def test_sg_18_the_page_of_a_pair_with_a_restricted_record_is_not_there_for_who_may_not_see_both(
    browser, manager, signed_in
):
    one, other = enter(), enter("Leo", "Carter")
    pair = pair_of(one, other)
    readers = [make.actor("mash_manager", of=manager.membership.team) for _ in range(2)]
    with acting_as(manager) as by:
        restrictions.restrict(
            person=one, readers=[reader.membership for reader in readers], reason="safety", by=by, at=timezone.now()
        )
    for where in (address("pair", pair), address("pair_merge", pair)):
        assert browser.get(where).status_code == 404
        assert signed_in(readers[0]).get(where).status_code == 200
    assert "Karter" not in words(browser.get(reverse("casework:pairs")))
    assert "Karter" in words(signed_in(readers[0]).get(reverse("casework:pairs")))


def test_cases_and_chronology_go_with_the_child_they_were_opened_about(manager):
    one, other = enter(), enter("Leo", "Carter")
    team = make.team("Assessment", service="assessment")
    now = timezone.now() - timedelta(hours=3)
    with acting_as(make.intake()) as by:
        old, shared = (
            cases.open_case(
                kind="referral",
                area=make.area(),
                team=team,
                by=by,
                at=now,
                people=[(child, Capacity.CHILD) for child in about],
            )
            for about in ([other], [one, other])
        )
        made = merging.merge(kept=one, other=other, because="one child", by=by, at=now, key=uuid4())
        new = cases.open_case(
            kind="referral", area=make.area(), team=team, by=by, at=now, people=[(one, Capacity.CHILD)]
        )
        for case in (old, new):
            chronology.record(case=case, person=one, kind="visit", what="Home visit", by=by, at=now)
        assert {part.person_id for part in Participant.objects.filter(case__in=[old, new])} == {one.pk}
        asked = merging.parting_of(made).unclear
        assert [later.case for later in asked] == [new.pk]
        merging.unmerge(merge=made, because="two children", by=by, at=now, theirs=[])
        assert set(Case.objects.filter(participants__person=other)) == {old, shared}
        assert set(Case.objects.filter(participants__person=one)) == {new, shared}
        assert ChronologyEntry.objects.get(case=old).person_id == other.pk
        assert ChronologyEntry.objects.get(case=new).person_id == one.pk


def two_people(manager, probability):
    """A pair of two children, of whom `manager` said that they are two."""
    pair = pair_of(enter(), enter("Leo", "Carter"), probability=probability)
    with acting_as(manager) as by:
        reviewing.say_two_people(pair=pair, by=by, at=timezone.now(), key=uuid4())


def test_the_queues_keeper_reads_what_was_decided_beside_what_was_said(browser, manager):
    where = reverse("casework:pairs_how_sure")
    assert "No pair has been decided yet" in words(browser.get(where))
    two_people(manager, 0.9)
    page = words(browser.get(where))
    assert "Only 1 decided so far" in page
    assert "0 of 1" in page
    assert "80% to 95%" in page
    for _ in range(10):
        two_people(manager, 0.9)
    page = words(browser.get(where))
    assert "less often than the comparison said: 0%, said 90%" in page
    assert "So far 11 are decided: 0 the same person, 11 two people" in page
    assert "Karter" not in page
    assert "Carter" not in page


def test_sg_13_a_pair_of_a_restricted_record_is_in_no_count(browser, manager, signed_in):
    one, other = enter(), enter("Leo", "Carter")
    pair = pair_of(one, other)
    with acting_as(manager) as by:
        reviewing.say_two_people(pair=pair, by=by, at=timezone.now(), key=uuid4())
    where = reverse("casework:pairs_how_sure")
    assert "Only 1 decided" in words(browser.get(where))
    readers = [make.actor("mash_manager", of=manager.membership.team) for _ in range(2)]
    with acting_as(manager) as by:
        restrictions.restrict(
            person=one,
            readers=[reader.membership for reader in readers],
            reason="safety",
            by=by,
            at=timezone.now(),
            breakable=False,
        )
    for reader in (browser, signed_in(readers[0])):
        assert "No pair has been decided yet" in words(reader.get(where))


def test_how_sure_asks_as_many_questions_whatever_was_decided(browser, manager):
    where = reverse("casework:pairs_how_sure")
    two_people(manager, 0.9)
    asked = []
    for more in (0, 5):
        for _ in range(more):
            two_people(manager, 0.5)
        browser.get(where)  # the drawing of these figures is kept
        with CaptureQueriesContext(connection) as found:
            browser.get(where)
        asked.append(len(found))
    assert asked[0] == asked[1]


def test_how_sure_is_for_those_who_review_pairs(signed_in):
    assert signed_in(make.actor("dsl")).get(reverse("casework:pairs_how_sure")).status_code == 403
