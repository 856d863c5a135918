"""Strategy discussions and protection that are offered and not answered yet: at night emergency duty sees that they are (SG-01)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from breakwater.casework.cases.display import address_of, called
from breakwater.casework.handovers.registry import RECEIVERS
from breakwater.casework.models import Case, Handover, HandoverCase
from breakwater.partnership.organisations.models import Area, DutyPost

from ..models import Contact

SHOWN = 20


@dataclass(frozen=True)
class Offer:
    """A case that is offered for a strategy discussion: the child, what was decided, who answers by when, and their number.

    `child` is what the case is called where it is no contact; `decided` is empty then.
    """

    case: Case
    child_id: int | None
    child: str
    decided: str
    href: str
    offered_at: datetime
    answer_by: datetime
    team: str
    telephone: str


def not_answered(area: Area) -> list[Offer]:
    """What is offered to a service that answers at night as well, the nearest answer first. Four queries, one if there is none."""
    services = [key for key, receiver in RECEIVERS.items() if receiver.answer_out_of_hours is not None]
    found = HandoverCase.objects.filter(
        handover__area=area, handover__service__in=services, handover__status=Handover.Status.OFFERED
    )
    found = found.select_related("handover__to_team", "case").order_by("handover__answer_due_at", "pk")
    rows = [row for row in found[:SHOWN] if row.case]
    if not rows:
        return []
    about = Contact.objects.filter(case__in=[row.case_id for row in rows]).select_related("child")
    contacts = {contact.case_id: contact for contact in about}
    numbers = _numbers([row.handover.to_team_id for row in rows])
    return [_offer(row, contacts.get(row.case_id), numbers) for row in rows]


def _numbers(teams: Sequence[int]) -> dict[int, str]:
    posts = DutyPost.objects.filter(team__in=teams).exclude(telephone="").order_by("-pk")
    return dict(posts.values_list("team", "telephone"))


def _offer(row: HandoverCase, contact: Contact | None, numbers: dict[int, str]) -> Offer:
    child = contact.child.name if contact and contact.child else contact.named_as if contact else ""
    return Offer(
        case=row.case,
        child_id=contact.child_id if contact else None,
        child=child or called(row.case),
        decided=contact.get_outcome_display() if contact else "",
        href=address_of(row.case),
        offered_at=row.handover.offered_at,
        answer_by=row.handover.answer_due_at,
        team=RECEIVERS[row.handover.service].team_said(row.handover.to_team.name),
        telephone=numbers.get(row.handover.to_team_id, ""),
    )
