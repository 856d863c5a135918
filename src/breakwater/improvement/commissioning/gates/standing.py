"""How a contract stands at its gates: a gate is open once the one before is met, or was opened for a reason. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..models import Contract, GateCheck, GateOpened
from .edition import AWARD, EDITIONS, Check, Gate

PASSED = (GateCheck.State.MET,)
MET = GateCheck.State.MET, GateCheck.State.NA


@dataclass(frozen=True)
class Checked:
    check: Check
    found: GateCheck | None

    @property
    def is_met(self) -> bool:
        return self.found is not None and self.found.state in (PASSED if self.check.pass_or_fail else MET)

    @property
    def applies(self) -> bool:
        return self.found is None or self.found.state != GateCheck.State.NA

    @property
    def has_failed(self) -> bool:
        return self.check.pass_or_fail and self.found is not None and self.found.state == GateCheck.State.NOT_MET


@dataclass(frozen=True)
class Standing:
    """A gate, what was found of each check, and the reason for which it was opened early. `set_back` are gates before it that were met
    when it was opened and are not any more: it stays open, and says so."""

    gate: Gate
    checks: Sequence[Checked]
    is_open: bool
    opened: GateOpened | None
    set_back: Sequence[Gate] = ()

    @property
    def is_met(self) -> bool:
        """One at which nothing applies was not gone through: the next opens for a reason alone."""
        return self.is_open and all(each.is_met for each in self.checks) and any(each.applies for each in self.checks)

    @property
    def words(self) -> str:
        if not any(each.applies for each in self.checks):
            return "Not met: nothing applies"
        met = sum(each.is_met for each in self.checks)
        return "Met" if self.is_met else f"{met} of {len(self.checks)} met" if self.is_open else "Not open yet"


def standing(contract: Contract, found: Iterable[GateCheck], opened: Iterable[GateOpened]) -> list[Standing]:
    """The gates in order. `found` are the checks as they were recorded, the first first: the last of each stands."""
    last: Mapping = {(each.gate, each.check_key): each for each in found}
    early = {each.gate: each for each in opened}
    listed: list[Standing] = []
    behind: list[Gate] = []
    for gate in EDITIONS[contract.edition]:
        checks = [Checked(each, last.get((gate.key, each.key))) for each in gate.checks]
        if gate.key in early:
            behind = []  # whoever opened it said why
        # Nothing is recorded at a gate that was never open, so one at which something is stays open.
        is_open = not listed or listed[-1].is_met or gate.key in early or any(each.found for each in checks)
        listed.append(Standing(gate, checks, is_open, early.get(gate.key), tuple(behind) if is_open else ()))
        if not listed[-1].is_met:
            behind.append(gate)
    return listed


def not_passed(listed: Sequence[Standing]) -> list[Checked]:
    """What is passed or failed and was not passed, or not asked yet: as long as there is any nothing is awarded."""
    return [each for gate in listed for each in gate.checks if each.check.pass_or_fail and not each.is_met]


def failed(listed: Sequence[Standing]) -> list[Checked]:
    return [each for each in not_passed(listed) if each.has_failed]


def is_awarded(listed: Sequence[Standing]) -> bool:
    """Whether the gate of the award is open, however it came to be."""
    return any(each.gate.key == AWARD and each.is_open for each in listed)


def next_gate(listed: Sequence[Standing]) -> Standing | None:
    """The first that is not met."""
    return next((each for each in listed if not each.is_met), None)


def shut_after(listed: Sequence[Standing]) -> Standing | None:
    """The first that is not open: what a reason may open."""
    return next((each for each in listed if not each.is_open), None)
