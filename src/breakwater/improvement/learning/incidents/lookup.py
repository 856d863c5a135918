"""What is asked of serious incidents. The wall has left out whatever the actor is not named on."""

from datetime import date

from django.db.models import QuerySet

from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.access.role_matrix import PARTS
from breakwater.partnership.organisations.models import Area, Membership

from ..models import SeriousIncident

INCIDENTS = SeriousIncident.objects.select_related("area").prefetch_related("members")


def posts_holding(permission: Permission, area: Area, *, on: date) -> QuerySet[Membership]:
    """Posts of an area whose role holds a permission on a day."""
    roles = next(lines[permission] for lines in PARTS.values() if permission in lines)
    posts = Membership.objects.in_force(on).filter(role__in=roles, team__area=area)
    return posts.select_related("user", "team__organisation", "role").order_by("user__name", "pk")


def as_named(post: Membership) -> str:
    """Name and role, in the words of the day."""
    return f"{post.user.name}, {post.job_title or post.role.title}, {post.team.organisation.name}"[:200]


def named_on() -> QuerySet[SeriousIncident]:
    """Every incident that the actor finds, the last raised first."""
    return INCIDENTS.order_by("-raised_at", "-pk")
