"""Banks are data: every shipped one is sound and released once; a wrong one says all that is wrong."""

from datetime import date

import pytest
import yaml
from django.utils import timezone

from breakwater.casework.self_assessments import operations
from breakwater.casework.self_assessments.banks import BadBank, installed_files, key_of, load, parse
from breakwater.casework.self_assessments.measures import bank_of

SOUND = next(path for path in installed_files() if key_of(path) == "prevent.schools")


@pytest.mark.parametrize("path", installed_files(), ids=key_of)
def test_every_shipped_bank_is_sound_names_its_guidance_and_is_reviewed(path):
    bank, _ = load(path)
    assert bank.guidance
    assert bank.review_by > date(2026, 11, 29)
    assert all(section.statements for section in bank.sections)
    assert any(grade.acts for grade in bank.scale)


def test_the_schools_bank_has_six_parts_and_places_each_statement_in_the_seven_areas():
    bank, _ = load(SOUND)
    assert len(bank.sections) == 6
    places = [statement.also for section in bank.sections for statement in section.statements]
    assert all(places)
    assert len(set(places)) == 7


def test_the_authoritys_bank_has_the_eight_benchmarks():
    bank, _ = load(SOUND.with_name("authority.yaml"))
    assert (len(bank.sections), bank.answered_by) == (8, "prevent")


def test_a_release_that_changes_nothing_makes_no_edition_and_a_change_makes_one(db):
    assert operations.release_banks(at=timezone.now()) == []
    newest, (bank, data) = operations.edition_now("prevent.schools"), load(SOUND)
    data["scale"][-1]["label"] = "4 Rooted"
    made = operations.release(bank.key, bank, data, at=timezone.now())
    assert (made.key, made.number) == (newest.key, newest.number + 1)
    assert bank_of(made).scale[-1].label == "4 Rooted"
    assert bank_of(newest).scale[-1].label == "4 Embedded"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data.pop("guidance"), "says no guidance"),
        (lambda data: data.update(colour="red"), "says colour, which no bank has"),
        (lambda data: data.update(organisations=["CASTLE"]), "no kind of organisation"),
        (lambda data: data["scale"][0].update(code="na"), "none of them na"),
        (lambda data: data["scale"][0].update(code="2"), "names 2 twice"),
        (lambda data: data["sections"][0]["statements"][0].pop("good"), "lead says no good"),
        (lambda data: data["sections"][0]["statements"][0].update(variants=["castle"]), "no variant"),
    ],
)
def test_a_wrong_bank_says_what_is_wrong(change, words):
    data = yaml.safe_load(SOUND.read_text())
    change(data)
    with pytest.raises(BadBank, match=words):
        parse(data, key="prevent.schools")
