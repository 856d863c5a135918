"""The panels of the child's page: each practice room registers one and fills it with what it holds about this child.

    PERSON_PANELS.register("front_door.social_care", PanelMaker(Permission.PERSON_READ, draw))

A panel is asked for permission before its title is drawn. `draw(actor, about, now)` runs inside the wall, as the actor, and
answers None where there is nothing to show; `about` has the cases that the page found already, so that it need not ask.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from breakwater.foundation.registries import Registry
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Person
from breakwater.partnership.people.search.asked import Asked

from .models import Case


@dataclass(frozen=True)
class About:
    """Whom the page is about, and the cases of theirs that this actor may read."""

    person: Person
    cases: Sequence[Case]

    def of_kind(self, kind: str) -> list[Case]:
        return [case for case in self.cases if case.kind == kind]


@dataclass(frozen=True)
class PanelRow:
    """One line of a panel. `tag` is a word or two about where it stands, `tag_kind` its colour (see tag.html)."""

    text: str
    href: str = ""
    hint: str = ""
    tag: str = ""
    tag_kind: str = ""


@dataclass(frozen=True)
class PersonPanel:
    """A part of the child's page that a room fills. Panels stand by `order`, then title; one that says who answers for the
    child now, wherever the case is kept, stands with what is open (`is_now`).
    """

    title: str
    rows: Sequence[PanelRow] = field(default_factory=tuple)
    order: int = 50
    is_now: bool = False


@dataclass(frozen=True)
class PanelMaker:
    """Who may see a room's panel at all, and how it is drawn."""

    permission: Permission
    draw: Callable[[Actor, About, datetime], PersonPanel | None]


CASE_FACTS: Registry[Callable[[Case], Sequence[Mapping[str, str]]]] = Registry(
    "facts of a case's page", "What other rooms say of a case beside its own facts: key and value"
)

PERSON_PANELS: Registry[PanelMaker] = Registry("panels of the child's page", "What each room shows about a child")


@dataclass(frozen=True)
class Named:
    """One thing a reference stands for, as it is called and where it is read."""

    text: str
    href: str


REFERENCES: Registry[Callable[[str, Actor], Sequence[Named]]] = Registry(
    "what a reference means", "The pages behind a reference that is written, called through or searched for"
)

WORKS_WITH: Registry[Callable[[int], Sequence[str]]] = Registry(
    "who works with a child",
    "Who works with a child (by key) now, in words for the council: asked as a service, before anybody else begins to",
)

Ids = Sequence[int]
NAMED_AS: Registry[Callable[[Ids], Mapping[int, str]]] = Registry(
    "words for the unknown",
    "What the children of some cases are called while they are not matched yet, by kind of case",
)

CONCERNS: Registry[Callable[[Ids], Mapping[int, str]]] = Registry(
    "concerns in a line",
    "What some cases are about, in a line of the referrer's own words, by kind of case: read until someone states why we are involved",
)

KEPT_BACK: Registry[Callable[[Case, str], Sequence[str]]] = Registry(
    "words kept back from a case",
    "What may not be repeated in what goes along with a case, to whoever has it later, and what to say of words that do",
)


@dataclass(frozen=True)
class NotMatched:
    """A case (by key) about somebody whom nobody has matched with a record yet: as they were named, when, and where it is read."""

    case: int
    text: str
    href: str
    hint: str


UNMATCHED: Registry[Callable[[Asked, Actor, datetime], Iterable[NotMatched]]] = Registry(
    "not matched yet",
    "Open work about a child of this name that nobody has matched with a record, as the role may see it",
)


def not_matched_by(asked: Asked, actor: Actor, now: datetime) -> list[NotMatched]:
    """What is open about somebody of this name without a record, as far as this actor may read it."""
    return [one for find in UNMATCHED.values() for one in find(asked, actor, now)]


def named_by(reference: str, by: Actor) -> list[Named]:
    """What a reference in its exact form stands for, as far as this actor may read it; several where a receipt names several children."""
    found = [named for find in REFERENCES.values() for named in find(reference, by)]
    return list({named.href: named for named in found}.values())


def who_works_with(child: int) -> list[str]:
    """Everybody who works with a child now, as far as the actor, a service of the area, sees it."""
    return [words for find in WORKS_WITH.values() for words in find(child)]


def panels_for(actor: Actor, about: About, now: datetime) -> list[PersonPanel]:
    """The panels this actor may see and that have something to show."""
    drawn = [
        panel
        for maker in PERSON_PANELS.values()
        if may(actor, maker.permission) and (panel := maker.draw(actor, about, now)) is not None
    ]
    return sorted(drawn, key=lambda panel: (panel.order, panel.title))
