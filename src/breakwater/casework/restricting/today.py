"""What waits for a post about restrictions on its Today page: approvals, confirmations, reviews."""

from datetime import datetime, timedelta

from django.urls import reverse

from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.notifications.registry import TODAY_PANELS, Panel, Waiting
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.intake.earlier import lookup as earlier

from . import opening_reviews
from .models import Lock, LockPost

SOON = timedelta(days=7)


@TODAY_PANELS.register("casework.restrictions")
def restrictions(actor: Actor, now: datetime) -> Panel | None:
    """Restrictions that wait for this post's approval, or that it answers for and looks at again within the week."""
    if not may(actor, Permission.PERSON_READ):
        return None
    today, me = london_date(now), actor.membership.user_id
    open_now = Lock.objects.filter(state__in=[Lock.State.REQUESTED, Lock.State.ACTIVE]).order_by("review_on", "pk")
    rows = []
    for lock in open_now.filter(approver_user=me, approved_at=None)[:20]:
        at_once = lock.state == Lock.State.ACTIVE
        rows.append(_row(lock, "Confirm a restriction made at once" if at_once else "Approve a restriction"))
    named = LockPost.objects.filter(user=me, ends_at=None).exclude(part=LockPost.Part.TOLD).values("lock")
    for lock in open_now.filter(state=Lock.State.ACTIVE, review_on__lte=today + SOON, pk__in=named)[:20]:
        late = lock.review_on < today
        hint = f"Looked at again by {date_in_words(lock.review_on)}"
        rows.append(_row(lock, "Look at a restriction again", hint=hint, tag="Overdue" if late else ""))
    if may(actor, Permission.PERSON_RESTRICT) and (
        marked := {one.person_id for one in earlier.marked_of_open_people()}
    ):
        words = "1 person is" if len(marked) == 1 else f"{len(marked)} people are"
        rows.insert(
            0,
            Waiting(
                text=f"{words} marked as restricted in the earlier system, and open here",
                href=reverse("casework:locks"),
                hint="Restrict each now",
                tag="Now",
                tag_kind="red",
            ),
        )
    if not rows:
        return None
    return Panel("Restricted records", rows, order=25, href=reverse("casework:locks"))


def _row(lock: Lock, text: str, hint: str = "", tag: str = "") -> Waiting:
    return Waiting(
        text=text,
        href=reverse("casework:lock", args=[lock.public_id]),
        hint=hint or lock.get_reason_display(),
        tag=tag,
        tag_kind="red",
    )


@TODAY_PANELS.register("casework.glass")
def openings_to_review(actor: Actor, now: datetime) -> Panel | None:
    """Openings in an emergency that wait for information governance."""
    if not may(actor, Permission.GLASS_REVIEW):
        return None
    waiting = [one for one in opening_reviews.openings() if not one.outcome]
    rows = [
        Waiting(
            text=f"Review the opening of {one.record if one.kind == 'case' else 'a person’s record'}",
            href=reverse("casework:glass_review", args=[one.number]),
            tag="Open now" if one.is_open else "",
            tag_kind="amber",
        )
        for one in waiting[:20]
    ]
    return Panel(
        "Opened in an emergency",
        rows,
        "No opening waits for your review.",
        order=20,
        total=len(waiting),
        href=reverse("casework:opened"),
    )
