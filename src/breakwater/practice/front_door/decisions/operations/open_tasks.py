"""Open tasks of a contact that is decided: each ends, goes with the case, or stays with its team, as whoever decides chooses."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from breakwater.casework.models import Case, Handover, Task
from breakwater.casework.tasks import operations as tasks
from breakwater.casework.tasks.in_words import asks_for_words
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor

from ...models import Contact, Outcome
from ...services import PASSED_TO, PROTECTS

END, GOES, STAYS = "END", "GOES", "STAYS"
WAYS = {
    END: "It ends: it is no longer needed",
    GOES: "It goes with the case to whoever takes it on",
    STAYS: "It stays with our team until it is done",
}


class TasksUnsettled(Refusal):
    """The contact has open tasks, and nobody has chosen where each of them goes."""

    words = "There is an open task that was made meanwhile. Choose what becomes of it, then record it again"


def open_of(contacts: Iterable[Contact]) -> dict[int, list[Task]]:
    """The open tasks of each contact by the contact's key, the nearest first: one query."""
    by_case = {one.case_id: one.pk for one in contacts}
    found: dict[int, list[Task]] = {}
    for task in Task.objects.open().filter(case__in=by_case).select_related("team").order_by("due_at", "pk"):
        found.setdefault(by_case[task.case_id], []).append(task)
    return found


def ways_of(task: Task) -> dict[str, str]:
    """What may be chosen of a task: one that somebody must do does not end with the contact."""
    return {way: words for way, words in WAYS.items() if way != END or not asks_for_words(task)}


def ways_for(outcome: str) -> list[str]:
    """Where a task may go with this outcome: with the case only where someone takes it on."""
    return [GOES, STAYS, END] if outcome in PASSED_TO else [STAYS, END]


def chosen(found: Sequence[Task], outcome: str, ways: Mapping[str, str]) -> dict[str, str]:
    """Where each goes, by its public id. With protection, a task of which nothing is said goes with the case. Raises TasksUnsettled."""
    made = {}
    for task in found:
        way = ways.get(task.public_id) or (GOES if outcome in PROTECTS else "")
        if way not in ways_for(outcome) or way == END and asks_for_words(task):
            raise TasksUnsettled(task.public_id)
        made[task.public_id] = way
    return made


def end_chosen(found: Sequence[Task], made: Mapping[str, str], outcome: Outcome, *, by: Actor, at: datetime) -> None:
    """End those that are not needed any more."""
    for task in found:
        if made[task.public_id] == END:
            tasks.do(task=task, by=by, at=at, outcome=f"Ended with the decision: {outcome.label}")


def hand_on(contact: Contact, handover: Handover, *, by: Actor, at: datetime) -> None:
    """Tasks that go with the case are the receiving team's from its acceptance on, in the case that it opened."""
    last = contact.decisions.order_by("-pk").first()
    going = [public_id for public_id, way in (last.tasks if last else {}).items() if way == GOES]
    for task in Task.objects.open().filter(case=contact.case_id, public_id__in=going).order_by("pk"):
        opened = Case.objects.filter(pk=handover.opened_case_id).first() if handover.opened_case_id else None
        tasks.make(
            tasks.ToDo(title=task.title, detail=task.detail, due_at=task.due_at),
            team=handover.to_team,
            case=opened,
            by=by,
            at=at,
        )
        tasks.do(task=task, by=by, at=at, outcome=f"Went with the case to {handover.to_team.name}")
