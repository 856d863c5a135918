"""The changes an editor can make to a draft's definition. Each returns the words for what was done; each raises NotPossible."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..conditions import leaves, parse
from ..definitions import STATE_WORDS, Kind, State
from .definition import NotPossible, code_from, every, find, find_page
from .vocabulary import KINDS

# What a question may become without its answers meaning something else.
MAY_BECOME = {
    Kind.TEXT: (Kind.LONG_TEXT,),
    Kind.LONG_TEXT: (Kind.TEXT,),
    Kind.DATE: (Kind.PART_DATE,),
    Kind.YES_NO: (Kind.ONE_OF,),
}
CHOICES = (Kind.ONE_OF, Kind.MANY_OF, Kind.SCALE)
MAY_BE_ADDED = (
    Kind.TEXT,
    Kind.LONG_TEXT,
    Kind.YES_NO,
    Kind.ONE_OF,
    Kind.MANY_OF,
    Kind.SCALE,
    Kind.DATE,
    Kind.PART_DATE,
    Kind.TIME,
    Kind.MOMENT,
    Kind.NUMBER,
    Kind.PERSON,
    Kind.ORGANISATION,
    Kind.ADDRESS,
    Kind.PHONE_OR_EMAIL,
    Kind.LOOKUP,
    Kind.FILE,
    Kind.GROUP,
    Kind.CALCULATED,
    Kind.NOTE,
    Kind.DECLARATION,
)
NOT_IN_A_GROUP = (Kind.GROUP, Kind.FILE)
RESERVED = set(State)


def keys_in(data: dict) -> set[str]:
    return {each.question["key"] for each in every(data)}


def say_words(data: dict, key: str, **words: str) -> str:
    """Change the words of a question: label, hint, why, missing, statement, one."""
    question = find(data, key).question
    _set(question, words)
    return f"Reworded “{_called(question)}”"


def say_page(data: dict, key: str, **words: str) -> str:
    """Change the words of a page: title, hint, why."""
    page = find_page(data, key)
    _set(page, words)
    return f"Reworded the page “{page['title']}”"


def say_form(data: dict, **words: str) -> str:
    """Change the words of the whole form: title, about."""
    _set(data, words)
    return "Reworded the form’s title"


@dataclass(frozen=True)
class AnswerRules:
    """What is asked of an answer: whether it must be given, what may stand in its place, who reads it, its limits."""

    required: str
    states: Iterable[str]
    visibility: str
    least: int | None = None
    most: int | None = None
    tense: str = ""


def set_answer(data: dict, key: str, rules: AnswerRules) -> str:
    """Change what is asked of the answer."""
    question = find(data, key).question
    said = question.get("states", [])
    words = said if isinstance(said, dict) else dict.fromkeys(said, "")
    kept = {state: words.get(state) or STATE_WORDS[State(state)] for state in rules.states}
    _set(question, {"required": "" if rules.required == "never" else rules.required, "tense": rules.tense})
    _set(question, {"visibility": "" if rules.visibility == "workers" else rules.visibility})
    for name, value in (("states", kept), ("least", rules.least), ("most", rules.most)):
        if value in (None, {}):
            question.pop(name, None)
        else:
            question[name] = value
    return f"Changed what is asked of the answer to “{_called(question)}”"


def set_kind(data: dict, key: str, kind: str) -> str:
    """Change a question's kind to one that leaves its answers their meaning."""
    question = find(data, key).question
    now = Kind(question["kind"])
    if kind not in MAY_BECOME.get(now, ()):
        raise NotPossible(
            "A question of this kind cannot become that. Retire it and add a new one, so that old answers keep their meaning"
        )
    if now is Kind.YES_NO:
        question.setdefault("options", {"yes": "Yes", "no": "No"})
        states = question.get("states", [])
        words = states if isinstance(states, dict) else dict.fromkeys(states, "")
        question["states"] = {**{state: words[state] or STATE_WORDS[State(state)] for state in words}}
        question["states"].setdefault("not_known", STATE_WORDS[State.NOT_KNOWN])
    if kind == Kind.TEXT:
        question.pop("most", None)
    question["kind"] = str(kind)
    return f"“{_called(question)}” is answered differently now: {KINDS[Kind(kind)].lower()}"


