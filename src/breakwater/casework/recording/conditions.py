"""When a page or a question is asked: a small closed language, written as data.

{question: told, is: "no"}              the answer, or a state such as not_known, is this one
{question: harms, includes: neglect}    one of several answers is this one
{question: phone, answered: true}       there is an answer (a state such as "not known" is none)
{some: children, where: {...}}          in one row of a group at least, this holds
{all: [...]}  {any: [...]}  {not: ...}

Of an answer given for each row of a group, `includes` holds where one of them is this.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

UNCLEAR = "unclear"


def state_of(value) -> str:
    """The state that stands in place of an answer ("not_known", "refused"...), or ""."""
    state = value.get("state") if isinstance(value, dict) else None
    return state if isinstance(state, str) else ""


def is_said(value) -> bool:
    """There is an answer or a state."""
    return value not in (None, "", [], {})


def is_given(value) -> bool:
    """There is an answer, not merely a state."""
    return is_said(value) and not state_of(value)


def as_word(value) -> str:
    """The answer as conditions compare it: a state's name, a code, a number in figures."""
    if isinstance(value, dict):
        return str(value.get("state") or value.get("code") or "")
    return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Is:
    question: str
    value: str

    def holds(self, values: Mapping) -> bool:
        return is_said(values.get(self.question)) and as_word(values[self.question]) == self.value

    def leaves(self):
        yield self


@dataclass(frozen=True, slots=True)
class Includes:
    question: str
    value: str

    def holds(self, values: Mapping) -> bool:
        several = values.get(self.question)
        if isinstance(several, dict) and isinstance(several.get("each"), dict):
            return any(as_word(one) == self.value for one in several["each"].values())
        return isinstance(several, list) and self.value in several

    def leaves(self):
        yield self


@dataclass(frozen=True, slots=True)
class Answered:
    question: str
    expected: bool

    def holds(self, values: Mapping) -> bool:
        return is_given(values.get(self.question)) is self.expected

    def leaves(self):
        yield self


@dataclass(frozen=True, slots=True)
class Some:
    group: str
    where: object

    def holds(self, values: Mapping) -> bool:
        rows = values.get(self.group)
        return isinstance(rows, list) and any(
            self.where.holds({**values, **row}) for row in rows if isinstance(row, dict)
        )

    def leaves(self):
        yield Answered(self.group, True)


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple

    def holds(self, values: Mapping) -> bool:
        return all(part.holds(values) for part in self.parts)

    def leaves(self):
        for part in self.parts:
            yield from part.leaves()


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple

    def holds(self, values: Mapping) -> bool:
        return any(part.holds(values) for part in self.parts)

    def leaves(self):
        for part in self.parts:
            yield from part.leaves()


@dataclass(frozen=True, slots=True)
class Not:
    part: object

    def holds(self, values: Mapping) -> bool:
        return not self.part.holds(values)

    def leaves(self):
        yield from self.part.leaves()


type Leaf = Is | Includes | Answered
type Condition = Leaf | Some | All | AnyOf | Not


def written(condition: Condition | None) -> dict | None:
    """A condition as `parse` reads it."""
    match condition:
        case Is():
            return {"question": condition.question, "is": condition.value}
        case Includes():
            return {"question": condition.question, "includes": condition.value}
        case Answered():
            return {"question": condition.question, "answered": condition.expected}
        case Some():
            return {"some": condition.group, "where": written(condition.where)}
        case All():
            return {"all": [written(each) for each in condition.parts]}
        case AnyOf():
            return {"any": [written(each) for each in condition.parts]}
        case Not():
            return {"not": written(condition.part)}
    return None


SHAPES = '{question: x, is: "yes"}, {question: x, includes: y}, {question: x, answered: true}, some, all, any or not'
DEEPEST = 10


def holds(condition: Condition | None, values: Mapping) -> bool:
    """No condition always holds."""
    return condition is None or condition.holds(values)


def leaves(condition: Condition | None) -> Iterator[Leaf]:
    """The single tests that a condition is made of."""
    if condition is not None:
        yield from condition.leaves()


def met(condition: Condition | None, values: Mapping) -> Iterator[Is | Includes]:
    """The answers that make a condition hold, where it is made of what was said; of what was not said there is none."""
    match condition:
        case Is() | Includes() if condition.holds(values):
            yield condition
        case All() | AnyOf() if condition.holds(values):
            for part in condition.parts:
                yield from met(part, values)


def parse(data, say: Callable[[str], None], depth: int = 0) -> Condition | None:
    """Return the condition that `data` writes; tell `say` what is wrong with it, then None."""
    if not isinstance(data, dict) or depth > DEEPEST:
        say(f"a condition is one of {SHAPES}; this is {data!r}")
        return None
    match data:
        case {"question": str(question), "is": str() | int() | bool() as value, **rest} if not rest:
            return Is(question, str(value).lower() if isinstance(value, bool) else str(value))
        case {"question": str(question), "includes": str() | int() as value, **rest} if not rest:
            return Includes(question, str(value))
        case {"question": str(question), "answered": bool(expected), **rest} if not rest:
            return Answered(question, expected)
        case {"some": str(group), "where": part, **rest} if not rest:
            inner = parse(part, say, depth + 1)
            return inner and Some(group, inner)
        case {"all": [_, *_] as parts, **rest} if not rest:
            return All(tuple(filter(None, (parse(part, say, depth + 1) for part in parts))))
        case {"any": [_, *_] as parts, **rest} if not rest:
            return AnyOf(tuple(filter(None, (parse(part, say, depth + 1) for part in parts))))
        case {"not": part, **rest} if not rest:
            inner = parse(part, say, depth + 1)
            return inner and Not(inner)
    say(f"a condition is one of {SHAPES}; this is {data!r}")
    return None
