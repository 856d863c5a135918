"""What each kind of answer becomes: from boxes to a value that can be kept, and back. `boxes` draws them."""

from django.core.exceptions import ValidationError

from breakwater.foundation.dates import PartDate
from breakwater.foundation.dates.partial import NotADate
from breakwater.foundation.design import fields

from .conditions import UNCLEAR, state_of
from .definitions import Kind, Question
from .organisations import is_exact
from .registry import CHECKS, picks_of
from .respondent import INSTEAD, STATES_AMONG_OPTIONS, Asking, named
from .row_questions import EACH, asked, kept, single, spread


class Wrong(Exception):
    """An answer that cannot be taken as it is."""

    def __init__(self, name: str, words: str):
        self.name, self.words = name, words
        super().__init__(words)


def understood(question: Question, prefix: str, cleaned: dict, asking: Asking):
    """The answer in what the boxes held, or None. Raises Wrong."""
    if question.each:
        rows = asking.targets(question)
        made = {key: understood(one, prefix, cleaned, asking) for key, one in asked(question, rows)}
        made = kept(question, {key: answer for key, answer in made.items() if answer is not None}, rows)
        return {EACH: made} if made else None
    name = named(question, prefix)
    instead = cleaned.get(f"{name}-{INSTEAD}") or []
    if len(instead) > 1:
        raise Wrong(f"{name}-{INSTEAD}", "Tick only one of these")
    answer = _UNDERSTOOD.get(question.kind, _as_cleaned)(question, name, cleaned, asking)
    if not instead:
        return answer
    if question.kind is Kind.ADDRESS and instead[0] in question.option_words:
        alone = next(option.alone for option in question.options if option.value == instead[0])
        if answer and alone:
            raise Wrong(name, f"Take the address out, or take the tick away from “{question.option_words[instead[0]]}”")
        return {**(answer or {}), "instead": instead[0]}
    if answer is not None:
        raise Wrong(f"{name}-{INSTEAD}", "Give an answer or tick the box, not both")
    return {"state": instead[0]}


def travels(question: Question, prefix: str, value, asking: Asking | None = None) -> dict[str, str | list[str]]:
    """What the boxes hold for an answer: the other way round from `understood`."""
    if question.each:
        made = {}
        for key, answer in spread(question, value, asking.targets(question) if asking else []).items():
            made |= travels(single(question, key), prefix, answer, asking)
        return made
    name = named(question, prefix)
    state = state_of(value)
    if state == UNCLEAR:
        return _as_it_was_typed(name, value)
    if value in (None, ""):
        return {}
    if state:
        if question.kind in STATES_AMONG_OPTIONS:
            return {name: [state] if question.kind is Kind.MANY_OF else state}
        return {f"{name}-{INSTEAD}": [state]} if state in {s.value for s in question.states} else {}
    return _TRAVELS.get(question.kind, _plainly)(name, value)


def _as_it_was_typed(name: str, value: dict) -> dict[str, list[str]]:
    """What could not be read stands in its boxes again."""
    kept = value.get("boxes")
    return (
        {f"{name}{end}": texts for end, texts in kept.items() if isinstance(texts, list)}
        if isinstance(kept, dict)
        else {}
    )


def _text(question, name, cleaned, asking):
    value = cleaned.get(name) or None
    check = CHECKS.get(question.check) if value and question.check else None
    if check is None:
        return value
    kept, wrong = check(value)
    if wrong:
        raise Wrong(name, wrong)
    return kept


def _several_of_a_lookup(question, name, cleaned, asking):
    given = cleaned.get(name) or []
    words = {str(key): words for key, words in asking.listed(question.source)}
    return [{"code": code, "words": words.get(code, code)} for code in given] or None


def _picked(question, name, cleaned, asking):
    key = cleaned.get(name)
    if not key:
        return None
    if key in {state.value for state in question.states}:
        return {"state": key}
    pick = next((each for each in picks_of(question.source, asking.by) if each.key == key), None)
    return {"pick": key, "name": pick.values.get("name", pick.words)} if pick else None


