"""The yearly review of roles, and of keys of systems: begun for an area, confirmed by who leads each team or organisation, what nobody
confirms ended by a press.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from breakwater.delivery.api import reviewing
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import ROLES, Permission, Role, acting_as, allows, service_of
from breakwater.partnership.organisations.models import (
    Actor,
    Area,
    Membership,
    RoleConfirmation,
    RoleReview,
    ServiceName,
    User,
)

from . import joining

WHERE = "/staff/review/"
A_YEAR = timedelta(days=365)
SHORTEST, LONGEST = timedelta(days=7), timedelta(days=90)
REMINDS_FROM = timedelta(days=14)
ASKED = "Please confirm who still needs which role"
REMINDED = "Roles are not confirmed yet: unconfirmed ones may be ended"
DUE = "A year has passed since roles were reviewed: begin the next review"
# Who leads a whole organisation; the others who confirm lead their team.
OF_ORGANISATION = frozenset({Role.DSL, Role.HEAD_TEACHER, Role.HEAD_OF_SERVICE})


class OneIsOpen(Refusal):
    words = "A review is open already"


class NotOpen(Refusal):
    words = "There is no review open"


class DayNotFit(Refusal):
    box = "due_on"
    words = "Choose a day from a week to 90 days from today"


class NotOverYet(Refusal):
    words = "Managers have until the last day to confirm. End nothing before"


class NoneTicked(Refusal):
    box, words = "posts", "Tick who still needs their role"


@dataclass(frozen=True)
class Ended:
    """What came of the press: how many roles and keys ended, and how many roles stay because they are of whoever pressed."""

    ended: int
    own: int
    keys: int


def open_review(area_id: int) -> RoleReview | None:
    return RoleReview.objects.filter(area=area_id, closed_at=None).select_related("area").first()


def last_review(area_id: int) -> RoleReview | None:
    return RoleReview.objects.filter(area=area_id).order_by("-begun_at").first()


@transaction.atomic
def begin(area: Area, *, due_on: date, by: Actor, at: datetime) -> RoleReview:
    """Begin the review of an area, and ask everyone who confirms. Raises DayNotFit, OneIsOpen."""
    if not SHORTEST <= due_on - london_date(at) <= LONGEST:
        raise DayNotFit
    try:
        with transaction.atomic():
            review = RoleReview.objects.create(area=area, begun_at=at, begun_by=by, due_on=due_on)
    except IntegrityError:
        raise OneIsOpen from None
    audit.did("began a role review", "area", area.pk, review=review.pk, due_on=due_on)
    notifications.tell(users=_who_confirm(review, at=at), words=ASKED, path=WHERE, by=by, at=at)
    return review


def unconfirmed(review: RoleReview, *, on: date) -> QuerySet[Membership]:
    """The posts that stood when the review began, hold still, and nobody confirmed."""
    said = RoleConfirmation.objects.filter(review=review, membership=OuterRef("pk"))
    held = Membership.objects.in_force_or_to_come(on).filter(team__area=review.area_id, user__is_active=True)
    held = held.filter(starts_on__lte=london_date(review.begun_at), shift_ends_at=None).exclude(ends_on=on)
    found = held.exclude(Exists(said)).select_related("user", "role", "team__organisation", "team__area")
    return found.order_by("team__organisation__name", "team__name", "user__name", "pk")


def theirs(review: RoleReview, *, by: Actor, on: date) -> QuerySet[Membership]:
    """The unconfirmed posts that are this actor's to confirm: of their team or organisation, for who keeps posts of all; never their own."""
    post = by.membership
    found = unconfirmed(review, on=on).exclude(user=post.user_id)
    if allows(post.role_id, Permission.PEOPLE_INVITE):
        return found
    if post.role_id in OF_ORGANISATION:
        return found.filter(team__organisation=post.team.organisation_id)
    return found.filter(team=post.team_id)


