"""Trying a form with invented answers: what would be recorded, and whether that is still so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from breakwater.casework.recording import answers, words

from ..definitions import Form
from .vocabulary import name_of, questions_of


@dataclass(frozen=True)
class Outcome:
    """What a form would make of answers: `recorded` by question key, and the keys `open` that still had to be answered."""

    recorded: dict
    open: tuple[str, ...]


def outcome(form: Form, values: Mapping, *, on: date) -> Outcome:
    """What would be recorded, as `complete` does it: answers to questions not asked any more are left out."""
    said = answers.with_calculated(form, answers.applicable(form, values), on=on)
    return Outcome(said, tuple(dict.fromkeys(each.question for each in answers.missing(form, values))))


def fails(form: Form, values: Mapping, recorded: Mapping, open_before, *, on: date) -> list[str]:
    """What is no longer recorded as it was kept, in words; nothing when the trial passes. New questions are no failure."""
    now, known = outcome(form, values, on=on), questions_of(form)
    made = []
    for key, kept in recorded.items():
        question = known.get(key)
        if key not in now.recorded:
            made.append(
                f"“{name_of(question)}” is not recorded any more"
                if question
                else f"The answer to “{key.replace('_', ' ')}” is not recorded any more: its question is retired"
            )
        elif now.recorded[key] != kept:
            before, after = (words.say(question, value) or "nothing" for value in (kept, now.recorded[key]))
            made.append(f"“{name_of(question)}” was recorded as “{before}” and would be “{after}”")
        elif question is not None and (lost := _without_words(question, kept)):
            made.append(f"“{name_of(question)}”: the choice “{lost}” is not offered any more")
    made += [
        f"“{name_of(known[key])}” now has to be answered"
        for key in now.open
        if key not in set(open_before) and key in known
    ]
    return made


def _without_words(question, kept) -> str:
    """A choice that was made and is no longer offered."""
    chosen = kept if isinstance(kept, list) else [kept]
    if not question.options or question.each or question.kind.value in ("address", "group"):
        return ""
    offered = {option.value for option in (*question.options, *question.states)}
    return next((str(each) for each in chosen if isinstance(each, (str, int)) and str(each) not in offered), "")
