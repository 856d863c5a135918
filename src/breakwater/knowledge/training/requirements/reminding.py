"""People hear 90, 60 and 30 days before training lapses, on the day and after the grace: once a day, whatever it is of. No name goes in a mail."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.urls import reverse

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import Permission, allows
from breakwater.partnership.organisations.models import Actor, Area, Team

from . import lookup, status

BEFORE = (90, 60, 30, 0)
BODY = """Training that your work asks for is due. What, why and by when, and the next date, stand in your training record:

{link}

Without an account, ask whoever books training for you. Do not reply to this message: nobody reads the answers.
"""
DUE = "Training that your work asks for is due"
STAFF_DUE = "Training of your staff is overdue"


def remind_all(area: Area, *, by: Actor, at: datetime) -> int:
    """Tell whoever reaches one of the days today; on Mondays those who book for a team with somebody overdue. Returns how many people."""
    today = london_date(at)
    found = lookup.standings(lookup.employed_in(area, today), area.pk, today)
    told = lookup.shown(
        [each for each in found if any(_is_the_day(duty, today) for duty in each.duties)], "delegate__user"
    )
    path = reverse("training:mine")
    for each in told:
        user = each.delegate.user
        if user is not None and user.is_active:
            notifications.tell(words=DUE, path=path, by=by, at=at, users=[user])
        else:
            body = BODY.format(link=f"{settings.SITE_URL}{path}")
            notifications.post(to=each.delegate.email, subject=f"Training: {DUE.lower()}", body=body, at=at, area=area)
    if today.isoweekday() == 1:
        _tell_managers(found, by=by, at=at)
    return len(told)


def _is_the_day(duty: status.Duty, today: date) -> bool:
    if not duty.state.presses or duty.due_on is None:
        return False
    over = duty.due_on + timedelta(days=duty.requirement.grace_days + 1)
    return (duty.due_on - today).days in BEFORE or today == over


def _tell_managers(found: list[lookup.Standing], *, by: Actor, at: datetime) -> None:
    late = {each.job.team_id for each in found if each.state == status.State.OVERDUE}
    for team in Team.objects.filter(pk__in=late - {None}).order_by("pk"):
        posts = team.memberships.in_force(london_date(at)).select_related("user")
        users = [post.user for post in posts if allows(post.role_id, Permission.TRAINING_BOOK_FOR)]
        if users:
            notifications.tell(words=STAFF_DUE, path=reverse("training:team_due"), by=by, at=at, users=users)