def say_choice(data: dict, key: str, code: str, *, label: str, hint: str = "", alone: bool = False) -> str:
    """Reword a choice, or with no `code` add one; its code is made once and stays."""
    question = find(data, key).question
    options = _options(question)
    if code and code not in options:
        raise NotPossible("This choice is not in the draft any more. Go back to the question")
    same = [words for value, words in options.items() if value != code and _label(words).casefold() == label.casefold()]
    if same:
        raise NotPossible("There is a choice with these words already. Give this one other words")
    if not code:
        code = _next_point(options) if question["kind"] == Kind.SCALE else code_from(label, set(options) | RESERVED, 40)
    options[code] = (
        {"label": label, **({"hint": hint} if hint else {}), **({"alone": True} if alone else {})}
        if hint or alone
        else label
    )
    question["options"] = options
    return f"The choice “{label}” of “{_called(question)}”"


def move_choice(data: dict, key: str, code: str, *, past: str) -> str:
    """Put a choice on the other side of the one beside it."""
    question = find(data, key).question
    options = _options(question)
    codes = list(options)
    if code not in codes or past not in codes:
        raise NotPossible("This choice is not in the draft any more. Go back to the question")
    _swap(codes, code, past)
    question["options"] = {each: options[each] for each in codes}
    return f"Changed the order of the choices of “{_called(question)}”"


def retire_choice(data: dict, key: str, code: str) -> str:
    """Offer a choice no more. Old answers keep it."""
    question = find(data, key).question
    options = _options(question)
    if code in options and len(options) < 3:
        raise NotPossible("A choice needs at least two answers to choose from. Add another before this one goes")
    gone = options.pop(code, None)
    question["options"] = options
    return f"Retired the choice “{_label(gone)}” of “{_called(question)}”" if gone else "Nothing to retire"


def set_when(data: dict, key: str, condition: dict | None, *, page: bool = False) -> str:
    """Say when a question, or a page, is asked; None for always."""
    part = find_page(data, key) if page else find(data, key).question
    if condition is None:
        part.pop("when", None)
    else:
        part["when"] = condition
    words = part.get("title") if page else _called(part)
    return f"Changed when “{words}” is shown"


def set_each(data: dict, key: str, group: str, *, apart: bool) -> str:
    """Ask a question of each row of an earlier group, or with no group once."""
    question = find(data, key).question
    for name in ("each", "apart", "among", "one"):
        question.pop(name, None)
    if group:
        question |= {"each": group, "one": find(data, group).question.get("one", "")}
        if apart:
            question["apart"] = True
        if not question["one"]:
            question.pop("one")
    return f"Changed who it is asked about: “{_called(question)}” is asked"


def move(data: dict, key: str, *, past: str) -> str:
    """Put a question on the other side of the one beside it."""
    found = find(data, key)
    keys = [each["key"] for each in found.among]
    if past not in keys:
        raise NotPossible("The questions were moved meanwhile. Look at the page again")
    by_key = {each["key"]: each for each in found.among}
    _swap(keys, key, past)
    found.among[:] = [by_key[each] for each in keys]
    return f"Moved “{_called(found.question)}”"


def move_page(data: dict, key: str, *, past: str) -> str:
    pages = {page["key"]: page for page in data["pages"]}
    if key not in pages or past not in pages:
        raise NotPossible("The pages were moved meanwhile. Look at the draft again")
    keys = list(pages)
    _swap(keys, key, past)
    data["pages"][:] = [pages[each] for each in keys]
    return f"Moved the page “{pages[key]['title']}”"


def move_to_page(data: dict, key: str, page: str) -> str:
    """Put a question at the end of another page. A page left empty goes with it."""
    found, there = find(data, key), find_page(data, page)
    if found.group is not None:
        raise NotPossible("A question that repeats stays in its group. Retire it and add one on that page")
    if found.page is there:
        return "It is there already"
    if len(found.among) == 1:
        raise NotPossible("It is the only question of its page. Put another there first, or move the page")
    found.among.pop(found.place)
    there["questions"].append(found.question)
    return f"Moved “{_called(found.question)}” to “{there['title']}”"


