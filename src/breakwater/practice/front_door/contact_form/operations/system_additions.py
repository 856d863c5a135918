"""What an organisation's own system adds to a contact that it sent: it reaches who has it, and the answer tells no more than a receipt does."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Actor, ServiceName, Team

from ...arrivals.operations import allegation_intake, arrivals
from ...models import Receipt, Submission
from . import additions

BY_NEXT_DAY = "The MASH reads it by the end of the next working day and passes it to whoever has the child. If it cannot wait, call"
AFRESH = "It is a new contact, because the earlier one was decided: you hear of it in the same way"


class NotAdded(Refusal):
    words = "It could not be added here. Send a new contact, or call the MASH"


@dataclass(frozen=True)
class Added:
    """What became of it, for a system that may read the receipt: a new contact's reference, and words for its user."""

    reopened_as: str = ""
    words: str = ""


@transaction.atomic
def add(reference: str, words: str, *, in_danger: bool, team: Team, key: str, by: Actor, at: datetime) -> Added:
    """Add to what a system sent, whatever was decided since; whatever was set apart or closed, it reaches its readers (SG-26).

    The same `key` again adds nothing. Raises NotAdded.
    """
    may_read = Receipt.objects.filter(reference=reference).exists()
    with acting_as(service_of(team.area, ServiceName.INTAKE)) as intake:
        found = Submission.objects.filter(reference=reference, sender_team=team).select_related("area", "team").first()
        if found is None:
            said = {"words": words, "immediate_danger": in_danger or None, "by": intake, "at": at}
            if not allegation_intake.add_to_apart(area=team.area, reference=reference, key=key, **said):
                raise NotAdded(reference)
            return Added()
    try:
        taken = additions.add_after_decision(
            submission=found, key=key, words=words, immediate_danger=in_danger, by=by, at=at
        )
    except arrivals.NothingToAddTo as nothing:
        raise NotAdded(reference) from nothing
    if not may_read:
        return Added()
    said = (BY_NEXT_DAY if taken.is_task else "", AFRESH if taken.reopened_as else "")
    return Added(taken.reopened_as, ". ".join(each for each in said if each))
