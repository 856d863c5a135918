"""An area's own versions of forms: drafts, protected questions, trials, releases; old answers read as they were given."""

import copy
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from breakwater.casework.models import Answers, FormDraft, FormInForce, FormVersion
from breakwater.casework.recording import answers as recording_answers
from breakwater.casework.recording import export
from breakwater.casework.recording import operations as recording
from breakwater.casework.recording.editing import changes, trials
from breakwater.casework.recording.editing import operations as keeping
from breakwater.casework.recording.editing.definition import NotPossible, find, read
from breakwater.casework.recording.editing.differences import differences
from breakwater.casework.recording.editing.examples import examples
from breakwater.casework.recording.editing.overview import overview
from breakwater.casework.recording.parser import parse
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.area_versions import AT, DATA, KEY, draft_of, edit, release


def labels(at=AT):
    form = recording.current_form(KEY, area=make.area(), at=at)
    return [question.label for _, question in form.questions()]


def test_a_version_holds_from_its_day_in_its_area_alone_and_nothing_else_changes(keeper):
    draft = draft_of(keeper)
    edit(draft, keeper, changes.say_words, "why_red", label="What makes it red?")
    release(draft, keeper, on=timezone.localdate() + timedelta(days=30))
    assert "Why red?" in labels(), "not yet"
    assert "What makes it red?" in labels(at=AT + timedelta(days=31))
    elsewhere = recording.current_form(KEY, area=make.area("850", "Hampshire"), at=AT + timedelta(days=31))
    assert "Why red?" in [question.label for _, question in elsewhere.questions()]
    assert not FormDraft.objects.exists()


def test_a_release_is_made_once_however_often_it_is_sent(keeper):
    draft, key = draft_of(keeper), uuid4()
    edit(draft, keeper, changes.say_words, "why_red", label="What makes it red?")
    first = release(draft, keeper, key=key)
    again = keeping.release(
        draft=draft, revision=9, starts_on=timezone.localdate(), note="x", key=key, by=keeper, at=AT
    )
    assert (again.pk, FormVersion.objects.filter(area=make.area(), form__key=KEY).count()) == (first.pk, 1)


def test_rolling_back_adds_a_row_and_deletes_none(keeper):
    product = recording.current_version(KEY, area=make.area(), at=AT)
    draft = draft_of(keeper)
    edit(draft, keeper, changes.say_words, "why_red", label="What makes it red?")
    mine = release(draft, keeper).version
    later = AT + timedelta(minutes=1)
    keeping.roll_back(version=product, area=make.area(), note="Too soon", key=uuid4(), by=keeper, at=later)
    assert recording.current_version(KEY, area=make.area(), at=later) == product
    assert FormVersion.objects.filter(pk=mine.pk).exists()
    assert FormInForce.objects.filter(form__key=KEY).count() == 2
    keeping.roll_back(
        version=mine, area=make.area(), note="After all", key=uuid4(), by=keeper, at=later + timedelta(minutes=1)
    )
    assert recording.current_version(KEY, area=make.area(), at=later + timedelta(minutes=2)) == mine
    with pytest.raises(keeping.NothingChanged):
        keeping.roll_back(
            version=mine, area=make.area(), note="x", key=uuid4(), by=keeper, at=later + timedelta(minutes=3)
        )


def test_what_is_dated_ahead_can_be_called_off_until_it_begins(keeper):
    draft = draft_of(keeper)
    edit(draft, keeper, changes.say_words, "why_red", label="What makes it red?")
    row = release(draft, keeper, on=timezone.localdate() + timedelta(days=30))
    keeping.call_off(row=row, by=keeper, at=AT)
    assert "Why red?" in labels(at=AT + timedelta(days=40))
    with pytest.raises(keeping.BegunAlready):
        keeping.call_off(row=row, by=keeper, at=AT + timedelta(days=60))


