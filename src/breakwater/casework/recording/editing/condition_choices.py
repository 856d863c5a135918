"""Conditions built from lists: “this answer is that”, up to four of them, all or one. No code, and none can be made."""

from breakwater.casework.recording.conditions import All, Answered, AnyOf, Condition, Includes, Is, leaves
from breakwater.casework.recording.definitions import CHOSEN, SILENT, Form, Kind, Question

from .vocabulary import name_of

SEPARATES = "|"  # stands in no key and no code


def answers_before(form: Form, page: str, key: str, group: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a rule may depend on: for each question asked before, its answers as (value, words), for a list in groups.

    On its own page a question depends on one choice that is not itself revealed there, since a page without script draws it.
    """
    made = []
    for each in form.pages:
        mine = each.key == page
        if mine and not key:
            break
        for question in each.questions:
            if mine and question.key in (key, group):
                break
            if _may_decide(question, each.questions if mine else ()):
                made.append((name_of(question), _tests(question, alone=mine)))
        if mine:
            break
    if group:
        inner = form.groups[group].questions
        for question in inner:
            if question.key == key:
                break
            if _may_decide(question, inner):
                made.append((f"In the same row: {name_of(question)}", _tests(question, alone=True)))
    return made


def _may_decide(question: Question, beside) -> bool:
    if question.kind in SILENT - {Kind.FACT}:
        return False
    if not beside:
        return True
    revealed = {leaf.question for leaf in leaves(question.when)} & {each.key for each in beside}
    return question.kind in CHOSEN and not revealed and not question.each


def _tests(question: Question, alone: bool) -> list[tuple[str, str]]:
    several = question.kind is Kind.MANY_OF or bool(question.each)
    how, says = ("includes", "includes") if several else ("is", "is")
    made = []
    if question.kind in CHOSEN:
        made += [(_test(question, how, option.value), f"{says} “{option.label}”") for option in question.options]
        made += [
            (_test(question, how if question.each else "is", state.value), f"is “{state.label}”")
            for state in question.states
        ]
    if not alone:
        made += [
            (_test(question, "answered", "yes"), "is answered"),
            (_test(question, "answered", "no"), "is not answered"),
        ]
    label = name_of(question)
    return [(value, f"{label[:60]}: {words}") for value, words in made]


def _test(question: Question, how: str, value: str) -> str:
    return SEPARATES.join((question.key, how, value))


def as_condition(shown: str, tests: list[str]) -> dict | None:
    """The condition that was chosen, as a definition holds it; None for always."""
    if shown == "always" or not tests:
        return None
    parts = [_as_data(test) for test in tests]
    return parts[0] if len(parts) == 1 else {shown: parts}


def _as_data(test: str) -> dict:
    key, how, value = test.split(SEPARATES)
    return {"question": key, "answered": value == "yes"} if how == "answered" else {"question": key, how: value}


def chosen_in(condition: Condition | None) -> tuple[str, list[str] | None]:
    """What the lists show of a condition: (always, all or any, the tests); no tests (None) where it is more than they can say."""
    match condition:
        case None:
            return "always", []
        case Is() | Includes() | Answered():
            return "all", [_as_test(condition)]
        case All() | AnyOf() if len(condition.parts) <= 4 and all(
            isinstance(part, (Is, Includes, Answered)) for part in condition.parts
        ):
            return "all" if isinstance(condition, All) else "any", [_as_test(part) for part in condition.parts]
    return "all", None


def _as_test(leaf) -> str:
    if isinstance(leaf, Answered):
        return SEPARATES.join((leaf.question, "answered", "yes" if leaf.expected else "no"))
    return SEPARATES.join((leaf.question, "is" if isinstance(leaf, Is) else "includes", leaf.value))
