"""What is open of a pupil whose place at school is about to end: the plan goes on, and whoever leads keeps it (SG-09)."""

from collections.abc import Mapping, Sequence

from breakwater.foundation import audit
from breakwater.partnership.people.registry import OPEN_WORK

from . import display
from .models import Capacity, Participant


@OPEN_WORK.register("casework.cases")
def open_cases_of(people: Sequence[int]) -> Mapping[int, Sequence[str]]:
    """The open cases of some children that the actor may read, each with who leads."""
    parts = Participant.objects.filter(person__in=people, capacity=Capacity.CHILD, ends_at=None, case__closed_at=None)
    found = list(parts.select_related("case").order_by("case__opened_at", "pk"))
    workers = display.workers_of([part.case for part in found])
    words: dict[int, list[str]] = {}
    for part in found:
        audit.saw("case", part.case_id)
        said = [display.called(part.case), *map(display.worker_said, workers[part.case_id])]
        words.setdefault(part.person_id, []).append(", ".join(said))
    return words
