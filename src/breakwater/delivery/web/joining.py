"""Joining and leaving: an invitation to a post, its acceptance, and the end of a post."""

import secrets
from datetime import date, datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import QuerySet

from breakwater.casework.handovers import operations as handovers
from breakwater.casework.handovers.operations import GivenBack
from breakwater.delivery.api import leaving
from breakwater.foundation import audit
from breakwater.foundation.dates import london_date
from breakwater.foundation.dates.in_words import moment_in_words
from breakwater.foundation.refusals import Refusal
from breakwater.knowledge.content.operations import alerts
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import ROLES, Role, acting_as, service_of
from breakwater.partnership.organisations.models import (
    Actor,
    Area,
    Invitation,
    Membership,
    ServiceName,
    Team,
    User,
)
from breakwater.partnership.people.records.operations.locking import call, refused_as

from . import approvals
from .invitations import LAPSES_AFTER, Wanted, digest_of, one_of_key, send

LOOKED_BACK = timedelta(days=14)  # so that a night without its work is made up for
SESSION = "invitation"


class NotInvited(Refusal):
    """Nobody may be invited to such a post. Its words may name the {role} and the {team}."""

    def __init__(self, wanted: Wanted):
        names = {"role": ROLES[Role(wanted.role)].title, "team": wanted.team.name}
        super().__init__(wanted.role, words=self.words.format(**names))


class InvitingOneself(NotInvited):
    box = "email"
    words = "You cannot give yourself a role, under this address or another spelling of it. Ask someone else who keeps the roles."


class NotAPlainAddress(NotInvited):
    """A sign that nobody sees, or of other letters, in an address: mail may go to another mailbox, one's own."""

    box = "email"
    words = (
        "Type the address again, in plain letters: this one holds a sign that is not seen, or is of another alphabet"
    )


class RoleAboveOnesOwn(NotInvited):
    """The role is not one that whoever invites may give: an administrator gives none in casework."""

    box, words = "role", "Your role does not give this one. Ask the partnership's business manager."


class SeesTheWholeArea(NotInvited):
    """A role that sees all casework of its area is held in a team of the council alone."""

    box = "role"
    words = "{role} sees the casework of the whole area. Choose a team of the council, or another role"


class WorksInAnotherService(NotInvited):
    """The team's service and the one this role works in would give its holder the sight of both."""

    box = "team"
    words = "{team} receives another service than {role} works in. Choose another team"


class NotYourTeam(NotInvited):
    """The team is not an open one of one's own area, or one's post gives no posts."""

    box, words = "team", "Choose an open team of your own area"


class OwnRegistration(Refusal):
    box, words = "number", "Someone else checks and records your own registration"


class InvitedAlready(Refusal):
    """An invitation of that person to that post waits still, until a moment."""

    box = "email"

    def __init__(self, until: datetime, *, at: datetime):
        waits = f"They are invited to this role already, until {moment_in_words(until, now=at)}"
        super().__init__(words=f"{waits}. If the message did not arrive, withdraw that invitation first")


class InvitationLapsed(Refusal):
    """The invitation was accepted or withdrawn, or its week is over."""


WHY_NOT = {
    "address": NotAPlainAddress,
    "oneself": InvitingOneself,
    "role": RoleAboveOnesOwn,
    "area": SeesTheWholeArea,
    "service": WorksInAnotherService,
}  # as the database says it


def roles_offered(by: Actor) -> list[Role]:
    """The roles the actor may invite to: an administrator to none in casework, and nobody else to an administrator's."""
    if by.membership.role_id == Role.SYSTEM_ADMINISTRATOR:
        return [role for role in Role if not ROLES[role].casework]
    return [role for role in Role if role != Role.SYSTEM_ADMINISTRATOR]


