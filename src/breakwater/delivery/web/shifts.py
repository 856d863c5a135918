"""A locum let into emergency duty for one shift by a manager on duty: the one post there that needs no second person.

The heads of service and the team are told at once. The post ends with the shift, in the wall itself.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import moment_in_words
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import Role
from breakwater.partnership.organisations.models import Actor, Invitation, Membership, Team, TeamService, User
from breakwater.partnership.organisations.operations import who_hold
from breakwater.partnership.people.records.operations.locking import call, refused_as

from .invitations import digest_of, one_of_key, send

LONGEST = timedelta(hours=16)
MOST_WORDS = Notification._meta.get_field("words").max_length
LET_IN = "{name} is let into emergency duty for one shift, until {until}, by {by}. Their address: {email}"


@dataclass(frozen=True)
class Shift:
    """Who is let into emergency duty, why, and when the shift ends."""

    email: str
    name: str
    why: str
    ends_at: datetime
    key: UUID | None = None


class NobodyIsLetIn(Refusal):
    """Not for a shift of more than sixteen hours, not oneself, nobody with a role that a shift does not need (SG-20),
    and not without an emergency duty team in the area.
    """

    words = (
        "Nobody was let in. It must be someone else than yourself, with no role here or one of the council's casework, their "
        "address in plain letters, and your area must have an emergency duty team"
    )


@transaction.atomic
def let_in(*, shift: Shift, by: Actor, at: datetime) -> Invitation:
    """Let somebody into emergency duty for one shift: the link leaves at once, the heads of service and the team are told.

    The same key again sends nothing. Raises NobodyIsLetIn, KeyOfAnother.
    """
    if shift.ends_at - at > LONGEST:
        wanted, latest = (moment_in_words(moment, now=at) for moment in (shift.ends_at, at + LONGEST))
        too_late = f"That is {wanted}. Enter a time until {latest}: a shift lasts at most 16 hours"
        raise NobodyIsLetIn(box="ends", words=too_late)
    post = {"name": shift.name, "shift_reason": shift.why, "shift_ends_at": shift.ends_at}
    if known := one_of_key(shift.key, by, mailbox=shift.email.strip().lower(), **post):
        return known
    team = emergency_duty_of(by)
    token = secrets.token_urlsafe(32)
    with refused_as(NobodyIsLetIn):
        number = call(
            "access.let_in_for_shift(%s, %s, %s, %s, %s, %s, %s, %s)",
            shift.email,
            shift.name,
            team and team.pk,
            "Locum, one shift",
            shift.why,
            digest_of(token),
            shift.ends_at,
            shift.key,
        )
    invitation = Invitation.objects.select_related("team__area", "role").get(pk=number)
    audit.because(shift.why)
    audit.did("let in for a shift", "invitation", number, until=shift.ends_at)
    send(invitation, token, at=at)
    words = LET_IN.format(
        name=shift.name,
        email=invitation.email,
        until=moment_in_words(shift.ends_at, now=at),
        by=by.membership.user.name,
    )
    held = Membership.objects.in_force(london_date(at)).filter(team=team, user__is_active=True)
    heads = who_hold(Role.HEAD_OF_SERVICE, area=team.area, at=at)
    users = User.objects.filter(Q(pk__in=held.values("user")) | Q(pk__in=heads)).exclude(pk=by.membership.user_id)
    notifications.tell(users=users, words=words[:MOST_WORDS], path="/today/", by=by, at=at)
    return invitation


def emergency_duty_of(by: Actor) -> Team | None:
    """The team of emergency duty in the actor's area."""
    found = (
        TeamService.objects.select_related("team__area")
        .filter(area=by.area_id_acting, service="emergency_duty")
        .first()
    )
    return found.team if found else None
