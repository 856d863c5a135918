"""Another child whom screening finds to need a contact of their own: it is made there and then, so that no decision passes it by."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import CaseLink
from breakwater.casework.tasks import operations as tasks
from breakwater.foundation import audit, jobs
from breakwater.foundation.dates.london_time import end_of, london_date
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Actor, ServiceName
from breakwater.partnership.people.records.operations.restrictions import seals_on, seals_standing_on

from ...models import Contact, SiblingConsidered, Submission
from ...screening.operations import colleagues, named_people, record
from ...screening.operations.named_people import AdultTold
from ...screening.operations.record import ConsideredFacts
from ...screening.people_as_told import in_refuge
from .arrivals import ChildTold, contact_of

# What the referrer says of an adult whoever the child is; what they are to this one, nobody has said.
OF_ANY_CHILD = (
    "named_as",
    "born_as_told",
    "sex",
    "address_as_told",
    "postcode_as_told",
    "reach_as_told",
    "reach_is_safe",
    "do_not_contact_because",
)
PARTS_OF_ANY_CHILD = ("alleged_harm", "unidentified", "pregnant")


@transaction.atomic
def consider(contact: Contact, facts: ConsideredFacts, *, key: UUID, by: Actor, at: datetime) -> Contact | None:
    """Say what was thought of another child; where they need a contact of their own it is made, and answered.

    Of a restricted contact, or child, nothing is made beside it that others read: it is a task of today for whoever says so.
    """
    thought = record.consider_child(contact, facts, key=key, by=by, at=at)
    done = uuid5(key, "contact")
    if thought.view != SiblingConsidered.View.NEEDS_ONE or SiblingConsidered.objects.filter(key=done).exists():
        return None
    if seals_standing_on("case", contact.case_id) or (facts.person and seals_on(facts.person)):
        _ask_for_one(contact, key=key, by=by, at=at)
        return None
    made = _make(contact, thought, key=key, at=at)
    audit.did("made a contact for another child", "case", contact.case_id, made=made.case_id)
    said = replace(facts, view=SiblingConsidered.View.OWN_CONTACT, why=f"{facts.why[:460]} (made: {made.reference})")
    record.consider_child(contact, said, key=done, by=by, at=at)
    return made


def _ask_for_one(contact: Contact, *, key: UUID, by: Actor, at: datetime) -> None:
    to_do = tasks.ToDo(
        title="Make a contact for another child",
        due_at=end_of(london_date(at)),
        detail="The screening record says which child, and why. Then say there that they have one: no decision is made before.",
        owner=by.membership,
    )
    tasks.make(to_do, team=contact.case.responsible_team, case=contact.case, key=key, by=by, at=at)


def _make(contact: Contact, thought: SiblingConsidered, *, key: UUID, at: datetime) -> Contact:
    """A contact of the same submission, its duty running from when we were told. The referrer, who named another child, gets
    no line about this one (SG-21).
    """
    adults = [one.named for one in named_people.people_of(contact) if one.named]
    submission = Submission.objects.select_related("area", "team").get(pk=contact.submission_id)
    with acting_as(service_of(contact.case.area, ServiceName.INTAKE)) as intake:
        # Not the next place: one of this form whom nobody but its readers sees may have that.
        place = 100 + key.int % 30_000
        told = ChildTold(named_as=thought.named_as, person=thought.person)
        made = contact_of(submission, place, told, intake=intake, at=at)
        for named in adults:
            facts = {name: getattr(named, name) for name in OF_ANY_CHILD}
            facts["in_refuge"] = in_refuge(named)
            facts["parts"] = [part for part in named.parts if part in PARTS_OF_ANY_CHILD]
            named_people.keep(made, [AdultTold(named.row, facts)], submission=named.submission)
        cases.link(case=made.case, other=contact.case, kind=CaseLink.Kind.SAME_SUBMISSION, by=intake, at=at)
        met = colleagues.meet([made], at=at)
        jobs.defer("front_door.look_behind", submission=submission.pk, area=submission.area_id)
        words = "A contact to screen: another child of one that came before"
        colleagues.tell_of_arrival([made], met, team=submission.team, mail=False, by=intake, at=at, words=words)
    return made
