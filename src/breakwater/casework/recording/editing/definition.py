"""A form's definition as data: finding pages and questions in it, and reading it as a form."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from breakwater.casework.recording.parser import BadForm, parse
from breakwater.foundation.refusals import Refusal

from ..definitions import Form


class NotPossible(Refusal):
    """The change cannot be made. `words` say why, and what to do instead."""

    def __init__(self, words: str):
        super().__init__(words=words)


@dataclass(frozen=True)
class Found:
    """A question of a definition: itself, the list it stands in with its place there, its page and, within one, its group."""

    question: dict
    among: list
    place: int
    page: dict
    group: dict | None = None


def find_page(data: dict, key: str) -> dict:
    """Raises NotPossible."""
    for page in data["pages"]:
        if page["key"] == key:
            return page
    raise NotPossible("This page is not in the draft any more. Go back to the draft")


def every(data: dict) -> Iterator[Found]:
    """Every question in order, those of a group after it."""
    for page in data["pages"]:
        for place, question in enumerate(page["questions"]):
            yield Found(question, page["questions"], place, page)
            for inner_place, inner in enumerate(question.get("questions", ())):
                yield Found(inner, question["questions"], inner_place, page, question)


def find(data: dict, key: str) -> Found:
    """Raises NotPossible."""
    for each in every(data):
        if each.question["key"] == key:
            return each
    raise NotPossible("This question is not in the draft any more. Go back to the draft")


def read(form_key: str, data: dict) -> Form:
    """The form that a draft's definition describes. Raises NotPossible, in an editor's words."""
    try:
        return parse(data, key=form_key, where=data.get("title", form_key))
    except BadForm as fault:
        raise NotPossible(_in_words(fault.problems)) from None


def _in_words(problems: list[str]) -> str:
    for sign, words in _KNOWN:
        if any(sign in problem for problem in problems):
            return words
    return f"The form would not be sound: {problems[0].rpartition(': ')[2]}. Change something else first"


_KNOWN = (
    (
        "asked later",
        "It would come before the answer that decides whether it is shown. Move it after that answer, or change when it is shown",
    ),
    ("within another group", "It can be shown by answers given before it, not by those inside another repeated group"),
    (
        "a condition on the same page",
        "On one page a question can be shown by one choice of that page and nothing else. Choose that one alone, or put the question on a later page",
    ),
    (
        "itself revealed on this page",
        "That choice is itself shown by another on this page. Put this question on a later page",
    ),
    (
        "cannot be revealed by a choice on its own page",
        "Repeated questions cannot be shown by a choice on their own page. Put them on a later page",
    ),
    ("is not a question of this form", "Another rule still refers to this question. Change that rule first"),
    ("has no answer", "Another question is shown by a choice that would be gone. Change when that one is shown first"),
    (
        "may not be required always",
        "Nothing may hold up a form that says a child is in danger. Choose “unless a child is in danger now” (FD-07)",
    ),
    ("a public form asks at most", "A form for the public asks at most 8 things. Retire one first (FD-06)"),
    ("a public form insists", "A form for the public insists on the worry alone (FD-06)"),
    ("must offer at least two", "A choice needs at least two answers to choose from"),
    (
        "must be a list of at least one",
        "A page, or a group that repeats, needs at least one question. Add another before this one goes",
    ),
    (
        "is no group on an earlier page",
        "It is asked of each row of a repeated group, so it stays on a later page than that group",
    ),
    ("another page has this key", "There is a page of this name already"),
)


def code_from(words: str, taken: set[str], longest: int = 50) -> str:
    """A key made of words, none of those taken: codes are for the machine, so that nobody has to think one up."""
    plain = "_".join(re.findall(r"[a-z0-9]+", words.casefold().replace("’", "").replace("'", "")))[: longest - 4].strip(
        "_"
    )
    base = plain if plain[:1].isalpha() else f"q_{plain}".strip("_")
    code, number = base, 2
    while code in taken:
        code, number = f"{base}_{number}", number + 1
    return code
