"""A form that comes as a file, and the product's new editions beside an area's own version."""

import copy
import json
from datetime import timedelta
from uuid import uuid4

import pytest

from breakwater.casework.models import FormTrial
from breakwater.casework.recording import operations as recording
from breakwater.casework.recording.editing import changes, form_files
from breakwater.casework.recording.editing import operations as keeping
from breakwater.casework.recording.editing.definition import find
from breakwater.casework.recording.editing.overview import overview
from breakwater.casework.recording.parser import parse
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.area_versions import AT, DATA, KEY, draft_of, edit, form_row, release


def labels(at=AT):
    form = recording.current_form(KEY, area=make.area(), at=at)
    return [question.label for _, question in form.questions()]


def product_edition(change):
    data = copy.deepcopy(DATA)
    change(data)
    return recording.release(parse(data, key=KEY), data, at=AT)


def test_a_new_edition_of_the_product_never_takes_the_place_of_an_areas_own(keeper):
    draft = draft_of(keeper)
    edit(draft, keeper, changes.say_words, "why_red", label="Ours")
    release(draft, keeper)
    product_edition(
        lambda data: data["pages"][1]["questions"].append({"key": "fresh", "kind": "text", "label": "From the product"})
    )
    assert "Ours" in labels()
    assert "From the product" not in labels()
    held = keeping.holding(form_row(), area=make.area(), at=AT)
    assert keeping.new_edition(held).number == 2
    assert next(row for row in overview(make.area(), at=AT) if row.key == KEY).has_new_edition
    joined, contested = keeping.begin_from_product(form=form_row(), area=make.area(), by=keeper, at=AT)
    words = [question.label for _, question in keeping.form_of(joined).questions()]
    assert ("Ours" in words, "From the product" in words, contested) == (True, True, ())
    release(joined, keeper, at=AT + timedelta(seconds=1))
    assert keeping.new_edition(keeping.holding(form_row(), area=make.area(), at=AT + timedelta(seconds=2))) is None


def test_where_both_changed_the_same_words_the_areas_stay_and_it_is_told(keeper):
    draft = draft_of(keeper)
    edit(draft, keeper, changes.say_words, "why_red", label="Ours")
    release(draft, keeper)
    product_edition(lambda data: find(data, "why_red").question.update(label="Theirs", hint="New hint"))
    joined, contested = keeping.begin_from_product(form=form_row(), area=make.area(), by=keeper, at=AT)
    question = find(keeping.data_of(joined), "why_red").question
    assert (question["label"], question["hint"], contested) == ("Ours", "New hint", ("Ours",))


def test_an_area_may_look_at_an_edition_and_keep_its_own(keeper):
    draft = draft_of(keeper)
    edit(draft, keeper, changes.say_words, "why_red", label="Ours")
    release(draft, keeper)
    product_edition(lambda data: data.update(title="Another"))
    later = AT + timedelta(minutes=1)
    keeping.keep_ours(form=form_row(), area=make.area(), note="Ours says the same", key=uuid4(), by=keeper, at=later)
    held = keeping.holding(form_row(), area=make.area(), at=later)
    assert (keeping.new_edition(held), held.version.number) == (None, 1)
    with pytest.raises(keeping.NothingChanged):
        keeping.keep_ours(form=form_row(), area=make.area(), note="x", key=uuid4(), by=keeper, at=later)


def test_an_area_that_never_made_its_own_follows_the_product(keeper):
    product_edition(lambda data: data["pages"][0].update(title="Renamed"))
    assert recording.current_form(KEY, area=make.area(), at=AT).pages[0].title == "Renamed"


def test_a_form_travels_as_a_file_with_its_tests_and_the_same_file_twice_changes_nothing(keeper):
    draft = draft_of(keeper)
    draft = edit(draft, keeper, changes.say_words, "why_red", label="Ours")
    keeping.keep_trial(draft=draft, title="Shortest", values={"worry": "W"}, key=uuid4(), by=keeper, at=AT)
    version = release(draft, keeper).version
    kept = [
        {"title": each.title, "values": each.values, "recorded": each.recorded, "open": each.open}
        for each in FormTrial.objects.all()
    ]
    content = form_files.file_of(version, from_where="Portsmouth", trials=kept).encode()
    carried = form_files.read_file(content, form_key=KEY)
    assert carried.origin.startswith("Portsmouth, version 1 of")
    there = make.area("850", "Hampshire")
    taken = keeping.take_file(form=form_row(), carried=carried, area=there, key=uuid4(), by=keeper, at=AT)
    assert "Ours" in [question.label for _, question in keeping.form_of(taken).questions()]
    assert FormTrial.objects.filter(area=there).count() == 1
    with pytest.raises(keeping.NothingChanged):
        keeping.take_file(form=form_row(), carried=carried, area=there, key=uuid4(), by=keeper, at=AT)
    with pytest.raises(keeping.NothingChanged):
        keeping.take_file(form=form_row(), carried=carried, area=make.area(), key=uuid4(), by=keeper, at=AT)


def spoiled(content: bytes, change) -> bytes:
    told = json.loads(content)
    change(told)
    return json.dumps(told, ensure_ascii=False).encode()


def resealed(told):
    told["digest"] = recording.digest_of(recording.as_written(told["definition"]))


def deep(told):
    value = {}
    for _ in range(50):
        value = {"all": [value]}
    told["definition"]["pages"][0]["when"] = value
    resealed(told)


def unsound(told):
    told["definition"]["pages"][0]["questions"][0]["kind"] = "script"
    resealed(told)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda told: told.update(kind="other"), "not a form’s file"),
        (lambda told: told.update(form="front_door.contact"), "another form"),
        (lambda told: told["definition"].update(title="Changed"), "changed after it was downloaded"),
        (lambda told: told.update(definition=[]), "cannot be read"),
        (deep, "cannot be read"),
        (unsound, "not sound"),
    ],
)
def test_a_file_is_checked_like_any_upload(keeper, change, words):
    content = form_files.file_of(
        recording.current_version(KEY, area=make.area(), at=AT), from_where="Here", trials=[]
    ).encode()
    with pytest.raises(form_files.NotAFormFile) as refusal:
        form_files.read_file(spoiled(content, change), form_key=KEY)
    assert words in refusal.value.words


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[" * 100_000, b"x" * 600_000, b"null", b"{}"])
def test_what_is_no_file_of_a_form_is_refused_without_a_fault(content):
    with pytest.raises(form_files.NotAFormFile):
        form_files.read_file(content, form_key=KEY)


def test_a_file_without_what_rooms_rely_on_is_not_taken(keeper):
    data = copy.deepcopy(DATA)
    changes.retire(data, "worry")
    carried = form_files.Carried(KEY, "elsewhere", data)
    with pytest.raises(keeping.NotReady, match="The board shows it"):
        keeping.take_file(form=form_row(), carried=carried, area=make.area(), key=uuid4(), by=keeper, at=AT)
