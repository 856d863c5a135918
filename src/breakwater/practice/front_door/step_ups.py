"""What a team that steps up reads at once: whom to ring this minute, and its receipt (SG-01, SG-03)."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from markupsafe import Markup

from breakwater.casework.handovers.danger import Danger
from breakwater.casework.handovers.operations import AskedFirst
from breakwater.casework.handovers.registry import Held
from breakwater.casework.models import Handover
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.environment import ring
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import ROLES, Permission, acting_as, service_of
from breakwater.partnership.organisations.models import Actor, Area, Membership, ServiceName, User

from .arrivals.operations import arrivals
from .emergency_duty import operations as duty
from .feedback import operations as receipts
from .models import Contact, ReceiptLine, Submission
from .senders import Sender
from .who_to_call import Reach, reach_now

READ_THE_TEAMS = [role.value for role, says in ROLES.items() if Permission.RECEIPT_READ_TEAM in says.permissions]
OF_WHAT_YOU_ASKED = "The MASH has a contact of what your team asked about: your receipt is in Contacts we made"


def key_of(handover: Handover) -> str:
    """Under which a step-up is taken in, once."""
    return f"handover-{handover.pk}"


def latest_key(handover: Handover) -> str:
    """Under which its newest contact came in: another than the first where it was sent again after that was closed."""
    with acting_as(service_of(handover.area, ServiceName.INTAKE)):
        later = Submission.objects.filter(key__startswith=f"{key_of(handover)}-").order_by("-pk")
        return later.values_list("key", flat=True).first() or key_of(handover)


def said_of_danger(handover: Handover) -> Danger:
    """What its giver has said so far, at once or when they sent it again."""
    return _said(receipts.receipt_of_key(latest_key(handover)))


def _said(receipt) -> Danger:
    if receipt is None:
        return Danger.NO
    return Danger.YES if receipt.danger else Danger.UNSURE if receipt.unsure_of_danger else Danger.NO


def held(handover: Handover, at: datetime) -> Held | None:
    """The receipt of a step-up. The day is the one that the board counts to."""
    receipt = receipts.receipt_of_key(latest_key(handover))
    if receipt is None:
        return None
    href = reverse("front_door:receipt", args=[receipt.reference])
    lines = list(ReceiptLine.objects.filter(reference=receipt.reference).values_list("stage", flat=True))
    is_decided = bool(lines) and ReceiptLine.Stage.RECEIVED not in lines
    return Held(
        reference=receipt.reference,
        href=href,
        decided_by=receipt.answer_due_on,
        is_decided=is_decided,
        danger_now="" if is_decided else _danger_now(handover, receipt, at),
    )


def _danger_now(handover: Handover, receipt, at: datetime) -> Markup | str:
    """What to do now where its giver said danger, or was not sure, and who was alerted: nobody is left to think so (SG-04)."""
    said = _said(receipt)
    if said == Danger.NO:
        return ""
    reach = reach_now(at, area=handover.area)
    if said == Danger.YES:
        words = Markup("You said that a child is in danger now: call {}.").format(ring("999"))
    else:
        words = Markup("You are not sure whether a child is in danger now. If one may be, call {}.").format(ring("999"))
    alerted = "" if reach.is_open else _who_was_alerted(receipt.reference, handover.area)
    also = Markup("Also call {}.").format(_ring(reach)) if reach.number else ""
    return Markup(" ").join(part for part in (words, alerted, also) if part)


def _who_was_alerted(reference: str, area: Area) -> str:
    if duty.has_been_paged(reference, area):
        return (
            "The MASH is closed. The emergency duty worker has been paged and may not have answered yet: do not wait."
        )
    return "The MASH is closed, and nobody has been alerted."


def ask_now(area: Area, at: datetime) -> Markup:
    """Whom to ring this minute, and while the office is closed until when nobody reads."""
    reach = reach_now(at, area=area)
    ring = _ring(reach)
    if reach.is_open:
        return Markup("If it cannot wait, call {} as well.").format(ring)
    until = reach.opens_words or "the office opens"
    return Markup(
        "The office is closed: nobody reads this until {}. If it cannot wait until then, call {} now."
    ).format(until, ring)


def _ring(reach: Reach) -> Markup:
    said, label = ("101", "the police") if reach.number is None else (reach.number.telephone, reach.number.label)
    return Markup("{} ({})").format(ring(said), label)


def receipt_for_who_asked(contacts: Sequence[Contact], asked: AskedFirst, *, key: str, by: Actor, at: datetime) -> None:
    """The team whose question became these contacts holds a receipt as a sender does, with what it asked and no more (decision 0002)."""
    team, first = asked.team, contacts[0]
    sender = Sender(
        team=team,
        organisation=team.organisation,
        words=f"{asked.who}, {team.organisation.name}"[:240],
        source_code="2A",
        reply_to=asked.telephone,
    )
    channel = Submission.Channel.PROFESSIONAL
    asking = arrivals.Arrival(
        area=first.case.area, channel=channel, key=f"{key}-asked", worry=asked.question, sender=sender
    )
    submission = arrivals.submit(asking, by=by, at=at, joined_to=first.case)
    intake = service_of(first.case.area, ServiceName.INTAKE)
    receipt = receipts.open_receipt(submission, contacts, sender, by=intake, at=at)
    posts = Membership.objects.in_force(london_date(at)).filter(team=team, role__in=READ_THE_TEAMS)
    notifications.tell(
        users=list(User.objects.filter(is_active=True, memberships__in=posts).distinct().order_by("pk")),
        words=OF_WHAT_YOU_ASKED,
        path=f"/contacts/{receipt.reference}/",
        reference=receipt.reference,
        by=intake,
        at=at,
    )