@transaction.atomic
def invite(*, wanted: Wanted, by: Actor, at: datetime) -> Invitation:
    """Invite someone to a post and send the link, or ask the service itself for its word first. The same key again sends nothing.

    Raises NotAPlainAddress, InvitingOneself, RoleAboveOnesOwn, SeesTheWholeArea, WorksInAnotherService, NotYourTeam,
    InvitedAlready, KeyOfAnother.
    The link is kept nowhere but in the message itself, which loses it when it leaves.
    """
    post = {"team_id": wanted.team.pk, "role_id": wanted.role, "name": wanted.name, "job_title": wanted.job_title}
    if known := one_of_key(wanted.key, by, mailbox=wanted.mailbox, **post):
        return known
    if why := call("access.why_not_invite(%s, %s, %s)", wanted.email, wanted.team.pk, wanted.role):
        raise WHY_NOT.get(why, NotYourTeam)(wanted)
    if waiting := Invitation.objects.filter(
        email=wanted.mailbox,
        team=wanted.team,
        role_id=wanted.role,
        accepted_at=None,
        withdrawn_at=None,
        lapses_at__gt=at,
    ).first():
        raise InvitedAlready(waiting.lapses_at, at=at)
    token = secrets.token_urlsafe(32)
    number = call(
        "access.invite(%s, %s, %s, %s, %s, %s, %s, %s)",
        wanted.email,
        wanted.name,
        wanted.team.pk,
        wanted.role,
        wanted.job_title,
        digest_of(token),
        at + LAPSES_AFTER,
        wanted.key,
    )
    invitation = Invitation.objects.select_related("team__area", "team__organisation", "role").get(pk=number)
    audit.did("invited", "invitation", number, role=wanted.role, team=wanted.team.pk)
    if invitation.needs_second:
        approvals.ask(invitation, by=by, at=at)
    else:
        send(invitation, token, at=at)
        approvals.show_leads(invitation, by=by, at=at)
    return invitation


def withdraw(invitation: Invitation, *, by: Actor, at: datetime) -> None:
    """Make an open invitation worthless."""
    if Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None).update(withdrawn_at=at):
        audit.did("withdrew", "invitation", invitation.pk)


def open_invitation(token: str, *, at: datetime) -> Invitation | None:
    """The invitation that this token still opens."""
    return (
        Invitation.objects.filter(token_digest=digest_of(token), accepted_at=None, withdrawn_at=None, lapses_at__gt=at)
        .exclude(needs_second=True, seconded_at=None)
        .select_related("team__area", "team__organisation", "role")
        .first()
    )


def keep_in(request, token: str) -> None:
    """Remember in the session which invitation is being accepted, while the person signs in elsewhere."""
    request.session[SESSION] = token


def invitation_in(request, *, at: datetime) -> Invitation | None:
    token = token_in(request)
    return open_invitation(token, at=at) if token else None


def token_in(request) -> str:
    """The token of the invitation that is being accepted."""
    return request.session.get(SESSION, "")


def forget_in(request) -> None:
    request.session.pop(SESSION, None)


def user_of(invitation: Invitation) -> User | None:
    """The person who has this mailbox here already."""
    return User.objects.filter(email__iexact=invitation.email).first()


def new_user(invitation: Invitation, *, name: str, password: str | None) -> User:
    """An account for the mailbox the invitation went to."""
    return User.objects.create_user(email=invitation.email, password=password, name=name)


@transaction.atomic
def accept(*, invitation: Invitation, token: str, user: User, at: datetime) -> Membership:
    """Give the person the post from today on; the service hears of it where it had a word in it. Raises InvitationLapsed."""
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
    with refused_as(InvitationLapsed):
        number = call("access.accept_invitation(%s, %s)", token, user.pk)
    membership = Membership.objects.select_related("user", "role", "team__area").get(pk=number)
    with acting_as(membership) as by:
        audit.did("joined", "membership", membership.pk, invitation=invitation.pk)
        if invitation.needs_second or invitation.shift_ends_at:
            approvals.tell_of_joining(membership, by=by, at=at)
        alerts.tell_who_joined(membership.team.area, by=by, at=at)
    return membership


def held_in(membership: Membership) -> handovers.Held:
    """How much a post holds in cases: numbers alone, for who keeps the posts of the area."""
    return handovers.held_in_post(membership)


