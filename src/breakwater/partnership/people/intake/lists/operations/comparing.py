"""A version of a list beside the one in force: by digests, so that what is hidden since changes no count (SG-13)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection

from breakwater.partnership.people.intake.reading.listed import Listed, ListedChild
from breakwater.partnership.people.models import AgencyList

MOST_MAY_GO = 0.2  # a file that would take more off the list is taken in once someone says that it is whole


@dataclass
class Comparison:
    """The rows of a version by what became of them since the last; `gone` are lines of that one."""

    new: list[ListedChild] = field(default_factory=list)
    same: list[ListedChild] = field(default_factory=list)
    changed: list[ListedChild] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    refused: int = 0
    of: int = 0

    @property
    def counts(self) -> dict[str, int]:
        return {
            "new": len(self.new),
            "same": len(self.same),
            "changed": len(self.changed),
            "gone": len(self.gone),
            "refused": self.refused,
            "of": self.of,
        }

    @property
    def many_would_go(self) -> bool:
        return len(self.gone) > MOST_MAY_GO * self.of


@dataclass(frozen=True)
class Mark:
    """What stands on a version of one line: its number, whose it is, why they are on the list, and a digest of it all."""

    line: int
    same_as: str
    code: str
    mark: str


def marks_of(agency_list: AgencyList) -> list[Mark]:
    """What stands on the version in force, also where a row is hidden by now."""
    if agency_list.present_id is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "select line, same_as, code, mark from access.marks_of_list(%s) order by line", [agency_list.present_id]
        )
        return [Mark(*row) for row in cursor.fetchall()]


def compare(listed: Listed, last: Sequence[Mark]) -> Comparison:
    """Put each row where it belongs: word for word as before, else the same child for the same reason, else new."""
    found = Comparison(refused=len({refusal.line for refusal in listed.refused}), of=len(last))
    standing: dict[tuple[str, str], list[Mark]] = defaultdict(list)
    for mark in last:
        standing[mark.same_as, mark.code].append(mark)
    rest = []
    for row in listed.rows:
        marks = standing[row.key, row.code]
        own = next((mark for mark in marks if mark.mark == row.mark), None)
        if own is None:
            rest.append(row)
        else:
            marks.remove(own)
            found.same.append(row)
    for row in rest:
        if marks := standing[row.key, row.code]:
            marks.pop(0)
            found.changed.append(row)
        else:
            found.new.append(row)
    found.gone = sorted(
        mark.line for marks in standing.values() for mark in marks if mark.same_as not in listed.held_back
    )
    return found