@pytest.mark.parametrize("days", [-1, 800])
def test_a_version_begins_today_or_later_and_not_in_years(keeper, days):
    draft = draft_of(keeper)
    edit(draft, keeper, changes.say_words, "why_red", label="Other")
    with pytest.raises(keeping.NotThatDay):
        release(draft, keeper, on=timezone.localdate() + timedelta(days=days))


PROTECTED = [
    (changes.retire, ("worry",), {}, "cannot be taken out"),
    (changes.set_kind, ("worry", "text"), {}, "answered in the same way"),
    (
        changes.set_answer,
        ("worry", changes.AnswerRules("never", [], "workers")),
        {},
        "must still be answered",
    ),
    (
        changes.set_answer,
        ("worry", changes.AnswerRules("always", [], "family")),
        {},
        "shown to the same people",
    ),
    (changes.move_to_page, ("worry", "two"), {}, "stays on “One”"),
    (changes.retire_choice, ("colour", "blue"), {}, "must keep the choice “Blue”"),
]


@pytest.mark.parametrize(("change", "arguments", "words", "said"), PROTECTED)
def test_what_rooms_rely_on_stays_and_the_refusal_says_why(keeper, change, arguments, words, said):
    draft = draft_of(keeper)
    with pytest.raises(NotPossible) as refusal:
        edit(draft, keeper, change, *arguments, **words)
    assert said in refusal.value.words
    assert any(why in refusal.value.words for why in ("The board shows it", "The clock follows it"))


def test_words_and_further_choices_of_a_protected_question_are_the_areas_own(keeper):
    draft = draft_of(keeper)
    edit(draft, keeper, changes.say_words, "worry", label="What worries you?")
    edit(draft, keeper, changes.say_choice, "colour", "", label="Sea blue")
    form = keeping.form_of(FormDraft.objects.get())
    assert form.page("one").questions[1].option_words["sea_blue"] == "Sea blue"


REFUSED = [
    (changes.move, ("why_red",), {"past": "colour"}, "before the answer that decides"),
    (changes.retire_choice, ("colour", "red"), {}, "shown by a choice that would be gone"),
    (changes.retire, ("children",), {}, "decides whether “How many” is shown"),
    (changes.set_kind, ("born", "number"), {}, "cannot become that"),
    (changes.say_choice, ("colour", ""), {"label": "red"}, "these words already"),
    (changes.set_when, ("count", {"question": "nobody", "is": "x"}), {}, "refers to this question"),
    (changes.set_when, ("worry", {"question": "colour", "is": "red"}), {}, "before the answer that decides"),
]


@pytest.mark.parametrize(("change", "arguments", "words", "said"), REFUSED)
def test_a_change_that_would_leave_the_form_unsound_is_refused_in_plain_words(keeper, change, arguments, words, said):
    draft = draft_of(keeper)
    with pytest.raises(NotPossible) as refusal:
        edit(draft, keeper, change, *arguments, **words)
    assert said in refusal.value.words
    assert FormDraft.objects.get().definition == draft.definition


def test_a_retired_question_comes_back_as_it_was_and_its_key_means_nothing_else(keeper):
    draft = draft_of(keeper)
    draft = edit(draft, keeper, changes.retire, "why_red")
    assert list(keeping.retired(draft)) == ["why_red"]
    taken = keeping.keys_ever(draft.form, draft.area)
    draft = edit(
        draft,
        keeper,
        changes.add,
        page="one",
        group="",
        question={"kind": "text", "label": "Why red"},
        after="",
        taken=taken,
    )
    assert "why_red_2" in changes.keys_in(keeping.data_of(draft))
    draft = edit(draft, keeper, changes.bring_back, keeping.retired(draft)["why_red"], "one")
    assert find(keeping.data_of(draft), "why_red").question["when"] == {"question": "colour", "is": "red"}


