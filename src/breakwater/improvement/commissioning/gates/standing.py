"""How a contract stands at its gates: a gate is open once the one before is met, or was opened for a reason. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..models import Contract, GateCheck, GateOpened
from .edition import EDITIONS, Check, Gate

MET = GateCheck.State.MET, GateCheck.State.NA


@dataclass(frozen=True)
class Checked:
    check: Check
    found: GateCheck | None

    @property
    def is_met(self) -> bool:
        return self.found is not None and self.found.state in MET


@dataclass(frozen=True)
class Standing:
    """A gate, what was found of each check, and the reason for which it was opened early."""

    gate: Gate
    checks: Sequence[Checked]
    is_open: bool
    opened: GateOpened | None

    @property
    def is_met(self) -> bool:
        return self.is_open and all(each.is_met for each in self.checks)

    @property
    def words(self) -> str:
        met = sum(each.is_met for each in self.checks)
        return "Met" if self.is_met else f"{met} of {len(self.checks)} met" if self.is_open else "Not open yet"


def standing(contract: Contract, found: Iterable[GateCheck], opened: Iterable[GateOpened]) -> list[Standing]:
    """The gates in order. `found` are the checks as they were recorded, the first first: the last of each stands."""
    last: Mapping = {(each.gate, each.check_key): each for each in found}
    early = {each.gate: each for each in opened}
    listed: list[Standing] = []
    for gate in EDITIONS[contract.edition]:
        checks = [Checked(each, last.get((gate.key, each.key))) for each in gate.checks]
        before = not listed or listed[-1].is_met
        listed.append(Standing(gate, checks, before or gate.key in early, early.get(gate.key)))
    return listed


def next_gate(listed: Sequence[Standing]) -> Standing | None:
    """The first that is not met."""
    return next((each for each in listed if not each.is_met), None)


def shut_after(listed: Sequence[Standing]) -> Standing | None:
    """The first that is not open: what a reason may open."""
    return next((each for each in listed if not each.is_open), None)
