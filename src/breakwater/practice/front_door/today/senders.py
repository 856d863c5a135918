"""What senders find on Today: answers nobody of their team has read, and contacts they began and have not sent."""

from datetime import datetime

from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import moment_in_words
from breakwater.partnership.notifications.registry import TODAY_PANELS, Panel, Waiting, nearest
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from ..contact_form.operations import other_forms, sending
from ..contact_form.summaries import draft_row
from ..feedback import lines
from ..models import DispensingApproval

SHOWN = 8


@TODAY_PANELS.register("front_door.answers")
def answers_to_read(actor: Actor, now: datetime) -> Panel | None:
    """News of contacts the team made that this post may read whole. Who works the board sees it only where there is some."""
    if not may(actor, Permission.RECEIPT_READ):
        return None
    post = actor.membership
    new = lines.lines_of_team(post, "new")
    if not may(actor, Permission.RECEIPT_READ_TEAM):
        new = new.filter(sender_user=post.user_id)
    found = list(new[:SHOWN])
    rows = [_answer(line, now) for line in lines.shown(found, post)]
    audit.saw("receipt", *{line.receipt_id for line in found})
    if not rows and may(actor, Permission.BOARD_READ):
        return None
    return Panel(
        "New answers to contacts your team made",
        rows,
        "You have read every answer.",
        order=12,
        total=new.count() if len(rows) == SHOWN else len(rows),
        href=reverse("front_door:receipts"),
        link="Contacts we made",
    )


def _answer(line: lines.Line, now: datetime) -> Waiting:
    said = line.outcome or line.words
    return Waiting(
        text=line.child,
        href=reverse("front_door:receipt", args=[line.reference]),
        hint=f"{line.reference}, {moment_in_words(line.at, now=now)}" + (f". {said}" if said else ""),
        tag=line.stage,
        tag_kind=line.kind,
    )


@TODAY_PANELS.register("front_door.approvals")
def approvals_asked_of_me(actor: Actor, now: datetime) -> Panel | None:
    """Contacts that wait for this manager's word before they are sent (FD 1.5). No panel where none does."""
    if not may(actor, Permission.CONTACT_MAKE):
        return None
    asked = DispensingApproval.objects.filter(
        manager_user=actor.membership.user_id, state=DispensingApproval.State.ASKED
    )
    found = list(asked.select_related("asker").order_by("asked_at", "pk")[: SHOWN + 1])
    if not found:
        return None
    audit.saw("approval", *[each.pk for each in found])
    return Panel(
        "A contact waits for your approval",
        [
            Waiting(
                text=f"{each.asker.name} asks: may the family be left untold?",
                href=reverse("front_door:approval", args=[each.public_id]),
                hint=f"Asked {moment_in_words(each.asked_at, now=now)}. The contact is not sent until you answer.",
                tag="Answer",
                tag_kind="amber",
            )
            for each in found[:SHOWN]
        ],
        order=3,
        total=len(found),
    )


@TODAY_PANELS.register("front_door.not_sent")
def begun_and_not_sent(actor: Actor, now: datetime) -> Panel | None:
    """A worry that was written and not sent has reached nobody. No panel where there is none.

    One that is sent with another form of its author's waits on Today as that form.
    """
    if not may(actor, Permission.CONTACT_MAKE):
        return None
    with_others = [number for number, form in other_forms.all_of(actor).items() if not form.is_sent]
    found, total = nearest(sending.drafts_of(actor).exclude(public_id__in=with_others), SHOWN)
    drafts = [draft_row(answers) for answers in found]
    rows = [
        Waiting(
            text=f"{each.title}: not sent yet",
            href=reverse("front_door:draft", args=[each.public_id]),
            hint=f"Saved {moment_in_words(each.saved_at, now=now)}. Nobody has received it: send it, or discard it.",
            tag="Draft",
            tag_kind="amber",
        )
        for each in drafts
    ]
    return (
        Panel("Contacts you began", rows, order=14, total=total, href=reverse("front_door:receipts"), link="All drafts")
        if rows
        else None
    )
