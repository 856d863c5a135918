"""The shell's nightly work."""

from django.core.management import call_command
from django.utils import timezone

from breakwater.foundation import jobs
from breakwater.partnership.organisations.models import Area

from . import joining


@jobs.every("40 1 * * *", name="web.leaving")
def close_accounts() -> None:
    """Close the accounts of people whose last post ended yesterday, and give back what ended posts held in cases."""
    now = timezone.now()
    joining.close_accounts_without_post(at=now)
    for area in Area.objects.order_by("pk"):
        joining.give_back_of_ended_posts(area, at=now)


@jobs.every("50 1 * * *", name="web.forget_sessions")
def forget_sessions() -> None:
    """Delete the rows of sign-ins that ended long ago."""
    call_command("clearsessions")
