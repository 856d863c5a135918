"""Over the boundary: where the child lives or is found decides who answers; a contact is passed on with a receipt (SG-08)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import CaseLink
from breakwater.casework.clocks import operations as clocks
from breakwater.foundation import audit
from breakwater.foundation.facts import values_of
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import service_of
from breakwater.partnership.organisations.models import Actor, Area, ServiceName
from breakwater.partnership.organisations.operations import receiving_team

from ..arrivals.cannot_wait import gravest
from ..arrivals.operations import arrivals
from ..decisions.operations import decisions, open_tasks
from ..decisions.operations.decision_facts import DecisionFacts
from ..feedback import operations as receipts
from ..feedback.letters import office_of
from ..information_requests.operations import labels
from ..models import Addition, CannotWait, Contact, Outcome, Passing, Rag, Receipt, Submission
from ..models.arrivals import NameKeptBack
from ..pathway import PASSING
from ..rated_elsewhere import rated_elsewhere
from ..screening.operations import named_people
from ..screening.people_as_told import place_is_hidden
from ..who_to_call import reach_now
from .contact_file import Carried, GoesBeside, seal

PASSED_ON = "{worry}\n\nPassed on by {area} ({reference}): {basis}. {reason}"
# What a referrer reads instead of its name: an old school is asked by a father where they went (SG-27).
NOT_SAID = "Another authority: call us to ask which"
NO_RECORD = "Passed to the authority where the child lives or is, which decides."


class OwnArea(Refusal):
    """A contact is passed to another authority, not to one's own."""

    words = "This file was made by your own area. Choose the one they sent"
    box = "file"


class HasAReceipt(Refusal):
    """The other authority's receipt is recorded; it is theirs."""

    words = "A colleague has recorded another receipt meanwhile. Call the other authority."


class NothingToFile(Refusal):
    """This contact went inside the installation, or has its receipt: no file is made."""

    words = "They have it already, so no file is made"


def is_passed(reference: str) -> bool:
    """Whether the contact of this reference was passed on, as far as the reader may know of it."""
    return Passing.objects.filter(contact__reference=reference).exists()


def passed_of(contacts) -> QuerySet[Passing]:
    """What was passed on of these contacts, the last first."""
    return Passing.objects.filter(contact__in=contacts).select_related("to_area").order_by("-passed_at", "-pk")


def neighbours(area: Area) -> list[Area]:
    """The other areas of this installation that have a front door."""
    return list(
        Area.objects.filter(services__service="front_door").exclude(pk=area.pk).distinct().order_by("name", "pk")
    )


@dataclass(frozen=True)
class PassingFacts:
    """To which authority a contact is passed, and why that one. `to_area` is None for one that is not of this installation."""

    to_area: Area | None
    to_name: str
    basis: str
    rationale: str
    words_for_sender: str
    checked_by_hand: bool = False


@transaction.atomic
def pass_on(contact: Contact, facts: PassingFacts, *, beside: GoesBeside, by: Actor, at: datetime) -> Passing:
    """Pass a contact to the authority where the child lives or is. Inside the installation it arrives at once.

    `beside` goes with it: what they must know before they ring anyone (`told_beside`). The same contact again returns its passing. Raises OwnArea, and what `decide` raises.
    """
    if known := Passing.objects.filter(contact=contact).first():
        return known
    area, to_area = contact.case.area, facts.to_area
    if to_area == area:
        raise OwnArea(area.code)
    labels.keep_to_the_mash(contact, to_name=facts.to_name)  # whoever sent it reads it
    ours = [task.public_id for task in open_tasks.open_of([contact]).get(contact.pk, ())]
    decision = DecisionFacts(
        outcome=Outcome.TRANSFER,
        tasks=dict.fromkeys(ours, open_tasks.STAYS),
        without_record_because=NO_RECORD,
        **values_of(facts, "rationale", "words_for_sender", "checked_by_hand"),
    )
    decisions.decide([contact], decision, by=by, at=at)
    contact.refresh_from_db()
    passing = Passing.objects.create(
        contact=contact,
        to_area=to_area,
        to_name=to_area.name if to_area else facts.to_name,
        basis=facts.basis,
        passed_at=at,
        by=by,
    )
    clocks.start(case=contact.case, rule=PASSING, team=contact.case.responsible_team, at=at)
    audit.did("referred to another authority", "case", contact.case_id, to=to_area.code if to_area else "file")
    if to_area:
        receipt = _arrive(carried_of(passing, rationale=facts.rationale, beside=beside), area=to_area, by=by, at=at)
        worker = receiving_team(to_area, "front_door")
        _receipted(passing, reference=receipt.reference, worker=worker.name, by=by, at=at)
    return passing


