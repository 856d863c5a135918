"""The statements of the survey and its answers, as `data/survey.yaml` has them and as a survey keeps them."""

import json
from collections.abc import Mapping
from pathlib import Path

import yaml

_DATA = yaml.safe_load((Path(__file__).parents[1] / "data" / "survey.yaml").read_text())
ANSWERS: Mapping[str, str] = {each["code"]: each["label"] for each in _DATA["answers"]}
AGREES = frozenset(each["code"] for each in _DATA["answers"] if each.get("agrees"))
OF_BANKS: Mapping[str, Mapping[str, str]] = _DATA["banks"]


def kept(bank: str) -> str:
    """The statements on a bank as a survey keeps them."""
    return json.dumps(OF_BANKS[bank], ensure_ascii=False)


def read(statements: str) -> dict[str, str]:
    """The words by standard that a survey kept."""
    return json.loads(statements)
