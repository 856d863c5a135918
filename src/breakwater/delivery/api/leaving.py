"""A key whose maker has left. They may have a copy, so it passes to the leads of its team for 30 days, in which one of them exchanges
it; then it ends (docs/api.md).
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import Permission, Role, allows
from breakwater.partnership.organisations.models import Actor, Area, Membership

from . import keys
from .models import PASSES, ApiKey

A_WEEK = 7
LEAVES = "Whoever made a key of your connected system leaves soon: exchange it"
LEFT = "Whoever made a key of your connected system has left: exchange it, or it ends 30 days after they left"
NOT_EXCHANGED = "Whoever made it has left, and nobody exchanged it within 30 days"


@transaction.atomic
def tell_of_end(post: Membership, *, by: Actor, at: datetime) -> None:
    """A post is to end or has ended: tell the leads and the partnership of the keys that its holder made and answers for by it alone."""
    if not allows(post.role_id, Permission.SYSTEM_CONNECT):
        return
    if post.revoked_at:
        note(post.team.area, by=by, at=at)
        return
    theirs = _in_force(post.team.area, at=at).filter(made_by__membership__user=post.user_id, system__team=post.team_id)
    for key in theirs.filter(~Exists(_posts_of_maker(at).exclude(pk=post.pk))):
        _tell(key, LEAVES, by=by, at=at)


@transaction.atomic
def note(area: Area, *, by: Actor, at: datetime) -> None:
    """Put on each key of the area since when whoever made it has left. Its leads and the partnership are told then, and every week."""
    today, found = london_date(at), made_by_who_left(area, at=at)
    _in_force(area, at=at).exclude(maker_left_on=None).exclude(pk__in=found.values("pk")).update(maker_left_on=None)
    for key in found:
        is_new = key.maker_left_on is None
        if is_new:
            ApiKey.objects.filter(pk=key.pk).update(maker_left_on=today)
            audit.did("noted that its maker left", "api_key", key.pk)
        if is_new or (today > key.maker_left_on and not (today - key.maker_left_on).days % A_WEEK):
            _tell(key, LEFT, by=by, at=at)


def end_not_exchanged(area: Area, *, by: Actor, at: datetime) -> None:
    """End the keys of the area whose maker left more than 30 days ago."""
    over = ApiKey.objects.filter(ended_at=None, system__area=area, maker_left_on__lt=london_date(at) - PASSES)
    for key in over.order_by("pk"):
        keys.end(key, why=NOT_EXCHANGED, by=by, at=at)


def made_by_who_left(area: Area, *, at: datetime) -> QuerySet[ApiKey]:
    """Keys in force whose maker holds no role now that may connect systems of the key's team."""
    return _in_force(area, at=at).filter(~Exists(_posts_of_maker(at)))


def _in_force(area: Area, *, at: datetime) -> QuerySet[ApiKey]:
    return (
        ApiKey.objects.in_force(london_date(at)).filter(system__area=area).select_related(*keys.RELATED).order_by("pk")
    )


def _posts_of_maker(at: datetime) -> QuerySet[Membership]:
    connects = [role.value for role in Role if allows(role.value, Permission.SYSTEM_CONNECT)]
    of_maker = {"user": OuterRef("made_by__membership__user"), "team": OuterRef("system__team")}
    return Membership.objects.in_force(london_date(at)).filter(**of_maker, role__in=connects, user__is_active=True)


def _tell(key: ApiKey, words: str, *, by: Actor, at: datetime) -> None:
    keys.tell_leads(key.system, words, by=by, at=at, also=keys.approvers(key.system.area, at=at))