@transaction.atomic
def end_post(*, membership: Membership, last_day: date, by: Actor, at: datetime) -> GivenBack:
    """End a post after `last_day`; a day before today ends it at once. The last post's end signs the person out.

    What the post holds in cases goes back to their teams when it has ended: at once, or in the night after its last day. Where
    the day is to come, its holder and those teams are told now, so that each thing is handed on before.
    """
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    membership.ends_on = max(last_day, membership.starts_on)
    if last_day < max(london_date(at), membership.starts_on):
        membership.revoked_at = at
    membership.save(update_fields=["ends_on", "revoked_at"])
    audit.did("ended", "membership", membership.pk, last_day=membership.ends_on, at_once=bool(membership.revoked_at))
    leave_if_without_post(membership.user, today=london_date(at))
    leaving.tell_of_end(membership, by=by, at=at)
    if membership.revoked_at is None:
        handovers.warn_of_leaving(membership=membership, by=by, at=at)
        return GivenBack()
    return handovers.give_back(membership=membership, by=by, at=at)


@transaction.atomic
def sign_out_everywhere(membership: Membership, *, by: Actor, at: datetime) -> int:
    """End every sign-in of whoever holds the role, which stays: a device is lost, or a sign-in was not theirs. They are told. How many there were."""
    user = membership.user
    ended = _end_sign_ins(user)
    audit.did("signed out", "membership", membership.pk, sign_ins=ended)
    words = "You were signed out on every device. If you did not ask for it, ask who keeps your organisation’s roles"
    notifications.tell(words=words, path="/account/sessions/", by=by, at=at, users=[user])
    return ended


def _end_sign_ins(user: User) -> int:
    found = list(UserSession.objects.filter(user=user))
    for session in found:
        session.end()
    return len(found)


def leave_if_without_post(user: User, *, today: date) -> bool:
    """Close the account of someone who holds no post today or later: sign-ins end and the password goes."""
    if Membership.objects.in_force_or_to_come(today).filter(user=user).exists():
        return False
    User.objects.filter(pk=user.pk).update(is_active=False, password=make_password(None))
    _end_sign_ins(user)
    return True


def close_accounts_without_post(*, at: datetime) -> int:
    """Close the account of everyone whose last post ended; return how many there were."""
    today = london_date(at)
    held = Membership.objects.in_force_or_to_come(today)
    gone = User.objects.filter(is_active=True, memberships__isnull=False).exclude(pk__in=held.values("user_id"))
    return sum(leave_if_without_post(user, today=today) for user in gone.distinct())


def give_back_of_ended_posts(area: Area, *, at: datetime) -> int:
    """Give back what posts of the area that ended of late still hold in cases; return for how many there was any."""
    today = london_date(at)
    with acting_as(service_of(area, ServiceName.CLOCKS)) as by:
        ended = Membership.objects.filter(team__area=area, ends_on__lt=today, ends_on__gte=today - LOOKED_BACK)
        posts = ended.select_related("team__area").order_by("pk")
        return sum(handovers.give_back(membership=post, by=by, at=at) != GivenBack() for post in posts)


def waiting_in(area: int, at: datetime) -> QuerySet[Invitation]:
    """The invitations of an area that still open a post, the first to lapse first."""
    found = Invitation.objects.filter(team__area=area, accepted_at=None, withdrawn_at=None, lapses_at__gt=at)
    return found.select_related("team", "role").order_by("lapses_at", "pk")


def who_may_be_seen(by: Actor):
    """The memberships of the actor's area, newest people last, for the page of people and posts."""
    return Membership.objects.filter(team__area_id=by.area_id_acting).select_related(
        "user", "role", "team__organisation", "team__area"
    )


def teams_offered(by: Actor):
    """The teams of the actor's area that are open."""
    return Team.objects.filter(area_id=by.area_id_acting, closed_on=None).select_related("organisation")


@transaction.atomic
def record_registration(*, membership: Membership, number: str, by: Actor) -> Membership:
    """The holder of a role is registered with Social Work England, as was checked; without a number, no longer. Raises OwnRegistration."""
    if by.membership.user_id == membership.user_id:
        raise OwnRegistration(membership.public_id)
    held = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    held.social_work_number, held.is_social_work_qualified = number.strip(), bool(number.strip())
    held.save(update_fields=["social_work_number", "is_social_work_qualified"])
    audit.did("recorded a registration", "membership", held.pk, qualified=held.is_social_work_qualified)
    return held
