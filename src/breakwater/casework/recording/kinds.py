"""How each kind of question is asked: the boxes it draws, what travels in them, and what an answer becomes.

A question called `born` has boxes whose names begin with `born`; in the second row of a group they begin with
`children-1-born`. `Wrong` carries the box at fault and the words that tell the person what to do.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from markupsafe import Markup

from breakwater.foundation.dates import PartDate
from breakwater.foundation.dates.partial import NotADate
from breakwater.foundation.design import fields
from breakwater.foundation.design.drawn import Drawn
from breakwater.foundation.design.environment import component, lines
from breakwater.partnership.organisations.models import Actor

from .conditions import state_of
from .definitions import Kind, Question, Required
from .organisations import is_exact, matching_organisations
from .registry import LOOKUPS, picks_of

MANY = 12  # more options than this are drawn as a list to choose from
INSTEAD = "instead"


class Wrong(Exception):
    """An answer that cannot be taken as it is."""

    def __init__(self, name: str, words: str):
        self.name, self.words = name, words
        super().__init__(words)


@dataclass(frozen=True)
class Asking:
    """Who is asked and how: `says_optional` marks what may be left; `keep_file` keeps an upload and describes it."""

    by: Actor | None = None
    public: bool = False
    says_optional: bool = False
    keep_file: Callable[[Question, object], dict] | None = None


class Told(Drawn, forms.Field):
    """Words among the questions; nothing travels back."""

    def __init__(self, *, words: Markup, **more):
        self.words = words
        super().__init__(required=False, **more)

    def draw(self, bound, look):
        return self.words

    def clean(self, value):
        return None


def named(question: Question, prefix: str) -> str:
    return f"{prefix}{question.key}"


def boxes(question: Question, prefix: str, data, asking: Asking) -> dict[str, forms.Field]:
    """The fields of a question, by name, in order. `data` is what was typed, for boxes that depend on it."""
    name = named(question, prefix)
    optional = asking.says_optional and question.required is Required.NEVER and question.is_answered_by_people
    common = {"label": question.label, "hint": question.hint, "required": False}
    made = _BOXES[question.kind](question, name, common, data, asking)
    if question.kind not in _STATES_AMONG_OPTIONS and (question.states or question.options):
        choices = [(option.value, option.label) for option in (*question.options, *question.states)]
        label = Markup('Or<span class="govuk-visually-hidden">, instead of an answer to: {}</span>').format(
            question.label
        )
        made[f"{name}-{INSTEAD}"] = fields.CheckboxesField(choices=choices, small=True, label=label, required=False)
    for field in made.values():
        field.says_optional = False
    if optional and made:
        next(iter(made.values())).says_optional = True
    return made


def understood(question: Question, prefix: str, cleaned: dict, asking: Asking):
    """The answer in what the boxes held, or None. Raises Wrong."""
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


def travels(question: Question, prefix: str, value) -> dict[str, str | list[str]]:
    """What the boxes hold for an answer: the other way round from `understood`."""
    name = named(question, prefix)
    state = state_of(value)
    if value in (None, ""):
        return {}
    if state:
        if question.kind in _STATES_AMONG_OPTIONS:
            return {name: [state] if question.kind is Kind.MANY_OF else state}
        return {f"{name}-{INSTEAD}": [state]} if state in {s.value for s in question.states} else {}
    return _TRAVELS.get(question.kind, _plainly)(name, value)


def _texts(question, name, common, data, asking):
    return {name: fields.TextField(max_length=question.most or 200, **common)}


def _long_texts(question, name, common, data, asking):
    return {name: fields.TextareaField(max_length=question.most or 10_000, **common)}


def _numbers(question, name, common, data, asking):
    limits = {"min_value": question.least, "max_value": question.most}
    return {name: fields.NumberField(**{k: v for k, v in limits.items() if v is not None}, **common)}


def _dates(question, name, common, data, asking):
    return {
        name: fields.DateField(
            partial=question.kind is Kind.PART_DATE,
            past=question.tense == "past",
            future=question.tense == "future",
            **common,
        )
    }


def _choices(question: Question) -> tuple[list, dict]:
    """Options, then the states after a divider."""
    choices = [(option.value, option.label) for option in (*question.options, *question.states)]
    more = {option.value: {"hint": option.hint, "alone": option.alone} for option in question.options}
    for number, state in enumerate(question.states):
        more[state.value] = {"alone": True, "divider": "or" if number == 0 and question.options else ""}
    return choices, more


def _radios(question, name, common, data, asking):
    choices, more = _choices(question)
    if len(choices) > MANY and question.kind is Kind.ONE_OF:
        return {name: fields.SelectField(choices=choices, **common)}
    if question.kind is Kind.YES_NO:
        more = {value: {**each, "divider": ""} for value, each in more.items()}
    return {name: fields.RadiosField(choices=choices, options=more, **common)}


def _checkboxes(question, name, common, data, asking):
    choices, more = _choices(question)
    return {name: fields.CheckboxesField(choices=choices, options=more, **common)}


def _lookups(question, name, common, data, asking):
    source = LOOKUPS.get(question.source)
    choices = [*(source() if source else []), *((state.value, state.label) for state in question.states)]
    return {name: fields.SelectField(choices=choices, **common)}


def _people(question, name, common, data, asking):
    made = {}
    picks = picks_of(question.source, asking.by)
    if picks:
        choices = [(pick.key, pick.words) for pick in picks]
        made[f"{name}-pick"] = fields.SelectField(choices=choices, empty="Someone else", **common)
        common = {"label": "Name, if not chosen above", "required": False}
    made[name] = fields.TextField(**common)
    made[f"{name}-relation"] = fields.TextField(
        label="How do they know the child, or what is their role?", width=20, required=False
    )
    return made


def _organisations(question, name, common, data, asking):
    made = {name: fields.TextField(**common)}
    typed = str(data.get(name) or "")
    candidates = matching_organisations(typed)
    if candidates and not is_exact(candidates, typed):
        choices = [(each.public_id, each.words) for each in candidates] + [
            ("as_typed", "None of these: keep what I wrote")
        ]
        label = "Which one do you mean?"
        made[f"{name}-pick"] = fields.RadiosField(choices=choices, small=True, label=label, required=False)
    return made


def _addresses(question, name, common, data, asking):
    return {
        name: fields.TextareaField(rows=3, max_length=500, counts=False, **common),
        f"{name}-postcode": fields.PostcodeField(lenient=True, label="Postcode, if you know it", required=False),
    }


def _phones(question, name, common, data, asking):
    whose = "you" if asking.public else "this person"
    return {
        name: fields.TextField(max_length=254, width=30, **common),
        f"{name}-safe": fields.RadiosField(
            label=f"Is it safe to contact {whose} this way?",
            choices=[("yes", "Yes"), ("no", "No"), ("not_known", "Not sure")],
            required=False,
        ),
        f"{name}-when": fields.TextField(label="When is a good time?", hint="For example, after 4pm", required=False),
    }


def _files(question, name, common, data, asking):
    return {name: fields.FileField(accepts=question.accepts, **common)}


def _notes(question, name, common, data, asking):
    words = lines(question.statement)
    if question.style == "warning":
        return {name: Told(words=component("warning-text", {"html": words, "iconFallbackText": "Warning"}))}
    return {name: Told(words=words if question.style == "plain" else component("inset-text", {"html": words}))}


def _calculated(question, name, common, data, asking):
    words = Markup('<p class="govuk-body"><strong>{}</strong> {}</p>').format(
        question.label, data.get(name) or "worked out when you save"
    )
    return {name: Told(words=words)}


def _declarations(question, name, common, data, asking):
    return {name: fields.CheckboxesField(choices=[("agreed", question.statement)], **common)}


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


def _looked_up(question, name, cleaned, asking):
    code = cleaned.get(name)
    if not code:
        return None
    if code in {state.value for state in question.states}:
        return {"state": code}
    source = LOOKUPS.get(question.source)
    words = {str(key): words for key, words in (source() if source else [])}
    return {"code": code, "words": words.get(code, code)}


def _person(question, name, cleaned, asking):
    picked = cleaned.get(f"{name}-pick")
    relation = cleaned.get(f"{name}-relation") or ""
    if picked:
        pick = next(each for each in picks_of(question.source, asking.by) if each.key == picked)
        return {"name": pick.values.get("name", pick.words), "relation": relation, "pick": pick.key}
    typed = cleaned.get(name) or ""
    return {"name": typed, "relation": relation} if typed or relation else None


def _organisation(question, name, cleaned, asking):
    typed = cleaned.get(name) or ""
    if not typed:
        return None
    candidates = matching_organisations(typed)
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
        if any(more.values()) and not cleaned.get(f"{name}-{INSTEAD}"):
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


_STATES_AMONG_OPTIONS = {Kind.YES_NO, Kind.ONE_OF, Kind.MANY_OF, Kind.SCALE, Kind.LOOKUP}
_BOXES = {
    Kind.TEXT: _texts,
    Kind.LONG_TEXT: _long_texts,
    Kind.NUMBER: _numbers,
    Kind.DATE: _dates,
    Kind.PART_DATE: _dates,
    Kind.TIME: lambda question, name, common, data, asking: {name: fields.TimeField(**common)},
    Kind.YES_NO: _radios,
    Kind.ONE_OF: _radios,
    Kind.MANY_OF: _checkboxes,
    Kind.SCALE: _radios,
    Kind.LOOKUP: _lookups,
    Kind.PERSON: _people,
    Kind.ORGANISATION: _organisations,
    Kind.ADDRESS: _addresses,
    Kind.PHONE_OR_EMAIL: _phones,
    Kind.FILE: _files,
    Kind.CALCULATED: _calculated,
    Kind.NOTE: _notes,
    Kind.DECLARATION: _declarations,
}
_UNDERSTOOD = {
    Kind.DATE: _date,
    Kind.PART_DATE: _date,
    Kind.TIME: _time,
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
}
_TRAVELS = {
    Kind.DATE: _date_travels,
    Kind.PART_DATE: _date_travels,
    Kind.LOOKUP: _parts_travel("code"),
    Kind.PERSON: _person_travels,
    Kind.ORGANISATION: _organisation_travels,
    Kind.ADDRESS: _address_travels,
    Kind.PHONE_OR_EMAIL: _parts_travel("value", "safe", "when"),
    Kind.FILE: _nothing,
    Kind.NOTE: _nothing,
    Kind.DECLARATION: lambda name, value: {name: ["agreed"]} if value == "agreed" else {},
}
