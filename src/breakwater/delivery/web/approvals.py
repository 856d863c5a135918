"""The second word on a post in the MASH, emergency duty or a sealed compartment: asked of that very service, given or refused there.

Its one exception is a shift (shifts.py).
"""

import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import ROLES, Permission, Role
from breakwater.partnership.organisations.models import Actor, Invitation, Membership, User
from breakwater.partnership.organisations.operations import who_hold
from breakwater.partnership.people.records.operations.locking import call, refused_as

from .invitations import LAPSES_AFTER, digest_of, send

ASKED = "A role in your service waits for a second person: {name}, {role}"
TOLD = "{name} was invited to a role in your team: {role}"
TOLD_LEAD = "{name} was invited to {team}: {role}"
JOINED = "{name} joined {team}: {role}"
WHERE = "/staff/approvals/"


class NotYours(Refusal):
    words = "This invitation waits for no approval of yours: it may be approved, refused or withdrawn already"


def ask(invitation: Invitation, *, by: Actor, at: datetime) -> None:
    """Ask those of the service who may say yes; the rest of the team is told."""
    facts = {"name": invitation.name, "role": invitation.role.title}
    held = Membership.objects.in_force(london_date(at)).filter(team=invitation.team, user__is_active=True)
    users = _who_may_say_yes(invitation, by=by, at=at)
    notifications.tell(users=users, words=ASKED.format(**facts), path=WHERE, by=by, at=at)
    rest = User.objects.filter(pk__in=held.values("user")).exclude(pk__in=users.values("pk"))
    notifications.show(users=rest, words=TOLD.format(**facts), path="/today/", at=at)


def show_leads(invitation: Invitation, *, by: Actor, at: datetime) -> None:
    """Who leads the team, and the head and safeguarding leads of its school, see that somebody was invited to it."""
    team, leads = invitation.team, [role for role, says in ROLES.items() if Permission.POST_REVIEW in says.permissions]
    held = Membership.objects.in_force(london_date(at)).filter(team__area=team.area_id, user__is_active=True)
    held = held.filter(
        Q(team=team, role__in=leads)
        | Q(team__organisation=team.organisation_id, role__in=[Role.HEAD_TEACHER, Role.DSL])
    )
    users = User.objects.filter(pk__in=held.values("user")).exclude(pk=by.membership.user_id)
    words = TOLD_LEAD.format(name=invitation.name, team=team.name, role=invitation.role.title)
    notifications.show(users=users, words=words, path="/today/", at=at)


def _who_may_say_yes(invitation: Invitation, *, by: Actor, at: datetime):
    """Those of the team who work in the service that the role works in; else of that service in the area; else its heads."""
    area, service = invitation.team.area, ROLES[Role(invitation.role_id)].service
    may = Membership.objects.in_force(london_date(at)).filter(team__area=area, role__seconds_posts=True)
    may = may.filter(user__is_active=True).exclude(user=by.membership.user_id)
    if service:
        may = may.filter(role__in=[role for role, says in ROLES.items() if says.service == service])
    for of_team in (may.filter(team=invitation.team), may if service else may.none()):
        if of_team.exists():
            return User.objects.filter(pk__in=of_team.values("user"))
    return who_hold(Role.HEAD_OF_SERVICE, area=area, at=at)


def of_area(area: int) -> QuerySet[Invitation]:
    """The invitations of an area that need a second person."""
    found = Invitation.objects.filter(team__area=area, needs_second=True)
    return found.select_related("team__area", "role", "invited_by__membership__user")


def waiting_for(by: Actor, at: datetime) -> list[Invitation]:
    """The invitations of the area that wait for the word of this very actor."""
    waiting = Invitation.objects.filter(
        team__area=by.area_id_acting,
        needs_second=True,
        seconded_at=None,
        accepted_at=None,
        withdrawn_at=None,
        lapses_at__gt=at,
    ).select_related("team__organisation", "role", "invited_by__membership__user", "invited_by__membership__role")
    return [one for one in waiting.order_by("invited_at", "pk")[:50] if call("access.may_second(%s)", one.pk)]


@transaction.atomic
def second(invitation: Invitation, *, by: Actor, at: datetime) -> None:
    """Say yes: only now is the link made and sent. Raises NotYours."""
    token = secrets.token_urlsafe(32)
    with refused_as(NotYours):
        call("access.second(%s, %s, %s)", invitation.pk, digest_of(token), at + LAPSES_AFTER)
    audit.did("approved a role", "invitation", invitation.pk)
    send(invitation, token, at=at)
    inviter = invitation.invited_by.membership.user
    notifications.tell(
        users=[inviter], words=f"{invitation.name} was invited, with a second person", path="/staff/", by=by, at=at
    )


@transaction.atomic
def refuse(invitation: Invitation, *, why: str, by: Actor, at: datetime) -> None:
    """Say no; whoever invited reads why. Raises NotYours."""
    if not call("access.may_second(%s)", invitation.pk):
        raise NotYours
    Invitation.objects.filter(pk=invitation.pk).update(withdrawn_at=at)
    audit.because(why)
    audit.did("refused a role", "invitation", invitation.pk)
    inviter = invitation.invited_by.membership.user
    words = f"The role of {invitation.name} was not approved: {why}"
    notifications.tell(users=[inviter], words=words[:200], path="/staff/", by=by, at=at)


def tell_of_joining(membership: Membership, *, by: Actor, at: datetime) -> None:
    """The team hears who has joined it, and so does the service that the role works in, wherever the team is."""
    service = ROLES[Role(membership.role_id)].service
    works_there = [role for role, says in ROLES.items() if service and says.service == service]
    of_it = Q(team=membership.team) | Q(team__area=membership.team.area_id, role__in=works_there)
    held = Membership.objects.in_force(london_date(at)).filter(of_it, user__is_active=True)
    users = User.objects.filter(pk__in=held.values("user")).exclude(pk=membership.user_id)
    words = JOINED.format(name=membership.user.name, team=membership.team.name, role=membership.role.title)
    notifications.tell(users=users, words=words, path="/today/", by=by, at=at)
