"""By which line of a receipt its reader was asked to start early help: the decision asks the referrer (O3)."""

from breakwater.casework.cases.registry import WORKS_WITH
from breakwater.casework.handovers.registry import ASKED_TO_START, AskedToStart
from breakwater.casework.models import Case, Handover
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Actor, ServiceName

from ..models import Contact, Outcome, ReceiptLine, SocialCareChild
from ..pathway import REFERRAL
from .lines import reads_whole


@ASKED_TO_START.register("front_door")
def asked_by_receipt(reference: str, line: int, by: Actor) -> AskedToStart | None:
    """The child of one line, where its sender is asked to start; the contact behind it is read as the area's intake."""
    post = by.membership
    held = (
        ReceiptLine.objects.select_related("area")
        .filter(pk=line, reference=reference, sender_team=post.team_id)
        .first()
    )
    if held is None or not reads_whole(held, post):
        return None
    with acting_as(service_of(held.area, ServiceName.INTAKE)):
        contact = Contact.objects.filter(pk=held.contact_id, outcome=Outcome.BY_REFERRER, child__isnull=False).first()
        if contact is None:
            return None
        offers = Handover.objects.filter(carried__case=contact.case_id, service="early_help")
        offer = offers.filter(status__in=("OFFERED", "ACCEPTED")).order_by("-pk").first()
        return AskedToStart(offer.pk, contact.child_id, held.child, offer.reason) if offer else None


@WORKS_WITH.register("front_door")
def social_care(child: int) -> list[str]:
    """The worker whom social care's list names, and referrals that a team has taken on."""
    listed = SocialCareChild.objects.filter(person=child, left_at=None, status__in=SocialCareChild.OPEN).order_by("pk")
    opened = Case.objects.filter(kind=REFERRAL, closed_at=None, participants__person=child, participants__ends_at=None)
    taken = opened.filter(participants__capacity="CHILD").select_related("responsible_team").distinct().order_by("pk")
    return [row.said for row in listed] + [f"Referral {case.reference}, {case.responsible_team.name}" for case in taken]