def _as_cleaned(question, name, cleaned, asking):
    value = cleaned.get(name)
    return None if value in (None, "", []) else value


def _chosen(question, name, cleaned, asking):
    value = cleaned.get(name) or None
    if value in {state.value for state in question.states}:
        return {"state": value}
    return int(value) if value and question.kind is Kind.SCALE else value


def _several(question, name, cleaned, asking):
    given = cleaned.get(name) or []
    alone = [each for each in given if _stands_alone(question, each)]
    if alone and len(given) > 1:
        words = next(o.label for o in (*question.options, *question.states) if o.value == alone[0])
        raise Wrong(name, f"Choose “{words}” or the others, not both")
    states = {state.value for state in question.states}
    return {"state": given[0]} if given and given[0] in states else given or None


def _stands_alone(question: Question, value: str) -> bool:
    return value in {state.value for state in question.states} or any(
        o.alone and o.value == value for o in question.options
    )


def _date(question, name, cleaned, asking):
    value = cleaned.get(name)
    return None if value is None else str(value)


def _time(question, name, cleaned, asking):
    value = cleaned.get(name)
    return None if value is None else f"{value:%H:%M}"


def _moment(question, name, cleaned, asking):
    """A day with its time, as "2026-03-09T14:30"; a day whose time nobody gave is told as one."""
    day, clock = cleaned.get(name), cleaned.get(f"{name}-clock")
    if day is None and clock is None:
        return None
    if day is None:
        raise Wrong(name, "Enter the day as well as the time")
    return f"{day}T{clock:%H:%M}" if clock is not None else str(day)


def _looked_up(question, name, cleaned, asking):
    code = cleaned.get(name)
    if not code:
        return None
    if code in {state.value for state in question.states}:
        return {"state": code}
    words = {str(key): words for key, words in asking.listed(question.source)}
    return {"code": code, "words": words.get(code, code)}


def _person(question, name, cleaned, asking):
    picked = cleaned.get(f"{name}-pick")
    relation = cleaned.get(f"{name}-relation") or ""
    if picked and cleaned.get(name):
        raise Wrong(name, "Choose someone in the list or enter a name, not both")
    if picked:
        pick = next(each for each in picks_of(question.source, asking.by) if each.key == picked)
        return {"name": pick.values.get("name", pick.words), "relation": relation, "pick": pick.key}
    typed = cleaned.get(name) or ""
    return {"name": typed, "relation": relation} if typed or relation else None


def _organisation(question, name, cleaned, asking):
    typed = cleaned.get(name) or ""
    if not typed:
        return None
    candidates = asking.organisations(typed)
    picked = cleaned.get(f"{name}-pick") or ""
    if picked == "as_typed" or not candidates:
        return {"name": typed, "id": ""}
    chosen = (
        candidates[0] if is_exact(candidates, typed) else next((c for c in candidates if c.public_id == picked), None)
    )
    if chosen is None:
        raise Wrong(f"{name}-pick", "Choose which one you mean, or keep what you wrote")
    return {"name": chosen.name, "id": chosen.public_id}


def _address(question, name, cleaned, asking):
    parts = {"lines": cleaned.get(name) or "", "postcode": cleaned.get(f"{name}-postcode") or ""}
    return parts if any(parts.values()) else None


def _phone_or_email(question, name, cleaned, asking):
    value = cleaned.get(name) or ""
    more = {"safe": cleaned.get(f"{name}-safe") or "", "when": cleaned.get(f"{name}-when") or ""}
    if not value:
        if any(more.values()):
            raise Wrong(name, "Enter a telephone number or an email address, or take the other answers away")
        return None
    check = fields.EmailField(required=False) if "@" in value else fields.PhoneField(required=False)
    try:
        check.clean(value)
    except ValidationError as fault:
        raise Wrong(name, fault.messages[0]) from None
    return {"value": value, **more}