def test_two_editors_lose_nothing_of_each_others(keeper):
    draft = draft_of(keeper)

    def piece(data):
        return find(data, "why_red").question

    seen = keeping.fingerprint(piece(keeping.data_of(draft)))
    edit(draft, keeper, changes.say_words, "why_red", label="Theirs")
    edit(draft, keeper, changes.say_words, "count", label="Another piece")
    with pytest.raises(keeping.ChangedMeanwhile):
        keeping.change(
            draft=draft,
            edit=lambda data: changes.say_words(data, "why_red", label="Mine"),
            key=uuid4(),
            by=keeper,
            at=AT,
            piece=piece,
            seen=seen,
        )
    now = FormDraft.objects.get()
    assert [find(keeping.data_of(now), key).question["label"] for key in ("why_red", "count")] == [
        "Theirs",
        "Another piece",
    ]
    with pytest.raises(keeping.ChangedMeanwhile):
        keeping.release(
            draft=draft, revision=1, starts_on=timezone.localdate(), note="x", key=uuid4(), by=keeper, at=AT
        )


def test_a_change_sent_twice_is_made_once(keeper):
    draft, key = draft_of(keeper), uuid4()
    edit(draft, keeper, changes.move, "colour", past="worry", key=key)
    edit(draft, keeper, changes.move, "colour", past="worry", key=key)
    assert [each.key for each in keeping.form_of(FormDraft.objects.get()).page("one").questions][:2] == [
        "colour",
        "worry",
    ]


def test_the_difference_is_told_question_by_question_in_words(keeper):
    draft = draft_of(keeper)
    edit(draft, keeper, changes.say_words, "worry", label="What worries you?")
    edit(draft, keeper, changes.say_choice, "colour", "blue", label="Light blue")
    edit(draft, keeper, changes.retire, "why_red")
    draft = edit(
        draft,
        keeper,
        changes.add,
        page="two",
        group="",
        question={"kind": "yes_no", "label": "Is it warm?"},
        after="",
        taken=set(),
    )
    told = [
        (each.how, each.words, [f"{line.what}: {line.was} > {line.now}" for line in each.lines])
        for each in differences(parse(DATA, key=KEY), keeping.form_of(draft))
    ]
    assert told == [
        ("Changed", "What worries you?", ["Question: What is the worry? > What worries you?"]),
        ("Changed", "Which colour?", ["Choice reworded: Blue > Light blue"]),
        ("Added", "Is it warm?", ["Answered by:  > Yes or no", "Choices:  > Yes, No"]),
        ("Retired", "Why red?", []),
    ]


def test_a_kept_trial_must_still_pass_before_a_release(keeper):
    draft = draft_of(keeper)
    values = {"worry": "Cold house", "colour": "red", "why_red": "Paint", "children": [{"name": "Invented"}]}
    trial = keeping.keep_trial(draft=draft, title="Red", values=values, key=uuid4(), by=keeper, at=AT)
    assert (trial.recorded["count"], trial.open) == (1, [])
    edit(draft, keeper, changes.retire, "why_red")
    draft.refresh_from_db()
    with pytest.raises(keeping.NotReady) as refusal:
        release(draft, keeper)
    assert "The test “Red” fails: The answer to “why red” is not recorded any more" in refusal.value.reasons[0]
    keeping.accept_trial(trial=trial, draft=FormDraft.objects.get(), by=keeper, at=AT)
    assert release(draft, keeper).version.number == 1


def test_a_question_that_must_now_be_answered_fails_a_trial_and_a_new_one_that_need_not_be_does_not(keeper):
    form = parse(DATA, key=KEY)
    kept = trials.outcome(form, {"worry": "W"}, on=AT.date())
    more = copy.deepcopy(DATA)
    more["pages"][0]["questions"].append({"key": "extra", "kind": "text", "label": "More?"})
    assert trials.fails(read(KEY, more), {"worry": "W"}, kept.recorded, kept.open, on=AT.date()) == []
    more["pages"][0]["questions"][-1]["required"] = "always"
    assert trials.fails(read(KEY, more), {"worry": "W"}, kept.recorded, kept.open, on=AT.date()) == [
        "“More?” now has to be answered"
    ]