@transaction.atomic
def confirm(review: RoleReview, *, posts: Collection[str], keys: Collection[str] = (), by: Actor, at: datetime) -> int:
    """Say of posts and keys of systems, by their public ids, that they are still needed; those that are not this actor's are left.

    Returns how many were confirmed. Raises NotOpen, NoneTicked.
    """
    held = RoleReview.objects.select_for_update(of=("self",)).filter(pk=review.pk, closed_at=None).first()
    if held is None:
        raise NotOpen
    found = list(theirs(held, by=by, on=london_date(at)).filter(public_id__in=posts))
    found_keys = list(reviewing.theirs(held, by=by, on=london_date(at)).filter(public_id__in=keys))
    if not found and not found_keys:
        raise NoneTicked
    reviewing.confirm(held, found_keys, by=by, at=at)
    RoleConfirmation.objects.bulk_create(
        RoleConfirmation(review=held, membership=post, confirmed_at=at, by=by) for post in found
    )
    for post in found:
        audit.did("confirmed a role", "membership", post.pk, review=held.pk)
    return len(found) + len(found_keys)


@transaction.atomic
def end_unconfirmed(review: RoleReview, *, by: Actor, at: datetime) -> Ended:
    """End every key and, with today, every role that nobody confirmed, and close the review; not before its last day is over. Raises NotOpen, NotOverYet."""
    today = london_date(at)
    held = RoleReview.objects.select_for_update(of=("self",)).filter(pk=review.pk, closed_at=None).first()
    if held is None:
        raise NotOpen
    if today <= held.due_on:
        raise NotOverYet
    posts = list(unconfirmed(held, on=today))
    ending = [post for post in posts if post.user_id != by.membership.user_id]
    ended_keys = reviewing.end_unconfirmed(held, on=today, by=by, at=at)
    for post in ending:
        joining.end_post(membership=post, last_day=today, by=by, at=at)
    held.closed_at, held.closed_by = at, by
    held.save(update_fields=["closed_at", "closed_by"])
    audit.did("closed a role review", "area", held.area_id, review=held.pk, ended=len(ending), keys=ended_keys)
    return Ended(len(ending), len(posts) - len(ending), ended_keys)


def has_to_confirm(review: RoleReview, *, by: Actor, on: date) -> bool:
    return theirs(review, by=by, on=on).exists() or reviewing.theirs(review, by=by, on=on).exists()


def _who_confirm(review: RoleReview, *, at: datetime) -> list[User]:
    """Everyone with something to confirm."""
    today = london_date(at)
    roles = [role for role, says in ROLES.items() if Permission.POST_REVIEW in says.permissions]
    posts = Membership.objects.in_force(today).filter(team__area=review.area_id, role__in=roles, user__is_active=True)
    posts = posts.select_related("actor", "team", "user", "role")
    asked: dict[int, User] = {}
    for post in posts:
        actor = post.actor
        actor.membership = post
        if post.user_id not in asked and has_to_confirm(review, by=actor, on=today):
            asked[post.user_id] = post.user
    return list(asked.values())


def remind(area: Area, *, at: datetime) -> int:
    """Remind who has not confirmed, in the last two weeks and after; and, a year after the last review began, who keeps the posts."""
    with acting_as(service_of(area, ServiceName.CLOCKS)) as by:
        review = open_review(area.pk)
        if review is None:
            last = last_review(area.pk)
            if last is None or at - last.begun_at < A_YEAR:
                return 0
            keepers = Membership.objects.in_force(london_date(at)).filter(team__area=area, role__gives_posts=True)
            users = list(User.objects.filter(pk__in=keepers.values("user"), is_active=True))
            return len(notifications.tell(users=users, words=DUE, path=WHERE, by=by, at=at))
        if review.due_on - london_date(at) > REMINDS_FROM:
            return 0
        return len(notifications.tell(users=_who_confirm(review, at=at), words=REMINDED, path=WHERE, by=by, at=at))