def carried_of(passing: Passing, *, rationale: str, beside: GoesBeside) -> Carried:
    """What goes over with a contact: what was told, and why it is passed on."""
    contact, child = passing.contact, passing.contact.child if passing.contact.is_matched else None
    return Carried(
        from_area=contact.case.area.code,
        from_name=contact.case.area.name,
        reference=contact.reference,
        passed_at=passing.passed_at.isoformat(),
        basis=passing.basis,
        reason=rationale,
        worry=contact.worry,
        said_by=contact.source_said,
        immediate_danger=contact.immediate_danger,
        named_as=child.name if child else contact.named_as,
        born=str(child.born) if child and child.born else contact.born_as_told,
        address=contact.address_as_told,
        postcode=contact.postcode_as_told,
        school=contact.school_as_told,
        beside=beside.lines,
        unsure_of_danger=contact.unsure_of_danger,
        cannot_wait=contact.cannot_wait,
        name_kept_back=beside.name_kept_back,
        childs_words=beside.childs_words,
        facts=beside.facts,
        adults=beside.adults,
        same_form=_of_the_same_form(contact),
        call_back=_number_of(contact.case.area, at=passing.passed_at),
    )


def _of_the_same_form(contact: Contact) -> tuple[str, ...]:
    """The references of the other children of the form, as far as whoever passes it on sees them; not of another family's."""
    apart = named_people.of_another_family(contact)
    if contact.pk in apart:
        return ()
    return tuple(one.reference for one in named_people.siblings_of(contact) if one.pk not in apart)


def _number_of(area: Area, *, at: datetime) -> str:
    """At which the next authority asks the one that passed it on."""
    office = reach_now(at, area=area).office
    return office.telephone if office else ""


def make_file(*, passing: Passing, passphrase: str, beside: GoesBeside, by: Actor, at: datetime) -> bytes:
    """The encrypted file for an authority elsewhere; nothing of it is kept. Raises NothingToFile."""
    if passing.to_area_id or passing.receipted_at:
        raise NothingToFile(passing.contact.reference)
    rationale = passing.contact.decisions.order_by("-pk").values_list("rationale", flat=True).first() or ""
    passing.file_made_at = at
    passing.save(update_fields=["file_made_at"])
    audit.did("exported", "case", passing.contact.case_id, to=passing.to_name)
    return seal(carried_of(passing, rationale=rationale, beside=beside), passphrase)


@transaction.atomic
def record_receipt(passing: Passing, *, reference: str, worker: str, by: Actor, at: datetime) -> Passing:
    """The other authority has it: its reference and who has it there. Only then is it out of our hands. Raises HasAReceipt."""
    held = Passing.objects.select_for_update(of=("self",)).select_related("contact__case").get(pk=passing.pk)
    if held.receipted_at:
        if (held.their_reference, held.their_worker) == (reference, worker):
            return held
        raise HasAReceipt(held.contact.reference)
    _receipted(held, reference=reference, worker=worker, by=by, at=at)
    return held


def _receipted(passing: Passing, *, reference: str, worker: str, by: Actor, at: datetime) -> None:
    passing.their_reference, passing.their_worker = reference, worker
    passing.receipted_at, passing.receipted_by = at, by
    passing.save(update_fields=["their_reference", "their_worker", "receipted_at", "receipted_by"])
    contact = passing.contact
    clocks.stop(case=contact.case, rule=PASSING, by=by, at=at)
    contact.case = cases.move(
        case=contact.case, to_stage="handed_on", by=by, at=at, why=f"Receipt of {passing.to_name}: {reference}"
    )
    there = office_of(passing.to_area, at=at).said if passing.to_area else passing.to_name
    if place_is_hidden(contact):
        there = NOT_SAID
    receipts.tell_taken_up(contact=contact, by_whom=there, at=at)
    receipts.close_when_told(contact=contact, reason=f"Passed to {passing.to_name}", by=by, at=at)


