"""Whether a child has died is asked here, by everything that would write to a family, remind anybody or show a row (PL 7.3).

A case goes on while a child of it lives, while nobody knows whom it is about, and where it was opened after the death was recorded:
then it is about the death. Of any other nothing goes out and nobody is reminded; it stays with whoever holds it.

    Clock.objects.running().filter(of_the_living("case"))     rows of cases that go on
    refuse_for_the_dead(episode.case)                          before something goes out to the family
    STOPPED_BY_DEATH.register("early_help.links", Stops("Family links ended", end_links))
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.db.models import BooleanField, F, Func

from breakwater.foundation.dates.partial import age_on
from breakwater.foundation.refusals import Refusal
from breakwater.foundation.registries import Registry
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Death, Person

from .models import Case

OF_AGE = 18


class ChildHasDied(Refusal):
    words = (
        "The child has died, so this does not go out. Speak with the family yourself, with whoever is their key worker; "
        "nothing is sent to them from here."
    )


class _GoesOn(Func):
    function = "access.case_goes_on"
    output_field = BooleanField()


def of_the_living(case: str = "case") -> _GoesOn:
    """Of rows with a case: those whose case goes on. `case` is the path to it."""
    return _GoesOn(F(case))


def goes_on(case: Case) -> bool:
    """Whether a case goes on."""
    return Case.objects.filter(of_the_living("pk"), pk=case.pk).exists()


def refuse_for_the_dead(case: Case, *people: Person) -> None:
    """Let nothing go out about a case whose children have died, nor to anybody who has. Raises ChildHasDied."""
    has_died = Person.objects.filter(pk__in=[person.pk for person in people], died_on__isnull=False).exists()
    if has_died or not goes_on(case):
        raise ChildHasDied


@dataclass(frozen=True)
class Died:
    """A death just recorded, and what is kept nowhere else: whether it was expected, where it was, who lives on in the household."""

    person: Person
    death: Death
    expected: bool | None = None
    place: str = ""
    living: Sequence[Person] = ()
    others: str = ""
    in_danger: bool | None = None

    @property
    def is_of_a_child(self) -> bool:
        return is_child(self.person, self.death.died_on)


def is_child(person: Person, on: date) -> bool:
    """Whether somebody is a child on a day: under eighteen, or of no known age and no adult in a child's life."""
    if person.born_on is None:
        return not person.is_adult_in_a_childs_life
    return age_on(person.born_on, on) < OF_AGE


class _Stop(Protocol):
    def __call__(self, person: Person, *, by: Actor, at: datetime) -> int: ...


@dataclass(frozen=True)
class Stops:
    """Something that ends when a person dies: what it is called in the plural, and how it is ended, which says how many there were."""

    label: str
    stop: _Stop


STOPPED_BY_DEATH: Registry[Stops] = Registry(
    "what a death stops", "What of a person ends the moment their death is recorded"
)
STOPPED_UNSEEN: Registry[Callable[[Person, Actor, datetime], None]] = Registry(
    "what a death stops unseen",
    "What ends in cases that neither whoever records the death nor the intake reads; nobody counts it, and its readers are told",
)
OPENED_BY_DEATH: Registry[Callable[[Died, Actor, datetime], str]] = Registry(
    "what a death opens",
    "What begins the moment a death is recorded; each answers with a reference to name, or with none",
)


@dataclass(frozen=True)
class NextStep:
    """Something to consider after a death, why, and, where it is done here, the link that leads there."""

    text: str
    why: Sequence[str]
    link: str = ""
    href: str = ""


AFTER_DEATH: Registry[Callable[[Person, Actor], Sequence[NextStep]]] = Registry(
    "what to consider after a death", "What whoever recorded a death is asked to consider next, as far as they may"
)
