"""The day team picks up what emergency duty did: the contact becomes theirs, and what was left to do becomes their task."""

from datetime import datetime

from django.db import transaction

from breakwater.casework.tasks import operations as tasks
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import end_of, london_date
from breakwater.foundation.dates.office_hours import NeverOpens
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.calendars import hours_of
from breakwater.partnership.organisations.models import Actor, Membership, Team

from ..models import Contact, DutyAction
from ..pathway import TO_SCREEN
from ..screening.operations.claims import give_to, is_claimed
from ..screening.operations.locking import lock

STILL_TO_DO = "Do what emergency duty left to the day team"


class PickedUpAlready(Refusal):
    """The day team has picked this up."""

    words = "A colleague picked it up first"


@transaction.atomic
def pick_up(action: DutyAction, *, by: Actor, at: datetime) -> DutyAction:
    """The day team takes over everything that emergency duty has recorded about the contact so far. Raises PickedUpAlready.

    Whoever picks it up works on the contact, unless a colleague does already; whoever works on it has what is still to do as
    tasks of theirs, due at the close of their office.
    """
    contact = lock(action.contact)
    found = DutyAction.objects.select_for_update(of=("self",)).filter(contact=contact).order_by("done_at", "pk")
    actions = {each.pk: each for each in found}
    held = actions[action.pk]
    if held.picked_up_at:
        if held.picked_up_by_id == by.pk:
            return held
        raise PickedUpAlready(held.pk)
    worker = contact.claimed_by if is_claimed(contact, at) else by.membership
    if contact.case.stage in TO_SCREEN and worker == by.membership:
        contact = give_to(contact, worker, at=at, by=by, verb="picked up from emergency duty")
    for each in actions.values():
        if each.picked_up_at is None:
            each.picked_up_at, each.picked_up_by = at, by
            each.save(update_fields=["picked_up_at", "picked_up_by"])
            if each.still_to_do.strip():
                _leave_to(each, contact, worker, by=by, at=at)
    audit.did("picked up from emergency duty", "case", contact.case_id)
    return held


def _leave_to(action: DutyAction, contact: Contact, worker: Membership, *, by: Actor, at: datetime) -> None:
    due_at = _close_of_office(worker.team, at)
    facts = tasks.ToDo(title=STILL_TO_DO, due_at=due_at, detail=action.still_to_do, owner=worker)
    tasks.make(facts, team=worker.team, case=contact.case, key=action.key, by=by, at=at)


def _close_of_office(team: Team, at: datetime) -> datetime:
    """When the team's office closes today, or on the day it opens next; the end of the day where nobody knows when."""
    hours = hours_of(team, london_date(at))
    try:
        opens_at = at if hours.is_open(at) else hours.next_opening(at)
    except NeverOpens:
        return end_of(london_date(at))
    return hours.close_of(london_date(opens_at))