def _file(question, name, cleaned, asking):
    upload = cleaned.get(name)
    if not upload:
        return None
    if asking.keep_file is None:
        raise Wrong(name, "Files cannot be sent on this page")
    return asking.keep_file(question, upload)


def _declared(question, name, cleaned, asking):
    return "agreed" if cleaned.get(name) else None


def _plainly(name, value):
    return {name: [str(each) for each in value] if isinstance(value, list) else str(value)}


def _date_travels(name, value):
    try:
        known = PartDate.parse(value)
    except (AttributeError, NotADate):
        return {}
    parts = {"day": known.day, "month": known.month, "year": known.year}
    return {f"{name}-{part}": str(number) for part, number in parts.items() if number}


def _moment_travels(name, value):
    day, _, clock = str(value).partition("T")
    return {**_date_travels(name, day), **({f"{name}-clock": clock} if clock else {})}


def _parts_travel(main: str, *others: str):
    def travel(name, value):
        if not isinstance(value, dict):
            return {name: str(value)}
        made = {f"{name}-{other}": str(value[other]) for other in others if value.get(other)}
        return {**made, name: str(value[main])} if value.get(main) else made

    return travel


def _address_travels(name, value):
    made = _parts_travel("lines", "postcode")(name, value)
    instead = value.get("instead") if isinstance(value, dict) else None
    return {**made, f"{name}-{INSTEAD}": [instead]} if instead else made


def _organisation_travels(name, value):
    made = _parts_travel("name")(name, value)
    return {**made, f"{name}-pick": (value.get("id") or "as_typed") if isinstance(value, dict) else "as_typed"}


def _person_travels(name, value):
    if isinstance(value, dict) and value.get("pick"):
        return _parts_travel("", "pick", "relation")(name, value)
    return _parts_travel("name", "relation")(name, value)


def _nothing(*_):
    return {}


_UNDERSTOOD = {
    Kind.TEXT: _text,
    Kind.SEVERAL: _several_of_a_lookup,
    Kind.DATE: _date,
    Kind.PART_DATE: _date,
    Kind.TIME: _time,
    Kind.MOMENT: _moment,
    Kind.YES_NO: _chosen,
    Kind.ONE_OF: _chosen,
    Kind.SCALE: _chosen,
    Kind.MANY_OF: _several,
    Kind.LOOKUP: _looked_up,
    Kind.PERSON: _person,
    Kind.ORGANISATION: _organisation,
    Kind.ADDRESS: _address,
    Kind.PHONE_OR_EMAIL: _phone_or_email,
    Kind.FILE: _file,
    Kind.NOTE: lambda *_: None,
    Kind.CALCULATED: lambda *_: None,
    Kind.DECLARATION: _declared,
    Kind.PICK: _picked,
    Kind.FACT: lambda *_: None,
}
_TRAVELS = {
    Kind.DATE: _date_travels,
    Kind.PART_DATE: _date_travels,
    Kind.MOMENT: _moment_travels,
    Kind.LOOKUP: _parts_travel("code"),
    Kind.PERSON: _person_travels,
    Kind.ORGANISATION: _organisation_travels,
    Kind.ADDRESS: _address_travels,
    Kind.PHONE_OR_EMAIL: _parts_travel("value", "safe", "when"),
    Kind.FILE: lambda name, value: {f"{name}-kept": str(value.get("name", ""))} if isinstance(value, dict) else {},
    Kind.NOTE: _nothing,
    Kind.FACT: _nothing,
    Kind.PICK: _parts_travel("pick"),
    Kind.SEVERAL: lambda name, value: {
        name: [str(each.get("code")) for each in value if isinstance(each, dict)] if isinstance(value, list) else []
    },
    Kind.DECLARATION: lambda name, value: {name: ["agreed"]} if value == "agreed" else {},
}
