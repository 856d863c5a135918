"""Taking one entry of a file in, and what came of all of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import NotPermitted, Permission, acting_as, may
from breakwater.partnership.organisations.models import Actor, Area

from .reading import Fault


@dataclass(frozen=True)
class Change:
    """What one line of the file changes, in words."""

    line: int
    words: str


@dataclass
class Outcome:
    """What a file would change or changed, how many of its entries changed nothing, and what is wrong with it."""

    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)
    is_applied: bool = False


@dataclass
class Taking:
    """One taking in: the area, who does it (one by one where parts need others), when, and what came of it."""

    area: Area
    actors: Sequence[Actor]
    at: datetime
    outcome: Outcome = field(default_factory=Outcome)

    def one(self, line: int, permission: Permission, work: Callable[[Mapping], str]) -> None:
        """Do what one entry says: `work` takes by and at, and answers what it changed in words, "" for nothing.

        What it refuses is undone and noted with its line; the entries after it are looked at as well.
        """
        try:
            by = next((actor for actor in self.actors if may(actor, permission)), None)
            if by is None:
                raise Fault(
                    line,
                    f"Nobody named may {permission.value}. Leave this part out, or run import-area with --by whoever may",
                )
            with transaction.atomic(), acting_as(by):
                words = work({"by": by, "at": self.at})
        except Fault as fault:
            self.outcome.faults.append(fault)
        except (Refusal, NotPermitted) as refusal:
            self.outcome.faults.append(Fault(line, refusal.words))
        else:
            self.said(line, words)

    def said(self, line: int, words: str) -> None:
        if words:
            self.outcome.changes.append(Change(line, words))
        else:
            self.outcome.unchanged += 1
