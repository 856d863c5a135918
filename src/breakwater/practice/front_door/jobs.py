"""Forgetting what the public's forms leave behind."""

from django.utils import timezone

from breakwater.foundation import jobs

from .operations import drafts, limits


@jobs.every("*/15 * * * *", name="front_door.forget")
def forget_what_is_old() -> None:
    """Delete public drafts nobody can open any more, and counts of addresses after 24 hours (SG-24, SG-25)."""
    now = timezone.now()
    drafts.forget_old(at=now)
    limits.forget(at=now)
