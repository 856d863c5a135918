"""What a form says that is for one compartment alone: taken out before anything is kept, and given to the room that has it (SG-12).

A room above says which questions are its own. Who receives the form asks here, and learns nothing of the room.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from breakwater.foundation.registries import Registry


@dataclass(frozen=True)
class Compartment:
    """Its `questions` are kept nowhere else. `take_out(values)` is what a form says by them, "" where it says nothing of the kind;
    `keep(area=, arrived_with=, words=, about=, at=)` gives it to the compartment: with which receipt it came, and `about` whom it is
    ("sender", and "children" as told: name, born, school, address).
    """

    questions: tuple[str, ...]
    take_out: Callable[[Mapping], str]
    keep: Callable[..., None]


COMPARTMENTS: Registry[Compartment] = Registry(
    "compartments of a form", "What is taken out of a form before it is kept, for one room alone"
)


def questions() -> tuple[str, ...]:
    """The questions whose answers are kept by a compartment alone, whatever they say."""
    return tuple(question for each in COMPARTMENTS.values() for question in each.questions)


def take_out(values: Mapping) -> dict[str, str]:
    """The words that a form has for each compartment, by its name; empty where it has none."""
    said = ((name, each.take_out(values)) for name, each in COMPARTMENTS.items())
    return {name: words for name, words in said if words}


def keep(taken: Mapping[str, str], **facts) -> None:
    """Give each compartment what was taken out for it."""
    for name, words in taken.items():
        COMPARTMENTS[name].keep(words=words, **facts)
