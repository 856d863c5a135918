"""Answers keep the version they were given on, lose nobody's words, and are complete once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from breakwater.casework.models import Answers, FormVersion
from breakwater.casework.recording import answers as recording_answers
from breakwater.casework.recording import operations
from breakwater.casework.recording.definitions import UnknownPage, Visibility
from breakwater.casework.recording.parser import parse
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make

AT = timezone.now()
DATA = {
    "title": "A form",
    "audience": "staff",
    "danger": {"question": "danger", "is": "yes"},
    "pages": [
        {
            "key": "one",
            "title": "One",
            "questions": [
                {"key": "danger", "kind": "yes_no", "label": "In danger?"},
                {"key": "worry", "kind": "long_text", "label": "What?", "required": "unless_in_danger"},
            ],
        },
        {
            "key": "two",
            "title": "Two",
            "when": {"question": "danger", "is": "no"},
            "questions": [
                {"key": "quiet", "kind": "text", "label": "Quietly?", "visibility": "restricted"},
            ],
        },
    ],
}


@pytest.fixture
def dsl(db):
    return make.membership("mash_screener")


def _released(data=DATA, key="testing.a_form"):
    operations.release(parse(data, key=key), data, at=AT)
    return key


def _draft(dsl, by):
    return operations.start(
        _released(), operations.Holder(area=make.area(), user=dsl.user, team=dsl.team), by=by, at=AT
    )


def test_migrate_has_released_the_forms_of_every_room(db):
    known = set(FormVersion.objects.values_list("form__key", flat=True))
    assert {"front_door.concern_child", "front_door.concern_public", "front_door.contact"} <= known


def test_releasing_the_same_again_makes_no_version(db):
    assert operations.release_forms(at=AT) == []
    key = _released()
    assert operations.release(parse(DATA, key=key), DATA, at=AT) is None
    changed = {**DATA, "title": "Another title"}
    assert operations.release(parse(changed, key=key), changed, at=AT).number == 2
    assert operations.release(parse(DATA, key=key), DATA, at=AT).number == 3, "going back is a new version too"
    assert operations.release(parse(DATA, key=key), DATA, at=AT) is None, "and is released once"


def test_old_answers_read_as_they_were_asked_after_a_new_release(dsl):
    with acting_as(dsl) as by:
        answers = _draft(dsl, by)
        operations.save_page(answers, "one", {"danger": "no", "worry": "Cold house"}, revision=1, by=by, at=AT)
        later = {
            **DATA,
            "pages": [
                {
                    "key": "one",
                    "title": "One",
                    "questions": [{"key": "worry", "kind": "text", "label": "Something else?"}],
                }
            ],
            "danger": {"question": "worry", "answered": True},
        }
        operations.release(parse(later, key="testing.a_form"), later, at=AT)
        kept = Answers.objects.select_related("version__form").get(pk=answers.pk)
        assert [row.question for row in operations.read(kept)[0].rows] == ["In danger?", "What?"]
        assert (
            operations.current_form("testing.a_form", area=make.area(), at=AT).pages[0].questions[0].label
            == "Something else?"
        )
        operations.save_page(kept, "two", {"quiet": "hush"}, revision=2, by=by, at=AT)
        assert operations.complete(kept, by=by, at=AT).version_id == answers.version_id


def test_reading_answers_asks_the_database_once(dsl, django_assert_num_queries):
    with acting_as(dsl) as by:
        answers = _draft(dsl, by)
        operations.definition_of(answers.version)
        with django_assert_num_queries(1):
            operations.read(Answers.objects.select_related("version__form").get(pk=answers.pk))


def test_saving_a_page_locks_once_and_writes_once(dsl, django_assert_num_queries):
    with acting_as(dsl) as by:
        answers = _draft(dsl, by)
        with django_assert_num_queries(4):  # a savepoint around a lock and an update
            operations.save_page(answers, "one", {"worry": "x"}, revision=1, by=by, at=AT)


def test_two_tabs_that_contradict_lose_neither_text(dsl):
    with acting_as(dsl) as by:
        answers = _draft(dsl, by)
        operations.save_page(answers, "one", {"worry": "first words"}, revision=1, by=by, at=AT)
        with pytest.raises(operations.StaleAnswers) as stale:
            operations.save_page(answers, "one", {"worry": "second words"}, revision=1, by=by, at=AT)
        assert stale.value.in_words == [("What?", "second words", "first words")]
        assert stale.value.answers.revision == 2, "the page is drawn again on this revision"
        kept = operations.save_page(answers, "one", {"danger": "no"}, revision=1, by=by, at=AT)
        assert (kept.values["worry"], kept.values["danger"], kept.revision) == ("first words", "no", 3)


def test_completing_says_what_is_missing_and_then_changes_no_more(dsl):
    with acting_as(dsl) as by:
        answers = _draft(dsl, by)
        with pytest.raises(operations.NotComplete) as refusal:
            operations.complete(answers, by=by, at=AT)
        assert [(each.page, each.label) for each in refusal.value.missing] == [("one", "What?")]
        saved = {"danger": "no", "worry": "Words"}
        operations.save_page(answers, "one", saved, revision=1, by=by, at=AT)
        operations.save_page(answers, "two", {"quiet": "hush"}, revision=2, by=by, at=AT)
        operations.save_page(answers, "one", {"danger": {"state": "not_known"}}, revision=3, by=by, at=AT)
        kept = operations.complete(answers, by=by, at=AT + timedelta(minutes=5))
        assert kept.values == {"danger": {"state": "not_known"}, "worry": "Words"}, (
            "what is not asked any more is left out"
        )
        assert kept.status == Answers.Status.COMPLETE
        with pytest.raises(operations.AlreadyComplete):
            operations.save_page(answers, "one", saved, revision=9, by=by, at=AT)
        with pytest.raises(operations.AlreadyComplete):
            operations.complete(answers, by=by, at=AT)


def test_fd_07_danger_lets_everything_through_and_says_what_was_left_out(dsl):
    with acting_as(dsl) as by:
        answers = _draft(dsl, by)
        operations.save_page(answers, "one", {"danger": "yes"}, revision=1, by=by, at=AT)
        kept = operations.complete(answers, by=by, at=AT)
        form = operations.definition_of(kept.version)
        assert [each.question for each in recording_answers.left_out(form, kept.values)] == ["worry"]


def test_answers_given_elsewhere_are_kept_on_the_version_they_were_given_on(db):
    key = _released()
    old = operations.current_version(key, area=make.area(), at=AT)
    operations.release(parse({**DATA, "title": "Newer"}, key=key), {**DATA, "title": "Newer"}, at=AT)
    with acting_as(make.intake()) as by:
        kept = operations.record(
            key, {"worry": "Words", "_seen": ["one"]}, operations.Holder(area=make.area()), version=old, by=by, at=AT
        )
        assert Answers.objects.get(pk=kept.pk).values == {"worry": "Words"}
        assert kept.version.number == 1
        with pytest.raises(operations.NotComplete):
            operations.record(key, {}, operations.Holder(area=make.area()), by=by, at=AT)


def test_what_is_restricted_can_be_left_out_of_a_reading(dsl):
    with acting_as(dsl) as by:
        answers = _draft(dsl, by)
        operations.save_page(answers, "one", {"danger": "no", "worry": "W"}, revision=1, by=by, at=AT)
        kept = operations.save_page(answers, "two", {"quiet": "hush"}, revision=2, by=by, at=AT)
        whole = [row.value for section in operations.read(kept) for row in section.rows]
        narrow = [row.value for section in operations.read(kept, widest=Visibility.WORKERS) for row in section.rows]
        assert "hush" in whole
        assert "hush" not in narrow


def test_a_form_or_page_that_does_not_exist_is_named(dsl):
    with acting_as(dsl) as by:
        answers = _draft(dsl, by)
        with pytest.raises(operations.NotReleased):
            operations.start("testing.nothing", operations.Holder(area=make.area()), by=by, at=AT)
        with pytest.raises(UnknownPage):
            operations.save_page(answers, "nowhere", {}, revision=1, by=by, at=AT)
