"""The MASH sees that a contact is about someone who works with children: it leaves the board with all that is joined to it (SG-11)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Actor, ServiceName

from ...arrivals.operations import allegation_intake, arrivals
from ...arrivals.operations.allegation_intake import AllegationTold, NotSeenWhole, ReasonNeeded, TooLateToSetApart
from ...information_requests.operations import labels
from ...models import Contact, ContactLink, InformationRequest, Submission


@transaction.atomic
def set_contact_apart(*, contact: Contact, told: AllegationTold, because: str, by: Actor, at: datetime) -> None:
    """All that came with a contact leaves the board with it, and all that tells of the same incident: what a person joined
    with it, the call it began as and the written forms of that. Each of their senders keeps an acknowledgement.

    Raises ReasonNeeded, labels.QuotesAnAnswer, TooLateToSetApart, NotSeenWhole, NobodyReceives, NobodyGuards.
    """
    if not because.strip():
        raise ReasonNeeded(contact.reference)
    labels.keep_to_the_mash(contact, because=because, about=told.about, role=told.role, where=told.where)
    with acting_as(service_of(contact.case.area, ServiceName.INTAKE)):
        held, sent = _held_with(contact)
        if any(each.is_decided or each.case.closed_at for each in held):
            raise TooLateToSetApart(contact.reference)
        Contact.objects.filter(pk__in=[each.pk for each in held]).update(claimed_by=None, claimed_until=None)
        _take_back_requests(held, told, at=at)
        allegation_intake.set_apart(
            submission=sent.pop(contact.submission_id),
            contacts=held,
            told=told,
            because=f"{because.strip()}\n\n{by.said}",
            at=at,
            also=list(sent.values()),
        )
    audit.did("set apart", "case", contact.case_id)


def send_late(*, contact: Contact, told: AllegationTold, because: str, key: UUID, by: Actor, at: datetime) -> str:
    """Send the designated officers an allegation of its own out of a contact that was decided, so that others have read it.

    The contact stays as it is. Answers with the reference that whoever sent it keeps. Raises labels.QuotesAnAnswer, NobodyReceives,
    NobodyGuards.
    """
    labels.keep_to_the_mash(contact, because=because, about=told.about, role=told.role, where=told.where)
    allegation_intake.readers_for(allegation_intake.officers_of(contact.case.area), told, at=at)
    receipt = arrivals.receive(
        arrivals.Arrival(
            area=contact.case.area,
            channel=Submission.Channel.STEP_UP,
            key=f"late-{key}",
            allegation=told,
            worry=f"{because.strip()}\n\nFrom contact {contact.reference}, decided before this was seen. It said: {contact.worry}",
            children=[
                arrivals.ChildTold(**each)
                for each in allegation_intake.children_for_the_mash([allegation_intake.child_told(contact)])
            ],
            immediate_danger=None,
            sender=arrivals.Sender(words="The MASH", source_code="5B", wants_feedback=False, route="NONE"),
        ),
        by=by,
        at=at,
    )
    audit.did("sent to the designated officers", "case", contact.case_id)
    return receipt.reference


def _held_with(contact: Contact) -> tuple[list[Contact], dict[int, Submission]]:
    """The contacts of one incident and what was sent of it, held until the transaction ends. Raises NotSeenWhole."""
    found: set[int] = set()
    held: list[Contact] = []
    wanted = joined_to([contact.pk])
    while wanted != found:  # whoever joined one more before these were held
        found = wanted
        held = list(
            Contact.objects.select_for_update(of=("self",))
            .select_related("case", "case__area")
            .filter(pk__in=found)
            .order_by("pk")
        )
        wanted = joined_to(found)
    if {each.pk for each in held} != found:
        raise NotSeenWhole(contact.reference)
    of_it = Q(pk__in=[each.submission_id for each in held]) | Q(joined_to__in=[each.case_id for each in held])
    sent = {each.pk: each for each in Submission.objects.select_related("area").filter(of_it).order_by("pk")}
    if not {each.submission_id for each in held} <= sent.keys():
        raise NotSeenWhole(contact.reference)
    return held, sent


def joined_to(contacts: Iterable[int]) -> set[int]:
    """These contacts and all that hang together with them: sent together, joined by a person, or a call and its forms."""
    found, new = set(), set(contacts)
    while new:
        found |= new
        submissions = Submission.objects.filter(Q(contacts__in=new) | Q(joined_to__contact__in=new)).values("pk")
        calls = Submission.objects.filter(contacts__in=new, joined_to__isnull=False).values("joined_to")
        beside = Contact.objects.filter(Q(submission__in=submissions) | Q(case__in=calls)).values_list("pk", flat=True)
        links = ContactLink.objects.filter(Q(first__in=new) | Q(other__in=new), ended_at=None).values_list(
            "first", "other"
        )
        new = {*beside, *(pk for link in links for pk in link)} - found
    return found


def _take_back_requests(contacts: Sequence[Contact], told: AllegationTold, *, at: datetime) -> None:
    """What was asked of other agencies meanwhile is closed without a word, and the organisation loses what it was asked."""
    asked = InformationRequest.objects.filter(contact__in=contacts)
    waiting = [InformationRequest.Status.DRAFTED, *InformationRequest.WAITING]
    for request in asked.filter(team__organisation=told.organisation).order_by("pk") if told.organisation else ():
        for post in request.team.memberships.in_force(london_date(at)).order_by("user_id"):
            with connection.cursor() as cursor:
                cursor.execute(
                    "select access.bar_human('request', %s, %s, %s)", [request.pk, post.user_id, "struck from it"]
                )
    asked.filter(status__in=waiting).update(
        status=InformationRequest.Status.CLOSED, closed_at=at, closed_because="The MASH needs no answer any more"
    )
