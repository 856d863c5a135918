"""The shapes in which another system gives answers, as JSON Schema: what `given` takes, for whoever writes that system."""

from collections.abc import Callable

from .definitions import Kind, Question
from .given import MOST_ROWS, NOT_GIVEN
from .registry import LOOKUPS
from .row_questions import EACH, ROW

TEXT = {"type": "string"}
MONTH, DAY, CLOCK = "(0[1-9]|1[0-2])", "(0[1-9]|[12][0-9]|3[01])", "([01][0-9]|2[0-3]):[0-5][0-9]"
NAME_OF_ROW = {"type": "string", "pattern": "^[A-Za-z0-9]{1,20}$"}


def shape_of(question: Question) -> dict | None:
    """The schema of an answer, with the choices and codes of this question; None where it is answered elsewhere (a file, a colleague)."""
    if question.kind in NOT_GIVEN:
        return None
    shape = _SHAPES[question.kind](question)
    if question.states:
        states = [each.value for each in question.states]
        shape = {"anyOf": [shape, _object({"state": {"enum": states}}, "state")]}
    if question.each:
        rows = {"type": "object", "propertyNames": NAME_OF_ROW, "additionalProperties": shape}
        shape = {"anyOf": [shape, _object({EACH: rows | {"maxProperties": MOST_ROWS + 1}}, EACH)]}
    return shape


def codes_of(question: Question) -> list[tuple[str, str]]:
    """The codes of a list that a question names, with their words, but for what is picked among colleagues."""
    codes = LOOKUPS.get(question.source) if question.kind in (Kind.LOOKUP, Kind.SEVERAL) else None
    return [(str(code), words) for code, words in codes()] if codes else []


def shapes_by_kind() -> dict[str, dict]:
    """The schema of each kind of answer, without what a question adds."""
    plain = (Question(kind=kind, key="x", label="") for kind in _SHAPES)
    return {each.kind.value: shape_of(each) for each in plain}


def _object(parts: dict, *needed: str) -> dict:
    return {"type": "object", "properties": parts, "additionalProperties": False} | (
        {"required": list(needed)} if needed else {}
    )


def _pattern(words: str) -> Callable[[Question], dict]:
    return lambda question: {"type": "string", "pattern": f"^{words}$"}


def _text(longest: int) -> Callable[[Question], dict]:
    return lambda question: {"type": "string", "maxLength": question.most or longest}


def _number(question: Question) -> dict:
    ends = {"minimum": question.least, "maximum": question.most}
    return {"type": "integer"} | {name: end for name, end in ends.items() if end is not None}


def _choice(question: Question) -> dict:
    values = [each.value for each in question.options]
    return {"type": "string"} | ({"enum": values} if values else {})


def _yes_or_no(question: Question) -> dict:
    return {"enum": ["yes", "no", True, False]}


def _scale(question: Question) -> dict:
    values = [each.value for each in question.options]
    return {"enum": [*map(int, values), *values]} if values else {"type": "integer"}


def _several(question: Question) -> dict:
    return {"type": "array", "items": _choice(question), "uniqueItems": True}


def _code(question: Question) -> dict:
    codes = [code for code, _ in codes_of(question)]
    return {"type": "string"} | ({"enum": codes} if codes else {})


def _looked_up(question: Question) -> dict:
    return {"anyOf": [_code(question), _object({"code": _code(question), "words": TEXT}, "code")]}


def _address(question: Question) -> dict:
    instead = {"instead": {"enum": [each.value for each in question.options]}} if question.options else {}
    return _object({"lines": {"type": "string", "maxLength": 500}, "postcode": TEXT, **instead})


def _phone_or_email(question: Question) -> dict:
    return _object({"value": TEXT, "safe": {"enum": ["yes", "no", "not_known", ""]}, "when": TEXT}, "value")


def _rows(group: Question) -> dict:
    parts = {each.key: shape for each in group.questions if each.is_answered_by_people and (shape := shape_of(each))}
    row = _object({ROW: NAME_OF_ROW, **parts}) if parts else {"type": "object"}
    return {"type": "array", "items": row, "maxItems": MOST_ROWS}


_SHAPES: dict[Kind, Callable[[Question], dict]] = {
    Kind.TEXT: _text(200),
    Kind.LONG_TEXT: _text(10_000),
    Kind.NUMBER: _number,
    Kind.DATE: _pattern(f"[0-9]{{4}}-{MONTH}-{DAY}"),
    Kind.PART_DATE: _pattern(f"[0-9]{{4}}(-{MONTH}(-{DAY})?)?"),
    Kind.TIME: _pattern(CLOCK),
    Kind.MOMENT: _pattern(f"[0-9]{{4}}-{MONTH}-{DAY}(T{CLOCK})?"),
    Kind.YES_NO: _yes_or_no,
    Kind.ONE_OF: _choice,
    Kind.MANY_OF: _several,
    Kind.SCALE: _scale,
    Kind.LOOKUP: _looked_up,
    Kind.SEVERAL: lambda question: {"type": "array", "items": _code(question), "uniqueItems": True},
    Kind.PERSON: lambda question: _object({"name": TEXT, "relation": TEXT}, "name"),
    Kind.ORGANISATION: lambda question: _object({"name": TEXT, "id": TEXT}, "name"),
    Kind.ADDRESS: _address,
    Kind.PHONE_OR_EMAIL: _phone_or_email,
    Kind.DECLARATION: lambda question: {"const": "agreed"},
    Kind.GROUP: _rows,
}
