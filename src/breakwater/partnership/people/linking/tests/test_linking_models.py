"""A model that was not wholly taught, or was taught for other columns, is refused."""

import copy
import json
import shutil
import subprocess
import sys

import numpy as np
import pytest

from breakwater.partnership.people import cleaning
from breakwater.partnership.people.linking import levels, second
from breakwater_dev.city import training


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(second.SHIPPED, tmp_path / "model")


def test_the_shipped_model_is_of_this_version_of_the_cleaning_and_states_its_data_and_figures():
    model = second.load()
    assert model.card["cleaning"] == cleaning.VERSION
    assert model.card["taught_on"]["what"] == "invented cities alone; no real child's record"
    assert model.card["figures"]["precision_at_95"] > 0.99
    assert 0.95 < model.card["automatic_from"] < 1


def test_a_level_without_m_or_u_is_named_and_refused(folder):
    model = json.loads((folder / second.SPLINK).read_text())
    del model["comparisons"][0]["comparison_levels"][2]["m_probability"]
    (folder / second.SPLINK).write_text(json.dumps(model))
    with pytest.raises(levels.ModelNotTrained, match="forename: forename and surname swapped"):
        second.load(folder)


def test_splinks_word_for_a_level_never_seen_counts_as_not_trained():
    model = copy.deepcopy(second.load().splink)
    model["comparisons"][0]["comparison_levels"][2]["m_probability"] = "level not observed in training dataset"
    assert levels.untrained(model) == ["forename: forename and surname swapped"]


def test_a_model_of_another_cleaning_is_refused(folder):
    card = json.loads((folder / second.CARD).read_text())
    (folder / second.CARD).write_text(json.dumps(card | {"cleaning": cleaning.VERSION - 1}))
    with pytest.raises(second.ModelUnfit, match="Teach it again"):
        second.load(folder)


def test_an_empty_folder_is_no_model(tmp_path):
    with pytest.raises(second.ModelUnfit, match="no whole model"):
        second.load(tmp_path)


def test_calibration_rises_and_never_says_never():
    odds = np.array([-5.0, -4, -3, -2, 0, 1, 2, 3, 4, 5])
    same = np.array([0, 0, 1, 0, 0, 1, 1, 0, 1, 1], dtype=bool)
    steps = training.isotonic(odds, same)
    assert steps["odds"] == sorted(steps["odds"])
    assert steps["probability"] == sorted(steps["probability"])
    assert 0 < steps["probability"][0] < steps["probability"][-1] < 1


def test_the_web_process_does_not_load_the_libraries_of_linking():
    code = (
        "import sys, breakwater.partnership.people.cleaning, breakwater.delivery.cli.link, breakwater_dev.commands.bench;"
        "print(sorted({'splink', 'duckdb', 'pyarrow', 'lightgbm', 'numpy', 'scipy'} & set(sys.modules)))"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


def test_a_system_without_openmp_is_told_what_to_install(monkeypatch):
    class Absent:
        def find_spec(self, name, *_):
            if name == "lightgbm":
                raise OSError("libgomp.so.1: cannot open shared object file: No such file or directory")

    monkeypatch.delitem(sys.modules, "lightgbm", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Absent(), *sys.meta_path])
    with pytest.raises(second.ModelUnfit, match="apt-get install .*libgomp1"):
        assert second.load().pair
