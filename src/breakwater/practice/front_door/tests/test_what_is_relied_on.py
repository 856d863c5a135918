"""Every question of its forms that the front door's code names is protected from an area's editor (P4)."""

from pathlib import Path

import pytest

from breakwater.casework.recording.editing.protected import placed, why_kept
from breakwater.casework.recording.parser import load
from breakwater_dev.testing.reads_of_forms import named_by

ROOM = Path(__file__).parent.parent
# Words that are also keys of questions of that form, where the code means something else: pages, columns, another form's question.
OTHERWISE = {
    "contact": {"injuries", "professionals", "location", "outcome_words", "professional_name"},
    "concern_child": set(),
    "concern_public": set(),
}


@pytest.mark.parametrize("name", sorted(OTHERWISE))
def test_what_the_code_reads_by_name_cannot_be_taken_out(name):
    form, _ = load(ROOM / "questions" / f"{name}.yaml")
    asked, kept = set(placed(form)), why_kept(form.key)
    assert kept.keys() <= asked, "what is protected is asked"
    named = named_by(ROOM, asked)
    assert named - kept.keys() == OTHERWISE[name], "a question that the code reads by name belongs into relied_on.py"


def test_a_read_is_found_however_the_code_comes_by_its_key(tmp_path):
    (tmp_path / "code.py").write_text(
        "a = values['one']\nb = [values.get(k) for k in ('two', 'three')]\nc = values[f'four_{way}']\n"
        "d = rows.filter(answers__values__five='yes', **{'answers__values__six': 1})\ne = f'{way} and seven'\n"
    )
    (tmp_path / "script.sql").write_text("select w.values ->> 'eight'")
    (tmp_path / "page.html").write_text('{{ values["nine"] }}')
    keys = {"one", "two", "three", "four_text", "five", "six", "seven", "eight", "nine", "ten"}
    assert keys - named_by(tmp_path, keys) == {"seven", "ten"}
