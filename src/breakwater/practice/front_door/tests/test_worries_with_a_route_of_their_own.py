"""Allegations about staff and radicalisation have compartments of their own to come; nothing of them is typed here."""

from pathlib import Path

import yaml

FORM = Path(__file__).parents[1] / "questions" / "contact_short.yaml"


def the_worry():
    pages = {page["key"]: page for page in yaml.safe_load(FORM.read_text())["pages"]}
    return {question["key"]: question for question in pages["worry"]["questions"]}


def test_sg_11_and_sg_12_the_form_asks_for_neither_and_says_whom_to_ring_instead():
    asked = the_worry()
    assert not {"works_with_children", "radicalisation"} & asked["concern_types"]["options"].keys()
    said = asked["not_here"]["statement"]
    assert "designated officers" in said
    assert "Prevent team" in said