def add(data: dict, *, page: str, group: str, question: dict, after: str, taken: set[str]) -> str:
    """Add a question to a page, or to a group on it, after another one or first. `taken` are keys used in any version."""
    question["key"] = code_from(question.get("label") or question.get("statement") or "question", taken | keys_in(data))
    for inner in question.get("questions", ()):
        inner["key"] = code_from(inner["label"], taken | keys_in(data) | {question["key"]})
    among = find(data, group).question["questions"] if group else find_page(data, page)["questions"]
    if group and question["kind"] in NOT_IN_A_GROUP:
        raise NotPossible("A file, or questions that repeat, cannot be inside questions that repeat")
    place = next((number for number, each in enumerate(among) if each["key"] == after), len(among) - 1 if after else -1)
    among.insert(place + 1, question)
    return f"Added “{_called(question)}”"


def add_page(data: dict, *, title: str, question: dict, after: str, taken: set[str]) -> str:
    key = code_from(title, {page["key"] for page in data["pages"]})
    question["key"] = code_from(question.get("label") or question.get("statement") or "question", taken | keys_in(data))
    for inner in question.get("questions", ()):
        inner["key"] = code_from(inner["label"], taken | keys_in(data) | {question["key"]})
    place = next((number for number, each in enumerate(data["pages"]) if each["key"] == after), len(data["pages"]) - 1)
    data["pages"].insert(place + 1, {"key": key, "title": title, "questions": [question]})
    return f"Added the page “{title}”"


def retire(data: dict, key: str) -> str:
    """Ask a question no more. A page left empty goes with it; answers given before stay as they are."""
    found = find(data, key)
    if uses := uses_of(data, key):
        raise NotPossible(f"It decides whether “{uses[0]}” is shown. Change when that is shown first")
    if found.group is not None and len(found.among) == 1:
        raise NotPossible("It is the only question that repeats here. Retire the whole group instead")
    found.among.pop(found.place)
    if found.group is None and not found.among:
        if len(data["pages"]) == 1:
            raise NotPossible("It is the only question of the form. Add another before this one goes")
        data["pages"].remove(found.page)
    if found.group is not None and key in found.group.get("names", ()):
        found.group["names"] = [each for each in found.group["names"] if each != key]
    return f"Retired “{_called(found.question)}”"


def bring_back(data: dict, was: dict, page: str) -> str:
    """Ask a retired question again, as it was, at the end of a page; a rule that can no longer hold is left out."""
    if was["key"] in keys_in(data):
        return "It is asked already"
    there = find_page(data, page)
    there["questions"].append(was)
    known = keys_in(data)
    for name in ("when", "among"):
        condition = parse(was[name], lambda words: None) if name in was else None
        if any(leaf.question not in known for leaf in leaves(condition)):
            was.pop(name)
    if was.get("each") and was["each"] not in known:
        for name in ("each", "among", "apart", "one"):
            was.pop(name, None)
    return f"Brought back “{_called(was)}”"


def uses_of(data: dict, key: str) -> list[str]:
    """What is shown by the answer to a question, or worked out from it, in words."""
    mine = keys_in({"pages": [{"questions": [find(data, key).question]}]})
    rests = []
    for page in data["pages"]:
        if _refers(page.get("when")) & mine:
            rests.append(page["title"])
    for each in every(data):
        if each.question["key"] in mine:
            continue
        names = (
            _refers(each.question.get("when")) | _refers(each.question.get("among")) | set(each.question.get("of", ()))
        )
        if (names | {each.question.get("each")}) & mine:
            rests.append(_called(each.question))
    return rests + (["the form’s rule of danger"] if _refers(data.get("danger")) & mine else [])


def _refers(condition) -> set[str]:
    return {leaf.question for leaf in leaves(parse(condition, lambda words: None))} if condition else set()


def _called(question: dict) -> str:
    words = question.get("label") or question.get("statement") or question["key"]
    return words if len(words) < 90 else words[:87] + "…"


def _label(option) -> str:
    return option["label"] if isinstance(option, dict) else str(option)


def _options(question: dict) -> dict:
    made = question.get("options") or ({"yes": "Yes", "no": "No"} if question["kind"] == Kind.YES_NO else {})
    return {str(value): words for value, words in made.items()}


def _next_point(options: dict) -> str:
    return str(max((int(value) for value in options), default=0) + 1)


def _set(part: dict, words: dict[str, str]) -> None:
    for name, value in words.items():
        if value:
            part[name] = value
        else:
            part.pop(name, None)


def _swap(keys: list[str], key: str, past: str) -> None:
    """Swap two neighbours; others that came between meanwhile are passed over."""
    here, there = keys.index(key), keys.index(past)
    keys.insert(there, keys.pop(here))
