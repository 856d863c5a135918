"""The shell's nightly work, and the backups that follow the first one made by hand."""

from django.core.management import call_command
from django.utils import timezone

from breakwater.delivery.backups import taking
from breakwater.delivery.backups.places import begun
from breakwater.foundation import jobs
from breakwater.partnership.organisations.models import Area

from . import joining, role_review, state


@jobs.every("40 1 * * *", name="web.leaving")
def close_accounts() -> None:
    """Close the accounts of people whose last post ended yesterday, and give back what ended posts held in cases."""
    now = timezone.now()
    joining.close_accounts_without_post(at=now)
    jobs.for_each(Area.objects.order_by("pk"), lambda area: joining.give_back_of_ended_posts(area, at=now))


@jobs.every("0 7 * * 1", name="web.remind_of_role_review")
def remind_of_role_review() -> None:
    """On Mondays, remind who has roles to confirm, and who keeps the posts when a year has passed since the last review."""
    now = timezone.now()
    jobs.for_each(Area.objects.order_by("pk"), lambda area: role_review.remind(area, at=now))


@jobs.every("50 1 * * *", name="web.forget_sessions")
def forget_sessions() -> None:
    """Delete the rows of sign-ins that ended long ago."""
    call_command("clearsessions")


@jobs.every("25 * * * *", name="web.look_at_certificate")
def look_at_certificate() -> None:
    """Note until when the certificate holds that people's browsers see: the page of the service waits for no other machine."""
    state.note_certificate(at=timezone.now())


@jobs.every("* * * * *", name="web.carry_backup_away")
def carry_backup_away() -> None:
    """Carry away what was written since the last minute."""
    if places := begun():
        taking.ship(places)


@jobs.every("5-59/15 * * * *", name="web.back_up")
def back_up() -> None:
    """Make a whole backup where the last is nearly a day old."""
    places = begun()
    if places and taking.base_is_due(places, at=timezone.now()):
        taking.take_base(places)
