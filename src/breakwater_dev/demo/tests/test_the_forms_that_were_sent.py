"""The forms behind the demo's contacts are whole on the questions of today."""

from datetime import date
from pathlib import Path
from random import Random
from types import SimpleNamespace as Some

import pytest

from breakwater.casework.recording import answers
from breakwater.casework.recording.parser import load
from breakwater.practice import front_door
from breakwater_dev.demo import sent_forms, words

FORM, _ = load(Path(front_door.__file__).parent / "questions" / "contact.yaml")


@pytest.mark.parametrize("concern", words.CONCERNS)
@pytest.mark.parametrize("danger", [False, True])
def test_every_question_that_must_be_answered_is(monkeypatch, concern, danger):
    monkeypatch.setattr(sent_forms, "words_for", lambda organisation: "Public task")
    organisation = Some(name="Invented Primary", public_id="x")
    post = Some(user=Some(name="Ida Post"), job_title="", role=Some(title="DSL"), team=Some(organisation=organisation))
    child = Some(person=Some(forename="Ana", surname="Fish", born_on=date(2016, 3, 1), sex="F"), school=organisation)
    family = Some(lines="1 Invented Road", postcode="PO1 1AA", adults=[Some(forename="Mia", surname="Fish", sex="F")])
    values = sent_forms.filled_in(
        post,
        family=family,
        children=[child, child],
        concern=concern,
        worry="A worry",
        sender="school",
        danger=danger,
        pick=Random(1),
    )
    known = {question.key for _, question in FORM.questions()}
    assert values.keys() <= known
    assert answers.left_out(FORM, values) == []
