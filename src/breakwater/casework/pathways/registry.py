"""The stages of each kind of case, registered by the room that owns the kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from breakwater.foundation.registries import Registry


class IllegalMove(Exception):
    """The pathway has no such step from the stage the case is in."""


@dataclass(frozen=True)
class Stage:
    """A stage of a pathway: its key, its name to people, the keys of the stages that may follow."""

    key: str
    label: str
    leads_to: tuple[str, ...] = ()
    is_end: bool = False


@dataclass(frozen=True)
class Pathway:
    """The stages of one kind of case. `prefix` begins its references (C for contact); `noun` is what people call it.

    The page that every case has offers it to the services in `offered_to` (None: to all of the area) and closes it, unless
    it `ends_on_its_own_page`.
    """

    key: str
    noun: str
    prefix: str
    stages: tuple[Stage, ...]
    url_name: str = ""
    offered_to: tuple[str, ...] | None = None
    ends_on_its_own_page: bool = False
    by_key: Mapping[str, Stage] = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "by_key", {stage.key: stage for stage in self.stages})

    @property
    def first(self) -> Stage:
        return self.stages[0]

    def check(self, from_stage: str, to_stage: str) -> None:
        """Raise IllegalMove unless `to_stage` may follow `from_stage`."""
        if to_stage not in self.by_key[from_stage].leads_to:
            raise IllegalMove(f"{self.key}: {from_stage} does not lead to {to_stage}")


PATHWAYS: Registry[Pathway] = Registry("pathways", "The stages of each kind of case")


def pathway_of(kind: str) -> Pathway:
    """The pathway of a kind of case."""
    return PATHWAYS[kind]
