"""Keys of systems in the yearly review of roles: confirmed by another lead of their team, or by the partnership."""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, allows
from breakwater.partnership.organisations.models import Actor, RoleReview

from . import keys
from .models import ApiKey, KeyConfirmation

NOT_CONFIRMED = "Nobody confirmed it in the yearly review of roles"


def unconfirmed(review: RoleReview, *, on: date) -> QuerySet[ApiKey]:
    """The keys that were made when the review began, hold still, and nobody confirmed."""
    said = KeyConfirmation.objects.filter(review=review, api_key=OuterRef("pk"))
    held = ApiKey.objects.in_force(on).filter(system__area=review.area_id, made_at__lte=review.begun_at)
    found = held.exclude(Exists(said)).select_related(*keys.RELATED)
    return found.order_by("system__team__organisation__name", "system__name", "pk")


def theirs(review: RoleReview, *, by: Actor, on: date) -> QuerySet[ApiKey]:
    """The unconfirmed keys that are this actor's to confirm: of their team, for who approves keys of all; never one they made."""
    post = by.membership
    found = unconfirmed(review, on=on).exclude(made_by__membership__user=post.user_id)
    if allows(post.role_id, Permission.SYSTEM_APPROVE):
        return found
    return found.filter(system__team=post.team_id) if allows(post.role_id, Permission.SYSTEM_CONNECT) else found.none()


def confirm(review: RoleReview, found: Collection[ApiKey], *, by: Actor, at: datetime) -> None:
    """Say of keys that are this actor's that they are still needed."""
    KeyConfirmation.objects.bulk_create(KeyConfirmation(review=review, api_key=key, at=at, by=by) for key in found)
    for key in found:
        audit.did("confirmed", "api_key", key.pk, review=review.pk)


def end_unconfirmed(review: RoleReview, *, on: date, by: Actor, at: datetime) -> int:
    """End every key that nobody confirmed; return how many."""
    ending = list(unconfirmed(review, on=on))
    for key in ending:
        keys.end(key, why=NOT_CONFIRMED, by=by, at=at)
    return len(ending)
