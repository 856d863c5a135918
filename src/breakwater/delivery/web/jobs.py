"""The shell's nightly work."""

from django.core.management import call_command
from django.utils import timezone

from breakwater.foundation import jobs

from . import joining


@jobs.every("40 1 * * *", name="web.leaving")
def close_accounts() -> None:
    """Close the accounts of people whose last post ended yesterday."""
    joining.close_accounts_without_post(at=timezone.now())


@jobs.every("50 1 * * *", name="web.forget_sessions")
def forget_sessions() -> None:
    """Delete the rows of sign-ins that ended long ago."""
    call_command("clearsessions")
