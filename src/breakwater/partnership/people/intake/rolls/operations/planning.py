"""What taking a roll in would come to in the authority's records, before it does; for the authority alone."""

from dataclasses import dataclass

from breakwater.partnership.organisations.models import Team
from breakwater.partnership.people.intake.operations.identifying import find
from breakwater.partnership.people.intake.reading.rows import Roll
from breakwater.partnership.people.models import RollTie

from .comparing import Comparison, compare
from .receiving import last_roll

State = RollTie.State


@dataclass(frozen=True)
class Plan:
    """The comparison with the school's last roll, and what it would come to: counts alone, no row and no person."""

    comparison: Comparison
    counts: dict[str, int]


def plan(*, team: Team, roll: Roll) -> Plan:
    """Work it out. Changes nothing. Run as the area's service of lists, so that nobody's own sight changes a count."""
    compared = compare(roll, last_roll(team))
    return Plan(compared, counted(compared, [one.state for one in find(compared.new, area=team.area, team=team)]))


def counted(compared: Comparison, states: list[str]) -> dict[str, int]:
    """Someone entered and kept apart counts as anyone entered (SG-13)."""
    return {
        "created": sum(state in (State.NEW, State.APART) for state in states),
        "updated": sum(state == State.EXACT for state in states) + len(compared.changed),
        "unchanged": len(compared.same),
        "review": sum(state == State.WAITING for state in states) + len(compared.unsure),
        "left": len(compared.left),
    }
