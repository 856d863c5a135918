"""How each kind of question is drawn: its boxes, by name. A question called `born` has boxes that begin with `born`."""

from django import forms
from markupsafe import Markup

from breakwater.foundation.design import fields
from breakwater.foundation.design.drawn import Drawn
from breakwater.foundation.design.environment import component, lines

from .definitions import Kind, Question, Required
from .organisations import is_exact
from .registry import picks_of
from .respondent import INSTEAD, STATES_AMONG_OPTIONS, Asking, named
from .row_questions import asked

MANY = 12  # more options than this are drawn as a list to choose from
SHORT = 80  # letters of all the answers together, so that those who work with children read them in one row


class Told(Drawn, forms.Field):
    """Words among the questions; nothing travels back."""

    def __init__(self, *, words: Markup, **more):
        self.words = words
        super().__init__(required=False, **more)

    def draw(self, bound, look):
        return self.words

    def clean(self, value):
        return None


def boxes(question: Question, prefix: str, data, asking: Asking) -> dict[str, forms.Field]:
    """The fields of a question, by name, in order. `data` is what was typed, for boxes that depend on it."""
    if question.each:
        return _of_each(question, prefix, data, asking)
    name = named(question, prefix)
    optional = asking.says_optional and question.required is Required.NEVER and question.is_answered_by_people
    common = {"label": question.label, "hint": question.hint, "required": False}
    made = _BOXES[question.kind](question, name, common, data, asking)
    if question.kind not in STATES_AMONG_OPTIONS and (question.states or question.options):
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


def _of_each(question: Question, prefix: str, data, asking: Asking) -> dict[str, forms.Field]:
    made: dict[str, forms.Field] = {}
    for _, one in asked(question, asking.targets(question)):
        made |= boxes(one, prefix, data, asking)
    return made


def _facts(question, name, common, data, asking):
    value = str(asking.heard.get(question.key) or "")
    if not question.label or not value:
        return {}
    words = Markup('<p class="govuk-body"><strong>{}</strong></p>{}').format(question.label, lines(value))
    return {name: Told(words=component("inset-text", {"html": words}))}


def _several(question, name, common, data, asking):
    choices = asking.listed(question.source)
    return {name: fields.CheckboxesField(choices=choices, small=True, **common)} if choices else {}


def _picks(question, name, common, data, asking):
    choices = [(pick.key, pick.words) for pick in picks_of(question.source, asking.by)]
    choices += [(state.value, state.label) for state in question.states]
    return {name: fields.SelectField(choices=choices, **common)}


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


def _moments(question, name, common, data, asking):
    return {
        **_dates(question, name, common, data, asking),
        f"{name}-clock": fields.TimeField(label="At what time?", hint="For example, 14:30", required=False),
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
    if asking.public:
        return {name: fields.RadiosField(choices=choices, options=more, **common)}
    in_a_row = (
        len(choices) <= 4
        and sum(len(words) for _, words in choices) <= SHORT
        and not any(o.hint for o in question.options)
    )
    if in_a_row:
        more = {value: {**each, "divider": ""} for value, each in more.items()}
    return {name: fields.RadiosField(choices=choices, options=more, small=True, inline=in_a_row, **common)}


def _checkboxes(question, name, common, data, asking):
    choices, more = _choices(question)
    return {name: fields.CheckboxesField(choices=choices, options=more, small=not asking.public, **common)}


def _lookups(question, name, common, data, asking):
    choices = [*asking.listed(question.source), *((state.value, state.label) for state in question.states)]
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
    candidates = asking.organisations(typed)
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
    box = {name: fields.TextField(max_length=254, width=30, **common)}
    if not question.asks_safety:
        return box
    return box | {
        f"{name}-safe": fields.RadiosField(
            label=f"Is it safe to contact {whose} this way?",
            choices=[("yes", "Yes"), ("no", "No"), ("not_known", "Not sure")],
            required=False,
        ),
        f"{name}-when": fields.TextField(label="When is a good time?", hint="For example, after 4pm", required=False),
    }


def _files(question, name, common, data, asking):
    if kept := data.get(f"{name}-kept"):
        common |= {"hint": f"{kept} is here already. Choose a file only to replace it."}
    return {name: fields.FileField(accepts=question.accepts, **common)}


def _notes(question, name, common, data, asking):
    words = lines(question.statement)
    if question.style == "warning":
        return {name: Told(words=component("warning-text", {"html": words, "iconFallbackText": "Warning"}))}
    return {name: Told(words=words if question.style == "plain" else component("inset-text", {"html": words}))}


def _calculated(question, name, common, data, asking):
    words = Markup('<p class="govuk-body"><strong>{}</strong> {}</p>').format(
        question.label, data.get(name) or "calculated when you save"
    )
    return {name: Told(words=words)}


def _declarations(question, name, common, data, asking):
    return {name: fields.CheckboxesField(choices=[("agreed", question.statement)], **common)}


_BOXES = {
    Kind.TEXT: _texts,
    Kind.LONG_TEXT: _long_texts,
    Kind.NUMBER: _numbers,
    Kind.DATE: _dates,
    Kind.PART_DATE: _dates,
    Kind.TIME: lambda question, name, common, data, asking: {name: fields.TimeField(**common)},
    Kind.MOMENT: _moments,
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
    Kind.PICK: _picks,
    Kind.SEVERAL: _several,
    Kind.FACT: _facts,
}
