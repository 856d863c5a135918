"""One question asked of each row of an earlier group: once for all of them, with exceptions, or of each apart.

The answer is {"each": {"all": answer, ROW: answer}}: ROW is the lasting name of a row, so that an answer stays with its
child when another is taken out. What is said of all holds for every row that has no answer of its own; where someone is,
a school say, is kept for the rows there were when it was said, so that nobody added later is put there unasked (SG-21).
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace

from .conditions import UNCLEAR, holds, is_said, state_of
from .definitions import Kind, Question

ALL, EACH, ROW = "all", "each", "_row"


@dataclass(frozen=True)
class Target:
    """A row that is asked about: its lasting name and the words for it."""

    key: str
    words: str


def name_of(group: Question, row: Mapping) -> str:
    """What a row is called: the answers its group names it by, else its first text; "" while there is none."""
    keys = group.names or tuple(q.key for q in group.questions if q.kind in (Kind.TEXT, Kind.PERSON))[:1]
    questions = {question.key: question for question in group.questions}
    given = [row.get(key) for key in keys if key in questions]
    return " ".join(filter(None, (_plain(value) for value in given)))


def _plain(value) -> str:
    if isinstance(value, dict):
        return "" if value.get("state") else str(value.get("name", ""))
    return str(value) if is_said(value) else ""


def targets(question: Question, heard: Mapping, groups: Mapping[str, Question]) -> list[Target]:
    """The rows this question asks about, of those answered so far."""
    group, rows = groups.get(question.each), heard.get(question.each)
    if group is None or not isinstance(rows, list):
        return []
    made = []
    for number, row in enumerate(rows, start=1):
        if isinstance(row, dict) and holds(question.among, {**heard, **row}):
            words = name_of(group, row) or f"{group.one or group.label} {number}"
            made.append(Target(row_key(row, number), words[:1].upper() + words[1:]))
    return made


def row_key(row: Mapping, number: int) -> str:
    """A row's lasting name; a row that came without one is called by its place."""
    key = row.get(ROW)
    return key if isinstance(key, str) and key.isalnum() else f"r{number}"


def asked(question: Question, found: list[Target]) -> list[tuple[str, Question]]:
    """The single questions this one falls into, by row ("all" first where it is asked)."""
    if not found:
        return [(ALL, single(question, ALL))]
    if len(found) == 1:
        return [(found[0].key, single(question, found[0].key, _label(question, found[0].words)))]
    own = [(each.key, single(question, each.key, _label(question, each.words, more=True))) for each in found]
    # The hint is read once.
    own = [
        (key, replace(one, hint="") if number or not question.apart else one) for number, (key, one) in enumerate(own)
    ]
    return own if question.apart else [(ALL, single(question, ALL)), *own]


def single(question: Question, key: str, label: str = "") -> Question:
    return replace(
        question,
        key=f"{question.key}-{key}",
        label=label or _label(question, question.one),
        each="",
        among=None,
        apart=False,
        fold="",
    )


def _label(question: Question, words: str, more: bool = False) -> str:
    if "{}" in question.label:
        return question.label.replace("{}", words)
    return f"{question.label}: {words}" if more else question.label


def titled(question: Question, found: list[Target]) -> str:
    """The question as a list of questions names it: of its one row by name, otherwise of all of them alike."""
    label = question.label or question.statement
    if "{}" not in label:
        return label
    return label.replace("{}", found[0].words if len(found) == 1 else question.one or "each of them")


def answers_in(value) -> dict:
    """What an answer says, by row; nothing for what has another shape."""
    each = value.get(EACH) if isinstance(value, dict) else None
    return {key: answer for key, answer in each.items() if is_said(answer)} if isinstance(each, dict) else {}


def answer_of(value, key: str):
    """The answer that holds for one row."""
    given = answers_in(value)
    return given.get(key, given.get(ALL))


def spread(question: Question, value, found: list[Target]) -> dict:
    """The answer as the page shows it for the rows there are now: what all share stands once."""
    given = answers_in(value)
    keys = [each.key for each in found]
    if not keys or question.apart or len(keys) == 1:
        return {key: answer for key in keys or [ALL] if is_said(answer := given.get(key, given.get(ALL)))}
    own = {key: given[key] for key in keys if key in given}
    same = list(own.values())
    enough = (len(keys),) if question.kind is Kind.ORGANISATION else (1, len(keys))
    if ALL not in given and same and all(answer == same[0] for answer in same) and len(own) in enough:
        return {ALL: same[0]}
    return {key: given[key] for key in (ALL, *keys) if key in given}


def kept(question: Question, made: dict, found: list[Target]) -> dict:
    """The answers by row, as they are kept."""
    if question.kind is not Kind.ORGANISATION or ALL not in made or not found:
        return made
    return {each.key: made.get(each.key, made[ALL]) for each in found}


def lacking(question: Question, value, found: list[Target]) -> str:
    """The first row that still has no answer ("all" where all are asked at once), or ""."""
    open_rows = [key for key in ([each.key for each in found] or [ALL]) if not is_said(answer_of(value, key))]
    if not open_rows:
        return ""
    return ALL if len(found) > 1 and not question.apart and not answers_in(value) else open_rows[0]


def is_unclear(value) -> bool:
    """Something in the answer was kept as it was typed, because it could not be read."""
    return state_of(value) == UNCLEAR or any(state_of(answer) == UNCLEAR for answer in answers_in(value).values())


def fresh_row() -> str:
    return secrets.token_hex(4)
