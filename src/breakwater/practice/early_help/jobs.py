"""Ending the links whose days are over, and forgetting their doors a month later."""

from django.utils import timezone

from breakwater.foundation import jobs

from .operations import links


@jobs.every("25 2 * * *", name="early_help.end_links")
def end_links() -> None:
    """End links whose days are over; empty what opened those that ended a month ago."""
    now = timezone.now()
    links.end_old_doors(at=now)
    links.forget_doors(at=now)
