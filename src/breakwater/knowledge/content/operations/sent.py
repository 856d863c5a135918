"""What readers send about a page, and what a moderator makes of it. A worry becomes a contact at once (SG-28)."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from breakwater.foundation import audit
from breakwater.partnership.organisations.models import Actor, Area

from ..models import Feedback
from ..registry import WORRIES

KEPT = timedelta(days=365)


class AlreadyAnswered(Exception):
    """Somebody else has dealt with it."""


@transaction.atomic
def send(*, area: Area, about: str, was_useful: bool | None, words: str, key: UUID, at: datetime) -> Feedback:
    """Keep what a reader wrote; the same `key` again is the same message."""
    made, _ = Feedback.objects.get_or_create(
        key=key, defaults={"area": area, "about": about[:200], "was_useful": was_useful, "words": words, "sent_at": at}
    )
    return made


@transaction.atomic
def answer(*, feedback: Feedback, is_worry: bool, by: Actor, at: datetime) -> Feedback:
    """Say that it is read, or make a contact of it now: its words go there, with the time they were sent, and leave here."""
    feedback = Feedback.objects.select_for_update().get(pk=feedback.pk)
    if feedback.state != Feedback.State.NEW:
        raise AlreadyAnswered(feedback.public_id)
    feedback.answered_by, feedback.answered_at, feedback.state = by, at, Feedback.State.READ
    if is_worry:
        feedback.reference = WORRIES["contact"](
            area=feedback.area, words=feedback.words, key=f"site-feedback-{feedback.public_id}", told_at=feedback.sent_at, by=by, at=at
        )  # fmt: skip
        feedback.state, feedback.words = Feedback.State.WORRY, ""
    feedback.save(update_fields=["answered_by", "answered_at", "state", "reference", "words"])
    audit.did("passed on as a worry" if is_worry else "read", "feedback", feedback.pk)
    return feedback


def forget_old(*, at: datetime) -> int:
    """Empty the words of what was read more than a year ago."""
    return (
        Feedback.objects.filter(state=Feedback.State.READ, answered_at__lt=at - KEPT).exclude(words="").update(words="")
    )