@transaction.atomic
def take_in(*, carried: Carried, by: Actor, at: datetime) -> Receipt:
    """Take in a contact that came by file; the same file again gives the same receipt. Raises OwnArea."""
    area = by.membership.team.area
    if carried.from_area == area.code:
        raise OwnArea(area.code)
    return _arrive(carried, area=area, by=by, at=at)


def _arrive(carried: Carried, *, area: Area, by: Actor, at: datetime) -> Receipt:
    def also(contacts: Sequence[Contact]) -> None:
        _link_to_the_same_form(carried, contacts[0], at=at)
        if carried.beside:
            submission = contacts[0].submission
            Addition.objects.create(
                submission=submission,
                key=f"{Addition.BESIDE}{submission.pk}",
                words=carried.beside,
                received_at=at,
                by=by,
            )

    rated = rated_elsewhere(carried.facts)
    was_red = rated is not None and rated.rag == Rag.RED
    inside = by.membership.team if by.membership_id and by.membership.team.area_id != area.pk else None
    return arrivals.receive(
        arrivals.Arrival(
            area=area,
            channel=Submission.Channel.OTHER_AREA,
            key=_key_of(carried, carried.reference),
            worry=PASSED_ON.format(
                worry=carried.worry,
                area=carried.from_name,
                reference=carried.reference,
                reason=carried.reason,
                basis=Passing.Basis(carried.basis).label if carried.basis in Passing.Basis else carried.basis,
            ).strip(),
            immediate_danger=carried.immediate_danger or None,
            unsure_of_danger=carried.unsure_of_danger,
            cannot_wait=gravest(carried.cannot_wait, CannotWait.RED if was_red else ""),
            childs_words=carried.childs_words,
            passed_facts=carried.facts,
            children=[
                arrivals.ChildTold(
                    named_as=carried.named_as,
                    born=carried.born,
                    address=carried.address,
                    postcode=carried.postcode,
                    school=carried.school,
                    adults=tuple(named_people.told_elsewhere(each) for each in carried.adults),
                )
            ],
            sender=arrivals.Sender(
                name_kept_back=NameKeptBack.ASKED
                if carried.name_kept_back not in ("", *NameKeptBack)
                else carried.name_kept_back,
                team=inside,
                user=by.membership.user if inside else None,
                organisation=inside.organisation if inside else None,
                words=f"{carried.from_name} MASH, {carried.reference}; first told by: {carried.said_by}"[:240],
                source_code="5C",
                reply_to=carried.call_back[:254],
            ),
        ),
        by=by,
        at=at,
        also=also,
    )


def _key_of(carried: Carried, reference: str) -> str:
    """Under which key a contact of the giver's arrives here."""
    return f"passed-{carried.from_area}-{reference}"


def _link_to_the_same_form(carried: Carried, contact: Contact, *, at: datetime) -> None:
    """Children of one form, passed on one by one, stand together here as they did there: proposed as brothers and sisters.

    Those whose contact was closed to named readers here are not seen by the intake, and so not linked.
    """
    keys = [_key_of(carried, reference) for reference in carried.same_form]
    intake = service_of(contact.case.area, ServiceName.INTAKE)
    there = Contact.objects.filter(submission__key__in=keys, case__area=contact.case.area_id).select_related("case")
    for other in there.order_by("received_at", "pk"):
        cases.link(case=contact.case, other=other.case, kind=CaseLink.Kind.SAME_SUBMISSION, by=intake, at=at)


def waiting_for_a_receipt(area: int):
    """Contacts passed to authorities elsewhere that have not said yet that they have them, the longest waiting first."""
    found = Passing.objects.filter(contact__case__area=area, receipted_at=None)
    return found.select_related("contact__case", "contact__child").order_by("passed_at", "pk")
