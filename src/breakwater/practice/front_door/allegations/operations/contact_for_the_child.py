"""Out of an allegation, a contact for the MASH about what the child needs."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from breakwater.foundation import audit
from breakwater.partnership.organisations.models import Actor

from ...arrivals.operations.allegation_intake import ReasonNeeded, children_for_the_mash
from ...arrivals.operations.arrivals import Arrival, ChildTold, Sender, receive
from ...models import Allegation, PassedOn, Submission
from .allegations import lock


@transaction.atomic
def pass_to_mash(allegation: Allegation, *, words: str, key: UUID, by: Actor, at: datetime) -> str:
    """Make a contact for the MASH about the children, in words that say what they need and nothing of the allegation.

    Answers with its reference; the same key again makes no second one. What is struck stays struck there.
    """
    allegation = lock(allegation)
    known = PassedOn.objects.filter(within=allegation.case).order_by("pk")
    if not words.strip():
        raise ReasonNeeded(allegation.reference)
    submission_key = f"from-officers-{key}"
    children = [ChildTold(**each) for each in children_for_the_mash(allegation.children)]
    made: list[
        tuple[int, str]
    ] = []  # read as they are made: a colleague's family is closed to the intake after that (TR-19)
    receipt = receive(
        Arrival(
            area=allegation.case.area,
            channel=Submission.Channel.STEP_UP,
            key=submission_key,
            worry=words.strip(),
            children=children,
            immediate_danger=allegation.immediate_danger or None,
            sender=Sender(words="Another service of the area", source_code="5B", wants_feedback=False, route="NONE"),
        ),
        by=by,
        at=at,
        also=lambda contacts: made.extend((contact.case_id, contact.reference) for contact in contacts),
    )
    for case_id, reference in made:
        if not known.filter(case=case_id).exists():
            PassedOn.objects.create(within=allegation.case, case_id=case_id, reference=reference, at=at, by=by)
    audit.did("passed on", "case", allegation.case_id)
    return receipt.reference
