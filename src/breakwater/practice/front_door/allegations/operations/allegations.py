"""Allegations about people who work with children: what the designated officers do about one until it is decided (SG-11)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from breakwater.casework.cases import operations as cases
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.models import Clock
from breakwater.foundation import audit
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Organisation, actor_relations

from ...arrivals.operations.allegation_intake import ReasonNeeded, contacts_of, keep_from_the_accused
from ...models import Allegation, AllegationContact, DutyAction, Outcome, PassedOn, StruckOrganisation, Submission
from ...pathway import OFFICER_NOTICE


class AlreadyDecided(Refusal):
    """The allegation has an outcome."""

    words = "It was decided before. Nothing was recorded twice"


# What the designated officers do.


@transaction.atomic
def take_up(allegation: Allegation, *, by: Actor, at: datetime) -> Allegation:
    """A designated officer has read it and takes it up: the notice is met. Another may take it up after them."""
    allegation = lock(allegation)
    allegation.taken_up_by, allegation.taken_up_at = by.membership, at
    allegation.save(update_fields=["taken_up_by", "taken_up_at"])
    clocks.stop(case=allegation.case, rule=OFFICER_NOTICE, by=by, at=at)
    if allegation.case.stage == "received":
        cases.move(case=allegation.case, to_stage="taken_up", by=by, at=at)
    audit.did("took up", "case", allegation.case_id)
    return allegation


@transaction.atomic
def settle_organisation(allegation: Allegation, *, organisation: Organisation, by: Actor, at: datetime) -> Allegation:
    """Say which organisation it is, where the sender's words did not: from now on that one is struck, and others may hear.

    Whoever is named in it and has a post there is kept from it, as at receipt.
    """
    allegation = lock(allegation)
    standing = allegation.case.struck_organisations.filter(lifted_at=None)
    if not standing.filter(organisation=organisation).exists():
        StruckOrganisation.objects.create(case=allegation.case, organisation=organisation, since=at, struck_by=by)
    standing.filter(organisation=None).update(
        lifted_at=at, lifted_by=by, lifted_because="The organisation is known now"
    )
    allegation.organisation = organisation
    allegation.save(update_fields=["organisation"])
    keep_from_the_accused(allegation, at=at)
    audit.did("matched organisation", "case", allegation.case_id)
    return allegation


@transaction.atomic
def lift_strike(strike: StruckOrganisation, *, because: str, by: Actor, at: datetime) -> StruckOrganisation:
    """A designated officer lets an organisation hear of it, and says why. Raises ReasonNeeded."""
    if not because.strip():
        raise ReasonNeeded
    strike = StruckOrganisation.objects.select_for_update().get(pk=strike.pk)
    if strike.lifted_at is None:
        strike.lifted_at, strike.lifted_by, strike.lifted_because = at, by, because.strip()
        strike.save(update_fields=["lifted_at", "lifted_by", "lifted_because"])
        audit.did("lifted strike", "case", strike.case_id)
    return strike


@transaction.atomic
def decide_allegation(
    allegation: Allegation, *, outcome: str, rationale: str, by: Actor, at: datetime, without: str = ""
) -> Allegation:
    """Record how it ended, and close it with the contacts it came with. `without`: why something is left out or open.

    Raises ReasonNeeded, AlreadyDecided.
    """
    if not rationale.strip():
        raise ReasonNeeded(allegation.reference)
    allegation = lock(allegation)
    if allegation.is_decided:
        raise AlreadyDecided(allegation.reference)
    allegation.outcome, allegation.rationale = Allegation.Outcome(outcome), rationale.strip()
    allegation.decided_at, allegation.decided_by, allegation.closed_without = at, by, without.strip()
    allegation.save(update_fields=["outcome", "rationale", "decided_at", "decided_by", "closed_without"])
    for contact in contacts_of(allegation):
        if contact.decided_at is None:
            contact.outcome, contact.decided_at = Outcome.SPECIALIST, at
            contact.save(update_fields=["outcome", "decided_at"])
            case = cases.move(case=contact.case, to_stage="decided", by=by, at=at, why="With the designated officers")
            handovers.close_case(case=case, reason="Ended with the designated officers", by=by, at=at)
    handovers.close_case(case=allegation.case, reason="Decided by a designated officer", by=by, at=at)
    audit.did("decided", "case", allegation.case_id)
    return allegation


def others_of(allegation: Allegation) -> list[Submission]:
    """What else was sent of the same incident and was set apart with it, as far as its reader may see it."""
    within = AllegationContact.objects.filter(within=allegation.case).values("case")
    of_it = Submission.objects.filter(Q(contacts__case__in=within) | Q(joined_to__in=within))
    return list(of_it.exclude(pk=allegation.submission_id).distinct().order_by("received_at", "pk"))


def clocks_of(cases: Iterable[int]) -> QuerySet[Clock]:
    """The clocks that run on these cases, the nearest due last, so that a table of one a case keeps the nearest."""
    return Clock.objects.running().filter(case__in=cases).order_by("-due_at", "-pk")


def done_before(allegation: Allegation) -> list[DutyAction]:
    """What emergency duty did about its contacts before the officers had it."""
    done = DutyAction.objects.filter(contact__in=contacts_of(allegation))
    return list(done.select_related("contact", *actor_relations("by")).order_by("done_at", "pk"))


def passed_on_from(allegation: Allegation) -> list[PassedOn]:
    """What went from the compartment to somebody outside it."""
    return list(PassedOn.objects.filter(within=allegation.case_id).order_by("pk"))


def lock(allegation: Allegation) -> Allegation:
    """The allegation as it stands, held until the transaction ends."""
    return (
        Allegation.objects.select_for_update(of=("self",))
        .select_related("case__area", "case__responsible_team")
        .get(pk=allegation.pk)
    )
