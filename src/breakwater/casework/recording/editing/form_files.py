"""A version of a form as a file, to carry it from one installation to another. Plain JSON: nothing in it can run."""

import json
from dataclasses import dataclass

from breakwater.casework.recording.models import FormVersion
from breakwater.casework.recording.operations import as_written, digest_of
from breakwater.foundation.refusals import Refusal

from .definition import NotPossible, every, read

KIND = "breakwater-form"
LONGEST = 500_000  # characters; the longest form of the product has about 60,000
MOST_QUESTIONS = 600
DEEPEST = 12


class NotAFormFile(Refusal):
    """The file cannot be taken in. `words` say why."""

    box = "file"

    def __init__(self, words: str):
        super().__init__(words=words)


@dataclass(frozen=True)
class Carried:
    """What a file holds: a form's definition, and where it came from in words."""

    form_key: str
    origin: str
    definition: dict
    trials: tuple[dict, ...] = ()

    @property
    def digest(self) -> str:
        return digest_of(as_written(self.definition))


def file_of(version: FormVersion, *, from_where: str, trials: list[dict]) -> str:
    """The file's text. `trials` are invented answers with what must be recorded of them."""
    told = {
        "kind": KIND,
        "format": 1,
        "form": version.form.key,
        "version": version.number,
        "released": version.released_at.date().isoformat(),
        "from": from_where,
        "digest": digest_of(version.definition),
        "definition": json.loads(version.definition),
        "trials": trials,
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def read_file(content: bytes, *, form_key: str) -> Carried:
    """What a file of this form holds, checked like any upload. Raises NotAFormFile."""
    if len(content) > LONGEST:
        raise NotAFormFile("The file is too long to be a form. Choose one that Breakwater wrote")
    try:
        told = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        raise NotAFormFile("This is not a form’s file. Choose one that was downloaded from Breakwater") from None
    if not isinstance(told, dict) or told.get("kind") != KIND or told.get("format") != 1:
        raise NotAFormFile("This is not a form’s file. Choose one that was downloaded from Breakwater")
    if told.get("form") != form_key:
        raise NotAFormFile("This file holds another form. Open that form and send it there")
    definition = told.get("definition")
    if not isinstance(definition, dict) or _depth(definition) > DEEPEST:
        raise NotAFormFile("The questions in this file cannot be read. Download it once more")
    if told.get("digest") != digest_of(as_written(definition)):
        raise NotAFormFile("This file was changed after it was downloaded. Download it once more and send it as it is")
    try:
        read(form_key, definition)
    except NotPossible as fault:
        raise NotAFormFile(f"The form in this file is not sound. {fault.words}") from None
    if sum(1 for _ in every(definition)) > MOST_QUESTIONS:
        raise NotAFormFile(f"A form has at most {MOST_QUESTIONS} questions")
    return Carried(form_key, _origin(told), definition, _trials(told))


def _origin(told: dict) -> str:
    said = [str(told.get(name, ""))[:80] for name in ("from", "version", "released")]
    return f"{said[0] or 'an unnamed place'}, version {said[1] or '?'} of {said[2] or 'an unknown day'}"[:200]


def _trials(told: dict) -> tuple[dict, ...]:
    given = told.get("trials")
    sound = (
        isinstance(each, dict)
        and isinstance(each.get("title"), str)
        and isinstance(each.get("values"), dict)
        and isinstance(each.get("recorded"), dict)
        and isinstance(each.get("open"), list)
        for each in (given if isinstance(given, list) else ())
    )
    return tuple(each for each, good in zip(given or (), sound, strict=False) if good)[:50]


def _depth(value, level: int = 0) -> int:
    if level > DEEPEST or not isinstance(value, (dict, list)):
        return level
    inner = value.values() if isinstance(value, dict) else value
    return max((_depth(each, level + 1) for each in inner), default=level)
