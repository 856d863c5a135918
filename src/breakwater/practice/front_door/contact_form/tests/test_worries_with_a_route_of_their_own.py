"""Allegations about staff and radicalisation are asked by questions of their own, for their compartments alone."""

from pathlib import Path

from breakwater.casework.recording.definitions import Visibility
from breakwater.casework.recording.parser import load

FORM, _ = load(Path(__file__).parents[2] / "questions" / "contact.yaml")
ASKED = {question.key: question for _, question in FORM.questions()}


def test_sg_11_an_allegation_is_asked_by_questions_of_its_own_for_few_eyes():
    keys = ("about_someone_who_works_with_children", "allegation_person", "allegation_role", "allegation_organisation")
    assert {ASKED[key].visibility for key in keys} == {Visibility.RESTRICTED}
    assert "designated officers" in ASKED["allegation_note"].statement


def test_sg_12_radicalisation_is_no_concern_type_and_its_words_have_a_box_of_their_own():
    assert "radicalisation" not in ASKED["concern_types"].option_words
    assert ASKED["radicalisation_words"].visibility is Visibility.RESTRICTED