def test_whoever_is_answering_while_a_version_is_released_goes_on_with_theirs(keeper):
    post = keeper.membership
    answers = recording.start(KEY, recording.Holder(area=make.area(), user=post.user, team=post.team), by=keeper, at=AT)
    begun = recording.begin_values(answers.version, {"worry": "Words", "why_red": "Because", "colour": "red"})
    draft = draft_of(keeper)
    edit(draft, keeper, changes.retire, "why_red")
    release(draft, keeper)
    kept = recording.save_page(
        answers, "one", {"worry": "W", "colour": "red", "why_red": "Paint"}, revision=1, by=keeper, at=AT
    )
    assert recording.complete(kept, by=keeper, at=AT).values["why_red"] == "Paint"
    of_the_public = recording.record(KEY, begun, recording.Holder(area=make.area(), user=post.user), by=keeper, at=AT)
    assert (of_the_public.version_id, of_the_public.values["why_red"]) == (answers.version_id, "Because")


@pytest.mark.slow
def test_five_thousand_old_answers_still_read_as_they_were_given(keeper):
    post, old = keeper.membership, recording.current_version(KEY, area=make.area(), at=AT)
    colours = ("red", "blue", "green")
    Answers.objects.bulk_create(
        Answers(
            version=old,
            area=make.area(),
            user=post.user,
            team=post.team,
            started_at=AT,
            saved_at=AT,
            completed_at=AT,
            status="COMPLETE",
            by=keeper,
            values={
                "worry": f"Worry {n}",
                "colour": colours[n % 3],
                **({"why_red": f"Because {n}"} if n % 3 == 0 else {}),
                "children": [{"name": f"Child {n}"}],
                "count": 1,
            },
        )
        for n in range(5000)
    )

    def everything():
        rows = Answers.objects.filter(version=old).select_related("version__form").order_by("pk")
        return [
            (
                [(row.key, row.question, row.value) for part in recording.read(each) for row in part.rows],
                list(export.rows_of(each)),
            )
            for each in rows
        ]

    before = everything()
    draft = draft_of(keeper)
    for change, arguments, words in (
        (changes.retire, ("why_red",), {}),
        (changes.say_words, ("worry",), {"label": "Another question altogether?"}),
        (changes.say_choice, ("colour", "blue"), {"label": "Azure"}),
        (changes.move_page, ("two",), {"past": "one"}),
    ):
        edit(draft, keeper, change, *arguments, **words)
    release(draft, keeper)
    begun = time.perf_counter()
    after = everything()
    took = time.perf_counter() - begun
    print(f"5,000 old answers read in {took:.2f} s")
    assert after == before
    assert len(after) == 5000
    assert took < 30


HOSTILE = "<script>alert(1)</script>{{ 7*7 }}{% raise %}${7*7}"


def test_what_an_editor_types_is_shown_as_words_and_never_runs(keeper):
    draft = draft_of(keeper)
    draft = edit(draft, keeper, changes.say_words, "worry", label=HOSTILE, hint=HOSTILE)
    opened = recording_answers.open_page(keeping.form_of(draft), "one", {})
    page = str(opened.parts()[0].html)
    assert "<script>" not in page
    assert "{{ 7*7 }}" in page
    assert "49" not in page


def test_every_example_is_sound_can_be_begun_edited_and_released(keeper):
    found = examples()
    assert len(found) == 5
    for key, example in found.items():
        draft = keeping.begin_from_example(key=key, area=make.area(), by=keeper, at=AT)
        edit(draft, keeper, changes.say_form, title=f"{example.form.title} here", about="")
        row = release(draft, keeper)
        assert recording.current_form(key, area=make.area(), at=AT).title.endswith(" here")
        assert row.version.number == 1


def test_the_list_of_forms_asks_the_database_as_often_for_one_as_for_many(keeper, django_assert_num_queries):
    area = make.area()
    with django_assert_num_queries(4):
        overview(area, at=AT)
    for key in examples():
        draft = keeping.begin_from_example(key=key, area=make.area(), by=keeper, at=AT)
        release(draft, keeper)
    with django_assert_num_queries(4):
        overview(area, at=AT)
